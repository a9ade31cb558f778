"""The table of timers, the names of what starts, stops and pauses each, and what happened to a referral."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import NamedTuple

from pathways.dates import Interval, london_day
from pathways.referrals.first_appointments.rules import AppointmentOutcome, AppointmentPurpose, is_an_offer
from pathways.referrals.rules import DEADLINES
from pathways.referrals.steps.rules import REFERRAL_STEPS, Days, ReferralState, days_away, was_away
from pathways.tables import BadTable, rows_of
from pathways.vocabulary import Mark, Worded

# What happened to a referral, as the clocks read it: events of its whole chain, appointments, and other facts by name.


class Answered(Worded):
    """What somebody may say that they did about a clock which no step of the referral stops."""

    CHECKED = "checked", "I asked: still away"
    SPOKE = "spoke", "I spoke to the person"
    ATTEMPTED = "attempted", "I tried to reach the person"


WAITS_FOR = {Answered.CHECKED: "suspended_check", Answered.SPOKE: "urgent", Answered.ATTEMPTED: "urgent"}
"""The timer that each answer is about."""


@dataclass(frozen=True, kw_only=True)
class StepTaken:
    """One event from the referral table, of the referral or of a parent. `since`: the earlier day it names, if any;
    `of_meeting`: it was taken as the outcome of an appointment was recorded, whatever that outcome is now."""

    event: str
    at: datetime
    before: ReferralState
    after: ReferralState
    since: datetime | None = None
    of_meeting: bool = False


@dataclass(frozen=True, kw_only=True)
class OtherHappening:
    """Something else that happened. `about` tells two of a kind apart (a condition, a booking, a consent's number).

    `due` is the time that was set, where one was (a notice, an agreement).
    """

    name: str
    at: datetime
    about: str = ""
    due: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """An appointment as it stands. `outcome_at` is when the outcome was recorded."""

    offered_at: datetime
    starts_at: datetime
    purpose: AppointmentPurpose
    outcome: AppointmentOutcome | None = None
    outcome_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class ReferralCourse:
    """All that is known of a referral: the events of its chain in the order they were taken, meetings, other facts.

    `events` begin with the first parent's. A referral that was sent on has no clock of its own: its child has them.
    After `died_at` nothing counts, whatever was recorded of it. `dead_by_error` are the stretches from the
    recording of a death to its taking back: nobody could do anything, so no clock ran.
    """

    events: tuple[StepTaken, ...]
    meetings: tuple[Meeting, ...] = ()
    facts: tuple[OtherHappening, ...] = ()
    died_at: datetime | None = None
    dead_by_error: tuple[Interval, ...] = ()

    @property
    def state(self) -> ReferralState:
        if self.died_at is not None:
            return ReferralState.DIED
        return self.events[-1].after if self.events else ReferralState.DRAFT


class Happening(NamedTuple):
    """A moment with the names it answers to, and the state that an event leads to (None: no event)."""

    names: frozenset[str]
    at: datetime
    about: str = ""
    due: datetime | None = None
    after: ReferralState | None = None
    since: datetime | None = None


SEEN = frozenset({"attended", "left_early", "contact_made", "contact_made_in_treatment"})
"""After these the count of missed appointments begins anew; left early counts as seen (decision 0031)."""
FIRST_OFFER = "first_offer_stands"
"""An appointment offered that the service has not cancelled: what the wait for a first one ends with."""
DIED = frozenset({"person_died", "into:DIED"})


def happenings(course: ReferralCourse, now: datetime) -> tuple[Happening, ...]:
    """Everything up to `now`, oldest first. Of one moment the events come first, in the order they were taken."""
    dated = [(happening.at, 0, place, happening) for place, happening in enumerate(_events(course))]
    away = days_away((london_day(min(event.since or event.at, event.at)), event.after) for event in course.events)
    expected = tuple(meeting for meeting in course.meetings if not _is_within(meeting.starts_at, course.dead_by_error))
    facts = (*_of_meetings(course.meetings, away, now, expected), *(_fact(fact) for fact in course.facts))
    dated += [(happening.at, 1, place, happening) for place, happening in enumerate(facts)]
    until = min(now, course.died_at or now)
    known = tuple(happening for at, _, _, happening in sorted(dated, key=lambda entry: entry[:3]) if at <= until)
    if course.died_at is None or course.died_at > now:
        return known
    return (*known, Happening(names=DIED, at=course.died_at, after=ReferralState.DIED))


def missed_in_a_row(happened: Iterable[Happening]) -> tuple[datetime, ...]:
    """When the appointments since the last attended one were missed, oldest first. A cancellation is no missed one."""
    missed: list[datetime] = []
    for happening in happened:
        if happening.names & SEEN:
            missed = []
        elif "did_not_attend" in happening.names:
            missed.append(happening.at)
    return tuple(missed)


def released_from_prison(events: Iterable[StepTaken]) -> tuple[datetime, ...]:
    """When somebody was released from prison or remand while this referral ran; leaving hospital does not count.

    A release that an earlier service recorded does not count either: it was told to that service only.
    """
    releases: list[datetime] = []
    away = ""
    for event in events:
        if event.before is ReferralState.DRAFT:
            releases = []
        if event.after is ReferralState.SUSPENDED:
            away = event.event
        if event.event == "released" and away == "taken_into_custody":
            releases.append(min(event.since or event.at, event.at))
    return tuple(releases)


def _events(course: ReferralCourse) -> Iterable[Happening]:
    """The events of the chain, each with the name of the state it leads to. Being sent on is no end: the child goes on.

    The outcome of an appointment is not read here but from the appointment, which knows when it took place, and whether
    it was corrected. Somebody may have come without one.
    """
    last = len(course.events) - 1
    for place, event in enumerate(course.events):
        names = set() if event.of_meeting else {event.event}
        if event.event == "offer_appointment":
            names |= {"offered"} if course.meetings else {"offered", FIRST_OFFER}
        goes_on = event.after is ReferralState.REROUTED and place < last
        if event.after is not event.before and not goes_on:
            names.add(f"into:{event.after.value}")
        since = min(event.since or event.at, event.at)
        yield Happening(names=frozenset(names), at=event.at, after=None if goes_on else event.after, since=since)


def _is_within(at: datetime, stretches: Iterable[Interval]) -> bool:
    return any(began <= at < ended for began, ended in stretches)


def _of_meetings(
    meetings: Iterable[Meeting], away: Days, now: datetime, expected: Collection[Meeting]
) -> Iterable[Happening]:
    """Appointments and their outcomes.

    One missed in custody or in hospital is not missed (treatment reference 2.1), whichever was recorded first: the
    return has a clock of its own. Nor is one at which the person was not `expected` because they were recorded as dead:
    its reminder had been stopped.
    """
    in_order = tuple(sorted(meetings, key=lambda each: (each.starts_at, each.offered_at)))
    for meeting in in_order:
        stands = {FIRST_OFFER} if is_an_offer(meeting, now) else set()
        yield Happening(names=frozenset({"offered", *stands}), at=meeting.offered_at)
        if meeting.outcome is None or meeting.outcome_at is None:
            continue
        is_excused = meeting not in expected or was_away(london_day(meeting.starts_at), away)
        if meeting.outcome is AppointmentOutcome.DID_NOT_ATTEND and is_excused:
            continue
        names = {meeting.outcome.value}
        if meeting.outcome is AppointmentOutcome.ATTENDED and meeting.purpose is AppointmentPurpose.STRUCTURED:
            names.add("structured_contact")
        at = min(meeting.starts_at, meeting.outcome_at)
        yield Happening(names=frozenset(names), at=at)
        if any(next_.starts_at > meeting.starts_at and next_.offered_at <= at for next_ in in_order):
            yield Happening(names=frozenset({"offered"}), at=at)  # the next was booked already


def _fact(moment: OtherHappening) -> Happening:
    return Happening(names=frozenset({moment.name}), at=moment.at, about=moment.about, due=moment.due)


# Names, other than events of the referral table, that the table of timers may use.


FACTS = frozenset(
    {
        "draft_made", "marked_urgent", "attempted_twice", "spoken_to", "offered", "first_offer_stands", "attended",
        "left_early", "did_not_attend", "cancelled_by_person", "cancelled_by_service", "structured_contact",
        "assessment_required", "assessment_attended", "assessment_failed", "assessment_unrecorded",
        "assessment_ceased", "police_told", "condition_signed", "condition_reported", "condition_ended",
        "answer_given", "answer_refused", "answer_withdrawn", "answer_lapsed", "keyworker_gone", "keyworker_named",
        "review_recorded", "started_again", "checked",
    }
)  # fmt: skip


# The table of timers, from `referrals/data/deadlines.csv`: the unit of each, what starts, stops and pauses it, who is
# told.


MARKS = {"V": Mark.VERIFIED, "R": Mark.RECALLED, "D": Mark.DESIGN}


class LengthUnit(Worded):
    """What a length is counted in."""

    HOURS = "h", "Hours"
    WORKING_DAYS = "WD", "Working days"
    NEXT_WORKING_DAY = "next_WD", "Next working day"
    DAYS = "d", "Days"
    DAYS_BOTH_COUNTED = "d_both", "Days, both dates counted"
    MONTHS = "month", "Months"
    MOMENT = "moment", "The time that was set"


class TimerRecipient(Worded):
    """Who is told when a time is up, as the table says it."""

    KEYWORKER = "keyworker", "The keyworker"
    PROVIDER_MANAGER = "provider_manager", "The provider's manager"
    PATHWAY_MANAGER = "pathway_manager", "The pathway manager"
    REFERRER = "referrer", "Whoever referred the person"
    SERGEANT = "sergeant", "The custody sergeant"
    ASSESSOR = "assessor", "The service that assesses"
    MONITOR = "monitor", "The police's condition monitor"
    POLICE = "police", "The police who required an assessment"


@dataclass(frozen=True, kw_only=True)
class TimerStage:
    """After how long somebody is told, in the timer's unit (working days after the moment for one that was set)."""

    length: int
    addressees: tuple[TimerRecipient, ...]


@dataclass(frozen=True, kw_only=True)
class Timer:
    """One row. `lives_in`: leaving these states stops it; empty: any state. `every`: told again after so many days."""

    code: str
    label: str
    unit: LengthUnit
    length: int
    starts: frozenset[str]
    stops: frozenset[str]
    lives_in: frozenset[ReferralState]
    pauses: frozenset[str]
    stages: tuple[TimerStage, ...]
    every: int
    takes: str
    survives: bool
    ends_itself: bool
    do: str
    mark: Mark
    source: str


@cache
def timers() -> Mapping[str, Timer]:
    """Every timer by its code, in the order of the table. Raises BadTable."""
    return {each.code: each for each in read(rows_of(DEADLINES))}


def read(rows: Iterable[Mapping[str, str]]) -> tuple[Timer, ...]:
    """The timers of these rows. Raises BadTable naming each line that cannot be read, and why."""
    timers: list[Timer] = []
    faults: list[str] = []
    for line, row in enumerate(rows, start=2):
        try:
            timer = _timer(row)
        except (KeyError, ValueError, TypeError) as error:
            faults.append(f"line {line}: {error}")
            continue
        faults += [f"line {line}: {fault}" for fault in _faults(timer, {each.code for each in timers})]
        timers.append(timer)
    if faults:
        raise BadTable("\n".join(faults))
    return tuple(timers)


def _timer(row: Mapping[str, str]) -> Timer:
    return Timer(
        code=row["code"],
        label=row["label"],
        unit=LengthUnit(row["unit"]),
        length=int(row["length"]),
        starts=_words(row["starts"]),
        stops=_words(row["stops"]),
        lives_in=_states(row["lives_in"]),
        pauses=_words(row["pauses"]),
        stages=tuple(_stage(cell) for cell in row["tells"].split("|") if cell),
        every=int(row["every"] or 0),
        takes=row["takes"],
        survives=_yes(row["survives"]),
        ends_itself=_yes(row["ends_itself"]),
        do=row["do"],
        mark=MARKS[row["mark"]],
        source=row["source"],
    )


def _faults(timer: Timer, before: set[str]) -> Iterable[str]:
    if timer.code in before:
        yield f"{timer.code} stands twice"
    if not timer.code or not timer.label or not timer.do or not timer.source:
        yield "code, label, do and source are all needed"
    if not timer.starts:
        yield f"{timer.code} never starts"
    if not timer.stops:
        yield f"{timer.code} has no event that stops it"
    if unknown := sorted((timer.starts | timer.stops) - known_moments()):
        yield f"{timer.code} names what never happens: {', '.join(unknown)}"
    if (
        timer.length < 0
        or timer.every < 0
        or any(stage.length > timer.length for stage in timer.stages if not _set(timer))
    ):
        yield f"{timer.code} has a length that cannot be"
    if bool(timer.stages) is timer.ends_itself:
        yield f"{timer.code} tells nobody and does not end by itself, or does both"
    if not timer.pauses <= {"C", "H", "R"}:
        yield f"{timer.code} has a pause that is none of C, H, R"
    if timer.takes and timer.takes != "lapse" and timer.takes not in _system_events():
        yield f"{timer.code} takes a step that is not the system's"


def _set(timer: Timer) -> bool:
    return timer.unit is LengthUnit.MOMENT


@cache
def known_moments() -> frozenset[str]:
    """Every name a moment may have: the events of the referral table, entering a state, closing, and other facts."""
    entered = {f"into:{state.value}" for state in ReferralState}
    return frozenset({event for _, event in REFERRAL_STEPS.steps} | entered | {"closed"} | FACTS)


@cache
def _system_events() -> frozenset[str]:
    return frozenset(step.event for step in REFERRAL_STEPS.steps.values() if step.who == "system")


def _words(cell: str) -> frozenset[str]:
    return frozenset(word for word in cell.split("|") if word)


def _states(cell: str) -> frozenset[ReferralState]:
    named = (REFERRAL_STEPS.groups.get(word) or frozenset({ReferralState(word)}) for word in _words(cell))
    return frozenset().union(*named)


def _stage(cell: str) -> TimerStage:
    length, _, names = cell.partition(":")
    return TimerStage(length=int(length), addressees=tuple(TimerRecipient(name) for name in names.split("+")))


def _yes(cell: str) -> bool:
    if cell not in ("yes", "no"):
        raise ValueError(f"“{cell}” is neither yes nor no")
    return cell == "yes"
