"""To whom a person's record is shut. Every read of people asks here; there is no other place that decides it.

A record is shut to whoever is on its list of those excluded, and, where it has a list of those allowed, to everybody
who is not on that. It is shut with every record that was merged with it. Nothing is known of it then: not a page, not
a line, not a count (trust.md, the twelve decisions, 1).
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, event, exists, func, inspect, or_, select, true
from sqlalchemy.orm import object_session

from pathways import audit, clock
from pathways.auth import Viewer
from pathways.auth.models import User
from pathways.people.models import Episode, Person, Restriction, RestrictionName
from pathways.people.rules import RestrictionList, RestrictionWhy
from pathways.store import db, shared_alias

Answering = Callable[[Viewer, Any], ColumnElement[bool] | None]
_answering: list[Answering] = []

# Made once: every read of people asks here, and an alias takes longer to make than the database to answer.
_LIST, _OTHER_LIST, _LIST_OF_CASE = shared_alias(Restriction), shared_alias(Restriction), shared_alias(Restriction)
_OWN, _RECORD, _ASKED, _OF_FAMILY = (
    shared_alias(Person),
    shared_alias(Person),
    shared_alias(Person),
    shared_alias(Person),
)
_EXCLUDED, _ALLOWED = shared_alias(RestrictionName), shared_alias(RestrictionName)


def still_answers(of: Answering) -> Answering:
    """Let a later room say whether the viewer has to answer for somebody (a person id), who stays let in; else None.

    A decorator, as for `way_in`: whoever alone can answer for somebody may not lose them by a list they do not keep.
    """
    _answering.append(of)
    return of


def in_force(one: Any = Restriction) -> ColumnElement[bool]:
    """Whether names count today: decided (or an own conflict), not ended, not past the last day."""
    lasts = or_(one.until_on.is_(None), one.until_on >= clock.today())
    return and_(one.in_force_at.is_not(None), one.ended_at.is_(None), lasts)


def is_open_to(viewer: audit.Actor, person_id: Any) -> ColumnElement[bool]:
    """May the viewer know of the person whose record has this number? A condition on any column of person ids."""
    if isinstance(viewer, Viewer) and viewer.request_id:
        shut = _shut_in_request(viewer)
        one: ColumnElement[bool] = person_id.not_in(shut) if shut else true()
        return one
    found: ColumnElement[bool] = person_id.not_in(shut_to(viewer))
    return found


def _shut_in_request(viewer: Viewer) -> tuple[int, ...]:
    """What is shut to the viewer, asked once a request: nearly always nobody, and each page asks it many times.

    Kept by the session, which ends with the request. Whoever works without a request asks within each statement.
    """
    known: dict[tuple[Viewer, date], tuple[int, ...]] = db.session().info.setdefault("shut_to", {})
    asked = viewer, clock.today()
    if asked not in known:
        named = db.session.scalars(select(_LIST.person_id).where(*_shuts(_LIST, viewer))).all()
        known[asked] = _with_merged(named) if named else ()
    return known[asked]


def _with_merged(named: Collection[int]) -> tuple[int, ...]:
    """These records, those they were merged into, and all that were merged into the same."""
    stay = db.session.scalars(select(func.coalesce(Person.merged_into_id, Person.id)).where(Person.id.in_(named))).all()
    family = select(Person.id).where(or_(Person.id.in_(stay), Person.merged_into_id.in_(stay)))
    return tuple(db.session.scalars(family))


def _forget(_mapper: Any, _connection: Any, row: Any) -> None:
    """A list, or a name on one, was written: ask again."""
    if session := object_session(row):
        session.info.pop("shut_to", None)


def _forget_merged(mapper: Any, connection: Any, row: Person) -> None:
    """What is one record with another was written: ask again. Nobody is on a list who was only just added."""
    if inspect(row).attrs.merged_into_id.history.has_changes():
        _forget(mapper, connection, row)


for _kind in (Restriction, RestrictionName):
    for _moment in ("after_insert", "after_update"):
        event.listen(_kind, _moment, _forget)
event.listen(Person, "after_update", _forget_merged)


def shut_to(viewer: audit.Actor) -> Select[int]:
    """The ids of all records that are shut to the viewer: a few, read from the short table of lists alone.

    Joined, not asked with IN: the short table has to come first, or all people there are would be read.
    """
    one, own, record = _LIST, _OWN, _RECORD
    of_one = or_(record.id.in_([own.id, own.merged_into_id]), record.merged_into_id.in_([own.id, own.merged_into_id]))
    lists = select(record.id).select_from(one).join(own, own.id == one.person_id).join(record, of_one)
    return lists.where(*_shuts(one, viewer))


def _shuts(one: Any, viewer: audit.Actor) -> tuple[ColumnElement[bool], ...]:
    return in_force(one), or_(_excludes(one, viewer), _leaves_out(one, viewer))


def _excludes(one: Any, viewer: audit.Actor) -> ColumnElement[bool]:
    name = _EXCLUDED
    named = exists().where(name.restriction_id == one.id, name.user_id == viewer.user_id)
    return and_(one.which == RestrictionList.EXCLUDED_FROM, named)


def _leaves_out(one: Any, viewer: audit.Actor) -> ColumnElement[bool]:
    """A list of those allowed, when the viewer is on none for this record, and need not answer for the person."""
    other, name = _OTHER_LIST, _ALLOWED
    allows = (other.person_id == one.person_id, other.which == RestrictionList.RESTRICTED_TO, in_force(other))
    named = select(other.id).join(name, name.restriction_id == other.id).where(name.user_id == viewer.user_id, *allows)
    left = [one.which == RestrictionList.RESTRICTED_TO, _binds(one, viewer.organisation_id), ~named.exists()]
    if isinstance(viewer, Viewer):
        left += [~answers for of in _answering if (answers := of(viewer, one.person_id)) is not None]
    return and_(*left)


def _binds(one: Any, organisation_id: Any) -> ColumnElement[bool]:
    return or_(one.binds_all.is_(True), one.organisation_id == organisation_id)


def may_be_given(person_id: int) -> ColumnElement[bool]:
    """Which users a person's case may be given to, as a condition on `User`: to whom the record is not shut."""
    asked, record, one = _ASKED, _OF_FAMILY, _LIST_OF_CASE
    stays = select(func.coalesce(asked.merged_into_id, asked.id)).where(asked.id == person_id).scalar_subquery()
    family = select(record.id).where(or_(record.id == stays, record.merged_into_id == stays))
    lives = (one.person_id.in_(family), in_force(one))
    named = select(RestrictionName.user_id).join(one, one.id == RestrictionName.restriction_id).where(*lives)
    excluded = named.where(one.which == RestrictionList.EXCLUDED_FROM)
    allowed = named.where(one.which == RestrictionList.RESTRICTED_TO)
    shuts = exists().where(*lives, one.which == RestrictionList.RESTRICTED_TO, _binds(one, User.organisation_id))
    return and_(User.id.not_in(excluded), or_(~shuts, User.id.in_(allowed)))


@dataclass(frozen=True, kw_only=True)
class InConflict:
    """Organisations where somebody works who may not see a person's records; `in_danger` where the list says that
    this could put the person in danger. For routing alone: no page may name them."""

    anywhere: frozenset[int]
    in_danger: frozenset[int]


def in_conflict_with(person_id: int) -> InConflict:
    """Whose staff are on a list that keeps them from a person's records, those merged with it included."""
    one, record, asked = _LIST_OF_CASE, _OF_FAMILY, _ASKED
    stays = select(func.coalesce(asked.merged_into_id, asked.id)).where(asked.id == person_id).scalar_subquery()
    family = select(record.id).where(or_(record.id == stays, record.merged_into_id == stays))
    excludes = (one.person_id.in_(family), one.which == RestrictionList.EXCLUDED_FROM, in_force(one))
    named = select(User.organisation_id, one.why).join(RestrictionName, RestrictionName.user_id == User.id)
    lists = named.join(one, one.id == RestrictionName.restriction_id).where(*excludes, User.disabled_at.is_(None))
    rows = db.session.execute(lists.order_by(one.id, User.id)).all()
    dangers = frozenset(row[0] for row in rows if row[1] is RestrictionWhy.DANGER)
    return InConflict(anywhere=frozenset(row[0] for row in rows), in_danger=dangers)


def shut_record(viewer: audit.Actor, *, person_id: int | None, episode_id: int | None) -> int | None:
    """Whose shut record an address names, by its own number or an episode's: for the log, and for no page."""
    of_episode = Person.id.in_(select(Episode.person_id).where(Episode.id == episode_id))
    named = or_(Person.id == person_id, of_episode)
    return db.session.scalar(select(Person.id).where(named, ~is_open_to(viewer, Person.id)).limit(1))
