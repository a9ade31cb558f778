"""What waits for a second person, and who that may be."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from pathways import clock
from pathways.admin.models import AccessProposal
from pathways.admin.rules import MAY_DECIDE, ProposalState, Proposed, decision_bars
from pathways.auth import Role, Viewer, queries
from pathways.auth.models import Organisation, User
from pathways.refusals import OutOfSight
from pathways.store import db

LATELY = 20


def deciders(asked: AccessProposal) -> dict[int, str]:
    """Who may decide and can sign in, with their work e-mail; neither who proposed it nor whom it is about.

    People of that organisation; where it has nobody for it, the administrators of any other; where there is no second
    administrator either, the policy leads of whoever proposed it.
    """
    if decide := _able([(asked.organisation_id, role) for role in MAY_DECIDE], asked):
        return decide
    every = db.session.scalars(select(Organisation.id).order_by(Organisation.id))
    if decide := _able([(organisation_id, Role.AD) for organisation_id in every], asked):
        return decide
    of_proposer = db.session.scalar(select(User.organisation_id).where(User.id == asked.proposed_by_id))
    return _able([(of_proposer, Role.PL)], asked) if of_proposer else {}


def who_would_decide(viewer: Viewer, organisation_id: int) -> tuple[str, ...]:
    """The names of those who could decide what the viewer proposes there: before anything is proposed."""
    able = deciders(AccessProposal(organisation_id=organisation_id, proposed_by_id=viewer.user_id))
    return tuple(sorted(queries.names_of(able).values()))


def _able(places: Iterable[tuple[int, Role]], asked: AccessProposal) -> dict[int, str]:
    today = clock.today()
    addresses = dict(
        reader for organisation_id, role in places for reader in queries.staff_of(organisation_id, role, today)
    )
    others = (
        User.id.in_(addresses),
        User.id.not_in([user_id for user_id in (asked.proposed_by_id, asked.user_id) if user_id]),
    )
    able = select(User.id).where(*others, User.password_hash.is_not(None)).order_by(User.id)
    return {user_id: addresses[user_id] for user_id in db.session.scalars(able)}


def may_decide(viewer: Viewer, asked: AccessProposal) -> bool:
    """Whether the viewer is the second person for it, in the role they are signed in with."""
    if decision_bars(by_id=viewer.user_id, proposed_by_id=asked.proposed_by_id, user_id=asked.user_id):
        return False
    if not viewer.may("access.decide"):
        return False
    # Whoever is signed in there as one of those who may decide is one of them: nothing need be asked.
    is_theirs = viewer.organisation_id == asked.organisation_id and viewer.role in MAY_DECIDE
    return is_theirs or viewer.user_id in deciders(asked)


def proposal(viewer: Viewer, proposal_id: int) -> AccessProposal:
    """One that the viewer proposed, decided or may decide. Raises OutOfSight."""
    asked = db.session.get(AccessProposal, proposal_id)
    if asked is None or not (
        viewer.user_id in (asked.proposed_by_id, asked.decided_by_id)
        or (asked.state is ProposalState.WAITING and may_decide(viewer, asked))
    ):
        raise OutOfSight
    return asked


def waiting_for(viewer: Viewer) -> list[AccessProposal]:
    """What the viewer may decide, oldest first."""
    waits = select(AccessProposal).where(AccessProposal.state == ProposalState.WAITING).order_by(AccessProposal.id)
    if viewer.role is Role.PM:
        waits = waits.where(AccessProposal.organisation_id == viewer.organisation_id)
    return [proposal for proposal in db.session.scalars(waits) if may_decide(viewer, proposal)]


def proposals_of(viewer: Viewer) -> list[AccessProposal]:
    """What the viewer proposed or decided, latest first."""
    part = (AccessProposal.proposed_by_id == viewer.user_id) | (AccessProposal.decided_by_id == viewer.user_id)
    statement = select(AccessProposal).where(part).order_by(AccessProposal.id.desc()).limit(LATELY)
    return list(db.session.scalars(statement))


def waiting_like(kind: Proposed, organisation_id: int, user_id: int | None, content: dict[str, Any]) -> int | None:
    """The number of one that waits already and asks for the same."""
    same = (
        AccessProposal.state == ProposalState.WAITING,
        AccessProposal.kind == kind,
        AccessProposal.organisation_id == organisation_id,
        AccessProposal.user_id == user_id if user_id is not None else AccessProposal.user_id.is_(None),
    )
    rows = db.session.scalars(select(AccessProposal).where(*same).order_by(AccessProposal.id))
    return next((proposal.id for proposal in rows if proposal.content == content), None)
