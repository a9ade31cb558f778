"""What becomes of the conditions: a service reports facts, an officer accepts the evidence.

A treatment worker never finds a breach, a completion or a failure (data dictionary, section 3).
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select, update

from pathways import audit, clock
from pathways.auth import Viewer
from pathways.directory.queries import service
from pathways.disposals import queries
from pathways.disposals.actions.steps import refuse_if_dead, take
from pathways.disposals.models import Condition, Disposal
from pathways.disposals.rules import ConditionStatus, Kind, Reported, State
from pathways.disposals.rules.actors import is_deciding_sergeant
from pathways.people.queries import details_of
from pathways.refusals import OutOfSight, Refused, Stale
from pathways.store import db, rows_changed

LEAST_EVIDENCE = 10
NOTHING_AWAITED = (
    "Nothing more can be reported here: a sergeant is looking at it, or it has ended. Tell the police what you know"
)


REPORTS: dict[tuple[Kind, State], tuple[str, str]] = {
    (Kind.CC, State.ACTIVE): ("report_condition", "report_condition"),
    (Kind.CR, State.AGREED): ("report_action", "report_action"),
    (Kind.O22, State.DEFERRED): ("report_done", "report_not_done"),
}
"""The step that a report is, where one is awaited: met, not met."""


def report_condition(
    *,
    by: Viewer,
    condition_id: int,
    met: bool,
    on: date,
    words: str | None = None,
    version: int | None = None,
) -> Condition:
    """A service or a monitor reports one condition, action or activity met or not met, with the day.

    A report of "not met" finds nothing: before the deadline of a caution the person may still do it; after it, the
    report goes to a sergeant. For a treatment viewer the caller has found the referral of this episode to be theirs.
    Raises OutOfSight and Refused.
    """
    row = _reportable(by, condition_id)
    disposal = db.session.get_one(Disposal, row.disposal_id)
    if version is not None:
        audit.expect(details_of(disposal.person_id).person_id, version)
    refuse_if_dead(by, disposal.person_id)
    steps = REPORTS.get((disposal.kind, disposal.state))
    if steps is None:
        raise Refused(NOTHING_AWAITED)
    if row.status is not ConditionStatus.OPEN:
        raise Refused(f"This condition is already settled: {row.status.label.lower()}")
    _refuse_day(on, disposal)
    reported = Reported.MET if met else Reported.NOT_MET
    facts: dict[str, Any] = {"condition_id": row.id, "met": met, "on": on.isoformat()}
    said = (words or "").strip() or None
    take(disposal, steps[0] if met else steps[1], by=by, reason=said, recorded=facts)
    _settle(row, reported_as=reported, reported_on=on, reported_at=clock.now(), reported_by_id=by.user_id)
    if disposal.kind is Kind.CC and not met and clock.today() > row.due_on:
        take(disposal, "suspected_breach", by=by, recorded=facts)
    return row


def _reportable(by: Viewer, condition_id: int) -> Condition:
    if by.is_treatment:
        row = db.session.get(Condition, condition_id)
        if row is None or not _is_theirs(by, row):
            raise OutOfSight
        return row
    return queries.condition(by, condition_id)[0]


def accept_condition(
    *,
    by: Viewer,
    condition_id: int,
    evidence: str | None,
    victim_told: bool | None,
    version: int | None = None,
) -> Condition:
    """An officer accepts the evidence that one condition is met; the last one completes the caution.

    Without a report from a service the officer says what was seen. `victim_told` is needed with the last condition
    where there is a victim. Raises OutOfSight, Stale and Refused.
    """
    row, found = queries.condition(by, condition_id)
    if version is not None:
        audit.expect(found.view.person.id, version)
    refuse_if_dead(by, found.disposal.person_id)
    if found.disposal.kind is not Kind.CC:
        raise Refused("The actions of a resolution and the activity of Outcome 22 are accepted as a whole")
    if row.reported_as is Reported.NOT_MET:
        raise Refused(_reported_not_met(by))
    seen = (evidence or "").strip()
    if row.reported_as is None and len(seen) < LEAST_EVIDENCE:
        raise Refused("No service has reported this. Say what you saw that shows it is met", field="evidence")
    is_last = [one.id for one in found.open_conditions] == [row.id]
    if is_last and victim_told is not True and queries.victim_may_exist(found.disposal):
        raise Refused("Tell the victim before you complete the caution", field="victim_told")
    now = clock.now()
    met = {"status": ConditionStatus.MET, "accepted_at": now, "accepted_by_id": by.user_id, "evidence": seen or None}
    recorded: dict[str, Any] = {"condition_id": row.id, "victim_told": victim_told}
    event, columns = ("all_met", {"completed_at": now}) if is_last else ("condition_met", {})
    take(found.disposal, event, by=by, reason=seen or None, recorded=recorded, columns=columns)
    _settle(row, **met)
    # A colleague may have settled the others since they were read: then this one was the last, or is not.
    if is_last == any(one.status is ConditionStatus.OPEN for one in _read_anew(found.disposal.id)):
        raise Stale
    return row


def _reported_not_met(by: Viewer) -> str:
    reported = "This condition was reported not met"
    if is_deciding_sergeant(by.role.value, by.rank.level if by.rank else None):
        return f"{reported}. Record first that something was not done: then you decide whether it was a failure"
    return f"{reported}. A sergeant must look at it first"


def _read_anew(disposal_id: int) -> Sequence[Condition]:
    rows = select(Condition).where(Condition.disposal_id == disposal_id)
    return db.session.scalars(rows.execution_options(populate_existing=True)).all()


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
    if rows_changed(update(Condition).where(*still_open).values(**values)) != 1:
        raise Stale
    db.session.refresh(row)
