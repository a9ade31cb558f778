"""What the Tactical pack counts of its lines, and how it says lengths and shares."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from pathways.deadlines.rules import tactical as rules
from pathways.deadlines.rules import tactical_figures as counting
from pathways.deadlines.rules.tactical import (
    TacticalLine,
    TacticalList,
    TacticalPack,
    TacticalPart,
    WaitsFor,
    waits_for,
)
from pathways.deadlines.rules.tactical_figures import ServiceLoad
from pathways.disposals.conditions.rules import Reported
from pathways.engagement.required_assessments.rules import RequiredOutcome
from pathways.referrals.first_appointments.rules import AppointmentOutcome

LINE = TacticalLine(of=TacticalList.WAITING, what=WaitsFor.ANSWER.label, since=date(2026, 11, 20), days=5)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_each_list_is_called_what_the_tab_of_a_sheet_can_be_called():
    for each in TacticalList:
        assert len(each.label) <= 31
        assert not set(each.label) & set("[]:*?/\\")


def line(**changes):
    return replace(LINE, **changes)


@pytest.mark.parametrize(
    ("facts", "stage"),
    [
        ((True, False, False), WaitsFor.PLACE),
        ((True, True, True), WaitsFor.PLACE),
        ((False, False, False), WaitsFor.ANSWER),
        ((False, False, True), WaitsFor.ANSWER),
        ((False, True, False), WaitsFor.OFFER),
        ((False, True, True), WaitsFor.CONTACT),
    ],
)
def test_everybody_who_waits_waits_for_exactly_one_thing(facts, stage):
    needs_place, is_accepted, is_offered = facts
    assert waits_for(needs_place=needs_place, is_accepted=is_accepted, is_offered=is_offered) is stage


def test_who_waits_is_counted_by_stage_with_the_longest_wait_and_the_stages_add_up():
    lines = (
        line(days=3, person_id=1),
        line(days=9, late="Decide: was due", person_id=2),
        line(what=WaitsFor.CONTACT.label, days=30, person_id=3),
    )
    assert counting.waiting_figures(lines, tuple(WaitsFor)).rows == (
        ("For a place", "0", "–", "0"),
        ("For an answer", "2", "9 days", "1"),
        ("For a first appointment to be offered", "0", "–", "0"),
        ("For a first contact", "1", "30 days", "0"),
        ("Altogether", "3", "30 days", "1"),
    )


def test_who_waits_with_two_referrals_is_one_person():
    lines = (line(person_id=1, days=3), line(person_id=1, days=9), line(what=WaitsFor.PLACE.label, person_id=1))
    figures = counting.waiting_figures(lines, (WaitsFor.PLACE, WaitsFor.ANSWER))
    assert [row[:3] for row in figures.rows] == [
        ("For a place", "1", "5 days"),
        ("For an answer", "1", "9 days"),
        ("Altogether", "1", "9 days"),
    ]


def test_who_has_a_mental_health_need_is_counted_once_also_with_two_cases():
    figures = counting.mental_health_figures([("A GP", {1, 2}), ("Declined", set()), ("Nothing yet", {2})])
    assert figures.rows == (("A GP", "2"), ("Nothing yet", "1"), ("Altogether", "2"))


def test_what_is_urgent_and_in_time_is_not_counted_as_overdue_and_each_person_counts_once_in_the_end():
    lines = (
        line(what="Urgent", late="Was due", days=1, person_id=1),
        line(what="Urgent", days=0, person_id=2),
        line(what="Decide", late="x", days=2, person_id=1),
        line(what="Decide", late="x", days=1, person_id=None, reference="R-1"),
    )
    assert counting.overdue_figures(lines).rows == (
        ("Decide", "2", "2 days", "0"),
        ("Urgent", "1", "1 day", "1"),
        ("People altogether", "2", "2 days", "1"),
    )


def test_a_cancelled_appointment_is_neither_attended_nor_missed():
    outcomes = {
        AppointmentOutcome.ATTENDED: 11,
        AppointmentOutcome.LEFT_EARLY: 1,
        AppointmentOutcome.DID_NOT_ATTEND: 4,
        AppointmentOutcome.CANCELLED_BY_PERSON: 9,
        AppointmentOutcome.CANCELLED_BY_SERVICE: 9,
    }
    became, again = counting.attendance_figures(outcomes, (timedelta(0), DAY, 3 * DAY), 28, could_not_come=2)
    assert became.rows[-2:] == (
        ("In custody or in hospital: not missed", "2"),
        ("Did not attend, of those not cancelled", "4 of 16 (25%)"),
    )
    assert [row[1] for row in again.rows] == ["3", "1", "24 hours", "3 days"]


def test_of_nothing_there_is_no_share_and_no_middle():
    became, again = counting.attendance_figures({}, (), 28, could_not_come=0)
    assert became.rows[-1][1] == "None yet"
    assert [row[1] for row in again.rows] == ["0", "0", "–", "–"]
    assert counting.required_figures([], 28).rows[-1][1] == "None yet"
    assert counting.condition_figures({}, 0, 28).rows[2][1] == "None yet"


def test_services_stand_in_their_order_with_the_middle_of_the_times_to_acceptance():
    load = ServiceLoad(name="Hub", cases=7, waiting=2, answered_after=(HOUR, 4 * HOUR, 30 * DAY))
    assert counting.caseload_figures([load], 28).rows == (("Hub", "7", "2", "3", "4 hours", "30 days"),)


def test_attendance_at_required_assessments_is_of_those_of_which_something_is_recorded():
    outcomes = [RequiredOutcome.ATTENDED_REMAINED] * 3 + [RequiredOutcome.FAILED_TO_ATTEND, None, None]
    assert [row[1] for row in counting.required_figures(outcomes, 28).rows] == ["3", "1", "0", "2", "3 of 4 (75%)"]


def test_reports_on_conditions_are_counted_by_what_was_reported():
    figures = counting.condition_figures(Counter({Reported.MET: 3, Reported.NOT_MET: 1}), 2, 28)
    assert [row[1] for row in figures.rows] == ["3", "1", "3 of 4 (75%)", "2"]


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(minutes=5), "under an hour"),
        (HOUR, "1 hour"),
        (47 * HOUR, "47 hours"),
        (47.7 * HOUR, "48 hours"),
        (2 * DAY, "2 days"),
        (21 * DAY + 5 * HOUR, "21 days"),
    ],
)
def test_lengths_are_said_in_hours_and_then_in_days(length, words):
    assert counting.length_in_words(length) == words


def test_what_follows_a_missed_appointment_is_the_next_offer_none_yet_or_the_end_of_the_case():
    assert counting.next_offer(timedelta(0), is_closed=False) == "Another was booked already"
    assert counting.next_offer(timedelta(minutes=1), is_closed=False) == "Another was offered at once"
    assert counting.next_offer(3 * DAY, is_closed=True) == "Another was offered 3 days later"
    assert counting.next_offer(None, is_closed=False) == "No other was offered yet"
    assert counting.next_offer(None, is_closed=True) == "The case has ended"


def test_a_line_without_a_name_names_nobody_to_the_log_and_fewer_lines_keep_what_is_counted():
    lines = (line(person="Ann Rawcliffe", person_id=7), line(reference="R-26-00001", person_id=8))
    figures = (counting.waiting_figures(lines, (WaitsFor.ANSWER,)),)
    part = TacticalPart(of=TacticalList.WAITING, figures=figures, lines=lines, number=2)
    pack = TacticalPack(at=datetime(2026, 11, 25, tzinfo=UTC), whose="", parts=(part,), left_out=())
    assert pack.people == {7}
    (shown,) = pack.first(1).parts
    assert (len(shown.lines), shown.number, shown.figures) == (1, 2, figures)
    assert pack.first(0).people == frozenset()


def test_figures_are_rows_of_a_file_each_with_its_table_row_and_column():
    figures = counting.declined_figures((line(what="No place in time"),), "Declined")
    part = TacticalPart(of=TacticalList.DECLINED, figures=(figures,), lines=(), number=0)
    pack = TacticalPack(at=datetime(2026, 11, 25, tzinfo=UTC), whose="", parts=(part,), left_out=())
    assert rules.figure_rows(pack) == (
        ("Declined", "Declined", "No place in time", "Referrals", "1"),
        ("Declined", "Declined", "Altogether", "Referrals", "1"),
    )
