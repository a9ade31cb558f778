"""Taking one step of a disposal's machine: the one way in which a state ever changes."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update

from pathways import audit, clock
from pathways.auth import Rank, Viewer
from pathways.auth.queries import rank_on
from pathways.disposals.actions.codes import move_code, remove_death
from pathways.disposals.models import Condition, Disposal, DisposalEvent
from pathways.disposals.queries.guarding import closed_words
from pathways.disposals.queries.records import FOLLOWED
from pathways.disposals.rules import DEATH_TAKEN_BACK, ConditionStatus, NoSuchStep, State, Transition, step
from pathways.disposals.rules.actors import Desk, may_take, who_may
from pathways.people.models import Person
from pathways.people.queries import bars_of_death, details_of, surviving_id, when_taken_back
from pathways.people.rules import adult_form_bars
from pathways.refusals import Reason, Refused, Stale
from pathways.store import db, rows_changed

# Asked at every step: built once.
_STAYS = select(surviving_id()).where(Person.id == bindparam("of_person"))
DIED = "person_died"
LEAST_REASON = 20
"""Characters a reason needs, where one must be given (design choice)."""

AUDITED = {
    "propose": "disposal.proposed",
    "authorise": "disposal.authorised",
    "cps_authorises": "disposal.authorised",
    "refuse": "disposal.refused",
    "decline": "disposal.declined",
    "withdraw_proposal": "disposal.withdrawn",
    "sign": "disposal.signed",
    "agree": "disposal.signed",
    "give": "disposal.signed",
    "report_condition": "disposal.activity.reported",
    "report_action": "disposal.activity.reported",
    "report_done": "disposal.activity.reported",
    "report_not_done": "disposal.activity.reported",
    "suspected_breach": "disposal.breach.suspected",
    "condition_met": "disposal.evidence.accepted",
    "accept_done": "disposal.evidence.accepted",
    "all_met": "disposal.completed",
    "action_done": "disposal.completed",
    "late_done": "disposal.completed",
    "late_completion_accepted": "disposal.completed",
    "close_22": "disposal.completed",
    "agree_variation": "disposal.varied",
    "change_actions": "disposal.varied",
    "excuse_accepted": "disposal.excused",
    "excuse_accepted_no_time": "disposal.excused",
    "decide_prosecute": "disposal.breach.found",
    "part_compliance_accepted": "disposal.breach.found",
    "error_found": "disposal.voided",
    "quashed": "disposal.voided",
    "transfer_force": "disposal.transferred",
    "person_died": "disposal.died",
    "new_disposal": "disposal.replaced",
}
"""The name in the log of a step; every other step is a plain move."""
MOVED = "disposal.moved"


def take(
    disposal: Disposal,
    event: str,
    *,
    by: Viewer,
    reason: str | None = None,
    recorded: Mapping[str, Any] | None = None,
    columns: Mapping[str, Any] | None = None,
) -> DisposalEvent:
    """Move the disposal along one row of the table, with its event, its audit entry and what it asks for; flush.

    `columns` are set in the same update, which names the state the disposal must still have. Raises Refused when the
    person has died, when the machine has no such step or when the rank is too low, and Stale when somebody else moved
    the disposal first.
    """
    if event != DIED:
        refuse_if_dead(by, disposal.person_id)
    before: State = disposal.state
    try:
        row = step(disposal.kind, before, event)
    except NoSuchStep as none:
        raise Refused(closed_words(disposal, event)) from none
    rank = rank_on(by.user_id, clock.today()) if by.is_police else None
    _refuse_who_may_not(row, by, rank)
    stays = _stays(disposal.person_id)
    audit.hold(stays)
    same = update(Disposal).where(Disposal.id == disposal.id, Disposal.state == before)
    if rows_changed(same.values(state=row.to, **(columns or {}))) != 1:
        raise Stale
    db.session.refresh(disposal)
    taken = DisposalEvent(
        disposal_id=disposal.id,
        event=event,
        from_state=before,
        to_state=row.to,
        at=clock.now(),
        by_id=by.user_id,
        role=by.role.value,
        rank=rank,
        reason=reason,
        recorded=dict(recorded or {}),
    )
    db.session.add(taken)
    move_code(disposal, row, by=by, recorded=recorded or {})
    db.session.flush()
    audit.change(
        by,
        stays,
        AUDITED.get(event, MOVED),
        ("disposal", disposal.id),
        kind=disposal.kind.value,
        step=event,
        before=before.value,
        after=row.to.value,
        rank=rank.value if rank else None,
        **_ids(recorded or {}),
    )
    return taken


def refuse_if_dead(by: Viewer, person_id: int) -> None:
    """Raises Refused when the person has died: every open step has ended."""
    if bars := bars_of_death(by, db.session.get_one(Person, _stays(person_id))):
        raise Refused(reasons=bars)


def refuse_if_young(person_id: int) -> None:
    """Raises Refused when the person is, or may be, under 18 today: no adult disposal can go on."""
    if bars := bars_of_youth(person_id):
        raise Refused(reasons=bars)


def bars_of_youth(person_id: int) -> tuple[Reason, ...]:
    """Why no adult disposal goes on: the person is, or may be, under 18 today; empty for an adult."""
    bars = adult_form_bars(details_of(person_id), clock.today())
    return tuple(Reason(bar.message, None, bar.source, bar.mark) for bar in bars)


def _stays(person_id: int) -> int:
    """The record that stays, if this one was merged away."""
    return db.session.scalars(_STAYS, {"of_person": person_id}).one()


def a_reason(text: str | None, field: str) -> str:
    """The reason as given. Raises Refused at `field` when it is too short."""
    given = (text or "").strip()
    if len(given) < LEAST_REASON:
        raise Refused(f"Give a reason of {LEAST_REASON} characters or more. You typed {len(given)}", field=field)
    return given


@when_taken_back
def resume(by: Viewer, person_ids: Collection[int], since: datetime) -> None:
    """A death was taken back: each disposal that it had ended goes on where it stood (decision 0053).

    Nothing else of it moved meanwhile. A disposal of which nobody wrote anything down stands where it stood already.
    """
    ended = select(Disposal).where(Disposal.person_id.in_(person_ids), Disposal.state == State.CLOSED_DIED)
    for disposal in db.session.scalars(ended.order_by(Disposal.id).with_for_update()).all():
        latest = select(DisposalEvent).where(DisposalEvent.disposal_id == disposal.id).order_by(DisposalEvent.id.desc())
        written = db.session.scalars(latest.limit(1)).one()
        if written.event == DIED and written.at >= since:
            _go_on(disposal, written.from_state, by)


def _go_on(disposal: Disposal, state: State, by: Viewer) -> None:
    disposal.state = state
    row = DisposalEvent(disposal_id=disposal.id, event=DEATH_TAKEN_BACK, from_state=State.CLOSED_DIED, to_state=state)
    row.at, row.by_id, row.role, row.recorded = clock.now(), by.user_id, by.role.value, {}
    db.session.add(row)
    if state in FOLLOWED:  # there no condition was cancelled before
        cancelled = (Condition.disposal_id == disposal.id, Condition.status == ConditionStatus.CANCELLED)
        db.session.execute(update(Condition).where(*cancelled).values(status=ConditionStatus.OPEN))
    remove_death(disposal, by=by)
    db.session.flush()
    audit.change(
        by, _stays(disposal.person_id), "disposal.death.taken_back", ("disposal", disposal.id), after=state.value
    )


def _refuse_who_may_not(row: Transition, by: Viewer, rank: Rank | None) -> None:
    desk = Desk.WORKER.value if by.is_treatment else by.role.value
    if may_take(row, desk, rank.level if rank else None):
        return
    if may_take(row, Desk.DECIDER.value, rank.level if rank else None):  # the rank is there, and the desk is not
        desk = "You are signed in as {}, whatever your rank: a deciding officer takes it"
        raise Refused(f"This step needs another desk. {desk.format(by.role.label.lower())}")
    held = f"You are recorded as {rank.label.lower()} today" if rank else "No rank is recorded for you today"
    raise Refused(f"This step needs {who_may(row)}. {held}: ask somebody who may take it")


def _ids(recorded: Mapping[str, Any]) -> dict[str, Any]:
    """What of the record goes into the log: numbers, codes and yes or no, never text that somebody wrote."""
    return {
        name: value for name, value in recorded.items() if isinstance(value, bool | int) or name in ("sha256", "code")
    }
