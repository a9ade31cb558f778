"""What policy leads of a force proposed, and how each was decided. It names no person but the leads."""

from datetime import date, time

from sqlalchemy import func, select

from pathways import clock
from pathways.arrest_tests.rules.law_changes import ChangeState
from pathways.auth import Viewer
from pathways.disposals.models import Disposal
from pathways.policy.models import PolicyChange
from pathways.policy.rules.changes import Subject
from pathways.refusals import OutOfSight
from pathways.store import db


def change(viewer: Viewer, change_id: int) -> PolicyChange:
    """One change of the viewer's own organisation. Raises OutOfSight."""
    found = db.session.get(PolicyChange, change_id)
    if found is None or found.organisation_id != viewer.organisation_id:
        raise OutOfSight
    return found


def changes_of(viewer: Viewer, subject: Subject, name: str | None = None) -> tuple[PolicyChange, ...]:
    """Every change ever proposed of one kind (and name): those that wait first, then the latest."""
    own = (PolicyChange.organisation_id == viewer.organisation_id, PolicyChange.subject == subject)
    rows = select(PolicyChange).where(*own).order_by(PolicyChange.id.desc())
    if name is not None:
        rows = rows.where(PolicyChange.name == name)
    return tuple(sorted(db.session.scalars(rows), key=lambda row: row.state is not ChangeState.WAITING))


def waiting_of(viewer: Viewer, subject: Subject) -> tuple[PolicyChange, ...]:
    """The changes of one kind that wait for a second person."""
    return tuple(row for row in changes_of(viewer, subject) if row.state is ChangeState.WAITING)


def waiting_beside(row: PolicyChange) -> tuple[PolicyChange, ...]:
    """Other changes of the same thing that wait."""
    same = (PolicyChange.organisation_id == row.organisation_id, PolicyChange.subject == row.subject)
    waits = (PolicyChange.state == ChangeState.WAITING, PolicyChange.id != row.id)
    found = db.session.scalars(select(PolicyChange).where(*same, *waits).order_by(PolicyChange.id))
    return tuple(other for other in found if row.subject is Subject.GRAVITY or other.name == row.name)


def latest_of(row: PolicyChange) -> int:
    """The last approved change of the same thing: whoever decides saw what it left."""
    same = (PolicyChange.organisation_id == row.organisation_id, PolicyChange.subject == row.subject)
    newest = select(func.max(PolicyChange.id)).where(*same, PolicyChange.state == ChangeState.APPROVED)
    if row.subject is not Subject.GRAVITY:
        newest = newest.where(PolicyChange.name == row.name)
    return db.session.scalar(newest) or 0


def decisions_since(organisation_id: int, day: date) -> int:
    """How many decisions of a force were proposed since the start of a day: they stand as they were made."""
    since = clock.from_london(day, time(0))
    counted = select(func.count(Disposal.id)).where(Disposal.organisation_id == organisation_id)
    return db.session.scalar(counted.where(Disposal.proposed_at >= since)) or 0
