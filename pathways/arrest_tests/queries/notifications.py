"""What a suite is notified for, and since when; what is proposed and was decided about it."""

from datetime import date

from sqlalchemy import ColumnElement, bindparam, func, select, true

from pathways.arrest_tests.models import NotificationChange, SiteNotification
from pathways.arrest_tests.rules import (
    Notification,
    Route,
)
from pathways.arrest_tests.rules.law_changes import ChangeState
from pathways.auth import OrganisationKind, Viewer
from pathways.auth.models import Suite
from pathways.refusals import OutOfSight
from pathways.store import db

_NOTIFICATIONS = (
    select(SiteNotification)
    .where(SiteNotification.suite_id == bindparam("of_suite"))
    .order_by(SiteNotification.valid_from.desc(), SiteNotification.id.desc())
)


def notification_on(suite_id: int, day: date) -> Notification | None:
    """What a suite is notified for on a day, all its live notifications together; None where there is none."""
    rows = [row for row in notifications_of(suite_id) if row.valid_from <= day <= (row.valid_to or date.max)]
    if not rows:
        return None
    return Notification(
        routes=frozenset(Route(word) for row in rows for word in row.routes),
        covers_under_18=any(row.under18 for row in rows),
        covers_assessment=any(row.assessment for row in rows),
    )


def notifications_of(suite_id: int) -> tuple[SiteNotification, ...]:
    """Every notification a suite ever had, latest first."""
    return tuple(db.session.scalars(_NOTIFICATIONS, {"of_suite": suite_id}))


def suite_to_change(viewer: Viewer, suite_id: int) -> Suite:
    """A suite whose notifications the viewer may propose and decide: of the own force, or of any for whoever belongs
    to none. Raises OutOfSight."""
    found = db.session.get(Suite, suite_id)
    belongs_to_none = viewer.organisation_kind is not OrganisationKind.FORCE
    if found is None or not (belongs_to_none or found.organisation_id == viewer.organisation_id):
        raise OutOfSight
    return found


def notification_to_end(suite_id: int, notification_id: int) -> SiteNotification:
    """A notification of that suite. Raises OutOfSight."""
    found = db.session.get(SiteNotification, notification_id)
    if found is None or found.suite_id != suite_id:
        raise OutOfSight
    return found


def notification_change(viewer: Viewer, change_id: int) -> tuple[NotificationChange, Suite]:
    """One change with its suite. Raises OutOfSight."""
    found = db.session.get(NotificationChange, change_id)
    if found is None:
        raise OutOfSight
    return found, suite_to_change(viewer, found.suite_id)


def notification_changes(viewer: Viewer) -> tuple[tuple[NotificationChange, Suite], ...]:
    """Every change ever proposed for the suites that the viewer's law page shows: those that wait first."""
    changes = select(NotificationChange, Suite).join(Suite, Suite.id == NotificationChange.suite_id)
    changes = changes.where(_of_suites_shown(viewer))
    rows = [(row[0], row[1]) for row in db.session.execute(changes.order_by(NotificationChange.id.desc()))]
    return tuple(sorted(rows, key=lambda row: row[0].state is not ChangeState.WAITING))


def notifications_waiting(viewer: Viewer) -> int:
    """How many of them wait for a second person."""
    waiting = select(func.count(NotificationChange.id)).join(Suite, Suite.id == NotificationChange.suite_id)
    waiting = waiting.where(NotificationChange.state == ChangeState.WAITING, _of_suites_shown(viewer))
    return db.session.scalar(waiting) or 0


def _of_suites_shown(viewer: Viewer) -> ColumnElement[bool]:
    """The suites of the viewer's own force, or all for whoever belongs to none."""
    is_of_a_force = viewer.organisation_kind is OrganisationKind.FORCE
    return Suite.organisation_id == viewer.organisation_id if is_of_a_force else true()
