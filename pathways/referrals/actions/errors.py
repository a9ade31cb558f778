"""A referral that was never made, is of the wrong person, or was sent twice: said by one, settled by another."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import update

from pathways import audit, clock
from pathways.auth import Viewer
from pathways.people import queries as people
from pathways.people.models import Person
from pathways.referrals import queries
from pathways.referrals.actions.stepping import take_step
from pathways.referrals.models import ErrorSaid
from pathways.referrals.queries.errors import DUPLICATE, error_waiting, is_said, is_same_twice
from pathways.referrals.rules.asked import steps_asked
from pathways.refusals import Reason, Refused, Stale
from pathways.store import db, rows_changed


def say_error(*, by: Viewer, referral_id: int, given: Mapping[str, Any]) -> ErrorSaid:
    """Say that a referral in sight is an error. Nothing moves until a manager agrees. Raises Refused, OutOfSight."""
    held = queries.referral(by, referral_id)
    person = db.session.get_one(Person, people.details_of(held.person_id).person_id)
    if bars := people.bars_of_death(by, person):
        raise Refused(reasons=bars)
    faults = steps_asked()["recorded_in_error"].faults(given, clock.london(clock.now()))
    if given.get("why") == DUPLICATE and not given.get("correct"):
        faults = (*faults, Reason("Enter the reference of the referral that stays", "correct"))
    if is_said(held):
        faults = (*faults, Reason("Somebody said so already, and a manager has not settled it yet"))
    if faults:
        raise Refused(reasons=faults)
    row = ErrorSaid(
        referral_id=held.id,
        why=given["why"],
        correct=given.get("correct") or None,
        said_at=clock.now(),
        said_by_id=by.user_id,
    )
    db.session.add(row)
    db.session.flush()
    audit.in_confidence(by, held.person_id, "referral.error.said", ("referral_error", row.id), why=row.why)
    return row


def settle_error(*, by: Viewer, error_id: int, agrees: bool) -> ErrorSaid:
    """Agree, and the referral is closed as an error or as a duplicate; or not, and it stands. Raises Refused, Stale."""
    found = error_waiting(by, error_id)
    row, held = found.row, found.held
    settled = {"settled_at": clock.now(), "settled_by_id": by.user_id, "agreed": agrees}
    waits = (ErrorSaid.id == row.id, ErrorSaid.settled_at.is_(None))
    if rows_changed(update(ErrorSaid).where(*waits).values(**settled)) != 1:
        raise Stale("A colleague settled this a moment ago")
    if not agrees:
        audit.in_confidence(by, held.person_id, "referral.error.turned_down", ("referral_error", row.id))
        return row
    if row.why == DUPLICATE:
        now = queries.standing_of(held, is_same_source=is_same_twice(held, row.correct))
        take_step(held, "merged_duplicate", by=by, given={"surviving": row.correct}, now=now)
    else:
        given = {"why": row.why, "correct": row.correct}
        take_step(held, "recorded_in_error", by=by, given=given, now=queries.standing_of(held))
    return row
