"""What a step does to the conditions, actions or activity of a disposal, and to its days."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, update

from pathways import clock
from pathways.auth import Viewer
from pathways.disposals.models import Condition
from pathways.disposals.queries import DisposalView
from pathways.disposals.rules import ConditionStatus, Reported, State
from pathways.store import db

DONE = frozenset({"action_done", "late_done", "late_completion_accepted", "accept_done"})
"""Steps by which an officer accepts that everything was done."""

COMPLETES = DONE | {"all_met"}
BECOMES = {
    "excuse_accepted_no_time": ConditionStatus.EXCUSED,
    "part_compliance_accepted": ConditionStatus.NOT_MET,
    "decide_prosecute": ConditionStatus.NOT_MET,
    "not_done": ConditionStatus.NOT_MET,
    "not_completed": ConditionStatus.NOT_MET,
    "time_expired": ConditionStatus.CANCELLED,
    "withdraw_agreement": ConditionStatus.CANCELLED,
    "error_found": ConditionStatus.CANCELLED,
    "quashed": ConditionStatus.CANCELLED,
    "person_died": ConditionStatus.CANCELLED,
    "new_offence": ConditionStatus.CANCELLED,
}
"""What the conditions that are still open become."""
LOOKED_AT = frozenset({"no_failure_found", "excuse_accepted"})
"""Steps by which a sergeant has answered a report of "not met": it is set aside, and stays in the events."""
GOES_ON = frozenset({"re_offer", "continue"})
"""Steps by which what was agreed goes on until a new day."""
NOT_COMPLETE_AFTER_ALL = frozenset({"evidence_returned", "new_offence"})
NOT_REPORTED: dict[str, Any] = {"reported_as": None, "reported_on": None, "reported_at": None, "reported_by_id": None}
AUTHORITY_IS_ASKED_AGAIN = {"authorised_at": None, "authorised_by_id": None, "authorised_rank": None}


def columns_of(event: str, to: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """What a step sets on the disposal itself."""
    if event in COMPLETES:
        return {"completed_at": clock.now()}
    if event in GOES_ON:
        return {"ends_on": given["ends_on"]}
    if event in NOT_COMPLETE_AFTER_ALL:
        return {"completed_at": None}
    if event == "provider_unavailable" and to == State.PROPOSED.value:
        return dict(AUTHORITY_IS_ASKED_AGAIN)
    return {}


def settle_conditions(found: DisposalView, event: str, given: Mapping[str, Any], *, by: Viewer) -> None:
    """Settle the conditions that a step settles. The step itself is an event, so nothing of the past is lost."""
    if event in DONE:
        evidence = given.get("evidence") or given.get("why")
        met = {"status": ConditionStatus.MET, "accepted_at": clock.now(), "accepted_by_id": by.user_id}
        _each(found, (ConditionStatus.OPEN, ConditionStatus.NOT_MET), met | {"evidence": evidence})
    elif event in BECOMES:
        _each(found, (ConditionStatus.OPEN,), {"status": BECOMES[event]})
    elif event == "provider_unavailable" and found.disposal.state is State.REVIEWED:
        _each(found, (ConditionStatus.OPEN,), {"status": ConditionStatus.CANCELLED})
    elif event == "charge" and found.disposal.state is State.PROSECUTED:
        _each(found, (ConditionStatus.OPEN,), {"status": ConditionStatus.NOT_MET})
    elif event in LOOKED_AT:
        _each(found, (ConditionStatus.OPEN,), NOT_REPORTED, Condition.reported_as == Reported.NOT_MET)
    elif event in GOES_ON:
        _goes_on(found, given["ends_on"])
    elif event == "evidence_returned":
        not_shown = {"status": ConditionStatus.OPEN, "accepted_at": None, "accepted_by_id": None}
        _each(found, (ConditionStatus.MET,), not_shown)


def _goes_on(found: DisposalView, until: date) -> None:
    unfinished = (ConditionStatus.OPEN, ConditionStatus.NOT_MET)
    _each(found, unfinished, {"status": ConditionStatus.OPEN, "due_on": until} | NOT_REPORTED)


def _each(
    found: DisposalView,
    statuses: tuple[ConditionStatus, ...],
    values: Mapping[str, Any],
    *only: ColumnElement[bool],
) -> None:
    of_these = (Condition.disposal_id == found.disposal.id, Condition.status.in_(statuses), *only)
    db.session.execute(update(Condition).where(*of_these).values(**values))
    for row in found.conditions:
        db.session.refresh(row)
