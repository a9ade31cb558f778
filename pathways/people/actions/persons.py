"""Adding a person, correcting what is known of them, recording a death, and joining two records of one person."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import select

from pathways import audit, clock
from pathways.auth import Viewer
from pathways.people.actions.holding import hold, refuse_if
from pathways.people.actions.search_keys import keep_search_keys
from pathways.people.models import Person, PersonDetails
from pathways.people.queries import bars_of_death, death_of, details_of, person_facts, record_ids_of, search
from pathways.people.rules import (
    Asked,
    DeathSource,
    NoneOfThese,
    PersonFacts,
    corrected_details,
    death_reasons,
    details_reasons,
    reasons_against_correcting,
)
from pathways.refusals import Refused
from pathways.store import db
from pathways.store.superseding import supersede


def add_person(
    *, by: Viewer, facts: PersonFacts, none_of_these: NoneOfThese | None = None, is_demonstration: bool = False
) -> Person:
    """Add somebody after a search. Raises Refused where the search finds somebody and `none_of_these` is not said."""
    refuse_if(details_reasons(facts, today=clock.today()))
    found = search(by, Asked(surname=facts.surname, date_of_birth=facts.date_of_birth, number=facts.pnc_id or ""))
    if found.hits and none_of_these is None:
        raise Refused("Say why it is none of the people found. Search again to see them", field="none_of_these")
    person = Person(
        created_at=clock.now(),
        created_by_id=by.user_id,
        none_of_these=none_of_these if found.hits else None,
        is_demonstration=is_demonstration,
    )
    db.session.add(person)
    db.session.flush()
    db.session.add(_details(person, facts, by))
    db.session.flush()
    keep_search_keys(person.id)
    audit.change(
        by,
        person.id,
        "person.created",
        ("person", person.id),
        why=none_of_these,
        like=[hit.person.id for hit in found.hits],
    )
    return person


def correct_details(
    *, by: Viewer, person: Person, facts: PersonFacts, reason: str = "", seen_version: int | None = None
) -> PersonDetails:
    """Put right what is known of a person; what stood before is kept. Raises Refused, Stale."""
    hold(by, person, seen_version)
    before = details_of(person.id)
    corrected = corrected_details(person_facts(before), facts)
    refuse_if(
        (
            *details_reasons(facts, today=clock.today()),
            *reasons_against_correcting(person_facts(before), facts, corrected, reason),
        )
    )
    after = supersede(before, _details(person, facts, by), at=clock.now(), reason=reason.strip() or None)
    keep_search_keys(person.id)
    audit.change(by, person.id, "person.updated", ("person", person.id), fields=corrected, details=after.id)
    return after


def record_death(
    *, by: Viewer, person: Person, died_at: datetime, source: DeathSource, seen_version: int | None = None
) -> None:
    """Record once that somebody died, when, and who said so. Every stage reads it from here. Raises Refused, Stale."""
    hold(by, person, seen_version)
    if person.died_at is not None:
        known = death_of(by, person)
        refuse_if(() if known and known.is_whole else bars_of_death(by, person))
        raise Refused("This death is already recorded")
    refuse_if(death_reasons(died_at, now=clock.now(), born_on=details_of(person.id).date_of_birth))
    person.died_at, person.death_source = died_at, source
    person.death_recorded_at, person.death_recorded_by_id = clock.now(), by.user_id
    db.session.flush()
    audit.change(by, person.id, "death.recorded", ("person", person.id), source=source)


def merge(*, by: Viewer, keep: Person, away: Person, reason: str) -> Person:
    """Join two records of one person: both are kept, `away` points at `keep`. Raises Refused.

    Episodes stay where they were recorded; queries read them through the record that stays. A death known of either
    is known of both. Records merged into `away` before now point at `keep` too, so that one step always leads there.
    """
    if keep.merged_into_id is not None or away.merged_into_id is not None:
        raise Refused("One of these records was merged already. Merge the one that stays")
    if keep.id == away.id:
        raise Refused("Choose two different records")
    if not reason.strip():
        raise Refused("Say how you know that they are the same person", field="reason")
    moved = record_ids_of(away.id)
    for record in db.session.scalars(select(Person).where(Person.id.in_(moved)).order_by(Person.id)):
        record.merged_into_id = keep.id
    if keep.died_at is None and away.died_at is not None:
        keep.died_at, keep.death_source = away.died_at, away.death_source
        keep.death_recorded_at, keep.death_recorded_by_id = away.death_recorded_at, away.death_recorded_by_id
    db.session.flush()
    for person_id in sorted({keep.id, *moved}):
        audit.change(by, person_id, "person.merged", ("person", person_id), keep=keep.id, away=away.id)
    return keep


def _details(person: Person, facts: PersonFacts, by: Viewer) -> PersonDetails:
    return PersonDetails(person_id=person.id, **asdict(facts), recorded_at=clock.now(), recorded_by_id=by.user_id)
