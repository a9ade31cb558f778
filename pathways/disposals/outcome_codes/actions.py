"""The outcome code: what a step asks of it, and what the crime registrar answers. Every line is added, none changed."""

from collections.abc import Mapping
from typing import Any

from pathways import clock
from pathways.audit import record as audit
from pathways.auth.roles import Viewer
from pathways.disposals.models import Disposal, OutcomeRecord
from pathways.disposals.outcome_codes import queries
from pathways.disposals.outcome_codes.rules import CodeMove, CodeStep, code_move, outcome_codes
from pathways.disposals.steps.rules.machine import DisposalTransition
from pathways.people.identity.queries import details_of
from pathways.refusals import Refused, Stale
from pathways.store.base import db

LEAST_WHY = 10
DIED = "5"


def move_code(disposal: Disposal, row: DisposalTransition, *, by: Viewer, recorded: Mapping[str, Any]) -> None:
    """Write down what this step asks of the code, and set it on the disposal where it asks for one.

    What is to be removed is the code that stands, a registrar's correction included; a death is noted where none does.
    """
    move, code = code_move(row.outcome_code_effect, str(recorded.get("code", "")))
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
    """Ask for the removal of the code of a death that was none, where it is the one that stands."""
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
    """The registrar accepts what was asked for, or corrects it to another code (or lets it stay) and says why.

    Raises OutOfSight, Stale when the code moved meanwhile, and Refused.
    """
    asked = queries.code_asked(by, record_id)
    disposal = db.session.get_one(Disposal, asked.disposal_id)
    stays = details_of(disposal.person_id).person_id
    audit.hold(stays)
    # Held until the end, so that of two who answer at once the second reads what the first wrote.
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
    # A removal that the registrar does not agree to leaves the code where it was: that is an answer too.
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
    db.session.add(line)
    db.session.flush()
    if audited:
        subject = ("disposal", disposal.id)
        stays = details_of(disposal.person_id).person_id
        audit.change(by, stays, "disposal.code.answered", subject, code=code, step=step.value)
    return line
