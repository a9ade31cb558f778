"""Search before create: who the force knows by that number, or by that surname and birth date."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, false, func, or_, select
from sqlalchemy.orm import aliased

from pathways.auth import Viewer
from pathways.auth.models import Suite
from pathways.people.models import Detention, Episode, Person, PersonDetails
from pathways.people.queries.records import details_of_many, detained_now
from pathways.people.queries.sight import known_to_force, people_in_sight, surviving_id
from pathways.people.rules import (
    MOST_HITS,
    Asked,
    Closeness,
    Identity,
    Likeness,
    fold_name,
    fold_number,
    likeness,
)
from pathways.store import db

# So many namesakes are looked at before the closest are shown.
_MOST_READ = 10 * MOST_HITS


@dataclass(frozen=True, kw_only=True)
class Held:
    """Somebody is in custody of the own force now: in which episode, where."""

    episode_id: int
    suite: str
    detention: Detention


@dataclass(frozen=True, kw_only=True)
class Hit:
    """Somebody found, with why. `is_in_sight` says whether their page may be opened."""

    person: Person
    details: PersonDetails
    likeness: Likeness
    episodes: int
    last_came_on: date | None
    held: Held | None
    is_in_sight: bool


@dataclass(frozen=True, kw_only=True)
class Found:
    """The closest hits, and whether there are more than may be shown."""

    hits: tuple[Hit, ...]
    more: bool = False


def search(viewer: Viewer, asked: Asked) -> Found:
    """Who the viewer's force knows that fits, closest first, at most 20. Ask `rules.too_little` first.

    Exact, whatever capitals, accents and marks; a first name only orders the hits, it never hides one.
    """
    matched = _matched(viewer, asked)
    numbers = _custody_record_numbers(viewer, matched)
    ranked = sorted(
        ((likeness(asked, _identity(row, numbers.get(stays, ()))), stays) for stays, row in matched.items()),
        key=lambda found: (list(Closeness).index(found[0].closeness), found[1]),
    )
    return Found(hits=_hits(viewer, ranked[:MOST_HITS]), more=len(ranked) > MOST_HITS)


def held_by_own_force(viewer: Viewer, ids: Collection[int]) -> dict[int, Held]:
    """Who of these is in custody of the viewer's own force now. Another force's custody is not hinted at."""
    own = {stays: row for stays, row in detained_now(ids).items() if row[0].organisation_id == viewer.organisation_id}
    wanted = [detention.suite_id for _, detention in own.values()]
    suites = db.session.execute(select(Suite.id, Suite.name).where(Suite.id.in_(wanted)).order_by(Suite.id))
    names = {row[0]: row[1] for row in suites}
    return {
        stays: Held(episode_id=episode.id, suite=names[detention.suite_id], detention=detention)
        for stays, (episode, detention) in own.items()
    }


def _matched(viewer: Viewer, asked: Asked) -> dict[int, PersonDetails]:
    """The details that fit, by the record that stays; those of a record merged away lead there too."""
    statement = (
        select(surviving_id(), PersonDetails)
        .join(PersonDetails, PersonDetails.person_id == Person.id)
        .where(PersonDetails.superseded_at.is_(None), or_(false(), *_ways_to_fit(viewer, asked)))
        .where(surviving_id().in_(known_to_force(viewer)))
        # A record merged away comes first, so that the one that stays takes its place where both fit.
        .order_by(Person.merged_into_id.is_(None), Person.id)
        .limit(_MOST_READ)
    )
    return {row[0]: row[1] for row in db.session.execute(statement)}


def _ways_to_fit(viewer: Viewer, asked: Asked) -> list[ColumnElement[bool]]:
    ways: list[ColumnElement[bool]] = []
    if number := fold_number(asked.number):
        visit, record = aliased(Episode), aliased(Detention)
        held = select(visit.person_id).join(record, record.episode_id == visit.id)
        held = held.where(record.custody_record_key == number, visit.organisation_id == viewer.organisation_id)
        ways += [PersonDetails.pnc_key == number, Person.id.in_(held)]
    if asked.date_of_birth and (surname := fold_name(asked.surname)):
        same = PersonDetails.surname_key == surname
        ways.append(same & (PersonDetails.date_of_birth == asked.date_of_birth))
    return ways


def _custody_record_numbers(viewer: Viewer, person_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """Every custody record number of the own force, second numbers of a transfer included."""
    statement = (
        select(surviving_id(), Detention.custody_record_no)
        .join(Episode, Episode.person_id == Person.id)
        .join(Detention, Detention.episode_id == Episode.id)
        .where(surviving_id().in_(set(person_ids)), Episode.organisation_id == viewer.organisation_id)
        .order_by(Detention.id)
    )
    found: dict[int, tuple[str, ...]] = {}
    for stays, number in db.session.execute(statement):
        found[stays] = (*found.get(stays, ()), number)
    return found


def _identity(details: PersonDetails, numbers: tuple[str, ...]) -> Identity:
    return Identity(
        surname=details.surname,
        given_names=details.given_names,
        date_of_birth=details.date_of_birth,
        pnc_id=details.pnc_id,
        custody_record_nos=numbers,
    )


def _hits(viewer: Viewer, ranked: list[tuple[Likeness, int]]) -> tuple[Hit, ...]:
    ids = [stays for _, stays in ranked]
    people = {one.id: one for one in db.session.scalars(select(Person).where(Person.id.in_(ids)).order_by(Person.id))}
    details, held, seen = details_of_many(ids), held_by_own_force(viewer, ids), _in_sight(viewer, ids)
    visits = _visits(viewer, ids)
    return tuple(
        Hit(
            person=people[stays],
            details=details[stays],
            likeness=why,
            episodes=visits.get(stays, (0, None))[0],
            last_came_on=visits.get(stays, (0, None))[1],
            held=held.get(stays),
            is_in_sight=stays in seen,
        )
        for why, stays in ranked
    )


def _in_sight(viewer: Viewer, ids: list[int]) -> set[int]:
    return set(db.session.scalars(select(Person.id).where(Person.id.in_(ids), Person.id.in_(people_in_sight(viewer)))))


def _visits(viewer: Viewer, ids: list[int]) -> dict[int, tuple[int, date]]:
    statement = (
        select(surviving_id(), func.count(Episode.id), func.max(Episode.came_on))
        .join(Episode, Episode.person_id == Person.id)
        .where(surviving_id().in_(ids), Episode.organisation_id == viewer.organisation_id)
        .group_by(surviving_id())
    )
    return {row[0]: (row[1], row[2]) for row in db.session.execute(statement)}
