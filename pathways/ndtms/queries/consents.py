"""The answers about the national statistics, of many people at once."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select

from pathways import clock
from pathways.people.models import Person
from pathways.referrals.models import Consent
from pathways.referrals.queries import consent_facts
from pathways.referrals.rules import (
    STATISTICS,
    ConsentFacts,
    ForStatistics,
    as_asked_by,
    in_episode,
    ndtms_consent,
)
from pathways.store import db


@dataclass(frozen=True)
class Answers:
    """What people answered, asked at one moment: once for all rows, so that one file has one moment."""

    at: datetime
    by_person: Mapping[int, tuple[ConsentFacts, ...]]

    def of(
        self,
        person_id: int,
        *,
        episode_id: int,
        service_id: int | None,
        ended_on: date | None,
        is_required: bool,
    ) -> ForStatistics:
        """Whether an episode goes in full: as this service asked in it. What another service was told yes to, or this
        one of an earlier case, is no yes here; the page of the case reads it so as well.

        `is_required`: a required assessment brought it out (s.15(3) asks writing). The episode lasts to the end of its
        last day.
        """
        ended_at = clock.from_london(ended_on + timedelta(days=1), time.min) if ended_on else None
        held = as_asked_by(service_id, in_episode(self.by_person.get(person_id, ()), episode_id))
        return ndtms_consent(held, self.at, ended_at=ended_at, from_required_assessment=is_required)


def answers_about_statistics(person_ids: Collection[int]) -> Answers:
    """The answers of these people, those under a record that was merged with theirs included."""
    stays = func.coalesce(Person.merged_into_id, Person.id)
    asked = set(person_ids)
    family = select(Person.id, stays.label("stays")).where(stays.in_(select(stays).where(Person.id.in_(asked))))
    stay_of = {row.id: row.stays for row in db.session.execute(family)}
    rows = (
        select(Consent)
        .where(Consent.number == STATISTICS, Consent.person_id.in_(stay_of))
        .order_by(Consent.taken_at, Consent.id)
    )
    held: dict[int, list[Consent]] = defaultdict(list)
    for row in db.session.scalars(rows):
        held[stay_of[row.person_id]].append(row)
    facts = {stays_id: consent_facts(many) for stays_id, many in held.items()}
    return Answers(clock.now(), {person: facts.get(stay_of[person], ()) for person in asked})
