"""The course of treatment: care plan, structured start, engaged.

Each step is recorded once; saved again with a reason, it corrects the one that stands by a row that supersedes it.
"""

from datetime import date

from pathways import clock
from pathways.auth import Viewer
from pathways.engagement import queries
from pathways.engagement.actions.moving import log, move, put, refuse, stamp
from pathways.engagement.actions.planning import follow_start
from pathways.engagement.models import (
    CarePlan,
    Engagement,
    StructuredStart,
)
from pathways.engagement.queries import Case
from pathways.engagement.rules import (
    ENGAGED,
    StepFacts,
    bars_to_care_plan,
    bars_to_engaged,
    bars_to_start,
)
from pathways.referrals.models import ReferralEvent


def agree_care_plan(
    *, by: Viewer, referral_id: int, agreed_on: date, correction_reason: str = "", version: int | None = None
) -> CarePlan:
    """The care plan was agreed with the person: on the caseload from that day."""
    case = queries.case(by, referral_id)
    already = case.care_plan
    facts = _step(
        case,
        agreed_on,
        not_before=case.assessment.attended_on if case.assessment else None,
        already_on=already.agreed_on if already else None,
        correction_reason=correction_reason,
    )
    refuse(bars_to_care_plan(facts))
    made = CarePlan(referral_id=referral_id, agreed_on=agreed_on, recorded_at=clock.now(), recorded_by_id=by.user_id)
    put(case, already, made, correction_reason, version)
    if already is None:
        move(by=by, case=case, event="need_agreed")
    log(by, case, "care_plan", made.id, correction_reason)
    return made


def start_treatment(
    *,
    by: Viewer,
    referral_id: int,
    started_on: date,
    modality: str,
    correction_reason: str = "",
    version: int | None = None,
) -> StructuredStart:
    """Structured treatment started: pharmacological (94) or psychosocial (95)."""
    case = queries.case(by, referral_id)
    already = case.start
    facts = _step(
        case,
        started_on,
        not_before=case.care_plan.agreed_on if case.care_plan else None,
        already_on=already.started_on if already else None,
        correction_reason=correction_reason,
    )
    refuse(bars_to_start(facts, modality))
    made = StructuredStart(
        referral_id=referral_id,
        modality=modality,
        started_on=started_on,
        recorded_at=clock.now(),
        recorded_by_id=by.user_id,
    )
    put(case, already, made, correction_reason, version)
    if already is None:
        move(by=by, case=case, event="structured_start")
    follow_start(case, made)
    log(by, case, "structured_start", made.id, correction_reason, modality=modality)
    return made


def record_engaged(
    *, by: Viewer, referral_id: int, engaged_on: date, correction_reason: str = "", version: int | None = None
) -> Engagement:
    """The person engaged on that day, under the definition and version in force now."""
    case = queries.case(by, referral_id)
    already = case.engagement
    facts = _step(
        case,
        engaged_on,
        not_before=case.start.started_on if case.start else None,
        already_on=already.engaged_on if already else None,
        correction_reason=correction_reason,
    )
    refuse(bars_to_engaged(facts, case.structured_contacts))
    made = Engagement(
        referral_id=referral_id,
        person_id=case.person.id,
        engaged_on=engaged_on,
        definition=ENGAGED.code,
        definition_version=ENGAGED.version,
        recorded_at=clock.now(),
        recorded_by_id=by.user_id,
    )
    put(case, already, made, correction_reason, version)
    stamp(case, {"engaged_on": engaged_on})
    state, at = case.referral.state, clock.now()
    ReferralEvent.of(referral_id, "engaged", state, state, at=at, by_id=by.user_id, role=by.role)
    log(by, case, "engagement", made.id, correction_reason, definition=f"{ENGAGED.code}/{ENGAGED.version}")
    return made


def _step(
    case: Case, on: date, *, not_before: date | None, already_on: date | None, correction_reason: str
) -> StepFacts:
    return StepFacts(
        state=case.referral.state,
        has_died=case.has_died,
        today=clock.today(),
        on=on,
        not_before=not_before,
        already_on=already_on,
        correction_reason=correction_reason,
    )
