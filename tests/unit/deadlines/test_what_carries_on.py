"""What restarts, what never does, what a child, a pause, a re-opening or an undone death carry on."""

from dataclasses import replace
from datetime import date

import pytest

from pathways.deadlines.rules.deadlines import StepTaken, happenings, missed_in_a_row, released_from_prison
from pathways.deadlines.rules.states import ClockStanding, clocks_of, next_look
from pathways.deadlines.rules.words import in_words
from pathways.referrals.first_appointments.rules import AppointmentOutcome
from pathways.referrals.steps.rules import ReferralState
from tests.unit.deadlines.cases import CASES, HELD, OFFERED, OUT, SEEN, SENT, SOUGHT, TREATED
from tests.unit.deadlines.courses import CALENDAR, at, clock, course, fact, met, taken

SENT_ON = (SENT, ("decline_send_on", "2026-03-04 15:00"), ("submit", "2026-03-04 15:00"))


def test_the_clock_of_the_first_submission_goes_on_in_the_child_and_the_decision_begins_anew() -> None:
    history = course(*SENT_ON)
    assert clock("first_offer", history, "2026-03-05 10:00").started_at == at("2026-03-02 10:30")
    assert clock("decide", history, "2026-03-05 10:00").due_at == at("2026-03-06 15:00")
    assert clock("find_a_place", history, "2026-03-05 10:00").standing is ClockStanding.NOT_STARTED


@pytest.mark.parametrize(("code", "due"), [("first_offer", "2026-03-23 23:59"), ("second_band", "2026-04-13 23:59")])
def test_the_wait_for_a_first_appointment_begins_with_the_first_submission_also_where_no_service_was_open(
    code: str, due: str
) -> None:
    nowhere = ("submit_no_service", SENT[1])
    waits = clock(code, course(nowhere), "2026-03-05 10:00")
    assert (waits.started_at, waits.due_at and waits.due_at.replace(second=0, microsecond=0)) == (at(SENT[1]), at(due))
    placed = course(nowhere, ("place_found", "2026-03-10 15:00"), ("submit", "2026-03-10 15:00"))
    assert clock(code, placed, "2026-03-11 10:00").started_at == at(SENT[1])


def test_a_referral_that_was_sent_on_has_handed_every_clock_to_its_child() -> None:
    consent = fact("answer_given", "2026-03-02 10:00", "1")
    parent = course(*SENT_ON[:2], facts=(consent,))
    assert [each for each in clocks_of(parent, CALENDAR, at("2026-03-05 10:00")) if each.still_runs] == []
    child = course(*SENT_ON, facts=(consent,))
    assert clock("consent_review", child, "2026-03-05 10:00", about="1").standing is ClockStanding.RUNNING


def test_a_release_from_prison_is_one_and_leaving_a_hospital_is_none() -> None:
    assert released_from_prison(taken(*OUT)) == (at("2026-03-20 10:00"),)
    ill = (*OFFERED, ("admitted_to_hospital", "2026-03-10 10:00"), ("released", "2026-03-12 10:00"))
    assert released_from_prison(taken(*ill)) == ()
    sent_on = (*OUT, ("hand_back", "2026-03-21 10:00"), ("place_found", "2026-03-22 10:00"))
    assert released_from_prison(taken(*sent_on, ("submit", "2026-03-22 10:00"))) == ()


def test_an_urgent_referral_stays_urgent_in_the_child() -> None:
    history = course(*SENT_ON, facts=(fact("marked_urgent", "2026-03-02 10:30"),))
    assert clock("urgent", history, "2026-03-04 16:00").is_over
    seen = replace(history, facts=(*history.facts, fact("attempted_twice", "2026-03-03 12:00")))
    assert clock("urgent", seen, "2026-03-04 16:00").standing is ClockStanding.STOPPED


def test_the_decision_stands_still_while_a_question_waits_but_one_working_day_at_most() -> None:
    asked = course(SENT, ("ask", "2026-03-02 12:30"))
    assert clock("decide", asked, "2026-03-03 09:00").standing is ClockStanding.PAUSED
    answered = course(SENT, ("ask", "2026-03-02 12:30"), ("answered", "2026-03-02 16:30"))
    assert clock("decide", answered, "2026-03-03 09:00").due_at == at("2026-03-04 14:30")
    late = course(SENT, ("ask", "2026-03-02 12:30"), ("answered", "2026-03-06 16:30"))
    assert clock("decide", late, "2026-03-05 09:00").due_at == at("2026-03-05 10:30")
    # Also when nobody took the step that says that no answer came.
    assert clock("decide", asked, "2026-03-05 09:00").due_at == at("2026-03-05 10:30")


def test_however_often_a_service_asks_the_decision_stands_still_for_one_working_day_in_all() -> None:
    """Three hours, six hours and half a day: after eight in all the clock runs on though a question waits."""
    first = (SENT, ("ask", "2026-03-02 12:30"), ("answered", "2026-03-02 15:30"))
    second = (*first, ("ask", "2026-03-03 10:00"))
    assert clock("decide", course(*second), "2026-03-03 14:59").standing is ClockStanding.PAUSED
    assert clock("decide", course(*second), "2026-03-03 15:00").due_at == at("2026-03-05 10:30")
    third = course(*second, ("answered", "2026-03-03 16:00"), ("ask", "2026-03-04 10:00"))
    assert clock("decide", third, "2026-03-04 11:00").due_at == at("2026-03-05 10:30")
    onward = course(
        *second, ("decline_send_on", "2026-03-03 16:00"), ("submit", "2026-03-03 16:00"), ("ask", "2026-03-04 10:00")
    )
    assert clock("decide", onward, "2026-03-04 11:00").standing is ClockStanding.PAUSED


def test_the_second_end_of_a_decision_is_one_working_day_after_the_first_and_is_the_pathway_managers() -> None:
    ends = clock("decide", course(SENT), "2026-03-02 11:00").ends
    assert [(end.at, end.addressees[0].value) for end in ends] == [
        (at("2026-03-04 10:30"), "provider_manager"),
        (at("2026-03-05 10:30"), "pathway_manager"),
    ]


def test_a_place_that_is_not_found_is_told_again_every_working_day() -> None:
    ends = clock("find_a_place", CASES["find_a_place"].course, "2026-03-13 17:30").ends
    assert [end.at for end in ends] == [at(f"2026-03-{day} 16:00") for day in (10, 11, 12, 13, 16)]  # over a weekend


def test_custody_is_asked_about_every_28_days_and_a_check_is_done_until_the_next() -> None:
    history = course(*HELD)
    assert clock("suspended_check", history, "2026-04-08 00:01").is_over
    checked = replace(history, facts=(fact("checked", "2026-04-08 10:00"),))
    again = clock("suspended_check", checked, "2026-04-20 12:00")
    assert (again.standing, again.due_at) == (
        ClockStanding.RUNNING,
        clock("suspended_check", history, "2026-05-06 00:01").ends[1].at,
    )
    last = clock("suspended_check", history, "2026-06-03 00:01").ends
    assert [end.addressees[0].value for end in last] == ["keyworker", "keyworker", "provider_manager", "keyworker"]


def test_to_ask_whether_somebody_is_still_in_custody_is_not_to_look_for_a_place() -> None:
    nowhere = (("submit_no_service", SENT[1]), ("taken_into_custody", "2026-03-06 10:00"))
    late = clock("find_a_place", course(*nowhere), "2026-03-10 12:00")
    assert late.is_over
    asked = course(*nowhere, facts=(fact("checked", "2026-03-09 10:00"),))
    assert clock("find_a_place", asked, "2026-03-10 12:00").over_since == late.over_since


def test_what_is_paused_keeps_the_time_used_and_goes_on_with_it() -> None:
    released = course(*HELD, ("released", "2026-03-17 10:00"))
    assert clock("no_contact", course(*HELD), "2026-05-01 12:00").standing is ClockStanding.PAUSED
    assert clock("no_contact", released, "2026-04-01 12:00").due_at == clock(
        "no_contact", course(*OFFERED), "2026-03-05 12:00"
    ).due_at.replace(month=4, day=7)


def test_what_was_out_of_time_before_a_pause_stays_so() -> None:
    late = course(*OFFERED, ("taken_into_custody", "2026-03-12 10:00"))
    assert clock("first_contact", late, "2026-03-20 10:00").is_over


def test_no_contact_counts_from_the_last_attended_contact_and_from_when_it_was() -> None:
    seen = (
        met(
            "2026-03-05 11:00",
            offered="2026-03-03 10:00",
            outcome=AppointmentOutcome.ATTENDED,
            recorded="2026-03-09 16:00",
        ),
        met("2026-03-19 11:00", offered="2026-03-05 12:00", outcome=AppointmentOutcome.ATTENDED),
    )
    history = course(*SEEN, meetings=seen)
    assert clock("no_contact", history, "2026-03-18 12:00").started_at == at("2026-03-05 11:00")
    assert clock("no_contact", history, "2026-03-20 12:00").started_at == at("2026-03-19 11:00")


def missed(*days: int) -> tuple[object, ...]:
    return tuple(
        met(f"2026-03-{day:02} 11:00", offered="2026-03-03 10:00", outcome=AppointmentOutcome.DID_NOT_ATTEND)
        for day in days
    )


def test_the_third_missed_appointment_in_a_row_ends_the_time_at_once_and_two_do_not() -> None:
    two, three = course(*OFFERED, meetings=missed(5, 9)), course(*OFFERED, meetings=missed(5, 9, 12))
    assert clock("no_contact", two, "2026-03-13 12:00").standing is ClockStanding.RUNNING
    assert clock("no_contact", three, "2026-03-12 10:59").standing is ClockStanding.RUNNING
    assert clock("no_contact", three, "2026-03-12 11:00").is_over


@pytest.mark.parametrize("learned", ["2026-03-05 09:00", "2026-03-13 09:00"])
def test_what_was_missed_in_custody_is_not_missed_whenever_the_service_learned_of_it(learned: str) -> None:
    """In prison from the 5th to the 10th of March; missed on both days and on the 12th, out again."""
    known = course(
        *OFFERED, ("taken_into_custody", learned), ("released", "2026-03-13 10:00"), meetings=missed(5, 9, 12)
    )
    happened_at = {"taken_into_custody": at("2026-03-05 12:00"), "released": at("2026-03-10 12:00")}
    events = tuple(replace(event, since=happened_at.get(event.event)) for event in known.events)
    history = replace(known, events=events)
    now = at("2026-03-16 12:00")
    assert missed_in_a_row(happenings(history, now)) == (at("2026-03-12 11:00"),)
    assert not clock("no_contact", history, "2026-03-16 12:00").is_over


def test_cancelled_appointments_are_not_missed_and_an_attended_one_begins_the_count_anew() -> None:
    cancelled = met("2026-03-10 11:00", offered="2026-03-03 10:00", outcome=AppointmentOutcome.CANCELLED_BY_SERVICE)
    came = met("2026-03-11 11:00", offered="2026-03-03 10:00", outcome=AppointmentOutcome.ATTENDED)
    history = course(*OFFERED, meetings=(*missed(5, 9, 13), cancelled, came))
    assert missed_in_a_row(happenings(history, at("2026-03-13 12:00"))) == (at("2026-03-13 11:00"),)


def test_the_next_appointment_that_was_booked_already_is_the_next_offer() -> None:
    second = met("2026-03-12 11:00", offered="2026-03-03 10:00")
    history = course(*OFFERED, meetings=(*missed(5), second))
    assert clock("re_offer", history, "2026-03-20 12:00").standing is not ClockStanding.OVER
    assert clock("re_offer", course(*OFFERED, meetings=missed(5)), "2026-03-20 12:00").is_over


@pytest.mark.parametrize(("code", "due"), [("first_offer", "23 March 2026"), ("second_band", "13 April 2026")])
def test_an_offer_that_the_service_cancelled_stops_no_wait_for_a_first_one(code: str, due: str) -> None:
    cancelled = met("2026-03-10 11:00", offered="2026-03-03 10:00", outcome=AppointmentOutcome.CANCELLED_BY_SERVICE)
    offered = course(*OFFERED, meetings=(cancelled,))
    assert clock(code, offered, "2026-03-09 12:00").standing is ClockStanding.STOPPED
    runs_on = clock(code, offered, "2026-03-11 12:00")
    assert runs_on.standing is ClockStanding.RUNNING
    assert f"by the end of {due}" in in_words(runs_on, CALENDAR)
    again = course(*OFFERED, meetings=(cancelled, met("2026-03-20 11:00", offered="2026-03-12 10:00")))
    assert clock(code, again, "2026-03-13 12:00").stopped_at == at("2026-03-12 10:00")


def test_an_offer_that_the_person_cancelled_stays_the_first_one() -> None:
    cancelled = met("2026-03-10 11:00", offered="2026-03-03 10:00", outcome=AppointmentOutcome.CANCELLED_BY_PERSON)
    stopped = clock("first_offer", course(*OFFERED, meetings=(cancelled,)), "2026-03-30 12:00")
    assert stopped.stopped_at == at("2026-03-03 10:00")


def test_a_walk_in_is_a_contact_also_where_an_appointment_is_still_to_come() -> None:
    booked = met("2026-03-12 11:00", offered="2026-03-03 10:00")
    assert (
        clock("first_contact", course(*SEEN, meetings=(booked,)), "2026-03-20 10:00").standing is ClockStanding.STOPPED
    )


def test_what_closing_stopped_goes_on_when_the_case_is_open_again_as_if_it_had_never_closed() -> None:
    left = course(*TREATED, ("person_leaves", "2026-03-20 10:00"), ("reopen_in_treatment", "2026-04-01 10:00"))
    review = clock("twelve_week_review", left, "2026-04-02 12:00")
    assert (review.standing, review.due_at) == (
        ClockStanding.RUNNING,
        clock("twelve_week_review", course(*TREATED), "2026-04-02 12:00").due_at,
    )
    assert clock("no_contact", left, "2026-04-02 12:00").started_at == at("2026-04-01 10:00")
    assert clock("reopen_window", left, "2026-04-02 12:00").stopped_by == "reopen_in_treatment"


def test_a_death_that_was_recorded_in_error_is_a_pause() -> None:
    died = course(*OFFERED, ("person_died", "2026-03-10 10:00"))
    undone = StepTaken(
        event="death_undone", at=at("2026-03-17 10:00"), before=ReferralState.DIED, after=ReferralState.APPT_OFFERED
    )
    alive = replace(died, events=(*died.events, undone))
    due = clock("no_contact", alive, "2026-04-01 12:00").due_at
    assert due is not None
    assert (due.date() - at("2026-03-31 12:00").date()).days == 7


def test_a_case_closed_on_the_day_of_a_missed_assessment_still_owes_police_the_notice_on_the_next_working_day() -> None:
    closed = (*OFFERED, ("person_declines", "2026-03-13 15:00"))
    failed = fact("assessment_failed", "2026-03-13 14:00", "7.1")
    history = course(*closed, facts=(failed,))
    notice = clock("failure_notice", history, "2026-03-16 17:00", about="7.1")
    assert (notice.standing, notice.due_at) == (ClockStanding.RUNNING, at("2026-03-16 17:00"))
    assert clock("failure_notice", history, "2026-03-16 17:01", about="7.1").is_over
    reported = replace(history, facts=(failed, fact("police_told", "2026-03-16 09:10", "7.1")))
    assert clock("failure_notice", reported, "2026-03-16 17:01", about="7.1").standing is ClockStanding.STOPPED


def test_what_nobody_recorded_of_a_required_assessment_may_be_a_failure_and_runs_for_a_closed_case_too() -> None:
    unknown = fact("assessment_unrecorded", "2026-03-13 14:00", "7.1")
    history = course(*OFFERED, ("person_declines", "2026-03-12 15:00"), facts=(unknown,))
    assert clock("failure_notice", history, "2026-03-16 17:01", about="7.1").is_over
    came = replace(history, facts=(unknown, fact("assessment_attended", "2026-03-13 14:00", "7.1")))
    assert clock("failure_notice", came, "2026-03-16 17:01", about="7.1").standing is ClockStanding.STOPPED


def test_outreach_leads_nowhere_by_itself() -> None:
    assert clock("outreach", course(*SOUGHT), "2026-12-01 12:00").timer.takes == ""


def test_beyond_the_known_bank_holidays_a_clock_says_not_known_and_counts_nothing() -> None:
    near = replace(CALENDAR, known_to=date(2026, 3, 3))
    history = course(SENT)
    asked = clock("decide", history, "2026-03-06 12:00", calendar=near)
    assert (asked.standing, asked.due_at, asked.ends) == (ClockStanding.NOT_KNOWN, None, ())
    assert clock("first_offer", history, "2026-03-06 12:00", calendar=near).due_at is not None


def test_the_next_look_is_the_moment_after_the_next_end() -> None:
    now = at("2026-03-02 11:00")
    clocks = clocks_of(course(SENT), CALENDAR, now)
    look = next_look(clocks, now)
    assert look is not None
    assert (look - at("2026-03-03 10:30")).microseconds == 1
    assert next_look(clocks_of(course(*HELD), CALENDAR, at("2026-03-11 11:00")), at("2026-03-11 11:00")) is not None
    done = course(*OFFERED, ("person_declines", "2026-03-10 10:00"))
    assert next_look(clocks_of(done, CALENDAR, at("2026-03-11 11:00")), at("2026-03-11 11:00")) is None


def test_nothing_after_a_death_counts_whatever_was_recorded_of_it() -> None:
    """An appointment after the moment of death is no missed one, and no clock knows of it."""
    history = course(*OFFERED, meetings=missed(5, 9, 12))
    dead = replace(history, died_at=at("2026-03-08 12:00"))
    assert [each for each in clocks_of(dead, CALENDAR, at("2026-03-20 12:00")) if each.still_runs] == []
    assert clock("no_contact", dead, "2026-03-20 12:00").stopped_by == "person_died"
    assert len(missed_in_a_row(happenings(dead, at("2026-03-20 12:00")))) == 1
    assert clock("no_contact", dead, "2026-03-07 12:00").standing is ClockStanding.RUNNING


def test_a_pause_begins_and_ends_on_the_days_that_were_said_and_not_when_they_were_typed() -> None:
    whole = course(*HELD, ("released", "2026-03-25 10:00"))
    happened_at = {"taken_into_custody": at("2026-03-06 12:00"), "released": at("2026-03-20 12:00")}
    events = tuple(replace(event, since=happened_at.get(event.event)) for event in whole.events)
    due = clock("no_contact", replace(whole, events=events), "2026-03-26 12:00").due_at
    assert due is not None
    assert (due.date() - at("2026-03-31 12:00").date()).days == 14
