"""All that the clocks of a referral are read from, for many referrals at once.

The caller has found the referrals: in the viewer's sight, or, for the system, because they are due.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import bindparam, func, select

from pathways.clocks.queries.calendars import calendars_of
from pathways.clocks.queries.chains import chains_of, events_of, meetings_of
from pathways.clocks.queries.duties import Duty, duties_of
from pathways.clocks.queries.facts import other_facts
from pathways.clocks.queries.notices import OF_NOTICE
from pathways.clocks.rules import Calendar, Clock, Course, Moment, Taken, clocks_of
from pathways.clocks.rules.moments import released_from_prison
from pathways.engagement import queries as engagement
from pathways.people import queries as people
from pathways.people.models import Person, PersonDetails
from pathways.referrals import queries as referrals
from pathways.referrals.models import Referral
from pathways.referrals.queries import Asked
from pathways.referrals.rules import ReferralState, Urgent, urgent_because
from pathways.store import db

# Asked of every case, each day and at every look: built once.
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
class Held:
    """A referral with its course and calendar. `chain` are the ids from the first parent's to its own.

    `person_id` is the record that stays. `urgent` is what makes it so, whoever was told it:
    `why_urgent` says what a viewer may read of it.
    """

    referral: Referral
    person_id: int
    chain: tuple[int, ...]
    course: Course
    calendar: Calendar
    duties: tuple[Duty, ...]
    urgent: tuple[Urgent, ...]
    asked: Asked

    def clocks(self, now: datetime) -> tuple[Clock, ...]:
        """Every clock of it. What a notice asks hangs on the arrest: an error in the referral that carries it, or a
        duplicate, ends no duty to tell police of a failure (Drugs Act 2005 s.12(2) and s.14(2): verified)."""
        found = clocks_of(self.course, self.calendar, now)
        if self.course.state not in NEVER_WERE:
            return found
        facts = tuple(duty.moment for duty in self.duties if duty.required_id is not None)
        alone = replace(self.course, events=(), meetings=(), facts=facts)
        by_notice = [one for one in clocks_of(alone, self.calendar, now) if one.timer.code in OF_NOTICE]
        return (*(one for one in found if one.timer.code not in OF_NOTICE), *by_notice)

    def duty(self, one: Clock) -> Duty | None:
        """What a clock hangs on where it hangs on the episode: whose it is stands there."""
        named = (duty for duty in self.duties if duty.moment.about == one.about and one.about)
        return next((duty for duty in named if duty.moment.name in one.timer.starts), None)


def held_of(referral_ids: Collection[int]) -> dict[int, Held]:
    """Each referral with its course; some twenty statements however many there are."""
    rows = db.session.scalars(_REFERRALS, {"of_referrals": list(set(referral_ids))}).all()
    chains = chains_of(rows)
    events, meetings = events_of(chains), meetings_of(chains)
    episodes = {row.episode_id for row in rows}
    duties = _of_the_latest(rows, duties_of(episodes))
    asked = referrals.asked_of_many(episodes)
    details = people.details_of_many({row.person_id for row in rows})
    died = _deaths({person.person_id for person in details.values()})
    in_error = people.dead_by_error({person.person_id for person in details.values()})
    urgent = _urgent(rows, events, asked, details)
    others = other_facts(rows, chains)
    calendars = calendars_of({row.organisation_id for row in rows})
    courses = {}
    for row in rows:
        person = details[row.person_id]
        facts = [*others.get(row.id, ()), *(duty.moment for duty in duties.get(row.id, ()))]
        facts += [
            Moment(name="keyworker_named", at=event.at) for event in events[row.id] if event.event == "worker_left"
        ]
        facts += [Moment(name="marked_urgent", at=occasion.at) for occasion in urgent.get(row.id, ())]
        courses[row.id] = Held(
            referral=row,
            person_id=person.person_id,
            chain=chains[row.id],
            course=Course(
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
    events: dict[int, tuple[Taken, ...]],
    asked: dict[int, Asked],
    details: dict[int, PersonDetails],
) -> dict[int, tuple[Urgent, ...]]:
    """What makes each referral urgent: said at the desk, said to the service that has it, or released from prison.

    What was said to one service is not carried to the next: it is the service's to tell, under consent 4.
    """
    born_on = {number: one.date_of_birth for number, one in details.items()}
    at_the_service = engagement.sittings_of([row.id for row in rows])
    return {
        referral_id: urgent_because(
            replace(
                facts,
                service=at_the_service.get(referral_id, ()),
                released_at=released_from_prison(events[referral_id]),
            )
        )
        for referral_id, facts in referrals.urgency_facts(rows, asked, born_on).items()
    }


def _of_the_latest(rows: Collection[Referral], duties: dict[int, tuple[Duty, ...]]) -> dict[int, tuple[Duty, ...]]:
    """The duties of an episode by the latest of its referrals; an earlier one has none."""
    ids = set(db.session.scalars(_LATEST, {"of_episodes": list({row.episode_id for row in rows})}))
    return {row.id: duties.get(row.episode_id, ()) for row in rows if row.id in ids}


def _deaths(person_ids: Collection[int]) -> dict[int, datetime]:
    rows = db.session.execute(_DEATHS, {"of_people": list(person_ids)})
    return {row[0]: row[1] for row in rows if row[1]}
