"""V-032 to V-048: requiring an assessment, its appointments, and failing to keep them."""

from datetime import date, timedelta
from typing import Any

from pathways.arrest_tests.assessment.rules import (
    TOLD,
    FailureFacts,
    FailureToAttend,
    appointment_faults,
    booking_faults,
    both_required,
    explanations_missing,
    failure_faults,
    follow_up_faults,
    may_assessment_be_required,
    moving_faults,
    notice_faults,
)
from pathways.arrest_tests.failures_to_attend.rules import file_faults, time_limit_notes
from pathways.arrest_tests.testing.rules.results import OverallResult
from tests.unit.arrest_tests.numbered import Numbered
from tests.unit.arrest_tests.records import NOW, an_assessment

SOON, LATER = NOW + timedelta(minutes=1), NOW + timedelta(days=2)
EARLIEST = (NOW + timedelta(days=7)).date()


def required(**changes: Any) -> Any:
    return lambda: may_assessment_be_required(an_assessment(**changes)).findings


def failed(kind: FailureToAttend = FailureToAttend.TO_ATTEND, **changes: Any) -> Any:
    facts: dict[str, Any] = {"kind": kind, "at": LATER, "appointment_at": LATER, "standing_at": LATER}
    return lambda: failure_faults(FailureFacts(**(facts | changes)))


def followed(**changes: Any) -> Any:
    facts: dict[str, Any] = {"was_initial_missed": False, "decided_at": NOW, "initial_ended_at": NOW}
    return lambda: follow_up_faults(**(facts | changes))


def disputed(after: int) -> Any:
    at = NOW + timedelta(days=after)
    return lambda: booking_faults(initial_at=at, is_disputed=True, earliest_on=EARLIEST)


REQUIREMENT = (
    Numbered("V-032", "only a positive result opens a requirement", required(result=OverallResult.NEGATIVE), required()),
    Numbered("V-032a", "a station without its own assessment notification requires none",
             required(is_notified=False), required()),
    Numbered("V-033", "nobody under 18 is required to attend",
             required(born_on=date(2007, 6, 2)), required(born_on=date(2007, 6, 1))),
    Numbered("V-034", "nobody is required to attend after they left",
             required(released_at=NOW), required(released_at=SOON)),
    Numbered("V-035", "the follow-up is required at the same time",
             lambda: both_required(with_follow_up=False), lambda: both_required(with_follow_up=True)),
    Numbered("V-036", "the notice is in the person's hand before they leave",
             lambda: notice_faults(served_at=SOON, imposed_at=NOW, released_at=SOON),
             lambda: notice_faults(served_at=NOW, imposed_at=NOW, released_at=SOON)),
    Numbered("V-037", "all five things are said",
             lambda: explanations_missing(TOLD[:4]), lambda: explanations_missing(TOLD)),
    Numbered("V-038", "an appointment lies ahead",
             lambda: appointment_faults(an_assessment(initial_at=NOW)),
             lambda: appointment_faults(an_assessment(initial_at=SOON))),
    Numbered("V-039", "a disputed result waits for the laboratory", disputed(6), disputed(7)),
    Numbered("V-040", "an appointment past the local target is pointed out",
             required(initial_at=LATER, target_on=NOW.date()), required(initial_at=LATER, target_on=LATER.date())),
    Numbered("V-041", "a changed appointment needs a further written notice",
             lambda: moving_faults(repeats_warning=False, has_written_notice=True),
             lambda: moving_faults(repeats_warning=True, has_written_notice=True)),
    Numbered("V-042", "nobody fails a time that was changed", failed(appointment_at=NOW), failed()),
    Numbered("V-043", "nobody fails before the time has come", failed(at=LATER - timedelta(minutes=1)), failed()),
    Numbered("V-044", "leaving early has its time, or that it is not known",
             failed(FailureToAttend.TO_REMAIN), failed(FailureToAttend.TO_REMAIN, is_leaving_time_unknown=True)),
    Numbered("V-045", "a missed initial assessment ends the follow-up", followed(was_initial_missed=True), followed()),
    Numbered("V-046", "the follow-up is decided before the initial assessment ends", followed(decided_at=SOON), followed()),
    Numbered("V-047", "an unconfirmed result ends the proceedings",
             lambda: file_faults(has_ceased_after_laboratory=True),
             lambda: file_faults(has_ceased_after_laboratory=False)),
    Numbered("V-048", "a decision is asked for a month before the time limit",
             lambda: time_limit_notes(failed_on=date(2025, 1, 31), today=date(2025, 6, 30), is_decided=False),
             lambda: time_limit_notes(failed_on=date(2025, 1, 31), today=date(2025, 6, 29), is_decided=False)),
)  # fmt: skip
