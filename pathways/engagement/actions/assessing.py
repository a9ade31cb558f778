"""Recording an attended assessment, or correcting it."""

from datetime import date, datetime

from pathways import clock
from pathways.acceptance.queries import keyworkers
from pathways.auth import Viewer
from pathways.engagement import queries
from pathways.engagement.actions.moving import log, move, put, refuse, stamp
from pathways.engagement.models import (
    AssessedSubstance,
    Assessment,
)
from pathways.engagement.queries import Case
from pathways.engagement.rules import (
    AssessmentFacts,
    bars_to_assessment,
    opens_at,
)
from pathways.referrals.rules import ReferralState
from pathways.refusals import Refused
from pathways.store import db
from pathways.vocabulary import Substance


def record_assessment(
    *,
    by: Viewer,
    referral_id: int,
    attended_on: date,
    assessor_id: int,
    uses_substances: bool,
    substances: tuple[Substance, ...],
    needs_agreed: str,
    correction_reason: str = "",
    version: int | None = None,
) -> Assessment:
    """Record an attended assessment, or correct it. Somebody who came without an appointment has attended by it."""
    case = queries.case(by, referral_id)
    if assessor_id not in {one.id for one in keyworkers(by, case.referral.person_id)}:
        raise Refused("Choose an assessor of your own service", field="assessor")
    refuse(
        bars_to_assessment(
            AssessmentFacts(
                state=case.referral.state,
                has_died=case.has_died,
                today=clock.today(),
                accepted_on=clock.london_date(case.referral.accepted_at) if case.referral.accepted_at else None,
                attended_on=attended_on,
                uses_substances=uses_substances,
                substances=len(substances),
                unrecorded_at=_unrecorded_on(case, attended_on),
                already_on=case.assessment.attended_on if case.assessment else None,
                correction_reason=correction_reason,
            )
        )
    )
    made = Assessment(
        referral_id=referral_id,
        person_id=case.person.id,
        attended_on=attended_on,
        assessor_id=assessor_id,
        uses_substances=uses_substances,
        needs_agreed=needs_agreed,
        recorded_at=clock.now(),
        recorded_by_id=by.user_id,
    )
    put(case, case.assessment, made, correction_reason, version)
    db.session.add_all(AssessedSubstance(assessment_id=made.id, substance=one) for one in dict.fromkeys(substances))
    attended = [*case.attended_on, attended_on]
    milestones = {"assessed_on": attended_on, "first_attended_on": min(attended)}
    if case.referral.state in (ReferralState.ACCEPTED, ReferralState.APPT_OFFERED):
        move(by=by, case=case, event="attended", milestones=milestones)
    else:
        stamp(case, milestones)
    log(by, case, "assessment", made.id, correction_reason)
    return made


def _unrecorded_on(case: Case, day: date) -> datetime | None:
    """An appointment of that day whose time has come and whose outcome nobody recorded."""
    if case.assessment is not None:
        return None
    waiting = (one.starts_at for one in case.appointments if one.outcome is None)
    return next((at for at in waiting if clock.london_date(at) == day and opens_at(at) <= clock.now()), None)
