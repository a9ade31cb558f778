"""Reads of the organiser: the rounds of the own force, their cases, members, scores and learning."""

from dataclasses import dataclass

from sqlalchemy import func, or_, select

from pathways import clock
from pathways.auth import OrganisationKind, Role, Viewer
from pathways.auth.models import Organisation, RoleHeld, User
from pathways.disposals.models import Disposal
from pathways.people.queries import is_open_to
from pathways.refusals import OutOfSight
from pathways.scrutiny.models import (
    ScrutinyCase,
    ScrutinyLearning,
    ScrutinyLink,
    ScrutinyMember,
    ScrutinyRound,
    ScrutinyScore,
)
from pathways.scrutiny.queries.content import Told, as_released, told_of
from pathways.scrutiny.rules import RoundState
from pathways.store import db


@dataclass(frozen=True, kw_only=True)
class CaseLine:
    """One case of a round: its disposal, what the pack says of it, and the scores that count."""

    case: ScrutinyCase
    disposal: Disposal
    scores: tuple[ScrutinyScore, ...] = ()
    aside: int = 0

    def told(self) -> tuple[Told, ...]:
        """What was released; before that, what would be."""
        return told_of(self.disposal, self.case.id) if self.case.pack is None else as_released(self.case.pack)


@dataclass(frozen=True, kw_only=True)
class RoundView:
    """A round with what its page shows."""

    round: ScrutinyRound
    members: tuple[User, ...]
    lines: tuple[CaseLine, ...]
    learning: tuple[ScrutinyLearning, ...]

    @property
    def found(self) -> int:
        return sum(line.case.finding is not None for line in self.lines)

    @property
    def scored(self) -> int:
        return sum(bool(line.scores) for line in self.lines)


def rounds_of(viewer: Viewer) -> tuple[ScrutinyRound, ...]:
    """The rounds of the viewer's own force, latest first."""
    own = select(ScrutinyRound).where(ScrutinyRound.organisation_id == viewer.organisation_id)
    return tuple(db.session.scalars(own.order_by(ScrutinyRound.id.desc())))


def round_view(viewer: Viewer, round_id: int) -> RoundView:
    """One round of the own force. Raises OutOfSight."""
    own = (ScrutinyRound.id == round_id, ScrutinyRound.organisation_id == viewer.organisation_id)
    found = db.session.scalar(select(ScrutinyRound).where(*own))
    if found is None:
        raise OutOfSight
    learning = select(ScrutinyLearning).where(ScrutinyLearning.round_id == round_id)
    return RoundView(
        round=found,
        members=members_of(round_id),
        lines=lines_of(viewer, round_id),
        learning=tuple(db.session.scalars(learning.order_by(ScrutinyLearning.due_on, ScrutinyLearning.id))),
    )


def lines_of(viewer: Viewer, round_id: int) -> tuple[CaseLine, ...]:
    """The cases of a round by their numbers, but for those whose record was shut to the viewer since.

    A record that was shut at the release and is open again stays out too: nobody read that case before the panel would.
    """
    rows = db.session.execute(
        select(ScrutinyCase, Disposal)
        .join(Disposal, Disposal.id == ScrutinyCase.disposal_id)
        .join(ScrutinyRound, ScrutinyRound.id == ScrutinyCase.round_id)
        .where(ScrutinyCase.round_id == round_id, is_open_to(viewer, Disposal.person_id))
        .where(or_(ScrutinyRound.state == RoundState.DRAWN, ScrutinyCase.pack.is_not(None)))
        .order_by(ScrutinyCase.number)
    ).all()
    ids = [row[0].id for row in rows]
    links = {
        (row[0], row[1])
        for row in db.session.execute(
            select(ScrutinyLink.case_id, ScrutinyLink.user_id).where(ScrutinyLink.case_id.in_(ids))
        )
    }
    scores = db.session.scalars(
        select(ScrutinyScore).where(ScrutinyScore.case_id.in_(ids)).order_by(ScrutinyScore.id)
    ).all()
    return tuple(
        CaseLine(
            case=case,
            disposal=disposal,
            scores=tuple(one for one in scores if one.case_id == case.id and (case.id, one.user_id) not in links),
            aside=sum(case_id == case.id for case_id, _ in links),
        )
        for case, disposal in rows
    )


def case_line(viewer: Viewer, case_id: int) -> tuple[RoundView, CaseLine]:
    """One case of a round of the own force. Raises OutOfSight."""
    round_id = db.session.scalar(select(ScrutinyCase.round_id).where(ScrutinyCase.id == case_id))
    view = round_view(viewer, round_id or 0)
    line = next((each for each in view.lines if each.case.id == case_id), None)
    if line is None:
        raise OutOfSight
    return view, line


def learning_line(viewer: Viewer, learning_id: int) -> tuple[RoundView, ScrutinyLearning]:
    """One action of a round of the own force. Raises OutOfSight."""
    row = db.session.get(ScrutinyLearning, learning_id)
    if row is None:
        raise OutOfSight
    return round_view(viewer, row.round_id), row


def members_of(round_id: int) -> tuple[User, ...]:
    """Who sits on a round, in the order they were chosen."""
    sits = select(User).join(ScrutinyMember, ScrutinyMember.user_id == User.id)
    return tuple(db.session.scalars(sits.where(ScrutinyMember.round_id == round_id).order_by(ScrutinyMember.id)))


def may_sit(viewer: Viewer) -> tuple[tuple[int, str], ...]:
    """The panel members of the own force and of commissioners who hold the role today, as number and words."""
    today = clock.today()
    holds = (
        select(RoleHeld.user_id)
        .where(RoleHeld.role == Role.PM2, RoleHeld.removed_at.is_(None), RoleHeld.from_on <= today)
        .where((RoleHeld.until_on.is_(None)) | (RoleHeld.until_on >= today))
    )
    rows = db.session.execute(
        select(User.id, User.name, Organisation.name)
        .join(Organisation, Organisation.id == User.organisation_id)
        .where(User.id.in_(holds), User.disabled_at.is_(None), User.id != viewer.user_id)
        .where((Organisation.id == viewer.organisation_id) | (Organisation.kind == OrganisationKind.COMMISSIONER))
        .order_by(User.name, User.id)
    )
    return tuple((row[0], f"{row[1]}, {row[2]}") for row in rows)


def closed_rounds(viewer: Viewer) -> tuple[tuple[ScrutinyRound, dict[str, int], int, int], ...]:
    """Closed rounds, latest first: how often each finding, how many actions, how many of them done.

    A commissioner's people read those of every force here, a force's those of their own.
    """
    closed = select(ScrutinyRound).where(ScrutinyRound.state == RoundState.CLOSED)
    if viewer.organisation_kind is OrganisationKind.FORCE:
        closed = closed.where(ScrutinyRound.organisation_id == viewer.organisation_id)
    found = []
    for one in db.session.scalars(closed.order_by(ScrutinyRound.closed_at.desc(), ScrutinyRound.id.desc())).all():
        of_round = ScrutinyCase.round_id == one.id
        counted = select(ScrutinyCase.finding, func.count()).where(of_round).group_by(ScrutinyCase.finding)
        findings = {row[0].value: row[1] for row in db.session.execute(counted) if row[0] is not None}
        learned = select(func.count(), func.count(ScrutinyLearning.done_on)).where(ScrutinyLearning.round_id == one.id)
        actions, done = db.session.execute(learned).one()
        found.append((one, findings, actions, done))
    return tuple(found)
