"""Each timer on the day and one minute after; what stops it, what pauses it, and that every end of a case ends it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pathways.deadlines.rules.deadlines import OtherHappening, ReferralCourse, StepTaken, timers
from pathways.deadlines.rules.states import ClockStanding, clocks_of
from pathways.referrals.steps.rules import REFERRAL_STEPS, ReferralState, is_closed, next_state
from tests.unit.deadlines.cases import BY_THEMSELVES, CASES, Case
from tests.unit.deadlines.courses import CALENDAR, at, clock

MINUTE = timedelta(minutes=1)
SURVIVORS = {"failure_notice", "condition_report", "reopen_window", "representation_watch", "consent_review"}
"""By hand: what table 2.3 lets run on after a case has closed."""
CLOSING = sorted(
    {
        event
        for (state, event), step in REFERRAL_STEPS.steps.items()
        if step.to in ReferralState.__members__ and not is_closed(state)
    }
)


def stands(code: str, case: Case, course: ReferralCourse, moment: object) -> ClockStanding:
    clocks = clocks_of(course, CALENDAR, moment)
    return next(each.standing for each in clocks if each.timer.code == code and each.about == case.about)


def test_every_timer_of_the_table_has_its_case_here() -> None:
    assert set(timers()) == set(CASES) | set(BY_THEMSELVES)


@pytest.mark.parametrize("code", CASES)
def test_on_the_day_it_runs_and_one_minute_after_its_time_is_up(code: str) -> None:
    case, due = CASES[code], at(CASES[code].due)
    assert stands(code, case, case.course, due) is ClockStanding.RUNNING
    assert stands(code, case, case.course, due + MINUTE) is ClockStanding.OVER
    over = next(
        each
        for each in clocks_of(case.course, CALENDAR, due + MINUTE)
        if (each.timer.code, each.about) == (code, case.about)
    )
    assert over.over_since is not None
    assert timedelta(0) <= over.over_since - due < MINUTE


@pytest.mark.parametrize("code", BY_THEMSELVES)
def test_a_window_ends_by_itself_and_nobody_is_told(code: str) -> None:
    case, due = BY_THEMSELVES[code], at(BY_THEMSELVES[code].due)
    assert stands(code, case, case.course, due) is ClockStanding.RUNNING
    assert stands(code, case, case.course, due + MINUTE) is ClockStanding.STOPPED
    assert not timers()[code].stages


def after(case: Case, name: str) -> ReferralCourse | None:
    """The course with one more thing, an hour later; None where the referral's table has no such step from there."""
    course = case.course
    moments = [each.at for each in (*course.events, *course.facts)] + [meeting.starts_at for meeting in course.meetings]
    moment = max(moments) + 60 * MINUTE
    if any(name == event for _, event in REFERRAL_STEPS.steps):
        state = case.course.state
        if (state, name) not in REFERRAL_STEPS.steps:
            return None
        to = next_state(state, name, previous=ReferralState.APPT_OFFERED)
        return replace(
            case.course, events=(*case.course.events, StepTaken(event=name, at=moment, before=state, after=to))
        )
    return replace(case.course, facts=(*case.course.facts, OtherHappening(name=name, at=moment, about=case.about)))


@pytest.mark.parametrize(("code", "stop"), [(code, stop) for code in CASES for stop in sorted(timers()[code].stops)])
def test_what_the_table_says_stops_it_stops_it(code: str, stop: str) -> None:
    case = CASES[code]
    if (course := after(case, stop)) is None or stop in timers()[code].starts:
        return
    late = at("2027-06-01 12:00")
    assert stands(code, case, course, late) is ClockStanding.STOPPED


@pytest.mark.parametrize("code", {**CASES, **BY_THEMSELVES})
def test_something_that_can_happen_stops_it(code: str) -> None:
    case = {**CASES, **BY_THEMSELVES}[code]
    assert timers()[code].stops
    assert any(after(case, stop) for stop in timers()[code].stops)


@pytest.mark.parametrize("code", CASES)
@pytest.mark.parametrize("end", ["person_died", "recorded_in_error", "merged_duplicate"])
def test_death_error_and_duplicate_stop_every_timer(code: str, end: str) -> None:
    course = after(CASES[code], end)
    if course is None:
        return
    assert [each for each in clocks_of(course, CALENDAR, at("2027-06-01 12:00")) if each.still_runs] == []


def test_only_what_the_table_names_runs_on_after_a_case_has_closed() -> None:
    assert {code for code, timer in timers().items() if timer.survives} == SURVIVORS


@pytest.mark.parametrize("code", CASES)
@pytest.mark.parametrize("event", CLOSING)
def test_no_other_clock_runs_once_a_case_is_closed_or_final(code: str, event: str) -> None:
    case = CASES[code]
    course = after(case, event)
    if course is None or not is_closed(course.state):
        return
    now = at("2026-06-30 12:00")
    running = {each.timer.code for each in clocks_of(course, CALENDAR, now) if each.still_runs}
    assert running <= SURVIVORS
    if code in SURVIVORS and course.state not in (ReferralState.DIED, ReferralState.ERROR, ReferralState.DUPLICATE):
        assert (code in running) is (course.state is not ReferralState.REROUTED)


@pytest.mark.parametrize("code", [code for code in CASES if timers()[code].pauses & {"C", "H"}])
def test_custody_and_hospital_pause_what_the_table_says_and_nothing_else(code: str) -> None:
    case = CASES[code]
    if case.course.state not in REFERRAL_STEPS.groups["ACTIVE"]:
        return
    for event, kind in (("taken_into_custody", "C"), ("admitted_to_hospital", "H")):
        course = after(case, event)
        assert course is not None
        expected = ClockStanding.PAUSED if kind in timers()[code].pauses else ClockStanding.OVER
        assert stands(code, case, course, at("2026-12-01 12:00")) is expected


def test_the_plain_clock_is_not_started_before_anything_happened() -> None:
    assert clock("decide", CASES["draft_unsent"].course, "2026-03-02 12:00").standing is ClockStanding.NOT_STARTED
