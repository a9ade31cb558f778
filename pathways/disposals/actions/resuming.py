"""A death that was taken back: each disposal that it had ended goes on where it stood (decision 0053)."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select, update

from pathways import audit, clock
from pathways.auth import Viewer
from pathways.disposals.actions.codes import remove_death
from pathways.disposals.actions.steps import DIED
from pathways.disposals.models import Condition, Disposal, DisposalEvent
from pathways.disposals.queries.records import FOLLOWED
from pathways.disposals.rules import DEATH_TAKEN_BACK, ConditionStatus, State
from pathways.people.queries import details_of, when_taken_back
from pathways.store import db


@when_taken_back
def resume(by: Viewer, person_ids: Collection[int], since: datetime) -> None:
    """Take back what was written down of a death that was none; nothing else of a disposal moved meanwhile.

    A disposal of which nobody wrote anything down stands where it stood already.
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
    stays = details_of(disposal.person_id).person_id
    audit.change(by, stays, "disposal.death.taken_back", ("disposal", disposal.id), after=state.value)
