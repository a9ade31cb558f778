"""Whom a search may mean, by a number, or by a name and a birth date, and which records may be one person."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from sqlalchemy import ColumnElement, and_, func, or_, select

from pathways import clock
from pathways.auth.models import Suite
from pathways.auth.roles import Viewer
from pathways.people.identity.queries import aliases_of
from pathways.people.models.custody import Detention, Episode
from pathways.people.models.identity import Person, PersonAlias, PersonDetails, SearchKey
from pathways.people.queries import (
    is_of_their_own,
    is_open_to,
    is_record_of,
    known_to_force,
    people_in_sight,
    surviving_id,
)
from pathways.people.rules import fold_name, numbers_meant, same_numbers, shares_first_name
from pathways.people.search.rules import (
    MOST_HITS,
    NO_LONGER_ALIKE,
    Closeness,
    Identity,
    Likeness,
    PersonAsked,
    keys_asked,
    likeness,
)
from pathways.store.base import db, shared_alias
from pathways.store.together import among, among_texts

# The records that a search may mean, by the keys of a name and birth date or by a number. Not yet limited to what the
# viewer may see.


MOST_READ = 400
"""The most rows read for one search. One birth date, or one surname's sound, brings far fewer."""

MOST_WEIGHED = 100
"""How many of the closest are looked at further. Twenty are shown; others may be out of sight, or merged."""


def by_name(asked: PersonAsked) -> dict[int, Likeness]:
    """The records whose names and birth date fit, closest first. One statement. Never shown: no viewer limits it."""
    if not (asked.date_of_birth and fold_name(asked.surname)):
        return {}
    by_these = replace(asked, number="")
    keys = keys_asked(asked.surname, asked.given_names, asked.date_of_birth)
    columns = (SearchKey.person_id, SearchKey.surname, SearchKey.given_names, SearchKey.date_of_birth)
    found_under = select(*columns).where(SearchKey.key.in_(keys)).order_by(SearchKey.key, SearchKey.id)
    rows = db.session.execute(found_under.limit(MOST_READ))
    closest: dict[int, Likeness] = {}
    # One name is stored under several keys, and may be found by more than one of them.
    for row in {(row[0], row[1], row[2], row[3]): row for row in rows}.values():
        person_id = row[0]
        fit = likeness(by_these, Identity(surname=row[1], given_names=row[2], date_of_birth=row[3]))
        if fit and (person_id not in closest or fit.place < closest[person_id].place):
            closest[person_id] = fit
    ranked = sorted(closest.items(), key=lambda each: (each[1].place, each[0]))
    return dict(ranked[:MOST_WEIGHED])


def by_number(viewer: Viewer, asked: PersonAsked) -> set[int]:
    """The records with that PNC id, or held under that custody record number by the viewer's force. One statement."""
    if not asked.number:
        return set()
    meant = tuple(numbers_meant(asked.number))
    detained = select(Episode.person_id).join(Detention, Detention.episode_id == Episode.id)
    detained = detained.where(Detention.custody_record_key.in_(meant), is_of_their_own(viewer))
    known: ColumnElement[bool] = PersonDetails.pnc_key.in_(meant) & PersonDetails.superseded_at.is_(None)
    statement = select(PersonDetails.person_id).where(known).union(detained).order_by("person_id").limit(MOST_WEIGHED)
    return set(db.session.scalars(statement))


# The search before a person is added: whom of those the force knows may be meant.


LATELY = timedelta(hours=24)
"""How long an ended detention is still shown to an officer who books the same person in (design choice)."""


@dataclass(frozen=True, kw_only=True)
class CustodySighting:
    """Somebody who is in custody of the viewer's own force now, or was lately: in which episode, and where."""

    episode_id: int
    suite: str
    detention: Detention


@dataclass(frozen=True, kw_only=True)
class Hit:
    """Somebody the search found, and why. `is_in_sight`: whether the viewer may open their page."""

    person: Person
    details: PersonDetails
    likeness: Likeness
    episodes: int
    last_came_on: date | None
    also_known_as: tuple[str, ...]
    custody: CustodySighting | None
    is_in_sight: bool

    @property
    def current_custody(self) -> CustodySighting | None:
        """Where they are in custody now."""
        return self.custody if self.custody and self.custody.detention.released_at is None else None

    @property
    def left(self) -> CustodySighting | None:
        """Where they were in custody within the last day, if they are not in custody now."""
        return self.custody if not self.current_custody else None


@dataclass(frozen=True, kw_only=True)
class SearchHits:
    """The closest hits, and whether there are more than may be shown."""

    hits: tuple[Hit, ...]
    more: bool = False


def search(viewer: Viewer, asked: PersonAsked) -> SearchHits:
    """People the viewer's force knows who may be meant, closest first, at most 20. Ask `rules.too_little` first.

    It takes a fixed number of statements, however many it finds. A first name changes the order; a different one hides
    nobody whose surname and birth date are the same.
    """
    close = by_name(asked)
    records = _scoped(viewer, {*close, *by_number(viewer, asked)})
    if not records:  # whether nobody is of this name, or somebody whom the force does not know: asked alike so far
        return SearchHits(hits=())
    details, aliases = _recorded_of(records)
    closest = _closest(viewer, asked, records, details, aliases)
    ranked = sorted(closest.items(), key=lambda entry: (entry[1].place, entry[0]))
    shown = _hits(viewer, ranked[:MOST_HITS], records, details, aliases)
    return SearchHits(hits=shown, more=len(ranked) > MOST_HITS)


def found_before(viewer: Viewer, asked: PersonAsked, person_ids: Collection[int]) -> tuple[Hit, ...]:
    """These people, whom an earlier search found, as a search shows them: also whoever was corrected since and is no
    longer alike, or whom the force would not find any more. Nobody whose record is shut to the viewer."""
    named = _RECORDS.where(is_open_to(viewer, Person.id))
    records = {record.id: record for record in db.session.scalars(named, {"of_records": person_ids})}
    details, aliases = _recorded_of(records)
    closest = {each.stays_as: NO_LONGER_ALIKE for each in records.values() if each.stays_as in details}
    closest |= _closest(viewer, asked, records, details, aliases)
    ranked = sorted(closest.items(), key=lambda entry: (entry[1].place, entry[0]))
    return _hits(viewer, ranked, records, details, aliases)


def _recorded_of(records: Collection[int]) -> tuple[dict[int, PersonDetails], tuple[PersonAlias, ...]]:
    live = PersonDetails.superseded_at.is_(None), among(PersonDetails.person_id, list(records))
    rows = db.session.scalars(select(PersonDetails).where(*live).order_by(PersonDetails.person_id))
    return {row.person_id: row for row in rows}, aliases_of(list(records))


def held_by_own_force(viewer: Viewer, ids: Collection[int]) -> dict[int, CustodySighting]:
    """By person id, who of these is in custody of the viewer's own force (or suite) now. Other forces' is not shown."""
    return {stays: custody for stays, custody in _custody(viewer, ids).items() if custody.detention.released_at is None}


def left_lately(viewer: Viewer, ids: Collection[int]) -> dict[int, CustodySighting]:
    """By person id, who of these left custody within a day and is in none now: perhaps moved, and not released."""
    return {
        stays: custody for stays, custody in _custody(viewer, ids).items() if custody.detention.released_at is not None
    }


def _custody(viewer: Viewer, ids: Collection[int]) -> dict[int, CustodySighting]:
    """By the id of the record that stays, the detention at the viewer's own force (or suite) of each who is in custody
    or left within a day: an open one before an ended one, and of several the latest arrival."""
    lately = or_(Detention.released_at.is_(None), Detention.released_at > clock.now() - LATELY)
    statement = (
        select(surviving_id(), Episode, Detention, Suite.name)
        .join(Episode, Episode.person_id == Person.id)
        .join(Detention, Detention.episode_id == Episode.id)
        .join(Suite, Suite.id == Detention.suite_id)
        .where(is_record_of(set(ids)), Detention.superseded_at.is_(None), lately)
        .order_by(Detention.released_at.is_(None), Detention.arrived_at, Detention.id)
    )
    return {
        stays: CustodySighting(episode_id=episode.id, suite=suite, detention=detention)
        for stays, episode, detention, suite in db.session.execute(statement)
        if _is_held_by_own(viewer, episode)
    }


def _is_held_by_own(viewer: Viewer, episode: Episode) -> bool:
    if viewer.is_liaison:
        return episode.suite_id is not None and episode.suite_id == viewer.suite_id
    return episode.organisation_id == viewer.organisation_id


_MEANT = shared_alias(Person)
_STAYS = surviving_id(_MEANT)
# `is_record_of`, where who stays is in the same row.
_RECORDS = (
    select(Person)
    .join(_MEANT, or_(and_(Person.id == _STAYS, Person.merged_into_id.is_(None)), Person.merged_into_id == _STAYS))
    .where(among(_MEANT.id, "of_records"))
    .order_by(Person.id)
)


def _scoped(viewer: Viewer, record_ids: Collection[int]) -> dict[int, Person]:
    """By its id, each record of the people found whom the viewer's force knows.

    A service knows only people it reaches now, so that it does not learn who else was ever brought in.
    """
    records = {record.id: record for record in db.session.scalars(_RECORDS, {"of_records": record_ids})}
    reach = people_in_sight if viewer.is_treatment else known_to_force
    known = set(db.session.scalars(reach(viewer, among=list(records))))
    return {record.id: record for record in records.values() if record.stays_as in known}


def _closest(
    viewer: Viewer,
    asked: PersonAsked,
    records: Mapping[int, Person],
    details: Mapping[int, PersonDetails],
    aliases: Collection[PersonAlias],
) -> dict[int, Likeness]:
    """By person id, how close each is, by the record or name of theirs that is closest."""
    people = {record.stays_as for record in records.values()}
    numbers = _custody_record_numbers(viewer, people) if asked.number else {}
    closest: dict[int, Likeness] = {}
    for row in details.values():
        stays = records[row.person_id].stays_as
        recorded = _identity(row, numbers.get(stays, ()))
        others = [
            replace(recorded, surname=each.surname, given_names=each.given_names, is_alias=True)
            for each in aliases
            if each.person_id == row.person_id
        ]
        for known in (recorded, *others):
            fit = likeness(asked, known)
            if fit and (stays not in closest or fit.place < closest[stays].place):
                closest[stays] = fit
    return closest


def _custody_record_numbers(viewer: Viewer, person_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """By person id, every custody record number of the own force, second numbers of a transfer included."""
    statement = (
        select(surviving_id(), Detention.custody_record_no)
        .join(Episode, Episode.person_id == Person.id)
        .join(Detention, Detention.episode_id == Episode.id)
        .where(is_record_of(set(person_ids)), is_of_their_own(viewer))
        .order_by(Detention.id)
    )
    numbers: dict[int, tuple[str, ...]] = {}
    for stays, number in db.session.execute(statement):
        numbers[stays] = (*numbers.get(stays, ()), number)
    return numbers


def _identity(details: PersonDetails, numbers: tuple[str, ...]) -> Identity:
    return Identity(
        surname=details.surname,
        given_names=details.given_names,
        date_of_birth=details.date_of_birth,
        pnc_id=details.pnc_id,
        custody_record_nos=numbers,
    )


def _hits(
    viewer: Viewer,
    ranked: Sequence[tuple[int, Likeness]],
    records: Mapping[int, Person],
    details: Mapping[int, PersonDetails],
    aliases: Collection[PersonAlias],
) -> tuple[Hit, ...]:
    names: dict[int, tuple[str, ...]] = {}
    for each in aliases:
        stays = records[each.person_id].stays_as
        names[stays] = (*names.get(stays, ()), each.full_name)
    ids = [stays for stays, _ in ranked]
    custody, seen, visits = _custody(viewer, ids), _in_sight(viewer, ids, records), _visits(viewer, ids)
    return tuple(
        Hit(
            person=records[stays],
            details=details[stays],
            likeness=why,
            episodes=visits.get(stays, (0, None))[0],
            last_came_on=visits.get(stays, (0, None))[1],
            also_known_as=names.get(stays, ()),
            custody=custody.get(stays),
            is_in_sight=stays in seen,
        )
        for stays, why in ranked
    )


def _in_sight(viewer: Viewer, ids: Collection[int], records: Mapping[int, Person]) -> set[int]:
    if viewer.is_treatment:  # whom a service finds at all is in its sight
        return set(ids)
    theirs = [record.id for record in records.values() if record.stays_as in ids]
    return set(db.session.scalars(people_in_sight(viewer, among=theirs)))


def _visits(viewer: Viewer, ids: list[int]) -> dict[int, tuple[int, date]]:
    statement = (
        select(surviving_id(), func.count(Episode.id), func.max(Episode.came_on))
        .join(Episode, Episode.person_id == Person.id)
        .where(is_record_of(ids), is_of_their_own(viewer))
        .group_by(surviving_id())
    )
    return {row[0]: (row[1], row[2]) for row in db.session.execute(statement)}


# Many people at once, as a file of them is imported.


def very_close(viewer: Viewer, people: Sequence[PersonAsked]) -> list[dict[int, Likeness]]:
    """For each of these who of those known to the force is very close, by the id of the record that stays, closest
    first: the same PNC ID, or names and a birth date at most a slip away. Few statements for many of them."""
    close = [_close_by_name(asked, rows) for asked, rows in zip(people, _under_keys_of(people), strict=True)]
    for each, with_number in zip(close, _with_number_of(people), strict=True):
        each |= with_number
    records = _scoped(viewer, {record_id for each in close for record_id in each})
    of_each: list[dict[int, Likeness]] = []
    for each in close:
        of_people: dict[int, Likeness] = {}
        for record_id, fit in sorted(each.items(), key=lambda entry: (entry[1].place, entry[0])):
            if record := records.get(record_id):
                of_people.setdefault(record.stays_as, fit)
        of_each.append(of_people)
    return of_each


KeyRow = tuple[int, str, str | None, date]
"""Of a name under a key: whose record, surname, first names, birth date."""


AT_A_TIME: Final = 25
"""So many are looked up together: where a million people are known, a hundred names stand under the keys of each."""


def _under_keys_of(people: Sequence[PersonAsked]) -> Iterator[set[KeyRow]]:
    for first in range(0, len(people), AT_A_TIME):
        yield from _under_keys_of_some(people[first : first + AT_A_TIME])


def _under_keys_of_some(people: Sequence[PersonAsked]) -> list[set[KeyRow]]:
    by_key: dict[str, list[int]] = {}
    for place, asked in enumerate(people):
        if asked.date_of_birth:
            for key in keys_asked(asked.surname, asked.given_names, asked.date_of_birth):
                by_key.setdefault(key, []).append(place)
    columns = (SearchKey.key, SearchKey.person_id, SearchKey.surname, SearchKey.given_names, SearchKey.date_of_birth)
    under: list[set[KeyRow]] = [set() for _ in people]
    for row in db.session.execute(select(*columns).where(among_texts(SearchKey.key, by_key))) if by_key else ():
        for place in by_key[row[0]]:
            asked = people[place]
            if shares_first_name(asked.given_names, asked.surname, row[3]):
                under[place].add((row[1], row[2], row[3], row[4]))
    return under


def _close_by_name(asked: PersonAsked, rows: set[KeyRow]) -> dict[int, Likeness]:
    by_these, close = replace(asked, number=""), dict[int, Likeness]()
    for row in rows:
        fit = likeness(by_these, Identity(surname=row[1], given_names=row[2], date_of_birth=row[3]))
        is_close = fit is not None and fit.closeness is Closeness.VERY_CLOSE
        if fit and is_close and (row[0] not in close or fit.place < close[row[0]].place):
            close[row[0]] = fit
    return close


def _with_number_of(people: Sequence[PersonAsked]) -> list[dict[int, Likeness]]:
    by_number: dict[str, list[int]] = {}
    for place, asked in enumerate(people):
        for number in same_numbers(asked.number):
            by_number.setdefault(number, []).append(place)
    of_each: list[dict[int, Likeness]] = [{} for _ in people]
    live = among_texts(PersonDetails.pnc_key, by_number) & PersonDetails.superseded_at.is_(None)
    for row in db.session.scalars(select(PersonDetails).where(live)) if by_number else ():
        for place in by_number[row.pnc_key or ""]:
            if fit := likeness(people[place], _identity(row, ())):
                of_each[place][row.person_id] = fit
    return of_each


# Which records may be of the same person.


def may_be_the_same(viewer: Viewer, details: PersonDetails) -> tuple[Hit, ...]:
    """Other people known to the force who may be this person, closest first."""
    asked = PersonAsked(
        surname=details.surname, given_names=details.given_names or "", date_of_birth=details.date_of_birth
    )
    return tuple(hit for hit in search(viewer, asked).hits if hit.person.id != details.person_id)
