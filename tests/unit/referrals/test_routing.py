"""Where a referral may go, and what is kept of the choice."""

import json
from datetime import UTC, date, datetime

from pathways.directory.rules import ServiceFacts, Standing
from pathways.referrals.rules import (
    REFERRAL,
    ConsentFacts,
    ConsentState,
    Covers,
    explanation,
    goes_to_manager,
    needs_a_reason,
    next_service,
    routing,
)
from pathways.vocabulary import Area, Need

TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def a_service(service_id: int, name: str, **changed: object) -> ServiceFacts:
    plain: dict[str, object] = {
        "service_id": service_id,
        "name": name,
        "town": "Lincoln",
        "areas": frozenset({Area.LINCOLN}),
        "needs": frozenset({Need.DRUGS, Need.ALCOHOL}),
        "women_only": False,
        "young_people": False,
        "opened_on": date(2020, 1, 1),
        "places": 4,
        "places_updated_on": TODAY,
        "typical_wait_days": 5,
    }
    return ServiceFacts(**{**plain, **changed})  # type: ignore[arg-type]  # the plain case, one thing changed


HUB = a_service(1, "Hub", typical_wait_days=2)
BRAYFORD = a_service(2, "Brayford")
BOSTON = a_service(3, "Fen", areas=frozenset({Area.BOSTON}))
FULL = a_service(4, "Witham", places=0)
WOMEN = a_service(5, "Aurora", women_only=True, typical_wait_days=0)
ALL = (HUB, BRAYFORD, BOSTON, FULL, WOMEN)


def consents(covers: Covers, service_id: int | None = None) -> tuple[ConsentFacts, ...]:
    given = ConsentFacts(
        id=1,
        number=REFERRAL,
        state=ConsentState.GIVEN,
        taken_at=NOW,
        episode_id=1,
        covers=covers,
        service_id=service_id,
        signed=True,
    )
    return (given,)


def test_every_listed_service_is_shown_with_its_reasons_whatever_its_standing() -> None:
    found = routing(ALL, needs=(Need.DRUGS,), area=Area.LINCOLN, on=TODAY)
    assert {verdict.service.service_id for verdict in found.verdicts} == {1, 2, 3, 4, 5}
    assert all(verdict.reasons for verdict in found.verdicts)


def test_the_order_does_not_depend_on_the_order_of_the_directory() -> None:
    one = routing(ALL, needs=(Need.DRUGS,), area=Area.LINCOLN, on=TODAY)
    other = routing(tuple(reversed(ALL)), needs=(Need.DRUGS,), area=Area.LINCOLN, on=TODAY)
    assert one == other
    assert one.first is not None
    assert one.first.service.name == "Hub"


def test_a_closed_service_cannot_be_chosen_and_a_full_one_can() -> None:
    found = routing(ALL, needs=(Need.DRUGS,), area=Area.LINCOLN, on=TODAY)
    assert {verdict.service.name for verdict in found.choosable} == {"Hub", "Brayford", "Aurora", "Witham"}
    fen = found.of(3)
    assert fen is not None
    assert fen.standing is Standing.CLOSED
    assert found.of(99) is None


def test_a_womens_service_is_never_filled_in_or_sent_to_without_asking() -> None:
    found = routing((WOMEN,), needs=(Need.DRUGS,), area=Area.LINCOLN, on=TODAY)
    assert found.first is None
    assert next_service(found, tried=(), consents=consents(Covers.ANY_LISTED), at=NOW) is None


def test_choosing_another_than_the_first_asks_a_reason() -> None:
    found = routing(ALL, needs=(Need.DRUGS,), area=Area.LINCOLN, on=TODAY)
    assert not needs_a_reason(found, 1)
    assert needs_a_reason(found, 2)
    assert needs_a_reason(routing((FULL,), needs=(), area=Area.LINCOLN, on=TODAY), 4)


def test_a_declined_referral_goes_to_the_next_open_service_that_the_consent_covers() -> None:
    found = routing(ALL, needs=(Need.DRUGS,), area=Area.LINCOLN, on=TODAY)
    after = next_service(found, tried=(1,), consents=consents(Covers.ANY_LISTED), at=NOW)
    assert after is not None
    assert after.service.name == "Brayford"


def test_a_consent_for_one_service_sends_nothing_on() -> None:
    found = routing(ALL, needs=(Need.DRUGS,), area=Area.LINCOLN, on=TODAY)
    assert next_service(found, tried=(1,), consents=consents(Covers.NAMED, 1), at=NOW) is None


def test_a_service_that_said_no_is_not_asked_again() -> None:
    found = routing(ALL, needs=(Need.DRUGS,), area=Area.LINCOLN, on=TODAY)
    assert next_service(found, tried=(1, 2), consents=consents(Covers.ANY_LISTED), at=NOW) is None


def test_after_two_declines_a_pathway_manager_finds_the_place() -> None:
    found = routing(ALL, needs=(Need.DRUGS,), area=Area.LINCOLN, on=TODAY)
    assert not goes_to_manager(1, found.first)
    assert goes_to_manager(2, found.first)
    assert goes_to_manager(1, None)


def test_the_explanation_is_kept_as_shown_with_the_version_of_the_rules() -> None:
    found = routing(ALL, needs=(Need.DRUGS,), area=Area.LINCOLN, on=TODAY)
    kept = explanation(found, chosen_id=2, needs=(Need.DRUGS,), area=Area.LINCOLN, at=NOW)
    assert json.loads(json.dumps(kept)) == kept
    assert kept["chosen"] == 2
    assert kept["first"] == 1
    assert kept["rules_version"]
    shown = [[reason.message for reason in verdict.reasons] for verdict in found.verdicts]
    assert [[reason["message"] for reason in service["reasons"]] for service in kept["services"]] == shown
