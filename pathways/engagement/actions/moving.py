"""How a case moves: by the referral's table, by an UPDATE that names the state it saw, and with the event beside it."""

from collections.abc import Mapping
from typing import Any, TypeVar

from sqlalchemy import update

from pathways import audit, clock
from pathways.audit import Actor
from pathways.auth import Viewer
from pathways.engagement.queries import Case, appointments_of
from pathways.referrals.models import Referral, ReferralEvent
from pathways.referrals.rules import ReferralState, first_offer, is_closed, next_state
from pathways.refusals import Reason, Refused, Stale
from pathways.store import Record, db
from pathways.store.superseding import supersede

Row = TypeVar("Row", bound=Record)

FIRST = "A colleague changed this case first. What you typed is still here: look at the case, then save again"


def refuse(bars: tuple[Reason, ...]) -> None:
    """Raises Refused with every reason, if there is one."""
    if bars:
        raise Refused(reasons=bars)


def expect(case: Case, version: int | None) -> None:
    """Raises Stale if the person's record changed since the form was filled from it."""
    if version is not None:
        audit.expect(case.person.id, version, in_confidence=True)


def move(
    *,
    by: Actor,
    case: Case,
    event: str,
    reason: str | None = None,
    milestones: Mapping[str, Any] | None = None,
    recorded: Mapping[str, Any] | None = None,
) -> None:
    """Take one step of the table and stamp its milestones. Raises Stale when a colleague moved the case first."""
    after = next_state(case.referral.state, event)
    shift(by=by, case=case, event=event, after=after, reason=reason, milestones=milestones, recorded=recorded)


def shift(
    *,
    by: Actor,
    case: Case,
    event: str,
    after: ReferralState,
    reason: str | None = None,
    milestones: Mapping[str, Any] | None = None,
    recorded: Mapping[str, Any] | None = None,
) -> None:
    """Put the case in a state, with the event that says why. `move` is for steps; this one also for corrections."""
    referral, before, at = case.referral, case.referral.state, clock.now()
    closing = {"closed_at": at} if is_closed(after) else {}
    stamp(case, {"state": after, **closing, **(milestones or {})})
    ReferralEvent.of(
        referral.id, event, before, after, at=at, by_id=by.user_id, role=by.role, reason=reason, recorded=recorded
    )


def stamp(case: Case, values: Mapping[str, Any]) -> None:
    """Write values on the referral, if it still stands in the state that was seen. Raises Stale when it does not."""
    audit.hold(case.person.id)
    seen = (Referral.id == case.referral.id, Referral.state == case.referral.state)
    change = update(Referral).where(*seen).values(**values).returning(Referral)
    if db.session.scalars(change, execution_options={"populate_existing": True}).one_or_none() is None:
        raise Stale(FIRST)


def date_first_offer(case: Case) -> None:
    """Date the first appointment offered anew, from those that count as offered now. Raises Stale."""
    offers = appointments_of([case.referral.id]).get(case.referral.id, ())
    offered_at = first_offer(offers, clock.now())
    stamp(case, {"first_offered_on": clock.london_date(offered_at) if offered_at else None})


def put(case: Case, already: Row | None, made: Row, reason: str, version: int | None) -> None:
    """Add the row, in the place of the one that stands if there is one."""
    if already is not None:
        expect(case, version)
        supersede(already, made, at=clock.now(), reason=reason)
        return
    db.session.add(made)
    db.session.flush()


def log(by: Viewer, case: Case, what: str, row_id: int, correction_reason: str, **payload: str) -> None:
    done = "corrected" if correction_reason else "recorded"
    audit.in_confidence(by, case.person.id, f"{what}.{done}", (what, row_id), referral=case.referral.id, **payload)
