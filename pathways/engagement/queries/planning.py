"""What the care plan of a case in sight holds."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from pathways import clock
from pathways.auth import Viewer
from pathways.engagement.models import Goal, Intervention, PlanReview
from pathways.engagement.queries.case import Case
from pathways.engagement.queries.cases import case
from pathways.engagement.rules import OnCase, Span, end_with_case, review_due_on
from pathways.refusals import OutOfSight
from pathways.store import db


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Goals by when they are due, interventions by their start, reviews newest first, and when the next is due."""

    goals: tuple[Goal, ...]
    interventions: tuple[Intervention, ...]
    reviews: tuple[PlanReview, ...]
    review_due_on: date | None
    case_ended_on: date | None

    @property
    def open_interventions(self) -> tuple[Intervention, ...]:
        """Those without an end of their own."""
        return tuple(one for one in self.interventions if one.ended_on is None)

    @property
    def spans(self) -> tuple[Span, ...]:
        """The dates of the interventions, as the rules read them."""
        return tuple(Span(started_on=one.started_on, ended_on=one.ended_on) for one in self.interventions)

    def ended_on(self, one: Intervention) -> date | None:
        """The day an intervention ended: its own, else that of the case (of leaving, of a death)."""
        return end_with_case(Span(started_on=one.started_on, ended_on=one.ended_on), self.case_ended_on)


def plan_of(held: Case) -> Plan:
    """All of it. The caller found the case in the viewer's sight."""
    of = held.referral.id
    goals = select(Goal).where(Goal.referral_id == of).order_by(Goal.by_on, Goal.id)
    interventions = (
        select(Intervention).where(Intervention.referral_id == of).order_by(Intervention.started_on, Intervention.id)
    )
    kept = select(PlanReview).where(PlanReview.referral_id == of).order_by(PlanReview.reviewed_on, PlanReview.id)
    reviews = tuple(db.session.scalars(kept))
    due = review_due_on(
        held.start.started_on if held.start else None, tuple((one.reviewed_on, one.next_on) for one in reviews)
    )
    return Plan(
        goals=tuple(db.session.scalars(goals)),
        interventions=tuple(db.session.scalars(interventions)),
        reviews=reviews[::-1],
        review_due_on=due,
        case_ended_on=held.ended_on,
    )


def goal_of(viewer: Viewer, referral_id: int, goal_id: int) -> tuple[Case, Goal]:
    """One goal of a case in sight. Raises OutOfSight."""
    held = case(viewer, referral_id)
    found = db.session.scalar(select(Goal).where(Goal.id == goal_id, Goal.referral_id == referral_id))
    if found is None:
        raise OutOfSight
    return held, found


def intervention_of(viewer: Viewer, referral_id: int, intervention_id: int) -> tuple[Case, Intervention]:
    """One intervention of a case in sight. Raises OutOfSight."""
    held = case(viewer, referral_id)
    same = (Intervention.id == intervention_id, Intervention.referral_id == referral_id)
    found = db.session.scalar(select(Intervention).where(*same))
    if found is None:
        raise OutOfSight
    return held, found


def on_case(held: Case) -> OnCase:
    """The case as the rules of the plan read it."""
    return OnCase(
        state=held.referral.state,
        has_died=held.has_died,
        today=clock.today(),
        plan_on=held.care_plan.agreed_on if held.care_plan else None,
    )
