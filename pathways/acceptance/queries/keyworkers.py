"""Who may take a person on, and who runs the service."""

from sqlalchemy import Select, and_, or_, select

from pathways import clock
from pathways.auth import Role, Viewer
from pathways.auth.models import RoleHeld, User
from pathways.people.queries import may_be_given
from pathways.store import db


def keyworkers(viewer: Viewer, person_id: int) -> tuple[User, ...]:
    """Who of the viewer's organisation may be this person's keyworker today, by name, the viewer first.

    Nobody to whom the record is shut: not by a list, not as their relative.
    """
    nobody = and_(User.stand_in_at.is_not(None), User.id != viewer.user_id)
    theirs = or_(may_be_given(person_id), User.id == viewer.user_id)
    found = db.session.scalars(_holding(viewer, Role.TW, Role.PM).where(~nobody, theirs)).all()
    return tuple(sorted(found, key=lambda one: one.id != viewer.user_id))


def managers_named(viewer: Viewer) -> tuple[str, ...]:
    """The managers of the viewer's organisation today, by name."""
    return tuple(each.name for each in db.session.scalars(_holding(viewer, Role.PM)))


def _holding(viewer: Viewer, *roles: Role) -> Select[User]:
    """People of the viewer's organisation who may sign in and hold one of the roles today, by name."""
    today = clock.today()
    held = select(RoleHeld.user_id).where(
        RoleHeld.role.in_(roles),
        RoleHeld.removed_at.is_(None),
        RoleHeld.from_on <= today,
        (RoleHeld.until_on.is_(None)) | (RoleHeld.until_on >= today),
    )
    ours = (User.organisation_id == viewer.organisation_id, User.disabled_at.is_(None), User.id.in_(held))
    return select(User).where(*ours).order_by(User.name, User.id)
