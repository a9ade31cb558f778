"""To whom a person's record is shut. Every read of people asks here; there is no other place that decides it.

A record is shut to whoever is on its list of those excluded, and, where it has a list of those allowed, to everybody
who is not on that. It is shut with every record that was merged with it. Nothing is known of it then: not a page, not
a line, not a count (trust.md, the twelve decisions, 1).
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from pathways import audit, clock
from pathways.auth import Viewer
from pathways.auth.models import User
from pathways.people.models import Person, Restriction, RestrictionName
from pathways.people.rules import RestrictionList

Answering = Callable[[Viewer], Select[int]]
_answering: list[Answering] = []


def still_answers(of: Answering) -> Answering:
    """Let a later room say for whose open referral the viewer has to answer: person ids. They stay let in.

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
    found: ColumnElement[bool] = person_id.not_in(shut_to(viewer))
    return found


def shut_to(viewer: audit.Actor) -> CompoundSelect[int]:
    """The ids of all records that are shut to the viewer: a few, read from the short table of lists alone."""
    own, merged = aliased(Person), aliased(Person)
    stays = func.coalesce(own.merged_into_id, own.id)
    listed = own.id.in_(_records_shut_to(viewer))
    return (
        select(own.id)
        .where(listed)
        .union(select(stays).where(listed), select(merged.id).join(own, merged.merged_into_id == stays).where(listed))
    )


def _records_shut_to(viewer: audit.Actor) -> Select[int]:
    one, other = aliased(Restriction), aliased(Restriction)
    by_this = exists().where(RestrictionName.restriction_id == one.id, RestrictionName.user_id == viewer.user_id)
    by_any = (
        select(other.id)
        .join(RestrictionName, RestrictionName.restriction_id == other.id)
        .where(other.person_id == one.person_id, other.which == RestrictionList.RESTRICTED_TO, in_force(other))
        .where(RestrictionName.user_id == viewer.user_id)
        .exists()
    )
    is_left_out = [one.which == RestrictionList.RESTRICTED_TO, ~by_any, _binds(one, viewer.organisation_id)]
    if isinstance(viewer, Viewer):
        is_left_out += [one.person_id.not_in(of(viewer)) for of in _answering]
    excludes = and_(one.which == RestrictionList.EXCLUDED_FROM, by_this)
    return select(one.person_id).where(in_force(one), or_(excludes, and_(*is_left_out)))


def _binds(one: Any, organisation_id: Any) -> ColumnElement[bool]:
    return or_(one.binds_all.is_(True), one.organisation_id == organisation_id)


def may_be_given(person_id: int) -> ColumnElement[bool]:
    """Which users a person's case may be given to, as a condition on `User`: to whom the record is not shut."""
    asked, record, one = aliased(Person), aliased(Person), aliased(Restriction)
    stays = select(func.coalesce(asked.merged_into_id, asked.id)).where(asked.id == person_id).scalar_subquery()
    family = select(record.id).where(or_(record.id == stays, record.merged_into_id == stays))
    lives = (one.person_id.in_(family), in_force(one))
    named = select(RestrictionName.user_id).join(one, one.id == RestrictionName.restriction_id).where(*lives)
    excluded = named.where(one.which == RestrictionList.EXCLUDED_FROM)
    allowed = named.where(one.which == RestrictionList.RESTRICTED_TO)
    shuts = exists().where(*lives, one.which == RestrictionList.RESTRICTED_TO, _binds(one, User.organisation_id))
    return and_(User.id.not_in(excluded), or_(~shuts, User.id.in_(allowed)))
