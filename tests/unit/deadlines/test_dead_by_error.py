"""A death that was recorded in error and taken back: each clock goes on with the time that it had left."""

from dataclasses import replace

import pytest

from pathways.deadlines.rules.deadlines import ReferralCourse, happenings, missed_in_a_row
from pathways.deadlines.rules.states import ClockStanding
from tests.unit.deadlines.cases import HELD, OFFERED
from tests.unit.deadlines.courses import at, clock, course, fact
from tests.unit.deadlines.test_what_carries_on import missed

ERROR = (at("2026-03-10 10:00"), at("2026-03-31 10:00"))
"""Three weeks in which somebody stood as dead who was not."""


def dead_by_error(plain: ReferralCourse) -> ReferralCourse:
    return replace(plain, dead_by_error=(ERROR,))


@pytest.mark.parametrize(
    ("code", "before", "after"),
    [
        ("no_contact", "2026-03-31", "2026-04-21"),  # 28 calendar days, 21 of them in the error
        ("first_contact", "2026-03-10", "2026-03-31"),  # the last hours of five working days
    ],
)
def test_a_death_taken_back_gives_each_clock_the_time_that_it_had_left(code: str, before: str, after: str) -> None:
    before_it = course(*OFFERED)
    plain, resumed = (
        clock(code, before_it, "2026-04-01 12:00"),
        clock(code, dead_by_error(before_it), "2026-04-01 12:00"),
    )
    assert (str(plain.due_at)[:10], str(resumed.due_at)[:10]) == (before, after)


def test_nobody_is_sent_to_outreach_for_the_weeks_in_which_somebody_stood_as_dead() -> None:
    """28 days without contact passed, most of them while no contact could be recorded."""
    before_it = course(*OFFERED)
    assert clock("no_contact", before_it, "2026-04-01 00:05").is_over
    assert clock("no_contact", dead_by_error(before_it), "2026-04-01 00:05").standing is ClockStanding.RUNNING


def test_a_clock_of_hours_of_months_and_of_the_next_working_day_resume_too() -> None:
    draft = course(facts=(fact("draft_made", "2026-03-10 08:00"),))
    assert clock("draft_unsent", draft, "2026-03-31 10:05").is_over
    assert clock("draft_unsent", dead_by_error(draft), "2026-03-31 10:05").due_at == at("2026-04-01 08:00")
    asked = course(*OFFERED, facts=(fact("answer_given", "2025-03-20 12:00", "4"),))
    assert clock("consent_review", asked, "2026-03-31 10:05", about="4").is_over
    resumed = clock("consent_review", dead_by_error(asked), "2026-03-31 10:05", about="4")
    assert str(resumed.due_at)[:10] == "2026-04-09"
    failed = course(*OFFERED, facts=(fact("assessment_failed", "2026-03-09 14:00", "7.1"),))
    assert clock("failure_notice", failed, "2026-03-31 10:05", about="7.1").is_over
    notice = clock("failure_notice", dead_by_error(failed), "2026-03-31 10:05", about="7.1")
    assert notice.due_at == at("2026-03-31 17:00")  # seven hours of its working day were left


def test_a_time_that_was_set_while_somebody_stood_as_dead_is_due_when_they_do_not() -> None:
    booked = course(*OFFERED, facts=(fact("assessment_required", "2026-03-09 14:00", "7.1", "2026-03-20 11:00"),))
    assert clock("required_assessment", dead_by_error(booked), "2026-03-31 10:05", about="7.1").due_at == ERROR[1]


def test_an_appointment_missed_while_somebody_stood_as_dead_is_no_missed_one() -> None:
    """Its reminder was stopped, and whoever came was not expected."""
    before_it = course(*OFFERED, meetings=missed(9, 12, 13))
    counted = missed_in_a_row(happenings(dead_by_error(before_it), at("2026-04-01 12:00")))
    assert [str(moment)[:10] for moment in counted] == ["2026-03-09"]


def test_custody_and_a_death_in_error_at_the_same_time_are_not_left_out_twice() -> None:
    before_it = course(*HELD, ("released", "2026-03-25 10:00"))
    alone = clock("no_contact", before_it, "2026-03-26 12:00").due_at
    within = replace(before_it, dead_by_error=((at("2026-03-12 10:00"), at("2026-03-14 10:00")),))
    assert clock("no_contact", within, "2026-03-26 12:00").due_at == alone
