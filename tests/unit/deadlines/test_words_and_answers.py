"""A clock in words; what somebody may answer; days that cannot be closed; why it is urgent; quiet at night."""

from datetime import date

import pytest

from pathways.deadlines.rules.deadlines import Answered
from pathways.deadlines.rules.states import clocks_of
from pathways.deadlines.rules.words import (
    KEPT_BACK,
    ClosureFacts,
    about_in_words,
    answers_to,
    bars_to_answering,
    closure_faults,
    in_words,
    line_of,
    not_before,
    why_in_words,
)
from pathways.referrals.first_appointments.rules import AppointmentOutcome
from pathways.referrals.sending.rules import Urgent
from pathways.vocabulary import Mark
from tests.unit.deadlines.cases import BY_THEMSELVES, CASES, HELD, OFFERED, SENT
from tests.unit.deadlines.courses import CALENDAR, at, clock, course, fact, met

TODAY = date(2026, 3, 2)
LATE = course(*OFFERED, ("taken_into_custody", "2026-03-11 10:00"))
WORDS = [
    ("decide", course(SENT), "2026-03-02 12:00", "Due by 10:30 on 4 March 2026"),
    ("decide", course(SENT), "2026-03-04 10:31", "Was due by 10:30 on 4 March 2026"),
    ("first_offer", course(SENT), "2026-03-02 12:00", "Due by the end of 23 March 2026"),
    ("first_contact", LATE, "2026-03-12 12:00", "Was due by 10:00 on 10 March 2026 (before the pause)"),
    ("no_contact", course(*HELD), "2026-03-12 12:00", "Paused since 10 March 2026, in custody. 7 of 28 days used"),
    (
        "reopen_window",
        BY_THEMSELVES["reopen_window"].course,
        "2026-03-12 12:00",
        "Runs out by the end of 30 March 2026",
    ),
    ("decide", course(*OFFERED), "2026-03-12 12:00", "Stopped on 3 March 2026: accepted"),
    (
        "decide",
        course(SENT, ("moved_away", "2026-03-03 10:00")),
        "2026-03-12 12:00",
        "Stopped on 3 March 2026: outside",
    ),
    ("draft_unsent", CASES["draft_unsent"].course, "2026-03-02 12:00", "Due by 10:30 on 3 March 2026"),
]


@pytest.mark.parametrize(("code", "held", "now", "words"), WORDS)
def test_a_clock_says_how_it_stands(code: str, held: object, now: str, words: str) -> None:
    assert in_words(clock(code, held, now), CALENDAR).startswith(words)


def test_a_pause_of_working_days_says_how_many_were_used() -> None:
    asked = course(SENT, ("ask", "2026-03-02 14:30"))
    assert in_words(clock("decide", asked, "2026-03-03 09:00"), CALENDAR).endswith("0.5 of 3 working days used")
    booked = met("2026-03-05 11:00", offered="2026-03-03 10:00", outcome=AppointmentOutcome.DID_NOT_ATTEND)
    line = line_of(clock("re_offer", course(*OFFERED, meetings=(booked,)), "2026-03-06 12:00"), CALENDAR)
    assert (line.code, line.do) == ("re_offer", "Offer the next appointment")


def test_two_of_a_kind_are_told_apart() -> None:
    assert about_in_words("consent_review", "2") == "telling how it went"
    assert about_in_words("failure_notice", "7.1.f2") == "follow-up"
    assert about_in_words("failure_notice", "7.1") == about_in_words("decide", "") == ""


def test_only_what_a_running_clock_waits_for_can_be_answered() -> None:
    away = clocks_of(course(*HELD), CALENDAR, at("2026-03-12 12:00"))
    assert answers_to(away) == (Answered.CHECKED,)
    assert bars_to_answering(Answered.CHECKED, away) == ()
    (bar,) = bars_to_answering(Answered.ATTEMPTED, away)
    assert bar.field == "answered"
    urgent = course(SENT, facts=(fact("marked_urgent", "2026-03-02 10:30"),))
    running = clocks_of(urgent, CALENDAR, at("2026-03-02 12:00"))
    assert answers_to(running) == (Answered.SPOKE, Answered.ATTEMPTED)
    assert answers_to(running, is_case=True) == (Answered.ATTEMPTED,)
    (bar,) = bars_to_answering(Answered.SPOKE, running, is_case=True)
    assert bar.message.startswith("Record the contact")


@pytest.mark.parametrize(
    ("first", "last", "fields"),
    [
        (date(2026, 3, 2), date(2026, 3, 2), []),
        (date(2026, 3, 1), date(2026, 3, 3), ["from_on"]),
        (date(2026, 3, 5), date(2026, 3, 4), ["to_on"]),
        (date(2026, 3, 5), date(2026, 4, 5), []),
        (date(2026, 3, 5), date(2026, 4, 6), ["to_on"]),
    ],
)
def test_days_are_closed_from_today_on_and_a_month_at_most(first: date, last: date, fields: list[str]) -> None:
    faults = closure_faults(ClosureFacts(from_on=first, to_on=last, today=TODAY))
    assert [fault.field for fault in faults] == fields


def test_what_the_service_was_told_is_told_on_only_to_those_of_the_service() -> None:
    since = at("2026-03-02 10:30")
    plain = {"mark": Mark.DESIGN, "source": "2.3"}
    desk = Urgent(code="suicide_risk", label="Suicide or self-harm risk", at=since, by_service=False, **plain)
    service = Urgent(code="pregnant", label="Pregnant", at=since, by_service=True, **plain)
    earlier = Urgent(code="pregnant", label="Pregnant", at=at("2026-03-01 09:00"), by_service=True, **plain)
    assert why_in_words((service, desk), since, reads_the_service=True) == ("Pregnant", "Suicide or self-harm risk")
    assert why_in_words((service, desk), since, reads_the_service=False) == ("Suicide or self-harm risk", KEPT_BACK)
    assert why_in_words((earlier, desk), since, reads_the_service=False) == ("Suicide or self-harm risk",)


@pytest.mark.parametrize(
    ("now", "goes"),
    [
        ("2026-03-02 07:59", "2026-03-02 08:00"),
        ("2026-03-02 08:00", None),
        ("2026-03-02 19:59", None),
        ("2026-03-02 20:00", "2026-03-03 08:00"),
        ("2026-03-28 23:30", "2026-03-29 08:00"),
        ("2026-10-25 01:30", "2026-10-25 08:00"),
        ("2026-12-31 22:00", "2027-01-01 08:00"),
    ],
)
def test_nothing_is_written_between_eight_and_eight(now: str, goes: str | None) -> None:
    assert not_before(at(now)) == (at(goes) if goes else None)
