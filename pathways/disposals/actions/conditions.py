"""What becomes of the conditions: a service reports facts, an officer accepts the evidence.

A treatment worker never finds a breach, a completion or a failure (data dictionary, section 3).
"""

from datetime import date
from typing import Any

from sqlalchemy import update
from sqlalchemy.engine import CursorResult

from pathways import clock
from pathways.auth import Viewer
from pathways.directory.queries import service
from pathways.disposals import queries
from pathways.disposals.actions.steps import refuse_if_dead, take
from pathways.disposals.models import Condition, Disposal
from pathways.disposals.rules import ConditionStatus, Reported, State
from pathways.refusals import OutOfSight, Refused, Stale
from pathways.store import db

LEAST_EVIDENCE = 10


def report_condition(*, by: Viewer, condition_id: int, met: bool, on: date) -> Condition:
    """A service reports one condition of its own met or not met, with the day. The return door from engagement.

    A report of "not met" finds nothing: before the deadline the person may still do it; after it, the report goes to
    a sergeant. The caller has found the referral of this episode to be the viewer's. Raises OutOfSight and Refused.
    """
    row = db.session.get(Condition, condition_id)
    if row is None or not by.is_treatment or not _is_theirs(by, row):
        raise OutOfSight
    disposal = db.session.get_one(Disposal, row.disposal_id)
    refuse_if_dead(by, disposal.person_id)
    if disposal.state is State.BREACH_REVIEW:
        raise Refused(
            "A sergeant is looking at this caution. Tell the police what you know; nothing is reported here now"
        )
    if row.status is not ConditionStatus.OPEN:
        raise Refused(f"This condition is already settled: {row.status.label.lower()}")
    _refuse_day(on, disposal)
    reported = Reported.MET if met else Reported.NOT_MET
    facts: dict[str, Any] = {"condition_id": row.id, "met": met, "on": on.isoformat()}
    take(disposal, "report_condition", by=by, recorded=facts)
    _settle(row, reported_as=reported, reported_on=on, reported_at=clock.now(), reported_by_id=by.user_id)
    if not met and clock.today() > row.due_on:
        take(disposal, "suspected_breach", by=by, recorded=facts)
    return row


def accept_condition(*, by: Viewer, condition_id: int, evidence: str | None, victim_told: bool | None) -> Condition:
    """An officer accepts the evidence that one condition is met; the last one completes the caution.

    Without a report from a service the officer says what was seen. `victim_told` is needed with the last condition
    where there is a victim. Raises OutOfSight, Stale and Refused.
    """
    row, found = queries.condition(by, condition_id)
    refuse_if_dead(by, found.disposal.person_id)
    if row.reported_as is Reported.NOT_MET:
        raise Refused("The service reported this condition not met. A sergeant must look at it first")
    seen = (evidence or "").strip()
    if row.reported_as is None and len(seen) < LEAST_EVIDENCE:
        raise Refused("No service has reported this. Say what you saw that shows it is met", field="evidence")
    is_last = [one.id for one in found.open_conditions] == [row.id]
    if is_last and victim_told is not True and queries.victim_is_known(found.disposal.facts):
        raise Refused("Tell the victim before you complete the caution", field="victim_told")
    now = clock.now()
    met = {"status": ConditionStatus.MET, "accepted_at": now, "accepted_by_id": by.user_id, "evidence": seen or None}
    recorded: dict[str, Any] = {"condition_id": row.id, "victim_told": victim_told}
    event, columns = ("all_met", {"completed_at": now}) if is_last else ("condition_met", {})
    take(found.disposal, event, by=by, reason=seen or None, recorded=recorded, columns=columns)
    _settle(row, **met)
    return row


def _is_theirs(by: Viewer, row: Condition) -> bool:
    return row.service_id is None or service(row.service_id).organisation_id == by.organisation_id


def _refuse_day(on: date, disposal: Disposal) -> None:
    if on > clock.today():
        raise Refused("The day cannot be in the future", field="on")
    if disposal.signed_at and on < clock.london_date(disposal.signed_at):
        raise Refused("The day is before the caution was signed. Check it", field="on")


def _settle(row: Condition, **values: Any) -> None:
    """Write to a condition that is still open. Raises Stale if somebody else settled it first."""
    still_open = (Condition.id == row.id, Condition.status == ConditionStatus.OPEN)
    done = db.session.execute(update(Condition).where(*still_open).values(**values))
    if isinstance(done, CursorResult) and done.rowcount != 1:
        raise Stale
    db.session.refresh(row)
