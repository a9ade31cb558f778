"""Moving a referral where two may race: the UPDATE names the state it leaves, and the row count decides."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import update

from pathways import audit, clock
from pathways.audit import Actor
from pathways.referrals.actions.transferring import end_transfer
from pathways.referrals.models import Referral, ReferralEvent
from pathways.referrals.queries.states import previous_of
from pathways.referrals.rules import NoSuchStep, ReferralState, is_closed, next_state, steps
from pathways.refusals import Stale
from pathways.store import db, rows_changed

ANSWERED = "Somebody answered this referral first. Look at it again before you do anything"

ON_ITS_WAY = (ReferralState.TRANSFER_PENDING, ReferralState.SUSPENDED)
"""A transfer may stand open here; with any step out of both it has ended."""


def move(
    held: Referral,
    event: str,
    *,
    by: Actor,
    reason: str | None = None,
    recorded: Mapping[str, Any] | None = None,
    first: str = ANSWERED,
    **values: Any,
) -> ReferralEvent:
    """Take `event` on a referral, with the milestones in `values`; `recorded` is what the table says must be recorded.

    A colleague may meanwhile have taken a step after which this one is still open (said that it came, say): then it is
    taken from there. Raises NoSuchStep when the table has no such step from where it was read, Stale (worded by
    `first`) when somebody moved it since to where it is not open.
    """
    audit.hold(held.person_id)
    before: ReferralState = held.state
    while True:
        after = _after(held, before, event)
        closing = {"closed_at": clock.now()} if is_closed(after) and not is_closed(before) else {}
        moved = rows_changed(
            update(Referral)
            .where(Referral.id == held.id, Referral.state == before)
            .values(state=after, **closing, **values)
            .execution_options(synchronize_session=False)
        )
        db.session.refresh(held)
        if moved == 1:
            break
        if held.state == before or (held.state, event) not in steps():
            raise Stale(first)
        before = held.state
    if before in ON_ITS_WAY and after not in ON_ITS_WAY:
        end_transfer(held, event, by=by)
    return ReferralEvent.of(
        held.id,
        event,
        before,
        after,
        at=clock.now(),
        by_id=by.user_id,
        role=by.role,
        reason=reason,
        recorded=recorded,
    )


def _after(held: Referral, before: ReferralState, event: str) -> ReferralState:
    """Where the step leads; of one that leads back, the state left on entering the pause is read from the events."""
    try:
        return next_state(before, event)
    except NoSuchStep:
        if (before, event) not in steps():
            raise
    return next_state(before, event, previous=previous_of(held))
