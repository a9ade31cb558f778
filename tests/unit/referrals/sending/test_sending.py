"""May it be sent, by which route does it count, and when is the answer due?"""

from datetime import date, datetime

import pytest

from pathways import clock, dates
from pathways.law.rules.disposal_terms import Kind
from pathways.people.deaths.rules import death_bars
from pathways.referrals.consents.rules.consents import ConsentFacts, ConsentState, ConsentVerdict
from pathways.referrals.sending.rules import (
    ReferralRoute,
    RouteFacts,
    SendFacts,
    bars_to_referring,
    bars_to_sending,
    due_on,
    reference,
    route_of,
)
from pathways.refusals import Reason
from pathways.vocabulary import Origin

UNDER_18 = Reason("Under 18: the adult form stops here")
LIVE = ConsentVerdict(live=True, why="Agrees")


def a_sending(**changed: object) -> SendFacts:
    plain: dict[str, object] = {
        "death": (),
        "age_bars": (),
        "needs_recorded": True,
        "service_chosen": True,
        "service_may_be_chosen": True,
        "consent": LIVE,
    }
    return SendFacts(**{**plain, **changed})


def refused() -> ConsentVerdict:
    row = ConsentFacts(
        id=1,
        number=1,
        state=ConsentState.REFUSED,
        taken_at=datetime.fromisoformat("2026-03-02T09:00+00:00"),
        episode_id=1,
    )
    return ConsentVerdict(live=False, why="Does not agree", row=row)


def test_a_complete_referral_with_live_consent_may_be_sent() -> None:
    assert bars_to_sending(a_sending()) == ()


def test_nothing_is_sent_for_somebody_who_died_and_no_other_reason_is_given() -> None:
    bars = bars_to_sending(a_sending(death=death_bars(clock.now()), needs_recorded=False))
    assert [bar.message for bar in bars] == ["This person has died. Open steps have ended and nothing will be sent."]


def test_an_adult_referral_is_never_sent_for_somebody_under_18() -> None:
    (bar,) = bars_to_sending(a_sending(age_bars=(UNDER_18,)))
    assert bar is UNDER_18
    assert bars_to_referring(death=(), age_bars=()) == ()


def test_a_refused_consent_sends_nothing_and_says_so() -> None:
    (bar,) = bars_to_sending(a_sending(consent=refused()))
    assert "does not agree" in bar.message


def test_not_asked_asks_for_the_question_and_not_for_a_refusal() -> None:
    (bar,) = bars_to_sending(a_sending(consent=ConsentVerdict(live=False, why="Not asked yet")))
    assert bar.message == "Ask whether the person agrees to be referred"


def test_every_reason_is_given_at_once() -> None:
    facts = a_sending(needs_recorded=False, service_chosen=False, consent=refused())
    assert len(bars_to_sending(facts)) == 3
    assert len(bars_to_sending(a_sending(service_may_be_chosen=False))) == 1


@pytest.mark.parametrize(
    ("submitted", "due"),
    [
        ("2026-03-02T03:43", date(2026, 3, 4)),
        ("2026-03-02T16:59", date(2026, 3, 4)),
        ("2026-03-02T17:00", date(2026, 3, 5)),
        ("2026-03-06T10:00", date(2026, 3, 10)),
        ("2026-03-07T10:00", date(2026, 3, 11)),
        ("2026-04-02T10:00", date(2026, 4, 8)),
    ],
)
def test_an_answer_is_due_in_two_working_days_counted_from_the_next_one_after_17_00(submitted: str, due: date) -> None:
    assert due_on(datetime.fromisoformat(submitted), dates.add_working_days) == due


def test_the_reference_carries_the_year_and_never_runs_out_of_room() -> None:
    assert reference(date(2026, 3, 2), 1938) == "R-26-01938"
    assert reference(date(2026, 3, 2), 123456) == "R-26-123456"


@pytest.mark.parametrize(
    ("facts", "route"),
    [
        (
            RouteFacts(origin=Origin.DETENTION, required_assessment=True, sample_asked=True),
            ReferralRoute.REQUIRED_ASSESSMENT,
        ),
        (RouteFacts(origin=Origin.DETENTION, disposal_kind=Kind.CC), ReferralRoute.CONDITIONAL_CAUTION),
        (
            RouteFacts(origin=Origin.VOLUNTARY_INTERVIEW, disposal_kind=Kind.CR),
            ReferralRoute.COMMUNITY_RESOLUTION,
        ),
        (RouteFacts(origin=Origin.STREET, disposal_kind=Kind.O22), ReferralRoute.OUTCOME_22),
        (RouteFacts(origin=Origin.DETENTION, sample_asked=True), ReferralRoute.TESTED_VOLUNTARY),
        (RouteFacts(origin=Origin.DETENTION), ReferralRoute.OTHER),
        (RouteFacts(origin=Origin.STREET), ReferralRoute.STREET),
        (RouteFacts(origin=Origin.LIAISON_AND_DIVERSION), ReferralRoute.LIAISON_AND_DIVERSION),
        (RouteFacts(origin=Origin.ARC_IOM), ReferralRoute.ARC_IOM),
        (RouteFacts(origin=Origin.SELF), ReferralRoute.SELF),
    ],
)
def test_the_route_follows_the_requirement_then_the_disposal_then_the_test_then_the_origin(
    facts: RouteFacts, route: ReferralRoute
) -> None:
    assert route_of(facts) is route
