"""All that the clocks of a referral are read from, for many referrals at once.

The caller has found the referrals: in the viewer's sight, or, for the system, because they are due.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from pathways import clock
from pathways.clocks.queries.calendars import calendars_of
from pathways.clocks.queries.chains import chains_of, events_of, meetings_of
from pathways.clocks.queries.duties import Duty, duties_of
from pathways.clocks.queries.facts import other_facts
from pathways.clocks.queries.notices import OF_NOTICE
from pathways.clocks.rules import Calendar, Clock, Course, Moment, clocks_of
from pathways.clocks.rules.urgency import UrgencyFacts, urgent_because
from pathways.people import queries as people
from pathways.people.models import Detention, Person
from pathways.people.rules import age_on
from pathways.referrals import queries as referrals
from pathways.referrals.models import Referral
from pathways.referrals.queries import Asked
from pathways.referrals.rules import ReferralState
from pathways.store import db

NEVER_WERE = (ReferralState.ERROR, ReferralState.DUPLICATE)


@dataclass(frozen=True, kw_only=True)
class Held:
    """A referral with its course and calendar. `chain` are the ids from the first parent's to its own.

    `person_id` is the record that stays. `urgent` are the words of what makes it so.
    """

    referral: Referral
    person_id: int
    chain: tuple[int, ...]
    course: Course
    calendar: Calendar
    duties: tuple[Duty, ...]
    urgent: tuple[str, ...]
    asked: Asked

    def clocks(self, now: datetime) -> tuple[Clock, ...]:
        """Every clock of it. What a notice asks hangs on the arrest: an error in the referral that carries it, or a
        duplicate, ends no duty to tell police of a failure (Drugs Act 2005 s.12(2) and s.14(2): verified)."""
        found = clocks_of(self.course, self.calendar, now)
        if self.course.state not in NEVER_WERE:
            return found
        facts = tuple(duty.moment for duty in self.duties if duty.required_id is not None)
        alone = Course(events=(), facts=facts, died_at=self.course.died_at)
        by_notice = [one for one in clocks_of(alone, self.calendar, now) if one.timer.code in OF_NOTICE]
        return (*(one for one in found if one.timer.code not in OF_NOTICE), *by_notice)

    def duty(self, one: Clock) -> Duty | None:
        """What a clock hangs on where it hangs on the episode: whose it is stands there."""
        named = (duty for duty in self.duties if duty.moment.about == one.about and one.about)
        return next((duty for duty in named if duty.moment.name in one.timer.starts), None)


def held_of(referral_ids: Collection[int]) -> dict[int, Held]:
    """Each referral with its course; some fifteen statements however many there are."""
    rows = db.session.scalars(select(Referral).where(Referral.id.in_(set(referral_ids))).order_by(Referral.id)).all()
    chains = chains_of(rows)
    events, meetings = events_of(chains), meetings_of(chains)
    episodes = {row.episode_id for row in rows}
    duties = _of_the_latest(rows, duties_of(episodes))
    asked = referrals.asked_of_many(episodes)
    details = people.details_of_many({row.person_id for row in rows})
    died = _deaths({each.person_id for each in details.values()})
    leaves = _leaving(episodes)
    others = other_facts(rows, chains)
    calendars = calendars_of({row.organisation_id for row in rows})
    found = {}
    for row in rows:
        person = details[row.person_id]
        sent_on = clock.london_date(row.first_submitted_at) if row.first_submitted_at else None
        urgent: tuple[str, ...] = ()
        if sent_on is not None:
            urgent = urgent_because(
                UrgencyFacts(
                    sent_on=sent_on,
                    risks=asked[row.episode_id].risks,
                    age=age_on(person.date_of_birth, sent_on),
                    leaves_on=leaves.get(row.episode_id),
                )
            )
        facts = [*others.get(row.id, ()), *(duty.moment for duty in duties.get(row.id, ()))]
        facts += [Moment(name="keyworker_named", at=one.at) for one in events[row.id] if one.event == "worker_left"]
        if urgent and row.first_submitted_at:
            facts.append(Moment(name="marked_urgent", at=row.first_submitted_at))
        found[row.id] = Held(
            referral=row,
            person_id=person.person_id,
            chain=chains[row.id],
            course=Course(
                events=events[row.id],
                meetings=meetings[row.id],
                facts=tuple(facts),
                died_at=died.get(person.person_id),
            ),
            calendar=calendars[row.organisation_id],
            duties=duties.get(row.id, ()),
            urgent=urgent,
            asked=asked[row.episode_id],
        )
    return found


def _of_the_latest(rows: Collection[Referral], duties: dict[int, tuple[Duty, ...]]) -> dict[int, tuple[Duty, ...]]:
    """The duties of an episode by the latest of its referrals; an earlier one has none."""
    latest = select(func.max(Referral.id)).where(Referral.episode_id.in_({row.episode_id for row in rows}))
    ids = set(db.session.scalars(latest.group_by(Referral.episode_id)))
    return {row.id: duties.get(row.episode_id, ()) for row in rows if row.id in ids}


def _deaths(person_ids: Collection[int]) -> dict[int, datetime]:
    rows = select(Person.id, Person.died_at).where(Person.id.in_(person_ids), Person.died_at.is_not(None))
    return {row[0]: row[1] for row in db.session.execute(rows) if row[1]}


def _leaving(episode_ids: Collection[int]) -> dict[int, date]:
    """The London date on which somebody leaves custody, or is planned to."""
    rows = select(Detention.episode_id, Detention.released_at, Detention.planned_release_at).where(
        Detention.episode_id.in_(episode_ids), Detention.superseded_at.is_(None)
    )
    found = ((row[0], row[1] or row[2]) for row in db.session.execute(rows))
    return {episode_id: clock.london_date(at) for episode_id, at in found if at}
