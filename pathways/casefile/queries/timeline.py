"""One person in time order: for police what police did and may see, for the service what it did with its own case."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from pathways import clock
from pathways.auth import Viewer
from pathways.casefile.queries.became import visible_facts
from pathways.casefile.queries.police_steps import arrival, calls_about_youth, disposals, leaving, testing
from pathways.casefile.queries.service_steps import contacts, steps
from pathways.casefile.queries.way import Entry, entry
from pathways.casefile.rules import Fact
from pathways.engagement import queries as engagement
from pathways.engagement.queries import Case
from pathways.people import queries as people
from pathways.people.models import Episode, Person, PersonDetails
from pathways.store import db


@dataclass(frozen=True, kw_only=True)
class PersonTimeline:
    """A person, and what happened, newest first."""

    person: Person
    details: PersonDetails
    entries: tuple[Entry, ...]


def for_police(viewer: Viewer, person_id: int, seen: Mapping[int, tuple[Fact, ...]] | None = None) -> PersonTimeline:
    """What police did in the episodes in the viewer's sight, and of each referral what they may see.

    A test's result is not among it (PACE 1984 s.63B(7)): only that one was recorded. Raises OutOfSight.
    `seen` are the visible facts that the caller has read already, by episode.
    """
    person = people.person(viewer, person_id)
    moment, known = clock.now(), dict(seen or {})
    in_sight = select(Episode).where(
        Episode.person_id.in_(people.record_ids_of(person.id)), Episode.id.in_(people.episodes_in_sight(viewer))
    )
    found: list[tuple[datetime, Entry]] = []
    for episode in db.session.scalars(in_sight.order_by(Episode.opened_at, Episode.id)):
        found += arrival(episode)
        found += calls_about_youth(episode)
        found += testing(episode)
        found += disposals(episode)
        if episode.id not in known:
            known[episode.id] = visible_facts(episode, moment)
        found += [(fact.at, entry(fact)) for fact in reversed(known[episode.id])]
        found += leaving(episode)
    return PersonTimeline(person=person, details=people.details_of(person.id), entries=_newest_first(found))


def for_service(viewer: Viewer, referral_id: int) -> tuple[Case, tuple[Entry, ...]]:
    """What the service did with its own case: its referral, contacts and steps, and what it told police."""
    held = engagement.case(viewer, referral_id)
    return held, _newest_first([*steps(held), *contacts(held)])


def _newest_first(done: Iterable[tuple[datetime, Entry]]) -> tuple[Entry, ...]:
    """Newest first; of one instant the last thing done comes first. Each stage gives its own in the order done."""
    oldest_first = sorted(done, key=lambda pair: pair[0])
    return tuple(one for _, one in oldest_first[::-1])
