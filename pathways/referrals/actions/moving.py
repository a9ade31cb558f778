"""Moving a referral where two may race: the UPDATE names the states it may leave, and the row count decides."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import update

from pathways import clock
from pathways.audit import Actor
from pathways.referrals.models import Referral, ReferralEvent
from pathways.referrals.rules import ReferralState, next_state, states_before
from pathways.refusals import Stale
from pathways.store import db

ANSWERED = "Somebody answered this referral first. Look at it again before you do anything"


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
    """Take `event` on a referral nobody else has moved meanwhile, with the milestones in `values`; `recorded` is what
    the table says must be recorded.

    Raises NoSuchStep when the table has no such step from where it was read, Stale (worded by `first`) when somebody
    moved it since.
    """
    before: ReferralState = held.state
    after = next_state(before, event)
    moved = db.session.execute(
        update(Referral)
        .where(Referral.id == held.id, Referral.state.in_(states_before(event)))
        .values(state=after, **values)
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(held)
    if moved.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE answers with a cursor result, which counts
        raise Stale(first)
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
