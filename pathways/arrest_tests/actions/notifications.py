"""What a custody suite is notified for: one person proposes, another decides, as for the rest of the law's data."""

from sqlalchemy import update

from pathways import audit, clock
from pathways.arrest_tests.models import NotificationChange, SiteNotification
from pathways.arrest_tests.queries.notifications import notification_change, notification_to_end, suite_to_change
from pathways.arrest_tests.rules import Route
from pathways.arrest_tests.rules.law_changes import ChangeState, approval_reasons, decision_bars
from pathways.arrest_tests.rules.notifying import NotificationDraft, notification_reasons
from pathways.auth import Viewer
from pathways.auth.models import Suite
from pathways.refusals import OutOfSight, Reason, Refused, Stale
from pathways.store import db, rows_changed

CHANGED_MEANWHILE = (
    "Somebody else decided this change after you opened the page. "
    "What you typed is still here: read the change again, then decide"
)


def propose_notification(
    *, by: Viewer, suite_id: int, draft: NotificationDraft, ends_id: int | None = None, is_demonstration: bool = False
) -> NotificationChange:
    """Propose what a suite is notified for, or (`ends_id`) the last day of a notification. Nothing changes yet.

    Raises OutOfSight, Refused.
    """
    place = suite_to_change(by, suite_id)
    if (ends_id is not None) != draft.ends:
        raise OutOfSight
    if ends_id is not None:
        notification_to_end(place.id, ends_id)
    _refuse_if(notification_reasons(draft))
    made = NotificationChange(
        suite_id=place.id,
        notification_id=ends_id,
        ends=draft.ends,
        routes=[route.value for route in Route if route in draft.routes],
        under18=draft.under18,
        assessment=draft.assessment,
        starts_on=None if draft.ends else draft.starts_on,
        until_on=draft.until,
        source=draft.source.strip(),
        why=draft.why.strip(),
        state=ChangeState.WAITING,
        version=1,
        proposed_at=clock.now(),
        proposed_by_id=by.user_id,
        is_demonstration=is_demonstration,
    )
    db.session.add(made)
    db.session.flush()
    _record(by, "notification.proposed", place, made)
    return made


def decide_notification(
    *, by: Viewer, change_id: int, approves: bool, checked: str, has_read_source: bool | None, seen: str
) -> NotificationChange:
    """Approve what another proposed, and it counts; or send it back. `seen` is the version the page showed.

    Raises OutOfSight, Refused, Stale.
    """
    found, place = notification_change(by, change_id)
    _refuse_if(decision_bars(state=found.state, proposed_by_id=found.proposed_by_id, by_id=by.user_id))
    is_made_up = found.is_demonstration
    _refuse_if(
        approval_reasons(checked=checked, has_read_source=has_read_source, approves=approves, is_made_up=is_made_up)
    )
    made_id = _counts(found) if approves else found.notification_id
    state = ChangeState.APPROVED if approves else ChangeState.SENT_BACK
    said = {"decided_at": clock.now(), "decided_by_id": by.user_id, "checked": checked.strip()}
    _step(found, seen, state=state, notification_id=made_id, **said)
    _record(by, "notification.approved" if approves else "notification.sent_back", place, found)
    return found


def take_back_notification(*, by: Viewer, change_id: int, why: str, seen: str) -> NotificationChange:
    """Take back one's own proposal; it stays on the list. Raises OutOfSight, Refused, Stale."""
    found, place = notification_change(by, change_id)
    if found.state is not ChangeState.WAITING or found.proposed_by_id != by.user_id:
        raise Refused("Only whoever proposed a change takes it back, and only while it waits")
    if not why.strip():
        raise Refused("Say why, in a sentence", field="ended_why")
    _step(found, seen, state=ChangeState.WITHDRAWN, ended_why=why.strip())
    _record(by, "notification.taken_back", place, found)
    return found


def _counts(found: NotificationChange) -> int:
    """Let an approved change count: a new notification, or the last day of the one that ends. Raises Refused."""
    if not found.ends and found.starts_on is not None:
        made = SiteNotification(
            suite_id=found.suite_id,
            routes=list(found.routes),
            under18=found.under18,
            assessment=found.assessment,
            valid_from=found.starts_on,
            valid_to=found.until_on,
            source=found.source,
            recorded_at=clock.now(),
            recorded_by_id=found.proposed_by_id,
            is_demonstration=found.is_demonstration,
        )
        db.session.add(made)
        db.session.flush()
        return made.id
    ends = db.session.get_one(SiteNotification, found.notification_id)
    if ends.valid_to is not None:
        raise Refused("This notification already has its last day. Send the change back")
    ends.valid_to = found.until_on
    db.session.flush()
    return ends.id


def _step(found: NotificationChange, seen: str, **facts: object) -> None:
    """Move a change on, if nobody moved it meanwhile: the row count decides."""
    there = (NotificationChange.id == found.id, NotificationChange.version == found.version)
    moved = update(NotificationChange).where(*there).values(version=found.version + 1, **facts)
    is_seen = seen == str(found.version)
    if not is_seen or rows_changed(moved.execution_options(synchronize_session=False)) != 1:
        raise Stale(CHANGED_MEANWHILE)
    db.session.expire(found)


def _record(by: Viewer, action: str, place: Suite, found: NotificationChange) -> None:
    facts = {"suite": place.id, "change": found.id, "notification": found.notification_id, "ends": found.ends}
    audit.administered(by, action, place.organisation_id, **facts)


def _refuse_if(reasons: tuple[Reason, ...]) -> None:
    if reasons:
        raise Refused(reasons=reasons)
