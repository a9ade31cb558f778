"""Who may see which person and which episode.

Police see people through the episodes of their own force: open ones, and those closed less than 28 days ago (a custody
officer only at the own suite). Later rooms add how their own staff reach people, with `way_in`. Everything else is out
of sight and answers like what is not there.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select
from sqlalchemy.orm import aliased

from pathways import clock
from pathways.auth import Role, Viewer
from pathways.auth.models import User
from pathways.people.models import Episode, Person
from pathways.refusals import OutOfSight
from pathways.store import db

SEEN_AFTER_CLOSING = timedelta(days=28)
"""How long the police still see a closed episode (trust.md, rule R6)."""

WayIn = Callable[[Viewer], Select[int]]
_ways_in: list[WayIn] = []


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
    one = aliased(Episode)
    if not viewer.is_police:
        return select(one.id).where(false())
    lately: ColumnElement[bool] = one.closed_at > clock.now() - SEEN_AFTER_CLOSING
    if viewer.role is Role.CO:
        lately = and_(lately, false() if viewer.suite_id is None else one.suite_id == viewer.suite_id)
    return select(one.id).where(one.organisation_id == viewer.organisation_id, or_(one.closed_at.is_(None), lately))


def people_in_sight(viewer: Viewer) -> Select[int]:
    """The ids of the people whom the viewer may look at, by the record that stays after merges."""
    one, visit = aliased(Person), aliased(Episode)
    through_episodes = exists().where(visit.person_id == one.id, visit.id.in_(episodes_in_sight(viewer)))
    through_later_rooms = [one.id.in_(way(viewer)) for way in _ways_in]
    return select(surviving_id(one)).where(or_(through_episodes, _just_added(viewer, one), *through_later_rooms))


def known_to_force(viewer: Viewer) -> Select[int]:
    """The ids of the people with any episode of the viewer's own force, or just added by it."""
    one, visit = aliased(Person), aliased(Episode)
    if not viewer.is_police:
        return select(one.id).where(false())
    ever = exists().where(visit.person_id == one.id, visit.organisation_id == viewer.organisation_id)
    return select(surviving_id(one)).where(or_(ever, _just_added(viewer, one)))


def person(viewer: Viewer, person_id: int) -> Person:
    """Somebody in sight; the record that stays, if this one was merged away. Raises OutOfSight."""
    return _one(person_id, people_in_sight(viewer))


def person_to_bring_in(viewer: Viewer, person_id: int) -> Person:
    """Somebody whom a search finds and for whom an episode may be opened. Raises OutOfSight.

    Wider than `person`: an exact search covers everybody the force ever knew, or each new arrest after a month would
    make a second record (trust.md, person search: suite and force). It gives the identity, never an earlier episode.
    """
    return _one(person_id, known_to_force(viewer))


def _one(person_id: int, in_sight: Select[int]) -> Person:
    asked = aliased(Person)
    stays = select(surviving_id(asked)).where(asked.id == person_id).scalar_subquery()
    found = db.session.scalar(select(Person).where(Person.id == stays, Person.id.in_(in_sight)))
    if found is None:
        raise OutOfSight
    return found


def _just_added(viewer: Viewer, one: Any) -> ColumnElement[bool]:
    """Added by the own force for an episode that is not open yet: whoever adds a person has to be able to go on."""
    if not viewer.is_police:
        return false()
    visit = aliased(Episode)
    colleagues = select(User.id).where(User.organisation_id == viewer.organisation_id)
    lately = one.created_at > clock.now() - SEEN_AFTER_CLOSING
    return and_(lately, one.created_by_id.in_(colleagues), ~exists().where(visit.person_id == one.id))


def every_person_id() -> tuple[int, ...]:
    """The number of every record of a person: for the check of the log, which must have a chain for each."""
    return tuple(db.session.scalars(select(Person.id).order_by(Person.id)))
