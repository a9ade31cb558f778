"""Concerns: of an episode that the caller found in sight, and those that wait for a deciding officer.

Who reads one (role table, exploitation flag): an officer what they raised themselves, a deciding officer of the
force all of its own, the service that accepted the person all of the episode it accepted. Nobody else, and in no list.
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, bindparam, or_, select, true

from pathways import clock
from pathways.auth import Role, Viewer
from pathways.auth.queries import names_of
from pathways.people.models import Episode
from pathways.people.queries import EpisodeView, is_open_to, view_of
from pathways.refusals import OutOfSight
from pathways.safeguarding.models import Concern
from pathways.safeguarding.queries.risks import risks_of
from pathways.safeguarding.rules import (
    NOTHING_RAISED,
    Exploitation,
    Passed,
    ReviewStage,
    RiskAnswers,
    Safeguarding,
    exploitation,
)
from pathways.store import db
from pathways.vocabulary import Answer

_ARE_REVIEWED = (
    select(Concern.reviewed_at.is_not(None)).where(Concern.episode_id == bindparam("of_episode")).order_by(Concern.id)
)

READ_AFTER_REVIEW = timedelta(days=28)
"""How long a deciding officer still opens a reviewed concern by itself (trust.md, rule R6)."""


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One line of the list: who, since when, and whether it is urgent. Never what was said."""

    concern_id: int
    view: EpisodeView
    row: Concern


def concerns_of(viewer: Viewer, episode_id: int) -> tuple[Concern, ...]:
    """The concerns of an episode in sight that this viewer may read, latest first."""
    mine: ColumnElement[bool] = true()
    if viewer.role not in (Role.DM, Role.TW, Role.PM):
        mine = Concern.raised_by_id == viewer.user_id
    rows = select(Concern).where(Concern.episode_id == episode_id, mine)
    return tuple(db.session.scalars(rows.order_by(Concern.raised_at.desc(), Concern.id.desc())))


def exploitation_of(episode_id: int, risks: RiskAnswers | None = None) -> Exploitation:
    """Whether a disposal of this episode waits: that alone is read, not what was said.

    `risks` are the answers of a caller that has read them.
    """
    answered = (risks_of(episode_id) if risks is None else risks).exploitation
    return exploitation(answered, db.session.scalars(_ARE_REVIEWED, {"of_episode": episode_id}).all())


KNOW_OF_ALL = (Role.CO, Role.DM)


def safeguarding_of(viewer: Viewer, episode_id: int, risks: RiskAnswers, *, has_concern: bool = True) -> Safeguarding:
    """How a concern about an episode in sight stands: the one that waits longest, else the one reviewed last.

    Police who have the case know of every concern, liaison and diversion of their own; a service reads them on its own
    page. `risks` are the answers of a caller that has read them: a yes without a concern is one to raise. A caller
    that has read that there is no concern (`has_concern`) spares the statement.
    """
    if viewer.role not in (*KNOW_OF_ALL, Role.HP):
        return NOTHING_RAISED
    mine = true() if viewer.role in KNOW_OF_ALL else Concern.raised_by_id == viewer.user_id
    rows = select(Concern).where(Concern.episode_id == episode_id, mine)
    rows = rows.order_by(Concern.reviewed_at.is_not(None), Concern.reviewed_at.desc(), Concern.raised_at, Concern.id)
    row = db.session.scalar(rows.limit(1)) if has_concern else None
    if row is None:
        return Safeguarding(stage=ReviewStage.TO_RAISE) if risks.exploitation is Answer.YES else NOTHING_RAISED
    reads = viewer.role is Role.DM or row.raised_by_id == viewer.user_id
    lately = row.reviewed_at is None or row.reviewed_at > clock.now() - READ_AFTER_REVIEW
    names = names_of(each for each in (row.raised_by_id, row.reviewed_by_id) if each is not None)
    return Safeguarding(
        stage=ReviewStage.HELD if row.reviewed_at else ReviewStage.WAITS,
        concern_id=row.id if lately and row.force_id == viewer.organisation_id else None,
        raised_at=row.raised_at,
        raised_by=names[row.raised_by_id] if row.organisation_id == viewer.organisation_id else "",
        reviewed_at=row.reviewed_at,
        reviewed_by=names[row.reviewed_by_id] if row.reviewed_by_id else "",
        passed_to=tuple(one.label for one in Passed if one in (row.passed_to or ())) if reads else None,
    )


def concern(viewer: Viewer, concern_id: int) -> tuple[Concern, EpisodeView]:
    """One concern for a deciding officer of the force that reviews it, also when the episode is out of sight by now.

    Raises OutOfSight.
    """
    lately = or_(Concern.reviewed_at.is_(None), Concern.reviewed_at > clock.now() - READ_AFTER_REVIEW)
    ours = (Concern.force_id == viewer.organisation_id, is_open_to(viewer, Episode.person_id))
    read = select(Concern).join(Episode, Episode.id == Concern.episode_id)
    found = db.session.scalar(read.where(Concern.id == concern_id, lately, *ours))
    if found is None:
        raise OutOfSight
    return found, view_of(db.session.get_one(Episode, found.episode_id))


def waiting(viewer: Viewer) -> tuple[Waiting, ...]:
    """The concerns of the viewer's force that nobody reviewed yet: immediate danger first, then the oldest."""
    rows = select(Concern, Episode).join(Episode, Episode.id == Concern.episode_id)
    rows = rows.where(and_(Concern.force_id == viewer.organisation_id, Concern.reviewed_at.is_(None)))
    rows = rows.where(is_open_to(viewer, Episode.person_id))
    rows = rows.order_by(Concern.immediate_danger.desc(), Concern.raised_at, Concern.id)
    return tuple(Waiting(concern_id=row[0].id, view=view_of(row[1]), row=row[0]) for row in db.session.execute(rows))
