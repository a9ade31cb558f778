"""Recording an assessment, needs, and the goals, interventions and reviews of a care plan."""

from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import update

from pathways import clock, dates
from pathways.acceptance.queries.answering import keyworkers
from pathways.audit import record as audit
from pathways.auth.roles import Viewer
from pathways.engagement.actions import CASE_CHANGED_FIRST, expect, log, move, put, refuse, stamp
from pathways.engagement.appointments.rules import opens_at
from pathways.engagement.care_plan import queries, rules
from pathways.engagement.care_plan.queries import on_case
from pathways.engagement.case.queries import case as case_queries
from pathways.engagement.case.queries.case import Case
from pathways.engagement.case.rules import Span, bars_to_start_of_ended, end_with_case, way_of_ending
from pathways.engagement.models.case import AssessedSubstance, Assessment, StructuredStart
from pathways.engagement.models.treatment import Goal, Intervention, NeedsAssessed, PlanReview, UseAssessed
from pathways.engagement.rules import DIED, answers_for, not_open
from pathways.referrals.steps.rules import ReferralState
from pathways.refusals import Refused, Stale
from pathways.store.base import Record, db, rows_changed, save
from pathways.vocabulary import Sex, Substance

Row = TypeVar("Row", bound=Record)

# Recording an attended assessment, or correcting it.


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
    """Record an attended assessment, or correct it. It counts as attendance for somebody without an appointment.

    Raises OutOfSight, Refused with every bar, Stale.
    """
    case = case_queries.case(by, referral_id)
    if assessor_id not in {keyworker.id for keyworker in keyworkers(by, case.referral.person_id)}:
        raise Refused("Choose an assessor of your own service", field="assessor")
    refuse(
        rules.bars_to_assessment(
            rules.AssessmentFacts(
                state=case.referral.state,
                has_died=case.has_died,
                today=clock.today(),
                accepted_on=dates.london_date(case.referral.accepted_at) if case.referral.accepted_at else None,
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
    db.session.add_all(
        AssessedSubstance(assessment_id=made.id, substance=substance) for substance in dict.fromkeys(substances)
    )
    attended = [*case.attended_on, attended_on]
    milestones = {"assessed_on": attended_on, "first_attended_on": min(attended)}
    if case.referral.state in (ReferralState.ACCEPTED, ReferralState.APPT_OFFERED):
        move(by=by, case=case, event="attended", milestones=milestones)
    else:
        stamp(case, milestones)
    log(by, case, "assessment", made.id, correction_reason)
    return made


def _unrecorded_on(case: Case, day: date) -> datetime | None:
    """The time of an appointment on that day that may be recorded by now, and is not."""
    if case.assessment is not None:
        return None
    waiting = (appointment.starts_at for appointment in case.appointments if appointment.outcome is None)
    return next((at for at in waiting if dates.london_date(at) == day and opens_at(at) <= clock.now()), None)


# Needs, as the service asks them: it goes on where the desk stopped.


ASKED_AGAIN = "Asked again"


def record_needs(*, by: Viewer, referral_id: int, facts: rules.NeedsFacts, version: int | None = None) -> NeedsAssessed:
    """Record what the person said. An earlier sitting is superseded, never overwritten; the desk's stays as it is.

    Raises OutOfSight, Refused with every reason, Stale.
    """
    case = case_queries.case(by, referral_id)
    if case.has_died:
        refuse((DIED,))
    if not answers_for(case.referral.state):
        refuse((not_open(case.referral.state),))
    refuse(rules.needs_reasons(facts, may_be_pregnant=case.details.sex is not Sex.MALE))
    expect(case, version)
    made = NeedsAssessed(
        referral_id=referral_id,
        use_answer=facts.use_answer,
        injecting=facts.injecting,
        overdose=facts.overdose,
        overdose_days=facts.overdose_days,
        suicide_risk=facts.suicide_risk,
        mental_health=facts.mental_health,
        receiving=facts.receiving,
        housing=facts.housing,
        children=facts.children,
        pregnant=facts.pregnant,
        employment=facts.employment,
        safeguarding=facts.safeguarding,
        naloxone=facts.naloxone.answer,
        naloxone_why=facts.naloxone.recorded_why_not,
        recorded_at=clock.now(),
        recorded_by_id=by.user_id,
    )
    before = queries.needs_of(referral_id)
    put(case, before.row if before else None, made, ASKED_AGAIN, None)
    db.session.add_all(
        UseAssessed(needs_assessed_id=made.id, position=place, substance=use.substance, route=use.route)
        for place, use in enumerate(facts.uses, start=1)
    )
    log(by, case, "needs_assessed", made.id, ASKED_AGAIN if before else "")
    return made


# Goals, interventions and reviews of a care plan.


def add_goal(
    *, by: Viewer, referral_id: int, goal: str, who: str, does: str, by_on: date, version: int | None = None
) -> Goal:
    """Add a goal to the care plan. Raises OutOfSight, Refused, Stale."""
    case = case_queries.case(by, referral_id)
    expect(case, version)
    refuse(rules.bars_to_goal(on_case(case)))
    made = Goal(
        referral_id=referral_id,
        goal=goal,
        who=who,
        does=does,
        by_on=by_on,
        state=rules.GoalState.AGREED,
        recorded_at=clock.now(),
        recorded_by_id=by.user_id,
    )
    return _added(by, case, "goal", made)


def close_goal(*, by: Viewer, referral_id: int, goal_id: int, state: rules.GoalState) -> Goal:
    """Close a goal as done or not pursued. If two workers close it at once, one does and the other is told."""
    case, goal = queries.goal_of(by, referral_id, goal_id)
    refuse(rules.bars_to_closing_goal(on_case(case), state=goal.state, becomes=state))
    agreed = update(Goal).where(Goal.id == goal.id, Goal.state == rules.GoalState.AGREED)
    if rows_changed(agreed.values(state=state, closed_on=clock.today(), closed_by_id=by.user_id)) != 1:
        raise Stale(CASE_CHANGED_FIRST)
    db.session.refresh(goal)
    audit.in_confidence(by, case.person.id, "goal.closed", ("goal", goal.id), referral=referral_id)
    return goal


def start_intervention(
    *, by: Viewer, referral_id: int, modality: str, started_on: date, version: int | None = None
) -> Intervention:
    """Record an intervention besides the one that treatment started with. Raises OutOfSight, Refused, Stale."""
    case = case_queries.case(by, referral_id)
    expect(case, version)
    refuse(rules.bars_to_intervention(on_case(case), modality=modality, started_on=started_on))
    made = Intervention(
        referral_id=referral_id,
        modality=modality,
        started_on=started_on,
        recorded_at=clock.now(),
        recorded_by_id=by.user_id,
    )
    return _added(by, case, "intervention", made)


def end_intervention(
    *, by: Viewer, referral_id: int, intervention_id: int, ended_on: date, exit_status: str
) -> Intervention:
    """Record when and how an intervention ended, once. Raises OutOfSight, Refused with every bar, Stale."""
    case, intervention = queries.intervention_of(by, referral_id, intervention_id)
    refuse(
        rules.bars_to_ending(
            on_case(case),
            started_on=intervention.started_on,
            already_on=intervention.ended_on,
            ended_on=ended_on,
            status=exit_status,
        )
    )
    if not _ended(by, intervention, ended_on=ended_on, exit_status=exit_status):
        raise Stale(CASE_CHANGED_FIRST)
    _log_end(by, case, intervention)
    return intervention


def end_with_the_case(by: Viewer, case: Case, *, on: date, reason: str) -> None:
    """End the interventions that are open in a case that is closed on that day, with the status that fits the reason.

    The caller has checked that the day is possible. If a colleague ends one meanwhile, that end is kept.
    """
    for intervention in queries.plan_of(case).open_interventions:
        ended_on = end_with_case(Span(started_on=intervention.started_on), on)
        if _ended(by, intervention, ended_on=ended_on, exit_status=way_of_ending(reason)):
            _log_end(by, case, intervention)


def review_plan(
    *,
    by: Viewer,
    referral_id: int,
    reviewed_on: date,
    summary: str,
    next_on: date | None,
    version: int | None = None,
) -> PlanReview:
    """Record a review of the care plan with the person. Raises OutOfSight, Refused with every bar, Stale."""
    case = case_queries.case(by, referral_id)
    expect(case, version)
    refuse(rules.bars_to_review(on_case(case), reviewed_on=reviewed_on, next_on=next_on))
    made = PlanReview(
        referral_id=referral_id,
        reviewed_on=reviewed_on,
        summary=summary,
        next_on=next_on,
        recorded_at=clock.now(),
        recorded_by_id=by.user_id,
    )
    return _added(by, case, "plan_review", made)


def follow_start(case: Case, start: StructuredStart) -> None:
    """Keep the intervention that treatment started with in step with the start, when it is recorded or corrected.

    Raises Refused.
    """
    first = next((intervention for intervention in queries.plan_of(case).interventions if intervention.is_start), None)
    refuse(bars_to_start_of_ended(start.started_on, first.ended_on if first else None))
    if first is None:
        db.session.add(
            Intervention(
                referral_id=case.referral.id,
                modality=start.modality,
                started_on=start.started_on,
                is_start=True,
                recorded_at=start.recorded_at,
                recorded_by_id=start.recorded_by_id,
            )
        )
    else:
        first.modality, first.started_on = start.modality, start.started_on
        first.recorded_at, first.recorded_by_id = start.recorded_at, start.recorded_by_id
    db.session.flush()


def _ended(by: Viewer, intervention: Intervention, *, ended_on: date | None, exit_status: str | None) -> bool:
    """Write the end of an intervention that has none; False if somebody else has just done so."""
    open_now = update(Intervention).where(Intervention.id == intervention.id, Intervention.ended_on.is_(None))
    count = rows_changed(open_now.values(ended_on=ended_on, exit_status=exit_status, ended_by_id=by.user_id))
    db.session.refresh(intervention)
    return count == 1


def _log_end(by: Viewer, case: Case, intervention: Intervention) -> None:
    subject = ("intervention", intervention.id)
    audit.in_confidence(by, case.person.id, "intervention.ended", subject, referral=case.referral.id)


def _added(by: Viewer, case: Case, what: str, made: Row) -> Row:
    save(made)
    log(by, case, what, made.id, "")
    return made
