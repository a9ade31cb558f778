"""What somebody said was never to be, and who may settle it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select, true

from pathways.auth import Role, Viewer
from pathways.auth.queries import names_of
from pathways.people import queries as people
from pathways.people.models import Episode
from pathways.referrals.models import ErrorSaid, Referral
from pathways.refusals import OutOfSight
from pathways.store import db

DUPLICATE = "duplicate"
MOST = 100


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """Something said that waits for a manager: of which referral, by whom, when."""

    row: ErrorSaid
    held: Referral
    said_by: str
    said_at: datetime


def errors_waiting(viewer: Viewer) -> tuple[Waiting, ...]:
    """What waits for the viewer, the longest first: never what they said themselves."""
    rows = db.session.execute(
        select(ErrorSaid, Referral)
        .join(Referral, Referral.id == ErrorSaid.referral_id)
        .where(_settled_by(viewer))
        .order_by(ErrorSaid.said_at, ErrorSaid.id)
        .limit(MOST)
    ).all()
    names = names_of(row.said_by_id for row, _ in rows)
    return tuple(
        Waiting(row=row, held=held, said_by=names.get(row.said_by_id, ""), said_at=row.said_at) for row, held in rows
    )


def error_waiting(viewer: Viewer, error_id: int) -> Waiting:
    """One of them. Raises OutOfSight for what is settled, not theirs, or their own word, alike."""
    found = next((one for one in errors_waiting(viewer) if one.row.id == error_id), None)
    if found is None:
        raise OutOfSight
    return found


def is_said(held: Referral) -> bool:
    """Whether something was said of this referral that still waits."""
    waits = select(ErrorSaid.id).where(ErrorSaid.referral_id == held.id, ErrorSaid.settled_at.is_(None))
    return db.session.scalar(waits.limit(1)) is not None


def is_same_twice(held: Referral, reference: str | None) -> bool:
    """Whether `reference` names the same referral sent twice: same person, same provider, same arrest or visit."""
    other = db.session.scalar(select(Referral).where(Referral.reference == reference)) if reference else None
    if other is None or other.id == held.id or other.organisation_id != held.organisation_id:
        return False
    if people.details_of(other.person_id).person_id != people.details_of(held.person_id).person_id:
        return False
    one, two = (db.session.get_one(Episode, each.episode_id) for each in (held, other))
    return one.id == two.id or (one.came_on, one.organisation_id) == (two.came_on, two.organisation_id)


def _settled_by(viewer: Viewer) -> ColumnElement[bool]:
    """A provider's manager settles what is with the provider; a pathway manager anything, duplicates alone."""
    ours: ColumnElement[bool] = true()
    if viewer.role is Role.PM:
        ours = and_(Referral.organisation_id == viewer.organisation_id, ErrorSaid.why != DUPLICATE)
    return and_(
        ErrorSaid.settled_at.is_(None),
        ErrorSaid.said_by_id != viewer.user_id,
        people.is_open_to(viewer, Referral.person_id),
        ours,
    )
