"""What the service tells: a failure at a required assessment, and whether a condition was met."""

from datetime import date, datetime

from pathways import audit, clock
from pathways.auth import Viewer
from pathways.disposals import actions as disposals
from pathways.disposals.models import Condition
from pathways.engagement import queries
from pathways.engagement.actions.moving import expect, refuse
from pathways.engagement.models import RequiredAssessmentOutcome
from pathways.engagement.rules import (
    DIED,
    RequiredFacts,
    RequiredOutcome,
    bars_to_required_outcome,
    is_with_the_service,
    reported_at,
)
from pathways.refusals import Refused
from pathways.store import db
from pathways.store.superseding import supersede


def report_required_assessment(
    *,
    by: Viewer,
    referral_id: int,
    outcome: RequiredOutcome,
    at: datetime,
    correction_reason: str = "",
    version: int | None = None,
) -> RequiredAssessmentOutcome:
    """Record what became of a required assessment. A failure is told to police by this; an attendance is not.

    Drugs Act 2005 s.12(2), s.14(2), s.15(3). Raises Refused with every bar.
    """
    case = queries.case(by, referral_id)
    now, already = clock.now(), case.required_outcome
    refuse(
        bars_to_required_outcome(
            RequiredFacts(
                has_died=case.has_died,
                is_with_the_service=is_with_the_service(case.referral.state),
                now=now,
                due_at=case.required.initial_at if case.required else None,
                outcome=outcome,
                at=at,
                already=already.outcome if already else None,
                correction_reason=correction_reason,
            )
        )
    )
    if case.required is None:
        raise Refused("No required assessment stands for this person")
    made = RequiredAssessmentOutcome(
        required_assessment_id=case.required.id,
        referral_id=referral_id,
        outcome=outcome,
        at=at,
        reported_to_police_at=reported_at(outcome, now),
        recorded_at=now,
        recorded_by_id=by.user_id,
    )
    if already is not None:
        expect(case, version)
        supersede(already, made, at=now, reason=correction_reason)
    else:
        db.session.add(made)
        db.session.flush()
    told = outcome.is_failure or (already is not None and already.outcome.is_failure)
    action = "required_assessment.outcome.disclosed" if told else "required_assessment.outcome.recorded"
    audit.change(by, case.person.id, action, ("required_assessment", case.required.id), outcome=outcome)
    return made


def report_condition(*, by: Viewer, referral_id: int, condition_id: int, met: bool, on: date) -> Condition:
    """Tell the police whether one condition of a signed disposal was met, nothing else. Police decide what follows."""
    case, condition = queries.condition(by, referral_id, condition_id)
    if case.has_died:
        raise Refused(reasons=(DIED,))
    return disposals.report_condition(by=by, condition_id=condition.id, met=met, on=on)
