"""What is known of a person, now and when a paper was handed over; records that are one; other names."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, ScalarSelect, and_, bindparam, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from pathways.audit import record as audit
from pathways.audit.changes import records_changed_since
from pathways.audit.models import AuditChain, key_of_person
from pathways.auth.roles import Viewer
from pathways.people.identity.rules import PersonFacts
from pathways.people.models.custody import Detention
from pathways.people.models.identity import Person, PersonAlias, PersonDetails, PersonMerge, SearchKey
from pathways.people.queries import is_open_to, is_record_of, known_to_force, person, surviving_id
from pathways.refusals import OutOfSight, or_out_of_sight
from pathways.store.base import Record, db, shared_alias
from pathways.store.paging import Page, page_of
from pathways.store.together import Gathered, Records, SideBySide, among, named_elsewhere

# Details as they stood when a paper was handed over, whatever was corrected since.
#
# A reader who is told only what stands on a paper is not told of a later correction either.


Row = TypeVar("Row", PersonDetails, Detention)
Moment = tuple[int, datetime]
"""The id of a record (a person's or an episode's), and a moment."""


AS_IT_STOOD = {
    "details": Records(
        (PersonDetails,), among(PersonDetails.person_id, "of_people"), (PersonDetails.recorded_at, PersonDetails.id)
    ),
    "detentions": Records(
        (Detention,), among(Detention.episode_id, "of_episodes"), (Detention.recorded_at, Detention.id)
    ),
}
"""What `details_at` and `custody_numbers_at` are made of: a later room reads it with what it asks of the same."""
_AS_IT_STOOD = SideBySide(**AS_IT_STOOD)


def as_it_stood(of_people: Collection[int], of_episodes: Collection[int]) -> dict[str, list[Any]]:
    """Every record of the details of these people and of the detentions of these episodes."""
    return _AS_IT_STOOD.read({"of_people": of_people, "of_episodes": of_episodes})


def details_at(moments: Collection[Moment], read: Mapping[str, list[Any]]) -> dict[Moment, PersonDetails]:
    """The details of people as they stood at a moment, by (person, moment), from what was read (`AS_IT_STOOD`)."""
    return {each: _stood((row for row in read["details"] if row.person_id == each[0]), each[1]) for each in moments}


def custody_numbers_at(moments: Collection[Moment], read: Mapping[str, list[Any]]) -> dict[Moment, str]:
    """The custody record numbers as they stood at a moment, by (episode, moment); none outside detention."""
    by_moment = {each: [row for row in read["detentions"] if row.episode_id == each[0]] for each in moments}
    return {each: _stood(rows, each[1]).custody_record_no for each, rows in by_moment.items() if rows}


def _stood(rows: Iterable[Row], at: datetime) -> Row:
    """The last row of a record that was recorded by a moment; the first row where none was yet. Rows oldest first."""
    oldest_first = list(rows)
    return next((row for row in reversed(oldest_first) if row.recorded_at <= at), oldest_first[0])


# Records of one person: the order to lock them in, proposals to join or part them, and those that were joined.


def locking_order(*record_ids: int) -> tuple[int, ...]:
    """Record ids in the one order in which their heads are locked: a record that stays before those merged into it, as
    on every page of a person, and otherwise by id."""
    records = select(Person.id).where(Person.id.in_(record_ids))
    return tuple(db.session.scalars(records.order_by(Person.merged_into_id.is_not(None), Person.id)))


def merge_of(viewer: Viewer, merge_id: int) -> PersonMerge:
    """A proposal to merge or part. One that waits must be about people whom the viewer's force knows (the list names
    it), one that was decided about people in sight (their page names it). Raises OutOfSight."""
    merge = or_out_of_sight(db.session.scalar(select(PersonMerge).where(PersonMerge.id == merge_id)))
    if merge.decided_at is not None:
        for record_id in (merge.keep_id, merge.away_id):
            person(viewer, record_id)
    is_known = select(PersonMerge.id).where(PersonMerge.id == merge_id, _is_known(viewer))
    or_out_of_sight(db.session.scalar(is_known))
    return merge


def merges_of(record_ids: Collection[int], seen_by: Viewer | None = None) -> tuple[PersonMerge, ...]:
    """The merges of these records that wait or are in force, oldest first; not those that were undone.

    With `seen_by`, those with a record that is shut to that viewer are left out, as they would tell of it.
    """
    undo = aliased(PersonMerge)
    undone = select(undo.undoes_id).where(undo.is_confirmed.is_(True), undo.undoes_id.is_not(None))
    mine = or_(PersonMerge.keep_id.in_(record_ids), PersonMerge.away_id.in_(record_ids))
    lives = or_(PersonMerge.decided_at.is_(None), PersonMerge.is_confirmed.is_(True) & PersonMerge.undoes_id.is_(None))
    statement = select(PersonMerge).where(mine, lives, PersonMerge.id.not_in(undone)).order_by(PersonMerge.id)
    if seen_by is not None:
        statement = statement.where(is_open_to(seen_by, PersonMerge.keep_id), is_open_to(seen_by, PersonMerge.away_id))
    return tuple(db.session.scalars(statement))


def merges_waiting(viewer: Viewer, after: str | None = None) -> Page[PersonMerge]:
    """A page of the proposals that wait for a second person, oldest first, where the viewer's force knows both
    records, as the page of each asks (`merge_of`)."""
    open_to = is_open_to(viewer, PersonMerge.keep_id), is_open_to(viewer, PersonMerge.away_id)
    waiting = select(PersonMerge).where(PersonMerge.decided_at.is_(None), *open_to, _is_known(viewer))
    return page_of(waiting, (PersonMerge.id,), lambda row: (row.id,), after=after)


def _is_known(viewer: Viewer) -> ColumnElement[bool]:
    """Whether the viewer's force knows whoever stays of both records of a proposal by one of these two, as a condition
    on it. Asked of one proposal after the other: of many at once a database reads every episode of the force."""
    both = PersonMerge.keep_id, PersonMerge.away_id
    known = known_to_force(viewer, both).correlate(PersonMerge)
    return and_(*(_stays(record_id).in_(known) for record_id in both))


_OF_BOTH = shared_alias(Person)


def _stays(record_id: InstrumentedAttribute[int]) -> ColumnElement[int]:
    stays = select(surviving_id(_OF_BOTH)).where(_OF_BOTH.id == record_id)
    return stays.correlate(PersonMerge).scalar_subquery()


def own_details_of(record_ids: Collection[int]) -> dict[int, PersonDetails]:
    """The live details of each record itself, merged away or not, to judge whether they are one person."""
    live = (PersonDetails.person_id.in_(record_ids), PersonDetails.superseded_at.is_(None))
    rows = db.session.scalars(select(PersonDetails).where(*live).order_by(PersonDetails.person_id))
    return {row.person_id: row for row in rows}


# The other names that somebody goes by.


_LIVE = (
    select(PersonAlias)
    .where(PersonAlias.person_id.in_(bindparam("of_records", expanding=True)), PersonAlias.superseded_at.is_(None))
    .order_by(PersonAlias.id)
)


def aliases_of(record_ids: Collection[int]) -> tuple[PersonAlias, ...]:
    """The live aliases of these records, in the order they were recorded."""
    return tuple(db.session.scalars(_LIVE, {"of_records": list(set(record_ids))}))


def earlier_aliases_of(record_ids: Collection[int]) -> tuple[PersonAlias, ...]:
    """Aliases that were corrected or taken back, latest first."""
    gone = (PersonAlias.person_id.in_(set(record_ids)), PersonAlias.superseded_at.is_not(None))
    order = (PersonAlias.superseded_at.desc(), PersonAlias.id.desc())
    return tuple(db.session.scalars(select(PersonAlias).where(*gone).order_by(*order)))


# What is known of a person whose record the caller has found in sight.


_DETAILS = (
    select(Person.id, PersonDetails)
    .join(PersonDetails, PersonDetails.person_id == surviving_id())
    .where(among(Person.id, "of_people"), PersonDetails.superseded_at.is_(None))
    .order_by(Person.id)
)
_RECORDS = select(Person.id).where(is_record_of("of_people")).order_by(Person.id)
_NAMES_OF_FACTS = tuple(fact.name for fact in fields(PersonFacts))


def details_of(person_id: int) -> PersonDetails:
    """The live details of a person. Raises OutOfSight if there is no such person."""
    details = details_of_many([person_id])
    if person_id not in details:
        raise OutOfSight
    return details[person_id]


def details_of_many(person_ids: Collection[int]) -> dict[int, PersonDetails]:
    """Live details by the id asked for; for a record that was merged away, those of the record that stays."""
    rows = db.session.execute(_DETAILS, {"of_people": person_ids})
    return {row[0]: row[1] for row in rows}


def person_facts(details: PersonDetails) -> PersonFacts:
    """The details of a person as the rules read them."""
    return PersonFacts(**{name: getattr(details, name) for name in _NAMES_OF_FACTS})


def earlier_details(person_id: int) -> tuple[PersonDetails, ...]:
    """Details that were corrected since, latest first."""
    of_person = (PersonDetails.person_id == person_id, PersonDetails.superseded_at.is_not(None))
    order = (PersonDetails.superseded_at.desc(), PersonDetails.id.desc())
    return tuple(db.session.scalars(select(PersonDetails).where(*of_person).order_by(*order)))


def of_whom_nothing_more_is_recorded(
    person_ids: Collection[int], *, beside: Collection[type[Record]] = ()
) -> frozenset[int]:
    """Those of these people of whom there is nothing but that they were added: no other event but looks and messages,
    and no row that names them, but for rows of the tables in `beside`."""
    named = named_elsewhere(Person, person_ids, but=(PersonDetails, SearchKey, *beside))
    alone = [each for each in person_ids if each not in named]
    return frozenset(each for each in alone if audit.version_of(each, in_confidence=True) == 1)


_RECORD = shared_alias(Person)


def heads_beside(of: Any) -> ScalarSelect[str | None]:
    """How far the logs of all records of a row's person have come, as a column; None where there is no log.

    Whatever changes a record writes an event there, so what was judged of the person stands while this is the same.
    """
    stays = surviving_id(of)
    theirs = select(func.aggregate_strings(AuditChain.head, " ")).join_from(
        _RECORD, AuditChain, AuditChain.key == key_of_person(_RECORD.id)
    )
    is_theirs = or_(_RECORD.id == stays, _RECORD.merged_into_id == stays)
    return theirs.where(is_theirs).correlate_except(_RECORD, AuditChain).scalar_subquery()


def people_changed_since(event_id: int, *, most: int) -> ScalarSelect[tuple[int, ...]]:
    """Whose record changed after an event of the log, by the record that stays, each as often as it did: a column. No
    more than one past `most` are read."""
    changed = records_changed_since(event_id, most=most).subquery()
    stays = select(surviving_id(_RECORD).label("id")).join_from(changed, _RECORD, _RECORD.id == changed.c.person_id)
    return select(Gathered(stays.subquery().c.id)).scalar_subquery()


def record_ids_of(person_id: int) -> tuple[int, ...]:
    """The ids of all records of one person: the one that stays and those merged into it."""
    return tuple(db.session.scalars(_RECORDS, {"of_people": [person_id]}))
