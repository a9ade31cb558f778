"""The follow-up: what may be decided of it, when its notice is given, and what that notice rules out."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from pathways.engagement.follow_up.rules import (
    FollowUpDecision,
    FollowUpFacts,
    bars_after_notice,
    bars_to_follow_up,
    bars_to_giving,
)
from pathways.engagement.required_assessments.rules import RequiredOutcome

NOW = datetime(2026, 11, 25, 14, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
REQUIRED, NOT_REQUIRED = FollowUpDecision.REQUIRED, FollowUpDecision.NOT_REQUIRED
PLAIN = FollowUpFacts(
    now=NOW,
    has_died=False,
    initial_due_at=NOW,
    was_initial_missed=False,
    decision=REQUIRED,
    starts_at=NOW + 24 * HOUR,
    place="Room 2",
)
FAILED = replace(PLAIN, given_before=REQUIRED, standing_at=NOW - HOUR, has_outcome=True, reason="He was in hospital")
GIVEN = {"now": NOW, "given_at": NOW, "decided_at": NOW - HOUR, "initial_ended_at": None}
CAME, MISSED, LEFT = (
    RequiredOutcome.ATTENDED_REMAINED,
    RequiredOutcome.FAILED_TO_ATTEND,
    RequiredOutcome.FAILED_TO_REMAIN,
)


def barred(facts):
    return [bar.field for bar in bars_to_follow_up(facts)]


def test_after_a_missed_initial_there_is_none_whatever_is_booked_since():
    assert barred(PLAIN) == []
    assert barred(replace(PLAIN, was_initial_missed=True)) == ["decision"]


def test_what_became_of_a_follow_up_stands_until_good_cause_lets_another_be_told():
    assert barred(FAILED) == ["decision"]
    assert barred(replace(FAILED, may_rebook=True)) == []
    assert barred(replace(FAILED, may_rebook=True, reason="")) == ["reason"]
    assert barred(replace(FAILED, may_rebook=True, is_test_held=True)) == ["decision"]
    assert barred(replace(FAILED, may_rebook=True, decision=NOT_REQUIRED)) == ["decision"]


def test_a_notice_is_given_before_its_own_time_and_unless_booked_anew_before_the_time_before():
    assert bars_to_giving(**GIVEN, standing_at=NOW + HOUR, starts_at=NOW + 2 * HOUR) == ()
    assert len(bars_to_giving(**GIVEN, standing_at=NOW, starts_at=NOW + HOUR)) == 1
    assert bars_to_giving(**GIVEN, standing_at=NOW - HOUR, starts_at=NOW + HOUR, is_rebooking=True) == ()
    (late,) = bars_to_giving(**GIVEN, standing_at=None, starts_at=NOW)
    assert "Enter another time first" in late.message


def after(outcome, notice, at=NOW):
    return [each.field for each in bars_after_notice(outcome=outcome, at=at, decision=notice, given_at=NOW)]


def test_a_notice_given_at_the_initial_rules_out_that_nobody_came():
    assert after(MISSED, REQUIRED) == after(MISSED, NOT_REQUIRED) == ["outcome"]
    assert after(CAME, REQUIRED) == after(CAME, NOT_REQUIRED) == []
    assert after(MISSED, None) == []


def test_who_left_early_left_after_the_notice_and_not_once_nothing_more_was_required():
    assert after(LEFT, REQUIRED) == []
    assert after(LEFT, REQUIRED, at=NOW - HOUR) == ["at"]
    assert after(LEFT, NOT_REQUIRED) == ["outcome"]
