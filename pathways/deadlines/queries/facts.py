"""All that the clocks of a referral are read from: its chain, events, meetings, and the facts beside them."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import partial
from operator import attrgetter
from typing import Any

from sqlalchemy import exists, select, union_all

from pathways import clock, dates
from pathways.dates import INSTANT, Calendar
from pathways.deadlines.models import ClockAnswer
from pathways.deadlines.queries import chains
from pathways.deadlines.queries.chains import RowsByKind, happened_to
from pathways.deadlines.queries.duties import OF_NOTICE, Duty, calendars_with, duties_of
from pathways.deadlines.rules.deadlines import (
    Answered,
    Meeting,
    OtherHappening,
    ReferralCourse,
    StepTaken,
    released_from_prison,
)
from pathways.deadlines.rules.states import ReferralClock, clocks_of, deadlines_of
from pathways.directory.models import Service
from pathways.engagement.care_plan.rules import sitting_of
from pathways.engagement.models.case import Attempt
from pathways.people.models.custody import Episode
from pathways.people.models.identity import Person, PersonDetails
from pathways.people.queries import surviving_id
from pathways.referrals.first_appointments.rules import AppointmentOutcome, AppointmentPurpose
from pathways.referrals.models.referral import Referral
from pathways.referrals.sending import queries as sending_queries
from pathways.referrals.sending.queries import DeskFacts
from pathways.referrals.sending.rules import UrgencyFacts, Urgent, urgent_because
from pathways.referrals.steps.rules import ReferralState
from pathways.store.base import db, shared_alias
from pathways.store.together import among
from pathways.vocabulary import Answer


def at_noon(day: date) -> datetime:
    """An instant for a London date whose hour is not known; clocks that count days read the date alone."""
    return dates.from_london(day, time(12))


_ATTEMPTS = union_all(
    select(ClockAnswer.referral_id)
    .where(among(ClockAnswer.referral_id, "of_referrals"))
    .where(ClockAnswer.answered == Answered.ATTEMPTED),
    select(Attempt.referral_id).where(among(Attempt.referral_id, "of_referrals")),
)


def attempts_along(chains_of: Mapping[int, Collection[int]]) -> dict[int, int]:
    """How often somebody tried to reach the person, along the chain of each referral; one statement for all."""
    links = {link for chain in chains_of.values() for link in chain}
    tried = Counter(db.session.scalars(_ATTEMPTS, {"of_referrals": links}) if links else ())
    return {referral_id: sum(tried[link] for link in chain) for referral_id, chain in chains_of.items()}


# All that the clocks of a referral are read from, for many referrals at once.
#
# The caller has found the referrals: in the viewer's sight, or, for the system, because they are due.


NEVER_WERE = (ReferralState.ERROR, ReferralState.DUPLICATE)


@dataclass(frozen=True, kw_only=True)
class ReferralInTime:
    """A referral with its course and calendar. `chain` are the ids from the first parent's to its own.

    `person_id` is the record that stays after merging. `urgent` is everything that makes it so; which of the reasons a
    viewer may read is for `why_urgent` to say. `desk` says how the person may be reached, `came_to` which organisation
    opened the episode, and in which suite.
    """

    referral: Referral
    person_id: int
    chain: tuple[int, ...]
    course: ReferralCourse
    calendar: Calendar
    duties: tuple[Duty, ...]
    urgent: tuple[Urgent, ...]
    desk: DeskFacts
    service: Service | None
    came_to: tuple[int, int | None]

    def clocks(self, now: datetime) -> tuple[ReferralClock, ...]:
        """Every clock of it at `now`."""
        return self._judged(partial(clocks_of, calendar=self.calendar, now=now))

    def deadlines(self, now: datetime, codes: Collection[str] = ()) -> tuple[ReferralClock, ...]:
        """Those of `clocks` that are a deadline; with `codes`, of these timers alone."""
        return self._judged(partial(deadlines_of, calendar=self.calendar, now=now, codes=codes))

    def _judged(self, judge: Callable[[ReferralCourse], tuple[ReferralClock, ...]]) -> tuple[ReferralClock, ...]:
        """What a notice asks hangs on the arrest: a referral entered in error, or as a duplicate, ends no duty to tell
        police of a failure (Drugs Act 2005 s.12(2) and s.14(2): verified)."""
        clocks = judge(self.course)
        if self.course.state not in NEVER_WERE:
            return clocks
        facts = tuple(duty.moment for duty in self.duties if duty.required_id is not None)
        alone = replace(self.course, events=(), meetings=(), facts=facts)
        by_notice = [each for each in judge(alone) if each.timer.code in OF_NOTICE]
        return (*(each for each in clocks if each.timer.code not in OF_NOTICE), *by_notice)

    def duty(self, running_clock: ReferralClock) -> Duty | None:
        """The duty of the episode that a clock runs for, which says whose it is; None for any other clock."""
        return duty_among(self.duties, running_clock)

    def says_else_after(self, clocks: Iterable[ReferralClock], now: datetime) -> datetime:
        """Until when these clocks of it say what they say at `now`, that moment left out, if nothing more is recorded.

        What they are read from has its moments, and so have their ends; the rest changes with the day. A pause may end
        by itself: of who is paused nothing is promised.
        """
        course, moments = self.course, [dates.end_of(dates.london_date(now)) + INSTANT]
        if any(each.paused_since for each in clocks):
            return now
        moments += [at for event in course.events for at in (event.at, event.since) if at]
        for meeting in course.meetings:
            moments += [at for at in (meeting.offered_at, meeting.starts_at, meeting.outcome_at) if at]
        moments += [fact.at for fact in course.facts]
        moments += [course.died_at] if course.died_at else []
        moments += [at for stretch in course.dead_by_error for at in stretch]
        moments += [at for each in clocks for end in each.ends for at in (end.at, end.at + INSTANT)]
        return min(at for at in moments if at > now)


def duty_among(duties: Iterable[Duty], running_clock: ReferralClock) -> Duty | None:
    """Which of these duties a clock runs for; None where it runs for none."""
    named = (duty for duty in duties if duty.moment.about == running_clock.about and running_clock.about)
    return next((duty for duty in named if duty.moment.name in running_clock.timer.starts), None)


# Run for every case each day and at every look, so built once. The person is the record that stays.
_RECORD, _STAYS, _LATER = shared_alias(Person), shared_alias(Person), shared_alias(Referral)
_IS_LATEST = ~exists().where(_LATER.episode_id == Referral.episode_id, _LATER.id > Referral.id)
_REFERRALS = (
    select(
        Referral,
        _STAYS.id,
        _STAYS.died_at,
        PersonDetails.date_of_birth,
        _IS_LATEST,
        Service,
        Episode.organisation_id,
        Episode.suite_id,
    )
    .join(_RECORD, _RECORD.id == Referral.person_id)
    .join(_STAYS, _STAYS.id == surviving_id(_RECORD))
    .join(PersonDetails, (PersonDetails.person_id == _STAYS.id) & PersonDetails.superseded_at.is_(None))
    .join(Episode, Episode.id == Referral.episode_id)
    .outerjoin(Service, Service.id == Referral.service_id)
    .where(among(Referral.id, "of_referrals"))
    .order_by(Referral.id)
)


def courses_of(
    referral_ids: Collection[int], desks: Mapping[int, DeskFacts] | None = None
) -> dict[int, ReferralInTime]:
    """Each referral with its course; four statements however many there are, and three where the caller has read all
    `desks`, what the desk knows of their episodes: of an episode that is not among them it is read."""
    rows = db.session.execute(_REFERRALS, {"of_referrals": referral_ids}).all()
    if not rows:
        return {}
    happened = happened_to(referral_ids)
    episodes = {row[0].episode_id for row in rows}
    duties = duties_of(episodes)
    read = desks or {}
    desks = {**read, **sending_queries.desks_of(episodes - read.keys())}
    urgency = sending_queries.urgency_facts(
        [row[0] for row in rows], desks, {referral.person_id: born_on for referral, _, _, born_on, *_ in rows}
    )
    calendars = calendars_with(
        ((whose, row.on, row.until_on) for whose, closed in happened[chains.CLOSURE].items() for row in closed),
        {row[0].organisation_id for row in rows if row[0].organisation_id is not None},
    )
    gone = gone_since(happened)
    courses = {}
    for referral, person_id, died_at, _, is_latest, service, organisation_id, suite_id in rows:
        # The duties of an episode belong to the latest of its referrals, so that each runs once.
        own_duties = duties.get(referral.episode_id, ()) if is_latest else ()
        chain = _chain(referral, happened)
        events = _events(chain, happened)
        urgent = _urgent(referral, urgency.get(referral.id), events, happened)
        facts = [*_other_facts(referral, chain, happened, gone), *(duty.moment for duty in own_duties)]
        facts += [OtherHappening(name="keyworker_named", at=each.at) for each in events if each.event == "worker_left"]
        facts += [OtherHappening(name="marked_urgent", at=occasion.at) for occasion in urgent]
        courses[referral.id] = ReferralInTime(
            referral=referral,
            person_id=person_id,
            chain=chain,
            course=ReferralCourse(
                events=events,
                meetings=_meetings(chain, happened),
                facts=tuple(facts),
                died_at=died_at,
                dead_by_error=_dead_by_error(referral, happened),
            ),
            calendar=calendars[referral.organisation_id],
            duties=own_duties,
            urgent=urgent,
            desk=desks[referral.episode_id],
            service=service,
            came_to=(organisation_id, suite_id),
        )
    return courses


# What happened along the chain of one referral, from the rows that were read of all of them.


_STATES = {state.value: state for state in ReferralState}
_SAID = {Answered.CHECKED: "checked", Answered.SPOKE: "spoken_to"}
Rows = Sequence[Any]


def _of(happened: RowsByKind, kind: str, number: int | None) -> Rows:
    return happened[kind].get(number, ())


def _along(happened: RowsByKind, kind: str, chain: Collection[int]) -> Rows:
    """Rows of the first link of a chain first, and of each link in the order in which they were recorded."""
    by_link = happened[kind]
    return [row for link in chain for row in by_link.get(link, ())]


def _chain(referral: Referral, happened: RowsByKind) -> tuple[int, ...]:
    chain: list[int] = []
    link: int | None = referral.id
    while link is not None:
        chain.insert(0, link)
        link = happened[chains.LINK][link][0].figure
    return tuple(chain)


IN_ONE_GO = timedelta(minutes=1)
"""What became of an appointment and the step that follows from it are written a moment apart, in one transaction."""


def _is_of_meeting(step: Any, happened: RowsByKind) -> bool:
    """Whether a step was taken as the outcome of an appointment was recorded, also of one that was corrected since."""
    return any(
        meeting.after == step.word and timedelta(0) <= step.at - meeting.ended_at < IN_ONE_GO
        for meeting in happened[chains.MEETING].get(step.of, ())
    )


def _events(chain: Collection[int], happened: RowsByKind) -> tuple[StepTaken, ...]:
    """The events of the chain, in the order they were taken."""
    return tuple(
        StepTaken(
            event=row.word,
            at=row.at,
            before=_STATES[row.before],
            after=_STATES[row.after],
            since=at_noon(date.fromisoformat(row.stated)) if row.stated else None,
            of_meeting=_is_of_meeting(row, happened),
        )
        for row in _along(happened, chains.STEP, chain)
    )


def _meetings(chain: Collection[int], happened: RowsByKind) -> tuple[Meeting, ...]:
    """The appointments that stand along the chain; those of each link by when they begin."""
    by_link = happened[chains.MEETING]
    return tuple(
        Meeting(
            offered_at=row.at,
            starts_at=row.starts_at,
            purpose=AppointmentPurpose(row.word),
            outcome=AppointmentOutcome(row.after) if row.after else None,
            outcome_at=row.ended_at,
        )
        for link in chain
        for row in sorted(by_link.get(link, ()), key=attrgetter("starts_at"))
        if row.figure
    )


def _other_facts(
    referral: Referral, chain: Sequence[int], happened: RowsByKind, gone: dict[int, datetime]
) -> Iterable[OtherHappening]:
    """What is neither an event nor an appointment: the draft, answers, attempts, starts, and a keyworker who left."""

    def recorded(kind: str) -> Rows:
        rows = _along(happened, kind, chain)
        return sorted(rows, key=attrgetter("number")) if len(chain) > 1 else rows

    yield OtherHappening(name="draft_made", at=happened[chains.LINK][chain[0]][0].at)
    answers = [(row.at, Answered(row.word)) for row in recorded(chains.ANSWER)]
    for at, answered in answers:
        if answered in _SAID:
            yield OtherHappening(name=_SAID[answered], at=at)
    for row in recorded(chains.REVIEW):
        yield OtherHappening(name="review_recorded", at=min(at_noon(row.on), row.at))
    # Times when the person was met without an appointment: in the room, by phone, by video, on a visit.
    for row in recorded(chains.MET):
        yield OtherHappening(name="attended", at=row.at)
        if row.figure:
            yield OtherHappening(name="structured_contact", at=row.at)
    # The day that structured treatment began may lie before the day it was recorded.
    for row in recorded(chains.START):
        yield OtherHappening(name="structured_start", at=min(at_noon(row.on), row.at))
    # Since when the keyworker may no longer act. After a hand-over the next keyworker is looked at.
    if referral.keyworker_id is not None and referral.keyworker_id in gone:
        yield OtherHappening(name="keyworker_gone", at=gone[referral.keyworker_id])
    tried = [at for at, answered in answers if answered is Answered.ATTEMPTED]
    tried += [row.at for row in recorded(chains.ATTEMPT)]
    for at in sorted(tried)[1:2]:
        yield OtherHappening(name="attempted_twice", at=at)
    if referral.closed_at is not None:
        for row in _of(happened, chains.AGAIN, referral.id):
            yield OtherHappening(name="started_again", at=max(at_noon(row.on), referral.closed_at))


def gone_since(happened: RowsByKind) -> dict[int, datetime]:
    """Since when keyworkers may not be one any more: account disabled, or no treatment role left."""
    gone: dict[int, datetime] = {}
    today = clock.today()
    for user_id, roles in happened[chains.ROLE].items():
        ends = [
            role.ended_at or (at_noon(role.until_on) if role.until_on and role.until_on < today else None)
            for role in roles
            if role.number is not None
        ]
        disabled_at = roles[0].at
        if disabled_at is not None:
            gone[user_id or 0] = disabled_at
        elif ends and all(ends):
            gone[user_id or 0] = max(at for at in ends if at)
    return gone


def _dead_by_error(referral: Referral, happened: RowsByKind) -> tuple[tuple[datetime, datetime], ...]:
    """The stretches in which the person stood as dead and was not, oldest first."""
    rows = sorted(_of(happened, chains.DEATH, referral.person_id), key=attrgetter("at"))
    return tuple((row.at, row.ended_at or row.at) for row in rows)


def _urgent(
    referral: Referral, facts: UrgencyFacts | None, events: tuple[StepTaken, ...], happened: RowsByKind
) -> tuple[Urgent, ...]:
    """What makes it urgent: said at the desk, said to the service that has it, or released from prison.

    What was said to one service is not passed on to the next: the service must tell it, under consent 4.
    """
    if facts is None:
        return ()
    at_the_service = tuple(
        sitting_of(
            at=row.at,
            overdose=Answer(row.word),
            overdose_days=row.figure,
            suicide_risk=Answer(row.before) if row.before else None,
            pregnant=Answer(row.after) if row.after else None,
        )
        for row in _of(happened, chains.SITTING, referral.id)
    )
    return urgent_because(replace(facts, service=at_the_service, released_at=released_from_prison(events)))
