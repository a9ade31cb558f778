"""Goals, interventions and reviews of a care plan."""

from datetime import date

from sqlalchemy import update

from pathways import audit, clock
from pathways.auth import Viewer
from pathways.engagement import queries
from pathways.engagement.actions.moving import FIRST, Row, expect, log, refuse
from pathways.engagement.models import Goal, Intervention, PlanReview, StructuredStart
from pathways.engagement.queries import Case, on_case
from pathways.engagement.rules import (
    GoalState,
    Span,
    bars_to_closing_goal,
    bars_to_ending,
    bars_to_goal,
    bars_to_intervention,
    bars_to_review,
    bars_to_start_of_ended,
    end_with_case,
    way_of_ending,
)
from pathways.refusals import Stale
from pathways.store import db, rows_changed


def add_goal(
    *, by: Viewer, referral_id: int, goal: str, who: str, does: str, by_on: date, version: int | None = None
) -> Goal:
    """Add a goal to the care plan. Raises OutOfSight, Refused, Stale."""
    case = queries.case(by, referral_id)
    expect(case, version)
    refuse(bars_to_goal(on_case(case)))
    made = Goal(
        referral_id=referral_id,
        goal=goal,
        who=who,
        does=does,
        by_on=by_on,
        state=GoalState.AGREED,
        recorded_at=clock.now(),
        recorded_by_id=by.user_id,
    )
    return _added(by, case, "goal", made)


def close_goal(*, by: Viewer, referral_id: int, goal_id: int, state: GoalState) -> Goal:
    """Close a goal as done or not pursued. Of two workers at once one closes it, the other is told."""
    case, goal = queries.goal_of(by, referral_id, goal_id)
    refuse(bars_to_closing_goal(on_case(case), state=goal.state, becomes=state))
    agreed = update(Goal).where(Goal.id == goal.id, Goal.state == GoalState.AGREED)
    if rows_changed(agreed.values(state=state, closed_on=clock.today(), closed_by_id=by.user_id)) != 1:
        raise Stale(FIRST)
    db.session.refresh(goal)
    audit.in_confidence(by, case.person.id, "goal.closed", ("goal", goal.id), referral=referral_id)
    return goal


def start_intervention(
    *, by: Viewer, referral_id: int, modality: str, started_on: date, version: int | None = None
) -> Intervention:
    """Record an intervention that started, beside the one treatment started with. Raises OutOfSight, Refused, Stale."""
    case = queries.case(by, referral_id)
    expect(case, version)
    refuse(bars_to_intervention(on_case(case), modality=modality, started_on=started_on))
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
    case, held = queries.intervention_of(by, referral_id, intervention_id)
    refuse(
        bars_to_ending(
            on_case(case),
            started_on=held.started_on,
            already_on=held.ended_on,
            ended_on=ended_on,
            status=exit_status,
        )
    )
    if not _ended(by, held, ended_on=ended_on, exit_status=exit_status):
        raise Stale(FIRST)
    _log_end(by, case, held)
    return held


def end_with_the_case(by: Viewer, held: Case, *, on: date, reason: str) -> None:
    """End what is still open of a case that is closed on that day, in the way that goes with the reason.

    Whoever closes it has asked whether the day may be. One that a colleague ends meanwhile keeps that end.
    """
    for one in queries.plan_of(held).open_interventions:
        ended_on = end_with_case(Span(started_on=one.started_on), on)
        if _ended(by, one, ended_on=ended_on, exit_status=way_of_ending(reason)):
            _log_end(by, held, one)


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
    case = queries.case(by, referral_id)
    expect(case, version)
    refuse(bars_to_review(on_case(case), reviewed_on=reviewed_on, next_on=next_on))
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
    """Keep the intervention that treatment started with in step with the start, as recorded or corrected.

    Raises Refused.
    """
    first = next((one for one in queries.plan_of(case).interventions if one.is_start), None)
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


def _ended(by: Viewer, one: Intervention, *, ended_on: date | None, exit_status: str | None) -> bool:
    """Write the end of an intervention that has none; of two at once one does."""
    open_now = update(Intervention).where(Intervention.id == one.id, Intervention.ended_on.is_(None))
    count = rows_changed(open_now.values(ended_on=ended_on, exit_status=exit_status, ended_by_id=by.user_id))
    db.session.refresh(one)
    return count == 1


def _log_end(by: Viewer, case: Case, one: Intervention) -> None:
    subject = ("intervention", one.id)
    audit.in_confidence(by, case.person.id, "intervention.ended", subject, referral=case.referral.id)


def _added(by: Viewer, case: Case, what: str, made: Row) -> Row:
    db.session.add(made)
    db.session.flush()
    log(by, case, what, made.id, "")
    return made
