"""The history of an outcome code: what a step asks for, and what the crime registrar answers. Rows never change."""

from collections.abc import Mapping
from typing import Any

from pathways import clock
from pathways.audit import record as audit
from pathways.auth.roles import Viewer
from pathways.disposals.models import Disposal, OutcomeRecord
from pathways.disposals.outcome_codes import queries
from pathways.disposals.outcome_codes.rules import CodeMove, CodeStep, code_move, outcome_codes
from pathways.people.identity.queries import details_of
from pathways.refusals import Refused, Stale
from pathways.step_tables.rules import TableStep
from pathways.store.base import db, save

LEAST_WHY = 10
DIED = "5"


def move_code(disposal: Disposal, step: TableStep, *, by: Viewer, recorded: Mapping[str, Any]) -> None:
    """Record what a step means for the outcome code, and set the code on the disposal if the step asks for one.

    A removal is of the current code, even if the registrar corrected it. A death is noted only if there is no code.
    """
    move, code = code_move(step.code_effect, str(recorded.get("code", "")))
    match move:
        case CodeMove.REQUEST:
            disposal.outcome_requested = code
            _write(disposal, code, CodeStep.REQUESTED, by=by)
        case CodeMove.REMOVE if stands := queries.code_that_stands(disposal.id):
            _write(disposal, stands, CodeStep.REMOVAL_ASKED, by=by)
        case CodeMove.NOTE if code != DIED or not queries.code_that_stands(disposal.id):
            _write(disposal, code, CodeStep.NOTED, by=by)
        case _:
            pass


def remove_death(disposal: Disposal, *, by: Viewer) -> None:
    """Ask for the removal of the code of a death that was taken back, if it is the current code."""
    if queries.code_that_stands(disposal.id) == DIED:
        _write(disposal, DIED, CodeStep.REMOVAL_ASKED, by=by)


def answer_code(
    *,
    by: Viewer,
    record_id: int,
    accept: bool,
    code: str | None = None,
    reason: str | None = None,
    version: int | None = None,
) -> OutcomeRecord:
    """Record the registrar's answer: accept what was asked for, or another code with a reason.

    Instead of a removal, the registrar may leave the code as it is. Raises OutOfSight, Refused, and Stale if the code
    changed meanwhile.
    """
    asked = queries.code_asked(by, record_id)
    disposal = db.session.get_one(Disposal, asked.disposal_id)
    stays = details_of(disposal.person_id).person_id
    audit.lock(stays)
    # Locked until the transaction ends, so that the second of two answers at once sees the first.
    db.session.refresh(disposal, with_for_update=True)
    latest = queries.latest_code(disposal.id)
    if latest is None or latest.id != asked.id:
        raise Stale("This code has changed since you opened the page. Look at where it is now")
    audit.expect(stays, version)
    if accept:
        step = CodeStep.REMOVED if asked.step is CodeStep.REMOVAL_ASKED else CodeStep.ACCEPTED
        return _write(disposal, asked.code, step, by=by, audited=True)
    why = (reason or "").strip()
    known = {each.code for each in outcome_codes()}
    # To leave a code that was to be removed is an answer too.
    is_no_answer = code == asked.code and asked.step is not CodeStep.REMOVAL_ASKED
    if not code or code not in known or is_no_answer:
        raise Refused("Select the code that is right instead", field="code")
    if len(why) < LEAST_WHY:
        raise Refused(f"Say why in {LEAST_WHY} characters or more", field="reason")
    return _write(disposal, code, CodeStep.CORRECTED, by=by, reason=why, audited=True)


def _write(
    disposal: Disposal, code: str, step: CodeStep, *, by: Viewer, reason: str | None = None, audited: bool = False
) -> OutcomeRecord:
    line = OutcomeRecord(
        disposal_id=disposal.id,
        code=code,
        step=step,
        on=clock.today(),
        reason=reason,
        at=clock.now(),
        by_id=by.user_id,
    )
    save(line)
    if audited:
        subject = ("disposal", disposal.id)
        stays = details_of(disposal.person_id).person_id
        audit.change(by, stays, "disposal.code.answered", subject, code=code, step=step.value)
    return line
