"""The table of timers of the treatment reference (2.3) as it stands there, and time as services count it, by hand.

Nothing of `pathways.deadlines` is asked, nor its table. Where the two differ, one of them is wrong.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import takewhile
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
A_DAY, A_MOMENT = timedelta(days=1), timedelta(microseconds=1)
WITH_PROVIDER = {"SUBMITTED", "ACKNOWLEDGED", "RETURNED"}
LIVE = {"ACCEPTED", "APPT_OFFERED", "OUTREACH", "ATTENDED_ASSESSMENT", "CARE_PLAN", "IN_TREATMENT"}
ON_HOLD = {"TRANSFER_PENDING", "SUSPENDED"}
SENT = WITH_PROVIDER | LIVE | ON_HOLD | {"NEEDS_PLACE"}
ENDS_ALL = {"DIED", "ERROR", "DUPLICATE"}
CLOSED = {"NOT_ENGAGED", "NO_NEED", "COMPLETED", "LEFT_TREATMENT", "CONSENT_WITHDRAWN", "ENDED_IN_CUSTODY"}
FINAL = {"DISCARDED", "WITHDRAWN", "REROUTED", "UNMET_NEED", "TRANSFERRED", "ENDED"} | ENDS_ALL
AT_A_SERVICE = {
    "drug_assessment", "drug_awareness_course", "structured_treatment_engagement", "alcohol_session",
    "naloxone_training_offer", "mental_health_assessment", "needs_assessment",
}  # fmt: skip
FOLLOWED = {"ACTIVE", "BREACH_REVIEW", "AGREED", "NON_ENGAGED", "DEFERRED", "REVIEW_DUE"}
OUTCOMES = {"attended", "left_early", "did_not_attend", "cancelled_by_person", "cancelled_by_service"}
BANK_HOLIDAYS = {
    date(*day)
    for day in (
        (2025, 1, 1), (2025, 4, 18), (2025, 4, 21), (2025, 5, 5), (2025, 5, 26), (2025, 8, 25), (2025, 12, 25),
        (2025, 12, 26), (2026, 1, 1), (2026, 4, 3), (2026, 4, 6), (2026, 5, 4), (2026, 5, 25), (2026, 8, 31),
        (2026, 12, 25), (2026, 12, 28), (2027, 1, 1), (2027, 3, 26), (2027, 3, 29), (2027, 5, 3), (2027, 5, 31),
        (2027, 8, 30), (2027, 12, 27), (2027, 12, 28),
    )
}  # fmt: skip
"""Of England and Wales, in the years in which anything here happens."""


# Time as services count it: London's days, and working days from nine to five.


def london(at):
    return at.astimezone(LONDON).date()


def wall(day, hour):
    return datetime.combine(day, time(hour), tzinfo=LONDON).astimezone(UTC)


def last_moment_of(day):
    return wall(day + A_DAY, 0) - A_MOMENT


def together(stretches):
    """Stretches of time, each moment in one of them."""
    whole = []
    for began, ended in sorted(stretches):
        if whole and began <= whole[-1][1]:
            whole[-1][1] = max(whole[-1][1], ended)
        elif began < ended:
            whole.append([began, ended])
    return whole


def after_days(start, days, pauses):
    """The end of the last day: the day of the start is day 0, whole days of a pause are not counted."""
    paused = sum((london(ended) - london(began)).days for began, ended in pauses)
    return last_moment_of(london(start) + timedelta(days=days + paused))


def hours_at_work(start, shut, pauses):
    """One after the other, the stretches of working time from a moment on."""
    day = london(start)
    while True:
        if day.weekday() < 5 and day not in BANK_HOLIDAYS and day not in shut:
            began, ended = max(wall(day, 9), start), wall(day, 17)
            for stops, goes_on in pauses:
                if stops < ended and goes_on > began:
                    if began < stops:
                        yield began, stops
                    began = goes_on
            if began < ended:
                yield began, ended
        day += A_DAY


def after_working_days(start, days, shut, pauses):
    """The moment at which so many days of eight hours are used up: where that is five o'clock, nine of the next."""
    left, hours = days * timedelta(hours=8), hours_at_work(start, shut, pauses)
    began, ended = next(hours)
    while left >= ended - began:
        left -= ended - began
        began, ended = next(hours)
    return began + left


def worked(began, ended, shut):
    """How much working time lies between two moments."""
    hours = takewhile(lambda stretch: stretch[0] < ended, hours_at_work(began, shut, []))
    return sum((min(until, ended) - since for since, until in hours), timedelta(0))


def at_most_a_day(began, ended, asked, shut):
    """When a question ends: those of one service pause its clock for one working day at most, `asked` of it used."""
    left = 1 - asked / timedelta(hours=8)
    return min(ended, after_working_days(began, left, shut, [])) if left > 0 else began


def five_of_the_next_working_day(start, shut, pauses):
    """Put off by as much working time as lay in pauses."""
    day = london(start) + A_DAY
    while day.weekday() > 4 or day in BANK_HOLIDAYS or day in shut:
        day += A_DAY
    left, hours = worked(start, wall(day, 17), shut), hours_at_work(start, shut, pauses)
    began, ended = next(hours)
    while left > ended - began:
        left -= ended - began
        began, ended = next(hours)
    return began + left


# The table of timers: how long, what starts and stops each, where it ends by itself, what it waits for meanwhile.


class Timer(NamedTuple):
    """`tells` by length. What is `owed` to police runs on when a case has closed."""

    what: str
    unit: str
    tells: dict
    starts: str
    stops: str
    lives: set = frozenset()
    waits: str = ""
    owed: bool = False
    only_once: bool = False
    every: int = 0


MET_WITH = {"ACCEPTED", "APPT_OFFERED", "ATTENDED_ASSESSMENT", "CARE_PLAN", "IN_TREATMENT"} | ON_HOLD
TIMERS = (
    Timer("Say that it was received", "WD", {1: "manager"}, "submit",
          "acknowledge accept ask decline_send_on decline_no_next", {"SUBMITTED", "SUSPENDED"}),
    Timer("Decide", "WD", {2: "manager", 3: "pathway"}, "submit",
          "accept decline_send_on decline_no_next withdraw", WITH_PROVIDER | {"SUSPENDED"}, "R"),
    Timer("Answer the service's question", "WD", {1: "referrer"}, "ask",
          "answered accept decline_send_on decline_no_next answer_time_up", {"RETURNED", "SUSPENDED"}),
    Timer("Find a place", "WD", {2: "pathway"}, "into:NEEDS_PLACE",
          "place_found no_service_exists person_declines withdraw", {"NEEDS_PLACE", "SUSPENDED"}, "CH"),
    Timer("Urgent: speak to the person", "d", {1: "manager"}, "marked_urgent",
          "attended left_early spoken_to attempted_twice", SENT, "H"),
    Timer("First contact", "WD", {5: "keyworker"}, "accept", "attended", LIVE | ON_HOLD, "CH"),
    Timer("First appointment offered", "d", {21: "manager"}, "first_submitted", "first_offer", SENT, "CH", False, True),
    Timer("First appointment offered within six weeks", "d", {42: "pathway"}, "first_submitted", "first_offer", SENT,
          "CH", False, True),
    Timer("Offer the next appointment", "WD", {2: "keyworker"}, "did_not_attend cancelled_by_service left_early",
          "offered", MET_WITH, "CH"),
    Timer("Contact with the person", "d", {28: "keyworker"},
          "accept attended left_early contact_made contact_made_in_treatment reopen_before_start reopen_in_treatment",
          "attended left_early contact_made contact_made_in_treatment no_contact reopen_before_start"
          " reopen_in_treatment", MET_WITH, "CH"),
    Timer("Outreach", "WD", {10: "manager"}, "into:OUTREACH",
          "contact_made contact_made_in_treatment not_found lost_in_treatment person_declines person_leaves",
          {"OUTREACH", "SUSPENDED"}, "CH"),
    Timer("Required assessment", "set", {0: "assessor"}, "required", "assessed failed"),
    Timer("Failure notice to police", "next WD", {1: "manager"}, "failed not_recorded", "police_told assessed",
          owed=True),
    Timer("Report on a condition", "set", {0: "keyworker"}, "signed", "reported", owed=True),
    Timer("Transfer picked up", "d", {21: "keyworker"}, "transfer_out", "picked_up receiver_declines", ON_HOLD, "CH"),
    Timer("Custody or hospital check", "d", {28: "keyworker"}, "into:SUSPENDED",
          "released care_taken_over return_not_known not_returning", {"SUSPENDED"}, every=28),
    Timer("Appointment after release", "WD", {2: "keyworker"}, "released", "offered", LIVE),
    Timer("Treatment after release", "d", {21: "pathway"}, "released", "structured_contact", LIVE),
    Timer("New keyworker", "d", {0: "manager"}, "keyworker_gone", "keyworker_named",
          WITH_PROVIDER | LIVE | ON_HOLD),
    Timer("12-week review", "d", {84: "keyworker"}, "structured_start", "review", LIVE | ON_HOLD, "CH"),
)  # fmt: skip
OF_NOTICE = ("Required assessment", "Failure notice to police")
MISSED = 3
"""So many appointments missed in a row are as long as four weeks without contact."""


class Step(NamedTuple):
    """Something that happened. `state` is what the referral came to be by it, `since` the day that it names."""

    at: Any
    names: set
    state: str | None = None
    since: Any = None
    about: str = ""
    due: Any = None


@dataclass
class Run:
    start: datetime
    about: str
    due: datetime | None
    stopped: bool = False
    by_closing: bool = False


@dataclass
class Story:
    """All that happened to a referral and to those it was sent on from, oldest first."""

    steps: list
    away: list = field(default_factory=list)
    checked: datetime | None = None
    missed: list = field(default_factory=list)

    @property
    def state(self):
        return next((step.state for step in reversed(self.steps) if step.state), "DRAFT")


def runs_of(timer, steps):
    """Each time that it ran: begun by what starts it, ended by what stops it or by where the referral came to be."""
    starts, stops = set(timer.starts.split()), set(timer.stops.split())
    ran, state = [], None
    for step in steps:
        changes = step.state is not None and step.state != state
        if changes and state in CLOSED | FINAL and step.state not in CLOSED | FINAL:
            for run in ran:
                run.stopped, run.by_closing = run.stopped and not run.by_closing, False
        state = step.state or state
        is_over = state in ENDS_ALL or (
            not timer.owed
            if state in CLOSED | FINAL
            else state is not None and timer.lives and state not in timer.lives
        )
        for run in (each for each in ran if not each.stopped):
            if run.about == step.about and stops & step.names:
                run.stopped = True
            elif changes and is_over:
                run.stopped, run.by_closing = True, state in CLOSED | FINAL
        same = [run for run in ran if run.about == step.about]
        begins = starts & step.names and not is_over and all(run.stopped for run in same)
        if begins and not (timer.only_once and same):
            ran.append(Run(step.since or step.at, step.about, step.due))
    return list({run.about: run for run in ran}.values())
