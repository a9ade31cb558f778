"""What happened to a referral, as the clocks read it: its events and its parents', and the other facts by name."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from pathways.clocks.rules.calendar import Interval, london_day
from pathways.referrals.rules import Days, Outcome, Purpose, ReferralState, days_away, is_an_offer, was_away
from pathways.vocabulary import Worded


class Answered(Worded):
    """What somebody may say that they did about a clock which no step of the referral stops."""

    CHECKED = "checked", "I asked: still away"
    SPOKE = "spoke", "I spoke to the person"
    ATTEMPTED = "attempted", "I tried to reach the person"


@dataclass(frozen=True, kw_only=True)
class Taken:
    """One event of the referral table, of the referral or of a parent. `since`: the earlier day it says, if one."""

    event: str
    at: datetime
    before: ReferralState
    after: ReferralState
    since: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Moment:
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
    purpose: Purpose
    outcome: Outcome | None = None
    outcome_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Course:
    """All that is known of a referral: the events of its chain in the order they were taken, meetings, other facts.

    `events` begin with the first parent's. A referral that was sent on has no clock of its own: its child has them.
    After `died_at` nothing counts, whatever was recorded of it. `dead_by_error` are the stretches from the
    recording of a death to its taking back: nobody could do anything, so no clock ran.
    """

    events: tuple[Taken, ...]
    meetings: tuple[Meeting, ...] = ()
    facts: tuple[Moment, ...] = ()
    died_at: datetime | None = None
    dead_by_error: tuple[Interval, ...] = ()

    @property
    def state(self) -> ReferralState:
        if self.died_at is not None:
            return ReferralState.DIED
        return self.events[-1].after if self.events else ReferralState.DRAFT


@dataclass(frozen=True, kw_only=True)
class Happening:
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


def happenings(course: Course, now: datetime) -> tuple[Happening, ...]:
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
    for one in happened:
        if one.names & SEEN:
            missed = []
        elif "did_not_attend" in one.names:
            missed.append(one.at)
    return tuple(missed)


def released_from_prison(events: Iterable[Taken]) -> tuple[datetime, ...]:
    """When somebody was released from prison or remand while this referral ran: a stay in hospital is none. What a
    service before it heard is that service's."""
    found: list[datetime] = []
    away = ""
    for one in events:
        if one.before is ReferralState.DRAFT:
            found = []
        if one.after is ReferralState.SUSPENDED:
            away = one.event
        if one.event == "released" and away == "taken_into_custody":
            found.append(min(one.since or one.at, one.at))
    return tuple(found)


def _events(course: Course) -> Iterable[Happening]:
    """Events with what they are beside their name. A link that was sent on is no end: the chain goes on below it.

    Of an appointment the appointment tells it: it was when it was, whenever its outcome was recorded.
    """
    by_meetings = {one.outcome.value for one in course.meetings if one.outcome}
    last = len(course.events) - 1
    for place, one in enumerate(course.events):
        names = {one.event} - by_meetings
        if one.event == "offer_appointment":
            names |= {"offered"} if course.meetings else {"offered", FIRST_OFFER}
        goes_on = one.after is ReferralState.REROUTED and place < last
        if one.after is not one.before and not goes_on:
            names.add(f"into:{one.after.value}")
        since = min(one.since or one.at, one.at)
        yield Happening(names=frozenset(names), at=one.at, after=None if goes_on else one.after, since=since)


def _is_within(at: datetime, stretches: Iterable[Interval]) -> bool:
    return any(began <= at < ended for began, ended in stretches)


def _of_meetings(
    meetings: Iterable[Meeting], away: Days, now: datetime, expected: Collection[Meeting]
) -> Iterable[Happening]:
    """Appointments and what became of them. Missed in custody or in hospital is not missed (treatment reference 2.1),
    whichever was recorded first: the return has a clock of its own. Nor is one that nobody `expected` the person at,
    because they stood as dead: its reminder was stopped."""
    held = tuple(sorted(meetings, key=lambda each: (each.starts_at, each.offered_at)))
    for one in held:
        stands = {FIRST_OFFER} if is_an_offer(one, now) else set()
        yield Happening(names=frozenset({"offered", *stands}), at=one.offered_at)
        if one.outcome is None or one.outcome_at is None:
            continue
        is_excused = one not in expected or was_away(london_day(one.starts_at), away)
        if one.outcome is Outcome.DID_NOT_ATTEND and is_excused:
            continue
        names = {one.outcome.value}
        if one.outcome is Outcome.ATTENDED and one.purpose is Purpose.STRUCTURED:
            names.add("structured_contact")
        at = min(one.starts_at, one.outcome_at)
        yield Happening(names=frozenset(names), at=at)
        if any(next_.starts_at > one.starts_at and next_.offered_at <= at for next_ in held):
            yield Happening(names=frozenset({"offered"}), at=at)  # the next was booked already


def _fact(one: Moment) -> Happening:
    return Happening(names=frozenset({one.name}), at=one.at, about=one.about, due=one.due)
