"""Reasons for a no, what happens next, and what stops an acceptance."""

from datetime import UTC, date, datetime, timedelta

import pytest

from pathways.acceptance.rules import (
    AcceptFacts,
    DueGroup,
    bars_to_accepting,
    decline_reasons,
    due_group,
    time_left,
    what_happens_next,
)
from pathways.referrals.routing.rules import WhyManager

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def an_acceptance(**changed: object) -> AcceptFacts:
    plain: dict[str, object] = {
        "has_died": False,
        "keyworker_is_ours": True,
        "slot_at": NOW + timedelta(days=2),
        "now": NOW,
    }
    return AcceptFacts(**{**plain, **changed})


def test_no_reason_to_decline_is_clinical() -> None:
    forbidden = ("mental", "housing", "substance", "drug", "alcohol", "heroin", "risk")
    assert not [
        reason for reason in decline_reasons().values() if any(word in reason.label.lower() for word in forbidden)
    ]


def test_an_offer_is_overdue_the_day_after_its_answer_was_due() -> None:
    today = date(2026, 3, 2)
    assert due_group(date(2026, 3, 1), today) is DueGroup.OVERDUE
    assert due_group(today, today) is DueGroup.TODAY
    assert due_group(date(2026, 3, 3), today) is DueGroup.LATER


def test_a_service_may_say_that_the_person_needs_another_kind_of_help_as_whoever_uses_no_drugs_does() -> None:
    reason = decline_reasons()["other_service"]
    assert reason.label == "Needs another kind of help than we give"
    assert "no drug or alcohol use" in reason.hint


def test_each_reason_says_what_it_leads_to() -> None:
    assert [reason for reason in decline_reasons().values() if not reason.hint] == []


def test_what_happens_next_names_the_next_service_and_the_consent_it_rests_on() -> None:
    words = what_happens_next("Brayford Service", why=None, consent="Any listed service, 25 November 2026")
    assert "Brayford Service" in words
    assert "25 November 2026" in words


def test_a_service_of_the_same_provider_is_said_to_come_back_to_the_same_inbox() -> None:
    assert "back to your own inbox" in what_happens_next("Trent Bank", why=None, is_theirs=True)
    assert "inbox" not in what_happens_next("Trent Bank", why=None, is_theirs=False)


def test_what_happens_next_says_why_a_manager_is_needed() -> None:
    assert "Two services" in what_happens_next(None, why=WhyManager.TWO_DECLINES)
    assert "named your service only" in what_happens_next(None, why=WhyManager.CONSENT)
    assert "No other service is open" in what_happens_next(None, why=WhyManager.NONE_OPEN)


def test_a_plain_acceptance_stands() -> None:
    assert bars_to_accepting(an_acceptance()) == ()


def test_nobody_accepts_a_referral_of_somebody_who_died() -> None:
    (bar,) = bars_to_accepting(an_acceptance(has_died=True, keyworker_is_ours=False))
    assert "died" in bar.message


def test_a_keyworker_is_of_the_own_organisation() -> None:
    (bar,) = bars_to_accepting(an_acceptance(keyworker_is_ours=False))
    assert bar.field == "keyworker"


def test_a_first_appointment_is_neither_past_nor_more_than_a_year_away() -> None:
    assert bars_to_accepting(an_acceptance(slot_at=NOW - timedelta(minutes=1)))[0].field == "first_slot"
    assert bars_to_accepting(an_acceptance(slot_at=NOW + timedelta(days=400)))[0].field == "first_slot"


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (datetime(2026, 11, 25, 9, 40, tzinfo=UTC), "in 7 hours 20 minutes"),
        (datetime(2026, 11, 25, 16, 59, tzinfo=UTC), "in 1 minute"),
        (datetime(2026, 11, 25, 17, 0, tzinfo=UTC), "in less than a minute"),
        (datetime(2026, 11, 25, 18, 0, tzinfo=UTC), "1 hour late"),
        (datetime(2026, 11, 26, 9, 40, tzinfo=UTC), "16 hours 40 minutes late"),
        (datetime(2026, 11, 27, 9, 40, tzinfo=UTC), "2 days late"),
        (datetime(2026, 11, 24, 9, 40, tzinfo=UTC), "tomorrow"),
        (datetime(2026, 11, 23, 18, 0, tzinfo=UTC), "in 2 days"),
    ],
)
def test_how_long_is_left_to_answer_is_said_in_hours_on_the_day_and_in_days_before(now: datetime, words: str) -> None:
    assert time_left(datetime(2026, 11, 25, 17, 0, tzinfo=UTC), now) == words
