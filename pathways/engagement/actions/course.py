"""The course of treatment: assessment, care plan, structured start, engaged, and the way out.

Each step is recorded once; saved again with a reason, it corrects the one that stands by a row that supersedes it.
"""

from datetime import date, datetime
from typing import TypeVar

from pathways import audit, clock
from pathways.acceptance.queries import keyworkers
from pathways.auth import Viewer
from pathways.engagement import queries
from pathways.engagement.actions.moving import expect, move, refuse, stamp
from pathways.engagement.models import (
    AssessedSubstance,
    Assessment,
    CarePlan,
    Engagement,
    Exit,
    StructuredStart,
)
from pathways.engagement.queries import Case
from pathways.engagement.rules import (
    ENGAGED,
    AssessmentFacts,
    ExitFacts,
    StepFacts,
    bars_to_assessment,
    bars_to_care_plan,
    bars_to_engaged,
    bars_to_exit,
    bars_to_start,
    endings,
    opens_at,
)
from pathways.referrals.models import ReferralEvent
from pathways.referrals.rules import ReferralState
from pathways.refusals import Refused
from pathways.store import Record, db
from pathways.store.superseding import supersede
from pathways.vocabulary import Substance

Row = TypeVar("Row", bound=Record)


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
    if assessor_id not in {one.id for one in keyworkers(by)}:
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
    _put(case, case.assessment, made, correction_reason, version)
    db.session.add_all(AssessedSubstance(assessment_id=made.id, substance=one) for one in dict.fromkeys(substances))
    attended = [*case.attended_on, attended_on]
    milestones = {"assessed_on": attended_on, "first_attended_on": min(attended)}
    if case.referral.state in (ReferralState.ACCEPTED, ReferralState.APPT_OFFERED):
        move(by=by, case=case, event="attended", milestones=milestones)
    else:
        stamp(case, milestones)
    _audit(by, case, "assessment", made.id, correction_reason)
    return made


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
    _put(case, already, made, correction_reason, version)
    if already is None:
        move(by=by, case=case, event="need_agreed")
    _audit(by, case, "care_plan", made.id, correction_reason)
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
    _put(case, already, made, correction_reason, version)
    if already is None:
        move(by=by, case=case, event="structured_start")
    _audit(by, case, "structured_start", made.id, correction_reason, modality=modality)
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
    _put(case, already, made, correction_reason, version)
    stamp(case, {"engaged_on": engaged_on})
    state, at = case.referral.state, clock.now()
    ReferralEvent.of(referral_id, "engaged", state, state, at=at, by_id=by.user_id, role=by.role)
    _audit(by, case, "engagement", made.id, correction_reason, definition=f"{ENGAGED.code}/{ENGAGED.version}")
    return made


def leave(*, by: Viewer, referral_id: int, reason: str, exited_on: date) -> Exit:
    """Close the case with a reason from the list, planned or not. Once only: to come back is a re-opening."""
    case = queries.case(by, referral_id)
    ending = endings().get(reason)
    if ending is None:
        raise Refused("Choose one of the reasons on the page", field="reason")
    dated = [one.agreed_on for one in [case.care_plan] if one]
    dated += [one.started_on for one in [case.start] if one]
    refuse(
        bars_to_exit(
            ExitFacts(
                state=case.referral.state,
                has_died=case.has_died,
                today=clock.today(),
                on=exited_on,
                ending=ending,
                not_before=max([*dated, *([case.last_seen_on] if case.last_seen_on else [])], default=None),
            )
        )
    )
    move(by=by, case=case, event=ending.event, reason=reason, milestones={"exited_on": exited_on})
    made = Exit(
        referral_id=referral_id,
        reason=reason,
        planned=ending.is_planned,
        exited_on=exited_on,
        recorded_at=clock.now(),
        recorded_by_id=by.user_id,
    )
    db.session.add(made)
    db.session.flush()
    audit.change(by, case.person.id, "referral.closed", ("referral", referral_id), reason=reason)
    return made


def _unrecorded_on(case: Case, day: date) -> datetime | None:
    """An appointment of that day whose time has come and whose outcome nobody recorded."""
    if case.assessment is not None:
        return None
    waiting = (one.starts_at for one in case.appointments if one.outcome is None)
    return next((at for at in waiting if clock.london_date(at) == day and opens_at(at) <= clock.now()), None)


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


def _put(case: Case, already: Row | None, made: Row, reason: str, version: int | None) -> None:
    """Add the row, in the place of the one that stands if there is one."""
    if already is not None:
        expect(case, version)
        supersede(already, made, at=clock.now(), reason=reason)
        return
    db.session.add(made)
    db.session.flush()


def _audit(by: Viewer, case: Case, what: str, row_id: int, correction_reason: str, **payload: str) -> None:
    done = "corrected" if correction_reason else "recorded"
    audit.change(by, case.person.id, f"{what}.{done}", (what, row_id), referral=case.referral.id, **payload)
