"""Who holds a case today. Whoever moved to another provider, was disabled or lost the role holds none."""

from collections.abc import Iterable

from sqlalchemy import Select, or_, select

from pathways import clock
from pathways.auth import Role, Viewer
from pathways.auth.models import RoleHeld, User
from pathways.store import db


def our_keyworkers(viewer: Viewer) -> Select[int]:
    """The ids of those who may hold a case of the viewer's provider today."""
    today = clock.today()
    return (
        select(User.id)
        .join(RoleHeld, RoleHeld.user_id == User.id)
        .where(
            User.organisation_id == viewer.organisation_id,
            User.disabled_at.is_(None),
            RoleHeld.role.in_((Role.TW, Role.PM)),
            RoleHeld.removed_at.is_(None),
            RoleHeld.from_on <= today,
            or_(RoleHeld.until_on.is_(None), RoleHeld.until_on >= today),
        )
    )


def keyworkers_named(viewer: Viewer, user_ids: Iterable[int | None]) -> dict[int | None, str]:
    """The names of those among the ids who hold a case today. Left out is whoever does not: that case has nobody."""
    asked = {one for one in user_ids if one is not None}
    rows = select(User.id, User.name).where(User.id.in_(asked), User.id.in_(our_keyworkers(viewer)))
    return {row.id: row.name for row in db.session.execute(rows)}
