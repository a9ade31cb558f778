"""What a suite is notified for, and since when."""

from datetime import date

from sqlalchemy import bindparam, select

from pathways.arrest_tests.models import SiteNotification
from pathways.arrest_tests.rules import (
    Notification,
    Route,
)
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
