"""The needs of a case, what the desk was told before, and the care plan."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from pathways import clock
from pathways.auth.roles import Viewer
from pathways.engagement.care_plan.rules import NeedsFacts, OnCase, SubstanceUse, review_due_on
from pathways.engagement.case.queries.case import OF_REFERRAL, Case, case
from pathways.engagement.case.rules import Span, end_with_case
from pathways.engagement.models.treatment import Goal, Intervention, NeedsAssessed, PlanReview, UseAssessed
from pathways.referrals.needs import queries as referrals
from pathways.referrals.needs.rules import NaloxoneFacts, UseSaid, harm_first
from pathways.refusals import or_out_of_sight
from pathways.store.base import db
from pathways.store.together import Records, SideBySide
from pathways.vocabulary import Answer

# The needs of a case as the service asked them; and what the desk asked, where the service has not asked yet.


@dataclass(frozen=True, kw_only=True)
class Needs:
    """The live answers about needs: the row, and as the rules read them."""

    row: NeedsAssessed
    facts: NeedsFacts


_NEEDS = (
    select(NeedsAssessed, UseAssessed)
    .outerjoin(UseAssessed, UseAssessed.needs_assessed_id == NeedsAssessed.id)
    .where(NeedsAssessed.referral_id == OF_REFERRAL, NeedsAssessed.superseded_at.is_(None))
    .order_by(UseAssessed.position)
)


def needs_of(referral_id: int) -> Needs | None:
    """The needs of a case as the service asked them; None before it did."""
    rows = db.session.execute(_NEEDS, {"of_referral": referral_id}).all()
    if not rows:
        return None
    row, used = rows[0][0], [use for _, use in rows if use is not None]
    facts = NeedsFacts(
        use_answer=row.use_answer,
        uses=tuple(SubstanceUse(substance=use.substance, route=use.route) for use in used),
        injecting=row.injecting,
        overdose=row.overdose,
        overdose_days=row.overdose_days,
        suicide_risk=row.suicide_risk,
        mental_health=row.mental_health,
        receiving=row.receiving,
        housing=row.housing,
        children=row.children,
        pregnant=row.pregnant,
        employment=row.employment,
        safeguarding=row.safeguarding,
        naloxone=NaloxoneFacts(answer=row.naloxone, why_not=row.naloxone_why or ""),
    )
    return Needs(row=row, facts=facts)


def said_at_the_desk(case: Case) -> dict[str, Any]:
    """What was answered before the referral, by the names of `NeedsFacts`: it is shown and not asked again.

    `in_order` is False where several substances were named and nobody said which does most harm.
    """
    asked = referrals.asked_of(case.referral.episode_id)
    answers: dict[str, Any] = {}
    if asked.screen:
        facts = asked.screen.facts
        answers |= {
            "use_answer": facts.use_answer,
            "uses": tuple(SubstanceUse(substance=substance) for substance in facts.substances),
            "injecting": facts.injected.value,
            "mental_health": facts.mental_health,
            "housing": facts.housing.value,
        }
        if facts.pregnant is not None:
            answers["pregnant"] = facts.pregnant
    most_harm = asked.screen.facts.most_harm if asked.screen else None
    if case.assessment and case.substances:  # the assessment is the later word
        uses = harm_first(case.substances, most_harm)
        answers |= {"use_answer": UseSaid.NAMED, "uses": tuple(SubstanceUse(substance=substance) for substance in uses)}
    answers["in_order"] = most_harm is not None or len(answers.get("uses", ())) < 2
    if asked.risks.overdose_last_7_days in (Answer.YES, Answer.WOULD_NOT_SAY):
        answers["overdose"] = asked.risks.overdose_last_7_days  # a no to the last week is none to the time before
    if asked.risks.suicide_risk in (Answer.YES, Answer.WOULD_NOT_SAY):
        answers["suicide_risk"] = asked.risks.suicide_risk  # a no on that day is none today
    if asked.risks.exploitation is Answer.YES:
        answers["safeguarding"] = Answer.YES
    return answers


# The care plan of a case in sight.


@dataclass(frozen=True, kw_only=True)
class WholePlan:
    """Goals by when they are due, interventions by their start, reviews newest first, and when the next is due."""

    goals: tuple[Goal, ...]
    interventions: tuple[Intervention, ...]
    reviews: tuple[PlanReview, ...]
    review_due_on: date | None
    case_ended_on: date | None

    @property
    def open_interventions(self) -> tuple[Intervention, ...]:
        """The interventions without an end of their own."""
        return tuple(intervention for intervention in self.interventions if intervention.ended_on is None)

    @property
    def spans(self) -> tuple[Span, ...]:
        """The dates of the interventions, as the rules read them."""
        return tuple(
            Span(started_on=intervention.started_on, ended_on=intervention.ended_on)
            for intervention in self.interventions
        )

    def ended_on(self, intervention: Intervention) -> date | None:
        """The day an intervention ended: its own, else the day the case did (by leaving or by a death)."""
        return end_with_case(
            Span(started_on=intervention.started_on, ended_on=intervention.ended_on), self.case_ended_on
        )


GOALS = Records((Goal,), Goal.referral_id == OF_REFERRAL, (Goal.by_on, Goal.id))
REVIEWS = Records((PlanReview,), PlanReview.referral_id == OF_REFERRAL, (PlanReview.reviewed_on, PlanReview.id))
_PLAN = SideBySide(
    goals=GOALS,
    interventions=Records(
        (Intervention,), Intervention.referral_id == OF_REFERRAL, (Intervention.started_on, Intervention.id)
    ),
    reviews=REVIEWS,
)


def plan_of(case: Case) -> WholePlan:
    """The whole plan of a case in sight."""
    parts = _PLAN.read({"of_referral": case.referral.id})
    return WholePlan(
        goals=tuple(parts["goals"]),
        interventions=tuple(parts["interventions"]),
        reviews=tuple(parts["reviews"][::-1]),
        review_due_on=review_due(case, parts["reviews"]),
        case_ended_on=case.ended_on,
    )


def review_due(case: Case, reviews: Iterable[PlanReview]) -> date | None:
    """The day by which the plan is to be reviewed next, after these reviews, oldest first; None before a start."""
    days = tuple((review.reviewed_on, review.next_on) for review in reviews)
    return review_due_on(case.start.started_on if case.start else None, days)


def goal_of(viewer: Viewer, referral_id: int, goal_id: int) -> tuple[Case, Goal]:
    """One goal of a case in sight. Raises OutOfSight."""
    own_case = case(viewer, referral_id)
    goal = or_out_of_sight(db.session.scalar(select(Goal).where(Goal.id == goal_id, Goal.referral_id == referral_id)))
    return own_case, goal


def intervention_of(viewer: Viewer, referral_id: int, intervention_id: int) -> tuple[Case, Intervention]:
    """One intervention of a case in sight. Raises OutOfSight."""
    own_case = case(viewer, referral_id)
    same = (Intervention.id == intervention_id, Intervention.referral_id == referral_id)
    intervention = or_out_of_sight(db.session.scalar(select(Intervention).where(*same)))
    return own_case, intervention


def on_case(case: Case) -> OnCase:
    """The case as the rules of the plan read it."""
    return OnCase(
        state=case.referral.state,
        has_died=case.has_died,
        today=clock.today(),
        plan_on=case.care_plan.agreed_on if case.care_plan else None,
    )
