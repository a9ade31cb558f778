"""Where a referral may go, and what is kept of the choice."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

from pathways.directory.matching.rules.fit import LookedAt, ServiceFacts, ServiceStanding
from pathways.directory.matching.rules.weights import Criterion, Weights, shipped_weights
from pathways.referrals.consents.rules.consents import REFERRAL, ConsentFacts, ConsentState, Covers
from pathways.referrals.routing.rules import (
    WhyManager,
    explanation,
    kept_routing,
    needs_a_reason,
    next_service,
    onward,
    routing,
)
from pathways.vocabulary import Need, Sex
from tests.areas import BOSTON, LINCOLN, SKEGNESS

TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def a_service(service_id: int, name: str, **changed: object) -> ServiceFacts:
    plain: dict[str, object] = {
        "service_id": service_id,
        "name": name,
        "town": "Lincoln",
        "areas": frozenset({LINCOLN}),
        "needs": frozenset({Need.DRUGS, Need.ALCOHOL}),
        "women_only": False,
        "young_people": False,
        "opened_on": date(2020, 1, 1),
        "places": 4,
        "places_updated_on": TODAY,
        "typical_wait_days": 5,
    }
    return ServiceFacts(**{**plain, **changed})


HUB = a_service(1, "Hub", typical_wait_days=2)
BRAYFORD = a_service(2, "Brayford")
FEN = a_service(3, "Fen", areas=frozenset({BOSTON}))
FULL = a_service(4, "Witham", places=0)
WOMEN = a_service(5, "Aurora", women_only=True, typical_wait_days=0)
ALL = (HUB, BRAYFORD, FEN, FULL, WOMEN)
AT_LINCOLN = LookedAt(needs=frozenset({Need.DRUGS}), area=LINCOLN, on=TODAY, age=35)


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
    answer = routing(ALL, AT_LINCOLN)
    assert {verdict.service.service_id for verdict in answer.verdicts} == {1, 2, 3, 4, 5}
    assert all(verdict.reasons for verdict in answer.verdicts)


def test_the_order_does_not_depend_on_the_order_of_the_directory() -> None:
    answer = routing(ALL, AT_LINCOLN)
    other = routing(tuple(reversed(ALL)), AT_LINCOLN)
    assert answer == other
    assert answer.first is not None
    assert answer.first.service.name == "Hub"


def test_a_closed_service_cannot_be_chosen_and_a_full_one_can() -> None:
    answer = routing(ALL, AT_LINCOLN)
    assert {verdict.service.name for verdict in answer.choosable} == {"Hub", "Brayford", "Aurora", "Witham"}
    fen = answer.of(3)
    assert fen is not None
    assert fen.standing is ServiceStanding.CLOSED
    assert answer.of(99) is None


def test_a_womens_service_is_never_filled_in_or_sent_to_without_asking() -> None:
    answer = routing((WOMEN,), AT_LINCOLN)
    assert answer.first is None
    assert next_service(answer, tried=(), consents=consents(Covers.ANY_LISTED), at=NOW) is None


def test_choosing_another_than_the_first_asks_a_reason() -> None:
    answer = routing(ALL, AT_LINCOLN)
    assert not needs_a_reason(answer, 1)
    assert needs_a_reason(answer, 2)
    assert needs_a_reason(routing((FULL,), replace(AT_LINCOLN, needs=frozenset())), 4)


def test_a_declined_referral_goes_to_the_next_open_service_that_the_consent_covers() -> None:
    answer = routing(ALL, AT_LINCOLN)
    after = next_service(answer, tried=(1,), consents=consents(Covers.ANY_LISTED), at=NOW)
    assert after is not None
    assert after.service.name == "Brayford"


def test_a_consent_for_one_service_sends_nothing_on() -> None:
    answer = routing(ALL, AT_LINCOLN)
    assert next_service(answer, tried=(1,), consents=consents(Covers.NAMED, 1), at=NOW) is None


def test_a_service_that_said_no_is_not_asked_again() -> None:
    answer = routing(ALL, AT_LINCOLN)
    assert next_service(answer, tried=(1, 2), consents=consents(Covers.ANY_LISTED), at=NOW) is None


def test_after_two_declines_a_pathway_manager_finds_the_place() -> None:
    def after(declines: int, tried: set[int]) -> WhyManager | None:
        answer, any_listed = routing(ALL, AT_LINCOLN), consents(Covers.ANY_LISTED)
        led = onward(answer, tried=tried, consents=any_listed, at=NOW, declines=declines, sex=Sex.MALE)
        assert (led.next_verdict is None) is (led.why_manager is not None)
        return led.why_manager

    assert after(1, {1}) is None
    assert after(2, {1}) is WhyManager.TWO_DECLINES
    assert after(1, {1, 2}) is WhyManager.NONE_OPEN


def test_a_womens_service_is_named_beside_the_next_where_she_agreed_to_any_and_to_a_man_never() -> None:
    def named(sex: Sex, given: Covers, declines: int = 1) -> list[str]:
        answer = routing(ALL, AT_LINCOLN)
        led = onward(answer, tried={1}, consents=consents(given, 1), at=NOW, declines=declines, sex=sex)
        return [each.service.name for each in led.for_women]

    assert named(Sex.FEMALE, Covers.ANY_LISTED) == ["Aurora"]
    assert named(Sex.NOT_KNOWN, Covers.ANY_LISTED) == ["Aurora"]
    assert named(Sex.MALE, Covers.ANY_LISTED) == []
    assert named(Sex.FEMALE, Covers.NAMED) == []
    assert named(Sex.FEMALE, Covers.ANY_LISTED, declines=2) == []


def test_the_explanation_is_kept_as_shown_with_the_version_of_the_rules() -> None:
    answer = routing(ALL, AT_LINCOLN)
    stored = explanation(answer, chosen_id=2, at=NOW)
    assert json.loads(json.dumps(stored)) == stored
    assert stored["chosen"] == 2
    assert stored["first"] == 1
    assert stored["rules_version"]
    shown = [[reason.message for reason in verdict.reasons] for verdict in answer.verdicts]
    assert [[reason["message"] for reason in service["reasons"]] for service in stored["services"]] == shown


def test_the_explanation_says_what_was_looked_at_and_never_which_service_was_barred() -> None:
    answer = routing(ALL, replace(AT_LINCOLN, kept_from=frozenset({2}), by_telephone=frozenset({1, 2})))
    hub, brayford = answer.of(1), answer.of(2)
    assert hub is not None
    assert brayford is not None
    assert (brayford.standing, brayford.reasons[0].message) == (ServiceStanding.CLOSED, "Takes no referral at present")
    assert (hub.standing, hub.reasons[-2].message) == (
        ServiceStanding.FULL,
        "Takes people only once you have agreed it by telephone",
    )
    assert answer.first is None
    stored = explanation(answer, chosen_id=1, at=NOW)
    assert stored["looked_at"] == [
        ["Age", "35"],
        ["Usually in", "Lincoln"],
        ["Needs", "Drugs"],
        ["Urgent", "No"],
        ["Phone", "Can be rung or written to"],
    ]


def test_other_weights_of_a_later_day_change_the_order_and_leave_an_earlier_explanation_as_it_was() -> None:
    (now,) = shipped_weights()
    later = Weights(version=2, valid_from=date(2026, 4, 1), valid_to=None, points={**now.points, Criterion.WAIT_DAY: 0})
    until = replace(now, valid_to=date(2026, 4, 1))
    slow, unmet = a_service(8, "Slow", typical_wait_days=40), a_service(9, "Unmet", needs=frozenset({Need.DRUGS}))
    looked = replace(AT_LINCOLN, needs=frozenset({Need.DRUGS, Need.ALCOHOL}))
    before = routing((slow, unmet), looked, (until, later))
    stored = explanation(before, chosen_id=9, at=NOW)
    after = routing((slow, unmet), replace(looked, on=date(2026, 4, 1)), (until, later))
    assert [each.service.name for each in before.verdicts] == ["Unmet", "Slow"]
    assert [each.service.name for each in after.verdicts] == ["Slow", "Unmet"]
    assert (stored["weights_version"], stored["weights"]["wait_day"]) == (1, 1)
    assert explanation(after, chosen_id=8, at=NOW)["weights_version"] == 2


def test_a_catchment_with_no_service_fills_nothing_in_and_still_shows_every_service_with_why() -> None:
    answer = routing(ALL, replace(AT_LINCOLN, area=SKEGNESS))
    assert (answer.first, answer.choosable) == (None, ())
    assert {verdict.standing for verdict in answer.verdicts} == {ServiceStanding.CLOSED}
    assert all("not Skegness" in verdict.reasons[2].message for verdict in answer.verdicts)


def test_an_explanation_is_read_as_it_was_row_and_one_of_the_first_version_too() -> None:
    answer = routing(ALL, AT_LINCOLN)
    stored = kept_routing(explanation(answer, chosen_id=2, at=NOW))
    assert stored is not None
    assert (stored.chosen_id, stored.first_id, stored.weights_version, stored.at) == (2, 1, 1, NOW)
    assert stored.chosen is not None
    assert [each.name for each in (stored.chosen, *stored.others)] == ["Brayford", "Hub", "Aurora", "Witham", "Fen"]
    before = explanation(answer, chosen_id=2, at=NOW) | {"looked_at": {"needs": ["drugs"], "area": "lincoln"}}
    del before["weights_version"]
    earlier = kept_routing(before)
    assert earlier is not None
    assert (earlier.weights_version, earlier.looked_at) == (None, (("Usually in", "Lincoln"), ("Needs", "Drugs")))
    assert kept_routing({}) is None
