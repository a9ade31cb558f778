"""What the service must tell the police about a required assessment, and what it never tells."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from pathways.engagement.required_assessments.rules import (
    RequiredFacts,
    RequiredOutcome,
    bars_to_required_outcome,
    reported_at,
)
from pathways.engagement.rules import DIED

DUE = datetime(2026, 12, 2, 10, 30, tzinfo=UTC)


def a_failure(**values: object) -> RequiredFacts:
    plain = RequiredFacts(
        has_died=False,
        now=DUE + timedelta(hours=2),
        due_at=DUE,
        outcome=RequiredOutcome.FAILED_TO_ATTEND,
        at=DUE,
    )
    return replace(plain, **values)


def words(bars: tuple) -> str:
    return " ".join(bar.message for bar in bars)


def test_a_failure_is_reported_to_police_by_recording_it() -> None:
    assert bars_to_required_outcome(a_failure()) == ()
    assert reported_at(RequiredOutcome.FAILED_TO_ATTEND, DUE) == DUE
    assert reported_at(RequiredOutcome.FAILED_TO_REMAIN, DUE) == DUE


def test_an_attendance_never_reaches_police_by_this_door() -> None:
    assert reported_at(RequiredOutcome.ATTENDED_REMAINED, DUE) is None


def test_a_failure_cannot_be_reported_before_the_time_on_the_notice() -> None:
    early = a_failure(now=DUE - timedelta(hours=1), at=DUE - timedelta(hours=1))
    assert "The appointment is at 10:30 on 2 December 2026" in words(bars_to_required_outcome(early))
    for outcome in (RequiredOutcome.FAILED_TO_ATTEND, RequiredOutcome.FAILED_TO_REMAIN):
        bars = bars_to_required_outcome(a_failure(outcome=outcome, at=DUE - timedelta(minutes=1)))
        assert "has not happened yet" in words(bars)


def test_an_attendance_may_begin_a_little_before_the_time_on_the_notice() -> None:
    early_bird = a_failure(outcome=RequiredOutcome.ATTENDED_REMAINED, at=DUE - timedelta(minutes=10))
    assert bars_to_required_outcome(early_bird) == ()


def test_while_the_test_is_held_no_failure_is_reported_and_an_attendance_is_recorded() -> None:
    assert "An inspector is looking" in words(bars_to_required_outcome(a_failure(is_test_held=True)))
    came = a_failure(is_test_held=True, outcome=RequiredOutcome.ATTENDED_REMAINED)
    assert bars_to_required_outcome(came) == ()


def test_a_failure_in_the_future_is_refused() -> None:
    assert "now or earlier" in words(bars_to_required_outcome(a_failure(at=DUE + timedelta(days=1))))


def test_a_recorded_outcome_is_corrected_only_with_a_reason() -> None:
    again = a_failure(outcome=RequiredOutcome.ATTENDED_REMAINED, already=RequiredOutcome.FAILED_TO_ATTEND)
    assert "police are told of a corrected failure" in words(bars_to_required_outcome(again))
    assert bars_to_required_outcome(replace(again, correction_reason="Signed in at the wrong desk")) == ()


def test_after_a_death_nothing_is_reported_as_failed() -> None:
    for outcome in RequiredOutcome:
        assert bars_to_required_outcome(a_failure(has_died=True, outcome=outcome)) == (DIED,)
