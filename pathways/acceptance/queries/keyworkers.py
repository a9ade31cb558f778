"""Who may take a person on."""

from sqlalchemy import select

from pathways import clock
from pathways.auth import Role, Viewer
from pathways.auth.models import RoleHeld, User
from pathways.store import db


def keyworkers(viewer: Viewer) -> tuple[User, ...]:
    """Who of the viewer's organisation may be a keyworker today, by name, the viewer first."""
    today = clock.today()
    held = select(RoleHeld.user_id).where(
        RoleHeld.role.in_((Role.TW, Role.PM)),
        RoleHeld.removed_at.is_(None),
        RoleHeld.from_on <= today,
        (RoleHeld.until_on.is_(None)) | (RoleHeld.until_on >= today),
    )
    ours = (User.organisation_id == viewer.organisation_id, User.disabled_at.is_(None), User.id.in_(held))
    found = db.session.scalars(select(User).where(*ours).order_by(User.name, User.id)).all()
    return tuple(sorted(found, key=lambda one: one.id != viewer.user_id))
