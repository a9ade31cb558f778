"""Who may see which person and which episode.

Police see people through the episodes of their own force: open ones, and those closed less than 28 days ago (a custody
officer only at the own suite). Liaison and diversion see the episodes of their own team, and whoever is in custody or
came to be interviewed at the suite where they work. Later rooms add how their own staff reach people, with `way_in`.
Everything else is out of sight and answers like what is not there. So is whoever's record is shut to the viewer
(`queries.shut`).
"""

from collections.abc import Callable, Collection
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select

from pathways import clock
from pathways.auth import Role, Viewer
from pathways.auth.models import Suite, User
from pathways.people.models import Episode, Person
from pathways.people.queries.shut import is_open_to
from pathways.refusals import OutOfSight
from pathways.store import db, shared_alias
from pathways.vocabulary import Origin

SEEN_AFTER_CLOSING = timedelta(days=28)
"""How long the police still see a closed episode (trust.md, rule R6)."""

SEEN_AT_THE_SUITE = (Origin.DETENTION, Origin.VOLUNTARY_INTERVIEW)
"""Whom liaison and diversion see at a suite: people in custody, and those who attend voluntarily (NHS England)."""

WayIn = Callable[[Viewer], Select[int]]
Among = Collection[int] | Select[int] | None
_ways_in: list[WayIn] = []

# Made once: SQLAlchemy takes longer to make an alias than the database to answer what it stands in.
_OPENED, _VISIT, _FIRST_VISIT = shared_alias(Episode), shared_alias(Episode), shared_alias(Episode)
_SEEN, _ASKED, _RECORD = shared_alias(Person), shared_alias(Person), shared_alias(Person)


def way_in(way: WayIn) -> WayIn:
    """Let a later room say whom its staff reach: a select of person ids for a viewer, empty for whom it is not.

    A decorator for a function of that room's queries. So this room imports no later one, and the scope of a referral
    is written once, where referrals are.
    """
    _ways_in.append(way)
    return way


def surviving_id(of: Any = Person) -> ColumnElement[int]:
    """A person's id, or that of the record it was merged into. `of` is `Person` or an alias that is read."""
    found: ColumnElement[int] = func.coalesce(of.merged_into_id, of.id)
    return found


def episodes_in_sight(viewer: Viewer) -> Select[int]:
    """The ids of the episodes that the viewer may open."""
    return select(_OPENED.id).where(_is_open_to(viewer, _OPENED))


def sees_episode(viewer: Viewer, episode: Episode) -> bool:
    """Whether the pages of an episode open for a viewer who has its referral or its disposal in sight."""
    if episode.closed_at is None and episode.organisation_id == viewer.organisation_id:
        return viewer.brings_people_in
    opened = select(_OPENED.id).where(_OPENED.id == episode.id, _is_open_to(viewer, _OPENED))
    return db.session.scalar(opened) is not None


def _is_open_to(viewer: Viewer, one: Any) -> ColumnElement[bool]:
    """May the viewer open this episode? Asked of a row, so that nobody reads all of a force's to know of one."""
    if not viewer.brings_people_in:
        return false()
    here: ColumnElement[bool] = false() if viewer.suite_id is None else one.suite_id == viewer.suite_id
    lately: ColumnElement[bool] = one.closed_at > clock.now() - SEEN_AFTER_CLOSING
    if viewer.role is Role.CO:
        lately = and_(lately, here)
    ours: ColumnElement[bool] = one.organisation_id == viewer.organisation_id
    if viewer.is_liaison:
        of_force = select(Suite.organisation_id).where(Suite.id == viewer.suite_id).scalar_subquery()
        at_suite = and_(here, one.organisation_id == of_force, one.origin.in_(SEEN_AT_THE_SUITE))
        ours = or_(ours, at_suite)  # not what another team opened at the same suite
    return and_(ours, or_(one.closed_at.is_(None), lately), is_open_to(viewer, one.person_id))


def is_record_of(stays: Collection[int], of: Any = Person) -> ColumnElement[bool]:
    """Is it a record of one of these people: the one that stays, or one merged into it? Asked of indexes alone."""
    return or_(and_(of.id.in_(stays), of.merged_into_id.is_(None)), of.merged_into_id.in_(stays))


def people_in_sight(viewer: Viewer, among: Among = None) -> Select[int]:
    """The ids of the people whom the viewer may look at, by the record that stays after merges.

    `among` are the records to look at; nobody asks it of everybody there is.
    """
    one, visit = _SEEN, _VISIT
    through_episodes = exists().where(visit.person_id == one.id, _is_open_to(viewer, visit))
    through_later_rooms = [one.id.in_(way(viewer)) for way in _ways_in]
    added = and_(_just_added(viewer, one), one.created_by_id == viewer.user_id)
    sees = or_(through_episodes, added, *through_later_rooms)
    return select(surviving_id(one)).where(sees, is_open_to(viewer, one.id), *_only(one, among))


def known_to_force(viewer: Viewer, among: Among = None) -> Select[int]:
    """The ids of the people with any episode of the viewer's own force, or just added by it; see `people_in_sight`."""
    one, visit = _SEEN, _VISIT
    if not viewer.brings_people_in:
        return select(one.id).where(false())
    ever = exists().where(visit.person_id == one.id, is_of_their_own(viewer, visit))
    theirs = or_(ever, _just_added(viewer, one))
    return select(surviving_id(one)).where(theirs, is_open_to(viewer, one.id), *_only(one, among))


def is_of_their_own(viewer: Viewer, one: Any = Episode) -> ColumnElement[bool]:
    """Whether an episode was ever opened by the own organisation; for liaison and diversion, or is in sight now."""
    ours: ColumnElement[bool] = one.organisation_id == viewer.organisation_id
    return or_(ours, one.id.in_(episodes_in_sight(viewer))) if viewer.is_liaison else ours


def person(viewer: Viewer, person_id: int) -> Person:
    """Somebody in sight; the record that stays, if this one was merged away. Raises OutOfSight."""
    return _one(person_id, lambda records: people_in_sight(viewer, records))


def sees_person(viewer: Viewer, person_id: int) -> bool:
    """Whether somebody is in sight still: asked where a change may have closed their record to the viewer."""
    try:
        return bool(person(viewer, person_id))
    except OutOfSight:
        return False


def person_to_bring_in(viewer: Viewer, person_id: int) -> Person:
    """Somebody whom a search finds and for whom an episode may be opened. Raises OutOfSight.

    Wider than `person`: an exact search covers everybody the force ever knew, or each new arrest after a month would
    make a second record (trust.md, person search: suite and force). It gives the identity, never an earlier episode.
    """
    return _one(person_id, lambda records: known_to_force(viewer, records))


def _one(person_id: int, in_sight: Callable[[Among], Select[int]]) -> Person:
    stays = select(surviving_id(_ASKED)).where(_ASKED.id == person_id).scalar_subquery()
    records = select(_RECORD.id).where(or_(_RECORD.id == stays, _RECORD.merged_into_id == stays))
    found = db.session.scalar(select(Person).where(Person.id == stays, Person.id.in_(in_sight(records))))
    if found is None:
        raise OutOfSight
    return found


def _only(one: Any, among: Among) -> tuple[ColumnElement[bool], ...]:
    return () if among is None else (one.id.in_(among),)


def _just_added(viewer: Viewer, one: Any) -> ColumnElement[bool]:
    """Added by the own force for an episode that is not open yet: a search finds them, whoever added them goes on."""
    if not viewer.brings_people_in:
        return false()
    colleagues = select(User.id).where(User.organisation_id == viewer.organisation_id)
    lately = one.created_at > clock.now() - SEEN_AFTER_CLOSING
    return and_(lately, one.created_by_id.in_(colleagues), ~exists().where(_FIRST_VISIT.person_id == one.id))


def every_person_id() -> tuple[int, ...]:
    """The number of every record of a person: for the check of the log, which must have a chain for each."""
    return tuple(db.session.scalars(select(Person.id).order_by(Person.id)))
