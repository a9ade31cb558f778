"""Changing the law's data: one person proposes, another decides. Each step stands in the log of their organisation."""

from sqlalchemy import func, select, update

from pathways import audit, clock
from pathways.arrest_tests.models.law import ProposedChange
from pathways.arrest_tests.queries.law import as_draft, forget_law, law_book, law_change, law_in_use, rows_in_use
from pathways.arrest_tests.rules.law_changes import (
    ChangeState,
    Draft,
    approval_reasons,
    decision_bars,
    draft_reasons,
    stopping_bars,
)
from pathways.auth import Viewer
from pathways.refusals import Reason, Refused, Stale
from pathways.store import db, rows_changed

CHANGED_MEANWHILE = (
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
    _record(by, "law.change.proposed", made, starts=made.starts_on, ends_row=change.ends_the_row)
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
        raise Stale(CHANGED_MEANWHILE)
    if approves:
        _refuse_if(draft_reasons(as_draft(found), rows_in_use(found.law_table), law_in_use()))
    state = ChangeState.APPROVED if approves else ChangeState.SENT_BACK
    number = _next_number() if approves else None
    _step(found, state, decided_at=clock.now(), decided_by_id=by.user_id, checked=checked.strip(), number=number)
    _record(by, "law.change.approved" if approves else "law.change.sent_back", found, number=number)
    return found


def withdraw_law_change(*, by: Viewer, change_id: int, why: str, seen: str) -> ProposedChange:
    """Take back one's own proposal; it stays on the list. Raises OutOfSight, Refused, Stale."""
    found = law_change(change_id)
    if found.state is not ChangeState.WAITING or found.proposed_by_id != by.user_id:
        raise Refused("Only whoever proposed a change withdraws it, and only while it waits")
    _end(by, found, ChangeState.WITHDRAWN, why, seen)
    _record(by, "law.change.withdrawn", found)
    return found


def stop_law_change(*, by: Viewer, change_id: int, why: str, seen: str) -> ProposedChange:
    """Stop an approved change before its first day: what holds today goes on. Raises OutOfSight, Refused, Stale."""
    found = law_change(change_id)
    _refuse_if(stopping_bars(state=found.state, starts_on=found.starts_on, today=clock.today()))
    _end(by, found, ChangeState.STOPPED, why, seen)
    _record(by, "law.change.stopped", found, number=found.stopped_number)
    return found


def seen_of(found: ProposedChange) -> str:
    """What a decision is taken on: the step the change stands at, and the law it would change."""
    return f"{found.version}:{law_in_use().version}"


def _end(by: Viewer, found: ProposedChange, state: ChangeState, why: str, seen: str) -> None:
    if not why.strip():
        raise Refused("Say why, in a sentence", field="ended_why")
    _hold_the_numbers()
    if seen != seen_of(found):
        raise Stale(CHANGED_MEANWHILE)
    number = _next_number() if state is ChangeState.STOPPED else None
    _step(found, state, ended_at=clock.now(), ended_by_id=by.user_id, ended_why=why.strip(), stopped_number=number)


def _step(found: ProposedChange, state: ChangeState, **facts: object) -> None:
    """Move a change on, if nobody moved it meanwhile: the row count decides."""
    there = (ProposedChange.id == found.id, ProposedChange.version == found.version)
    moved = update(ProposedChange).where(*there).values(state=state, version=found.version + 1, **facts)
    if rows_changed(moved.execution_options(synchronize_session=False)) != 1:
        raise Stale(CHANGED_MEANWHILE)
    db.session.expire(found)
    forget_law()


def _hold_the_numbers() -> None:
    """One decision at a time counts up: the first change ever proposed is held until the transaction ends."""
    first = select(func.min(ProposedChange.id)).scalar_subquery()
    db.session.execute(select(ProposedChange.id).where(ProposedChange.id == first).with_for_update())
    forget_law()


def _next_number() -> int:
    return law_book().newest + 1


def _record(by: Viewer, action: str, found: ProposedChange, **facts: object) -> None:
    audit.administered(by, action, by.organisation_id, change=found.id, table=found.law_table, code=found.code, **facts)


def _refuse_if(reasons: tuple[Reason, ...]) -> None:
    if reasons:
        raise Refused(reasons=reasons)
