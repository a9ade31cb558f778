"""What a custody suite is notified for: recorded by an administrator, with its source."""

from collections.abc import Collection
from datetime import date

from pathways import audit, clock
from pathways.arrest_tests.models import SiteNotification
from pathways.arrest_tests.rules import Route
from pathways.auth import Viewer
from pathways.auth.queries import suite
from pathways.refusals import OutOfSight, Refused
from pathways.store import db


def notify_suite(
    *,
    by: Viewer,
    suite_id: int,
    routes: Collection[Route],
    under18: bool,
    assessment: bool,
    valid_from: date,
    source: str,
    valid_to: date | None = None,
    is_demonstration: bool = False,
) -> SiteNotification:
    """Record a notification for a suite. Raises OutOfSight, Refused."""
    place = suite(suite_id)
    if place is None:
        raise OutOfSight
    if not routes and not assessment:
        raise Refused("Select what the notification covers", field="routes")
    if valid_to is not None and valid_to < valid_from:
        raise Refused("The last day cannot be before the first day", field="valid_to")
    if not source.strip():
        raise Refused("Enter the notice or letter this comes from", field="source")
    made = SiteNotification(
        suite_id=suite_id,
        routes=[route.value for route in Route if route in routes],
        under18=under18,
        assessment=assessment,
        valid_from=valid_from,
        valid_to=valid_to,
        source=source.strip(),
        recorded_at=clock.now(),
        recorded_by_id=by.user_id,
        is_demonstration=is_demonstration,
    )
    db.session.add(made)
    db.session.flush()
    audit.administered(
        by, "notification.recorded", place.organisation_id, suite=suite_id, notification=made.id, routes=made.routes
    )
    return made


def withdraw_notification(*, by: Viewer, notification_id: int, last_day: date) -> SiteNotification:
    """Give a notification its last day. Raises OutOfSight, Refused."""
    found = db.session.get(SiteNotification, notification_id)
    place = suite(found.suite_id) if found else None
    if found is None or place is None:
        raise OutOfSight
    if found.valid_to is not None:
        raise Refused("This notification already has its last day", field="valid_to")
    if last_day < found.valid_from:
        raise Refused("The last day cannot be before the first day", field="valid_to")
    found.valid_to = last_day
    db.session.flush()
    audit.administered(by, "notification.withdrawn", place.organisation_id, notification=found.id)
    return found
