"""Which records of a person are proposed to be one, and which were joined."""

from collections.abc import Collection

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from pathways.auth import Viewer
from pathways.people.models import Person, PersonDetails, PersonMerge
from pathways.people.queries.search import Hit, search
from pathways.people.queries.shut import is_open_to
from pathways.people.queries.sight import known_to_force, person
from pathways.people.rules import Asked
from pathways.refusals import OutOfSight
from pathways.store import db


def holding_order(*record_ids: int) -> tuple[int, ...]:
    """Records in the one order in which their heads are held: one that stays before any that was merged into it, as
    every page of a person takes them, and else by number."""
    records = select(Person.id).where(Person.id.in_(record_ids))
    return tuple(db.session.scalars(records.order_by(Person.merged_into_id.is_not(None), Person.id)))


def merge_of(viewer: Viewer, merge_id: int) -> PersonMerge:
    """A proposal that waits, about people whom the viewer's force knows; one that was decided, about people in sight:
    the list names the first, the person's own page the second. Raises OutOfSight."""
    found = db.session.scalar(select(PersonMerge).where(PersonMerge.id == merge_id))
    if found is None:
        raise OutOfSight
    if found.decided_at is not None:
        for record_id in (found.keep_id, found.away_id):
            person(viewer, record_id)
    among = [found.keep_id, found.away_id]
    stays = set(db.session.scalars(known_to_force(viewer, among)))
    one = select(Person).where(Person.id.in_(among)).order_by(Person.id)
    if not {each.merged_into_id or each.id for each in db.session.scalars(one)} <= stays:
        raise OutOfSight
    return found


def merges_of(record_ids: Collection[int], seen_by: Viewer | None = None) -> tuple[PersonMerge, ...]:
    """The merges of these records that wait or are in force, oldest first. An undone one is neither.

    For a viewer, none with a record that is shut to them: it would tell of that record.
    """
    undo = aliased(PersonMerge)
    undone = select(undo.undoes_id).where(undo.is_confirmed.is_(True), undo.undoes_id.is_not(None))
    mine = or_(PersonMerge.keep_id.in_(record_ids), PersonMerge.away_id.in_(record_ids))
    lives = or_(PersonMerge.decided_at.is_(None), PersonMerge.is_confirmed.is_(True) & PersonMerge.undoes_id.is_(None))
    statement = select(PersonMerge).where(mine, lives, PersonMerge.id.not_in(undone)).order_by(PersonMerge.id)
    if seen_by is not None:
        statement = statement.where(is_open_to(seen_by, PersonMerge.keep_id), is_open_to(seen_by, PersonMerge.away_id))
    return tuple(db.session.scalars(statement))


def merges_waiting(viewer: Viewer, most: int = 50) -> tuple[PersonMerge, ...]:
    """The proposals that wait for a second person, oldest first: of two records that the viewer's force both knows.

    Few wait at any time, so each is asked for by itself, as its own page asks.
    """
    open_to = is_open_to(viewer, PersonMerge.keep_id), is_open_to(viewer, PersonMerge.away_id)
    waits = select(PersonMerge).where(PersonMerge.decided_at.is_(None), *open_to).order_by(PersonMerge.id)
    return tuple(row for row in db.session.scalars(waits) if _is_known(viewer, row))[:most]


def _is_known(viewer: Viewer, proposal: PersonMerge) -> bool:
    try:
        return bool(merge_of(viewer, proposal.id))
    except OutOfSight:
        return False


def own_details_of(record_ids: Collection[int]) -> dict[int, PersonDetails]:
    """The live details of each record itself, merged away or not, for whoever weighs whether they are one person."""
    live = (PersonDetails.person_id.in_(record_ids), PersonDetails.superseded_at.is_(None))
    rows = db.session.scalars(select(PersonDetails).where(*live).order_by(PersonDetails.person_id))
    return {row.person_id: row for row in rows}


def may_be_the_same(viewer: Viewer, details: PersonDetails) -> tuple[Hit, ...]:
    """Who else of those the force knows may be this person, closest first."""
    asked = Asked(surname=details.surname, given_names=details.given_names or "", date_of_birth=details.date_of_birth)
    return tuple(hit for hit in search(viewer, asked).hits if hit.person.id != details.person_id)
