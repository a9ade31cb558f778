"""All that the clocks of a referral are read from: its chain, events, meetings, and the facts beside them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from sqlalchemy import BindParameter, Row, bindparam, func, literal, select

from pathways import clock, dates
from pathways.auth.models import RoleHeld, User
from pathways.auth.roles import Role
from pathways.dates import Calendar
from pathways.deadlines.models import ClockAnswer
from pathways.deadlines.queries.duties import OF_NOTICE, Duty, calendars_of, duties_of
from pathways.deadlines.rules.deadlines import (
    Answered,
    Meeting,
    OtherHappening,
    ReferralCourse,
    StepTaken,
    released_from_prison,
)
from pathways.deadlines.rules.states import ReferralClock, clocks_of
from pathways.engagement.care_plan import queries as engagement
from pathways.engagement.models.case import Attempt, Contact, StructuredStart
from pathways.engagement.models.treatment import PlanReview
from pathways.engagement.notes.rules import MEETS, ContactWith
from pathways.people.custody import queries as custody_queries
from pathways.people.deaths import queries as deaths_queries
from pathways.people.identity import queries as identity_queries
from pathways.people.models.identity import Person, PersonDetails
from pathways.referrals.models.referral import Appointment, Referral, ReferralEvent
from pathways.referrals.needs import queries as needs_queries
from pathways.referrals.needs.queries import NeedsAsked
from pathways.referrals.queries import chains_of
from pathways.referrals.sending import queries as sending_queries
from pathways.referrals.sending.rules import Urgent, urgent_because
from pathways.referrals.steps.rules import ReferralState
from pathways.store.base import db

# The chain of a referral and what happened along it: events, meetings.


# Plain values, no rows: a look over many cases reads everything that ever happened to them.
_EVENTS = (
    select(
        ReferralEvent.referral_id,
        ReferralEvent.event,
        ReferralEvent.at,
        ReferralEvent.from_state,
        ReferralEvent.to_state,
        ReferralEvent.recorded,
    )
    .where(ReferralEvent.referral_id.in_(bindparam("of_referrals", expanding=True)))
    .order_by(ReferralEvent.id)
)

_MEETINGS = (
    select(
        Appointment.referral_id,
        Appointment.offered_at,
        Appointment.starts_at,
        Appointment.purpose,
        Appointment.outcome,
        Appointment.outcome_at,
    )
    .where(Appointment.referral_id.in_(bindparam("of_referrals", expanding=True)), Appointment.superseded_at.is_(None))
    .order_by(Appointment.starts_at, Appointment.id)
)


def events_of(chains: dict[int, tuple[int, ...]]) -> dict[int, tuple[StepTaken, ...]]:
    """By referral the events of its chain, in the order they were taken."""
    by_link: dict[int, list[StepTaken]] = defaultdict(list)
    links = list({link for chain in chains.values() for link in chain})
    for link, event, at, before, after, recorded in db.session.execute(_EVENTS, {"of_referrals": links}):
        is_pause = ReferralState.SUSPENDED in (before, after)
        stated_on = (recorded or {}).get("on") if is_pause else None
        since = at_noon(date.fromisoformat(stated_on)) if stated_on else None
        by_link[link].append(StepTaken(event=event, at=at, before=before, after=after, since=since))
    return {
        referral_id: tuple(event for link in chain for event in by_link[link]) for referral_id, chain in chains.items()
    }


def meetings_of(chains: dict[int, tuple[int, ...]]) -> dict[int, tuple[Meeting, ...]]:
    """By referral the appointments that stand along its chain."""
    by_link: dict[int, list[Meeting]] = defaultdict(list)
    links = list({link for chain in chains.values() for link in chain})
    for link, offered_at, starts_at, purpose, outcome, outcome_at in db.session.execute(
        _MEETINGS, {"of_referrals": links}
    ):
        by_link[link].append(
            Meeting(offered_at=offered_at, starts_at=starts_at, purpose=purpose, outcome=outcome, outcome_at=outcome_at)
        )
    return {
        referral_id: tuple(meeting for link in chain for meeting in by_link[link])
        for referral_id, chain in chains.items()
    }


def at_noon(day: date) -> datetime:
    """An instant for a London date whose hour is not known; clocks that count days read the date alone."""
    return dates.from_london(day, time(12))


# What the clocks read besides events, appointments and duties: draft, answers, attempts, starts, a keyworker who left.


# Run at every look at a case, so built once.
_LINKS: BindParameter[list[int]] = bindparam("of_links", expanding=True)
_MADE = select(Referral.id, Referral.made_at).where(Referral.id.in_(_LINKS))
_SAID = {Answered.CHECKED: "checked", Answered.SPOKE: "spoken_to"}
_ANSWERS = (
    select(ClockAnswer.referral_id, ClockAnswer.at, ClockAnswer.answered)
    .where(ClockAnswer.referral_id.in_(_LINKS))
    .order_by(ClockAnswer.id)
)
_REVIEWS = (
    select(PlanReview.referral_id, PlanReview.reviewed_on, PlanReview.recorded_at)
    .where(PlanReview.referral_id.in_(_LINKS))
    .order_by(PlanReview.id)
)
_MET = (
    select(Contact.referral_id, Contact.at, Contact.is_structured)
    .where(Contact.referral_id.in_(_LINKS), Contact.whom == ContactWith.PERSON, Contact.how.in_(MEETS))
    .order_by(Contact.id)
)
_STARTS = (
    select(StructuredStart.referral_id, StructuredStart.started_on, StructuredStart.recorded_at)
    .where(StructuredStart.referral_id.in_(_LINKS), StructuredStart.superseded_at.is_(None))
    .order_by(StructuredStart.id)
)
_TRIED = select(Attempt.referral_id, Attempt.at).where(Attempt.referral_id.in_(_LINKS))
_MAY_TREAT = (RoleHeld.user_id == User.id) & RoleHeld.role.in_((Role.TW, Role.PM))
_ROLES = (
    select(User.id, User.disabled_at, RoleHeld.id, RoleHeld.removed_at, RoleHeld.until_on)
    .outerjoin(RoleHeld, _MAY_TREAT)
    .where(User.id.in_(bindparam("of_users", expanding=True)))
    .order_by(User.id, RoleHeld.id)
)


def other_facts(rows: Collection[Referral], chains: dict[int, tuple[int, ...]]) -> dict[int, list[OtherHappening]]:
    """What is neither an event nor an appointment: the draft, answers, attempts, starts, and a keyworker who left."""
    links = {link: row for row in rows for link in chains[row.id]}
    moments: dict[int, list[OtherHappening]] = {row.id: [] for row in rows}
    answers = db.session.execute(_ANSWERS, {"of_links": list(links)}).all()
    made = _made(rows, chains, links)
    facts = (*made, *_answers(links, answers), *_contacts(links), *_starts(links), *_handed_over(rows))
    for at, referral_id, name in facts:
        moments[referral_id].append(OtherHappening(name=name, at=at))
    for referral_id, tried in _attempts(links, answers).items():
        moments[referral_id] += [OtherHappening(name="attempted_twice", at=at) for at in sorted(tried)[1:2]]
    for row in rows:
        moments[row.id] += [OtherHappening(name="started_again", at=at) for at in _started_again(row)]
    return moments


Facts = Iterable[tuple[datetime, int, str]]
Answers = Collection[Row[int, datetime, Answered]]


def _made(rows: Collection[Referral], chains: dict[int, tuple[int, ...]], links: dict[int, Referral]) -> Facts:
    """When the first draft of each chain was made; nearly always the chain is the referral itself."""
    made = {row.id: row.made_at for row in rows}
    firsts = dict.fromkeys(chains[row.id][0] for row in rows)
    if others := [first for first in firsts if first not in made]:
        made |= {row[0]: row[1] for row in db.session.execute(_MADE, {"of_links": others})}
    return [(made[first], links[first].id, "draft_made") for first in firsts]


def _answers(links: dict[int, Referral], answers: Answers) -> Facts:
    for link, at, answered in answers:
        if answered in _SAID:
            yield at, links[link].id, _SAID[answered]
    for link, reviewed_on, recorded_at in db.session.execute(_REVIEWS, {"of_links": list(links)}):
        yield min(at_noon(reviewed_on), recorded_at), links[link].id, "review_recorded"


def _contacts(links: dict[int, Referral]) -> Facts:
    """Times when the person was met without an appointment: in the room, by phone, by video, on a visit."""
    for link, at, is_structured in db.session.execute(_MET, {"of_links": list(links)}):
        yield at, links[link].id, "attended"
        if is_structured:
            yield at, links[link].id, "structured_contact"


def _starts(links: dict[int, Referral]) -> Facts:
    """The day that structured treatment began, which may lie before the day it was recorded."""
    rows = db.session.execute(_STARTS, {"of_links": list(links)})
    return [(min(at_noon(on), recorded_at), links[link].id, "structured_start") for link, on, recorded_at in rows]


def _attempts(links: dict[int, Referral], answers: Answers) -> dict[int, list[datetime]]:
    attempts: dict[int, list[datetime]] = {row.id: [] for row in links.values()}
    reported_attempts = ((link, at) for link, at, answered in answers if answered is Answered.ATTEMPTED)
    for link, at in (*reported_attempts, *db.session.execute(_TRIED, {"of_links": list(links)})):
        attempts[links[link].id].append(at)
    return attempts


def _handed_over(rows: Collection[Referral]) -> Facts:
    """Since when the keyworker of a referral may no longer act. After a hand-over the next keyworker is looked at."""
    keyworkers = {row.keyworker_id for row in rows if row.keyworker_id is not None}
    gone = _gone(keyworkers)
    return [
        (gone[row.keyworker_id], row.id, "keyworker_gone")
        for row in rows
        if row.keyworker_id is not None and row.keyworker_id in gone
    ]


def _gone(user_ids: Collection[int]) -> dict[int, datetime]:
    """Since when each of these people may not be a keyworker: account disabled, or no treatment role any more."""
    if not user_ids:
        return {}
    ends: dict[int, list[datetime | None]] = defaultdict(list)
    disabled: dict[int, datetime] = {}
    for user_id, disabled_at, role_id, removed_at, until_on in db.session.execute(_ROLES, {"of_users": list(user_ids)}):
        if disabled_at is not None:
            disabled[user_id] = disabled_at
        if role_id is not None:
            until = at_noon(until_on) if until_on and until_on < clock.today() else None
            ends[user_id].append(removed_at or until)
    return {each: max(at for at in role_ends if at) for each, role_ends in ends.items() if all(role_ends)} | disabled


def _started_again(row: Referral) -> Iterable[datetime]:
    """When structured treatment began anew, with the same provider only, on another referral after this one's end."""
    if row.closed_at is None or row.exited_on is None:
        return []
    of_person = custody_queries.records_of_whom(literal(row.person_id))
    starts = (
        select(StructuredStart.started_on)
        .join(Referral, Referral.id == StructuredStart.referral_id)
        .where(Referral.person_id.in_(of_person), Referral.id != row.id, StructuredStart.superseded_at.is_(None))
        .where(Referral.organisation_id == row.organisation_id, StructuredStart.started_on >= row.exited_on)
    )
    return [max(at_noon(day), row.closed_at) for day in db.session.scalars(starts.order_by(StructuredStart.id))]


def attempts_of(chain: Collection[int]) -> int:
    """How often somebody tried to reach the person, along the chain of a referral."""
    reported_attempts = select(func.count()).where(
        ClockAnswer.referral_id.in_(chain), ClockAnswer.answered == Answered.ATTEMPTED
    )
    tried = select(func.count()).where(Attempt.referral_id.in_(chain))
    return (db.session.scalar(reported_attempts) or 0) + (db.session.scalar(tried) or 0)


# All that the clocks of a referral are read from, for many referrals at once.
#
# The caller has found the referrals: in the viewer's sight, or, for the system, because they are due.


# Run for every case each day and at every look, so built once.
_REFERRALS = select(Referral).where(Referral.id.in_(bindparam("of_referrals", expanding=True))).order_by(Referral.id)
_LATEST = (
    select(func.max(Referral.id))
    .where(Referral.episode_id.in_(bindparam("of_episodes", expanding=True)))
    .group_by(Referral.episode_id)
)
_DEATHS = select(Person.id, Person.died_at).where(
    Person.id.in_(bindparam("of_people", expanding=True)), Person.died_at.is_not(None)
)
NEVER_WERE = (ReferralState.ERROR, ReferralState.DUPLICATE)


@dataclass(frozen=True, kw_only=True)
class ReferralInTime:
    """A referral with its course and calendar. `chain` are the ids from the first parent's to its own.

    `person_id` is the record that stays after merging. `urgent` is everything that makes it so; which of the reasons a
    viewer may read is for `why_urgent` to say.
    """

    referral: Referral
    person_id: int
    chain: tuple[int, ...]
    course: ReferralCourse
    calendar: Calendar
    duties: tuple[Duty, ...]
    urgent: tuple[Urgent, ...]
    asked: NeedsAsked

    def clocks(self, now: datetime) -> tuple[ReferralClock, ...]:
        """Every clock of it at `now`. What a notice asks hangs on the arrest: a referral entered in error, or as a
        duplicate, ends no duty to tell police of a failure (Drugs Act 2005 s.12(2) and s.14(2): verified)."""
        clocks = clocks_of(self.course, self.calendar, now)
        if self.course.state not in NEVER_WERE:
            return clocks
        facts = tuple(duty.moment for duty in self.duties if duty.required_id is not None)
        alone = replace(self.course, events=(), meetings=(), facts=facts)
        by_notice = [each for each in clocks_of(alone, self.calendar, now) if each.timer.code in OF_NOTICE]
        return (*(each for each in clocks if each.timer.code not in OF_NOTICE), *by_notice)

    def duty(self, running_clock: ReferralClock) -> Duty | None:
        """The duty of the episode that a clock runs for, which says whose it is; None for any other clock."""
        named = (duty for duty in self.duties if duty.moment.about == running_clock.about and running_clock.about)
        return next((duty for duty in named if duty.moment.name in running_clock.timer.starts), None)


def courses_of(referral_ids: Collection[int]) -> dict[int, ReferralInTime]:
    """Each referral with its course; some twenty statements however many there are."""
    rows = db.session.scalars(_REFERRALS, {"of_referrals": list(set(referral_ids))}).all()
    chains = chains_of(rows)
    events, meetings = events_of(chains), meetings_of(chains)
    episodes = {row.episode_id for row in rows}
    duties = _of_the_latest(rows, duties_of(episodes))
    asked = needs_queries.asked_of_many(episodes)
    details = identity_queries.details_of_many({row.person_id for row in rows})
    died = _deaths({person.person_id for person in details.values()})
    in_error = deaths_queries.dead_by_error({person.person_id for person in details.values()})
    urgent = _urgent(rows, events, asked, details)
    others = other_facts(rows, chains)
    calendars = calendars_of({row.organisation_id for row in rows})
    courses = {}
    for row in rows:
        person = details[row.person_id]
        facts = [*others.get(row.id, ()), *(duty.moment for duty in duties.get(row.id, ()))]
        facts += [
            OtherHappening(name="keyworker_named", at=event.at)
            for event in events[row.id]
            if event.event == "worker_left"
        ]
        facts += [OtherHappening(name="marked_urgent", at=occasion.at) for occasion in urgent.get(row.id, ())]
        courses[row.id] = ReferralInTime(
            referral=row,
            person_id=person.person_id,
            chain=chains[row.id],
            course=ReferralCourse(
                events=events[row.id],
                meetings=meetings[row.id],
                facts=tuple(facts),
                died_at=died.get(person.person_id),
                dead_by_error=in_error.get(person.person_id, ()),
            ),
            calendar=calendars[row.organisation_id],
            duties=duties.get(row.id, ()),
            urgent=urgent.get(row.id, ()),
            asked=asked[row.episode_id],
        )
    return courses


def _urgent(
    rows: Sequence[Referral],
    events: dict[int, tuple[StepTaken, ...]],
    asked: dict[int, NeedsAsked],
    details: dict[int, PersonDetails],
) -> dict[int, tuple[Urgent, ...]]:
    """What makes each referral urgent: said at the desk, said to the service that has it, or released from prison.

    What was said to one service is not passed on to the next: the service must tell it, under consent 4.
    """
    born_on = {number: person_details.date_of_birth for number, person_details in details.items()}
    at_the_service = engagement.sittings_of([row.id for row in rows])
    return {
        referral_id: urgent_because(
            replace(
                facts,
                service=at_the_service.get(referral_id, ()),
                released_at=released_from_prison(events[referral_id]),
            )
        )
        for referral_id, facts in sending_queries.urgency_facts(rows, asked, born_on).items()
    }


def _of_the_latest(rows: Collection[Referral], duties: dict[int, tuple[Duty, ...]]) -> dict[int, tuple[Duty, ...]]:
    """The duties of each episode, by the latest of its referrals; an earlier referral has none."""
    ids = set(db.session.scalars(_LATEST, {"of_episodes": list({row.episode_id for row in rows})}))
    return {row.id: duties.get(row.episode_id, ()) for row in rows if row.id in ids}


def _deaths(person_ids: Collection[int]) -> dict[int, datetime]:
    rows = db.session.execute(_DEATHS, {"of_people": list(person_ids)})
    return {row[0]: row[1] for row in rows if row[1]}
