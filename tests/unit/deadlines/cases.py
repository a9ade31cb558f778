"""For each timer one plain course in which it runs, with the last moment in time; by hand from table 2.3."""

from dataclasses import dataclass

from pathways.deadlines.rules.deadlines import ReferralCourse
from pathways.referrals.first_appointments.rules import AppointmentOutcome
from tests.unit.deadlines.courses import course, fact, met

SENT = ("submit", "2026-03-02 10:30")
"""A Monday morning."""
ACCEPTED = (SENT, ("accept", "2026-03-03 10:00"))
OFFERED = (*ACCEPTED, ("offer_appointment", "2026-03-03 10:00"))
SEEN = (*OFFERED, ("attended", "2026-03-05 11:00"))
PLANNED = (*SEEN, ("need_agreed", "2026-03-05 12:00"))
TREATED = (*PLANNED, ("structured_start", "2026-03-10 10:00"))
SOUGHT = (*OFFERED, ("no_contact", "2026-04-01 00:05"))
GONE = (*OFFERED, ("transfer_out", "2026-03-10 10:00"))
HELD = (*OFFERED, ("taken_into_custody", "2026-03-10 10:00"))
OUT = (*HELD, ("released", "2026-03-20 10:00"))


@dataclass(frozen=True)
class Case:
    """A course in which a timer runs, and its first end; `about` where there is one of a kind for each thing."""

    course: ReferralCourse
    due: str
    about: str = ""


END = "23:59"
"""Days end with the last minute; the tests ask a minute later."""

CASES: dict[str, Case] = {
    "draft_unsent": Case(course(facts=(fact("draft_made", "2026-03-02 10:30"),)), "2026-03-03 10:30"),
    "acknowledge": Case(course(SENT), "2026-03-03 10:30"),
    "decide": Case(course(SENT), "2026-03-04 10:30"),
    "answer": Case(course(SENT, ("ask", "2026-03-02 15:00")), "2026-03-03 15:00"),
    "find_a_place": Case(course(SENT, ("decline_no_next", "2026-03-06 16:00")), "2026-03-10 16:00"),
    "urgent": Case(course(SENT, facts=(fact("marked_urgent", "2026-03-02 10:30"),)), f"2026-03-03 {END}"),
    "first_contact": Case(course(*OFFERED), "2026-03-10 10:00"),
    "first_offer": Case(course(SENT), f"2026-03-23 {END}"),
    "second_band": Case(course(SENT), f"2026-04-13 {END}"),
    "re_offer": Case(
        course(
            *OFFERED,
            meetings=(
                met("2026-03-05 11:00", offered="2026-03-03 10:00", outcome=AppointmentOutcome.CANCELLED_BY_SERVICE),
            ),
        ),
        "2026-03-09 11:00",
    ),
    "no_contact": Case(course(*OFFERED), f"2026-03-31 {END}"),
    "outreach": Case(course(*SOUGHT), "2026-04-17 09:00"),  # Good Friday and Easter Monday fall between
    "required_assessment": Case(
        course(*OFFERED, facts=(fact("assessment_required", "2026-03-02 09:00", "7.1", "2026-03-12 14:00"),)),
        "2026-03-12 14:00",
        "7.1",
    ),
    "failure_notice": Case(
        course(*OFFERED, facts=(fact("assessment_failed", "2026-03-13 14:00", "7.1"),)), "2026-03-16 17:00", "7.1"
    ),
    "condition_report": Case(
        course(*OFFERED, facts=(fact("condition_signed", "2026-03-02 09:00", "3", "2026-04-30 23:59"),)),
        "2026-04-30 23:59",
        "3",
    ),
    "transfer_pick_up": Case(course(*GONE), f"2026-03-31 {END}"),
    "suspended_check": Case(course(*HELD), f"2026-04-07 {END}"),
    "return_offer": Case(course(*OUT), "2026-03-24 10:00"),
    "continuity": Case(course(*OUT), f"2026-04-10 {END}"),
    "new_keyworker": Case(course(*OFFERED, ("worker_left", "2026-03-10 10:00")), f"2026-03-10 {END}"),
    "twelve_week_review": Case(course(*TREATED), f"2026-06-02 {END}"),
    "consent_review": Case(
        course(SENT, facts=(fact("answer_given", "2026-03-02 10:00", "1"),)), f"2027-03-01 {END}", "1"
    ),
}
BY_THEMSELVES: dict[str, Case] = {
    "reopen_window": Case(course(*OFFERED, ("person_declines", "2026-03-10 10:00")), f"2026-03-30 {END}"),
    "representation_watch": Case(course(*TREATED, ("complete", "2026-08-31 16:00")), f"2027-02-27 {END}"),
}
