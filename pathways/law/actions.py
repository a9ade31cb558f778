"""Changing the law's data and what a suite is notified for: one person proposes, another decides."""

from sqlalchemy import func, select, update

from pathways import clock
from pathways.audit import record as audit
from pathways.auth.models import Suite
from pathways.auth.roles import Viewer
from pathways.law.models import NotificationChange, ProposedChange, SiteNotification
from pathways.law.queries import (
    as_draft,
    forget_law,
    law_book,
    law_change,
    law_in_use,
    notification_change,
    notification_to_end,
    rows_in_use,
    suite_to_change,
)
from pathways.law.rules.findings import Route
from pathways.law.rules.proposed_changes import (
    ChangeState,
    Draft,
    NotificationDraft,
    approval_reasons,
    decision_bars,
    draft_reasons,
    notification_reasons,
    stopping_bars,
)
from pathways.refusals import OutOfSight, Reason, Refused, Stale
from pathways.store.base import db, rows_changed

# Changing the law's data: one person proposes, another decides. Each step stands in the log of their organisation.


LAW_CHANGED_MEANWHILE = (
    "Somebody else decided this change, or the law changed, after you opened the page. "
    "What you typed is still here: read the change again, then decide"
)


def propose_law_change(*, by: Viewer, draft: Draft, is_demonstration: bool = False) -> ProposedChange:
    """Propose a change of one row. Nothing changes until another person approves it. Raises Refused."""
    _refuse_if(draft_reasons(draft, rows_in_use(draft.table), law_in_use()))
    change = draft.change
    made = ProposedChange(
        law_table=draft.table,
        code=draft.code,
        content=dict(change.values),
        starts_on=draft.starts_on,
        until_on=draft.until,
        source=draft.source.strip(),
        source_url=draft.source_url.strip() or None,
        mark=draft.mark,
        why=draft.why.strip(),
        rests_on=law_in_use().version,
        state=ChangeState.WAITING,
        version=1,
        proposed_at=clock.now(),
        proposed_by_id=by.user_id,
        is_demonstration=is_demonstration,
    )
    db.session.add(made)
    db.session.flush()
    _record_of_law(by, "law.change.proposed", made, starts=made.starts_on, ends_row=change.ends_the_row)
    return made


def decide_law_change(
    *, by: Viewer, change_id: int, approves: bool, checked: str, has_read_source: bool | None, seen: str
) -> ProposedChange:
    """Approve a change that another proposed, or send it back. `seen` is what `seen_of` gave when the page was made.

    Raises OutOfSight, Refused, Stale.
    """
    found = law_change(change_id)
    _refuse_if(decision_bars(state=found.state, proposed_by_id=found.proposed_by_id, by_id=by.user_id))
    is_made_up = found.is_demonstration
    _refuse_if(
        approval_reasons(checked=checked, has_read_source=has_read_source, approves=approves, is_made_up=is_made_up)
    )
    _hold_the_numbers()
    if seen != seen_of(found):
        raise Stale(LAW_CHANGED_MEANWHILE)
    if approves:
        _refuse_if(draft_reasons(as_draft(found), rows_in_use(found.law_table), law_in_use()))
    state = ChangeState.APPROVED if approves else ChangeState.SENT_BACK
    number = _next_number() if approves else None
    _step_of_law(found, state, decided_at=clock.now(), decided_by_id=by.user_id, checked=checked.strip(), number=number)
    _record_of_law(by, "law.change.approved" if approves else "law.change.sent_back", found, number=number)
    return found


def withdraw_law_change(*, by: Viewer, change_id: int, why: str, seen: str) -> ProposedChange:
    """Take back one's own proposal; it stays on the list. Raises OutOfSight, Refused, Stale."""
    found = law_change(change_id)
    if found.state is not ChangeState.WAITING or found.proposed_by_id != by.user_id:
        raise Refused("Only whoever proposed a change withdraws it, and only while it waits")
    _end(by, found, ChangeState.WITHDRAWN, why, seen)
    _record_of_law(by, "law.change.withdrawn", found)
    return found


def stop_law_change(*, by: Viewer, change_id: int, why: str, seen: str) -> ProposedChange:
    """Stop an approved change before its first day: what holds today goes on. Raises OutOfSight, Refused, Stale."""
    found = law_change(change_id)
    _refuse_if(stopping_bars(state=found.state, starts_on=found.starts_on, today=clock.today()))
    _end(by, found, ChangeState.STOPPED, why, seen)
    _record_of_law(by, "law.change.stopped", found, number=found.stopped_number)
    return found


def seen_of(found: ProposedChange) -> str:
    """What a decision is taken on: the step the change stands at, and the law it would change."""
    return f"{found.version}:{law_in_use().version}"


def _end(by: Viewer, found: ProposedChange, state: ChangeState, why: str, seen: str) -> None:
    if not why.strip():
        raise Refused("Say why, in a sentence", field="ended_why")
    _hold_the_numbers()
    if seen != seen_of(found):
        raise Stale(LAW_CHANGED_MEANWHILE)
    number = _next_number() if state is ChangeState.STOPPED else None
    _step_of_law(
        found, state, ended_at=clock.now(), ended_by_id=by.user_id, ended_why=why.strip(), stopped_number=number
    )


def _step_of_law(found: ProposedChange, state: ChangeState, **facts: object) -> None:
    """Move a change on, if nobody moved it meanwhile: the row count decides."""
    there = (ProposedChange.id == found.id, ProposedChange.version == found.version)
    moved = update(ProposedChange).where(*there).values(state=state, version=found.version + 1, **facts)
    if rows_changed(moved.execution_options(synchronize_session=False)) != 1:
        raise Stale(LAW_CHANGED_MEANWHILE)
    db.session.expire(found)
    forget_law()


def _hold_the_numbers() -> None:
    """One decision at a time counts up: the first change ever proposed is held until the transaction ends."""
    first = select(func.min(ProposedChange.id)).scalar_subquery()
    db.session.execute(select(ProposedChange.id).where(ProposedChange.id == first).with_for_update())
    forget_law()


def _next_number() -> int:
    return law_book().newest + 1


def _record_of_law(by: Viewer, action: str, found: ProposedChange, **facts: object) -> None:
    audit.administered(by, action, by.organisation_id, change=found.id, table=found.law_table, code=found.code, **facts)


def _refuse_if(reasons: tuple[Reason, ...]) -> None:
    if reasons:
        raise Refused(reasons=reasons)


# What a custody suite is notified for: one person proposes, another decides, as for the rest of the law's data.


NOTIFICATION_CHANGED_MEANWHILE = (
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
    _record_of_notification(by, "notification.proposed", place, made)
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
    _step_of_notification(found, seen, state=state, notification_id=made_id, **said)
    _record_of_notification(by, "notification.approved" if approves else "notification.sent_back", place, found)
    return found


def take_back_notification(*, by: Viewer, change_id: int, why: str, seen: str) -> NotificationChange:
    """Take back one's own proposal; it stays on the list. Raises OutOfSight, Refused, Stale."""
    found, place = notification_change(by, change_id)
    if found.state is not ChangeState.WAITING or found.proposed_by_id != by.user_id:
        raise Refused("Only whoever proposed a change takes it back, and only while it waits")
    if not why.strip():
        raise Refused("Say why, in a sentence", field="ended_why")
    _step_of_notification(found, seen, state=ChangeState.WITHDRAWN, ended_why=why.strip())
    _record_of_notification(by, "notification.taken_back", place, found)
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


def _step_of_notification(found: NotificationChange, seen: str, **facts: object) -> None:
    """Move a change on, if nobody moved it meanwhile: the row count decides."""
    there = (NotificationChange.id == found.id, NotificationChange.version == found.version)
    moved = update(NotificationChange).where(*there).values(version=found.version + 1, **facts)
    is_seen = seen == str(found.version)
    if not is_seen or rows_changed(moved.execution_options(synchronize_session=False)) != 1:
        raise Stale(NOTIFICATION_CHANGED_MEANWHILE)
    db.session.expire(found)


def _record_of_notification(by: Viewer, action: str, place: Suite, found: NotificationChange) -> None:
    facts = {"suite": place.id, "change": found.id, "notification": found.notification_id, "ends": found.ends}
    audit.administered(by, action, place.organisation_id, **facts)
