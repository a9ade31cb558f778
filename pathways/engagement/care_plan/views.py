"""The pages of the assessment, of needs at assessment, and of the care plan."""

from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.acceptance.queries.answering import keyworkers
from pathways.auth.guard import permit, viewer
from pathways.drafts.desk import once, open_form
from pathways.engagement.care_plan import actions, queries
from pathways.engagement.care_plan.queries import Needs
from pathways.engagement.case.queries import case as case_queries
from pathways.engagement.case.queries.case import Case
from pathways.engagement.forms.case import AssessmentForm
from pathways.engagement.forms.treatment import (
    CloseGoalForm,
    EndInterventionForm,
    GoalForm,
    InterventionForm,
    NeedsAssessedForm,
    PlanReviewForm,
    needs_filled,
)
from pathways.engagement.rules import exit_statuses, modalities
from pathways.engagement.views import case_url, pages, show_case
from pathways.referrals.needs import queries as referrals
from pathways.vocabulary import Answer, Sex, YesNo

# The assessment: one page, also for correcting it.


@pages.route("/cases/<int:referral_id>/assessment", methods=["GET", "POST"])
@permit("case.record")
def assessment(referral_id: int) -> ResponseReturnValue:
    """The assessment: when, by whom, what the person uses, needs agreed."""
    case = case_queries.case(viewer(), referral_id)
    form = open_form(AssessmentForm, title="Assessment", of=case.person.id, filled=_assessment_so_far(case))
    form.offer_colleagues((keyworker.id, keyworker.name) for keyworker in keyworkers(viewer(), case.referral.person_id))
    if response := once(form, lambda: _assess(referral_id, form)):
        return response
    before = referrals.screen_of(case.referral.episode_id)
    uses = before.facts.uses_in_words if before else ""
    return show_case("engagement/care_plan/assessment.html", case, form=form, uses=uses)


def _assessment_so_far(case: Case) -> dict[str, object]:
    if case.assessment is None:
        return {"attended_on": max(case.attended_on, default=clock.today()), "assessor": viewer().user_id}
    return {
        "attended_on": case.assessment.attended_on,
        "assessor": case.assessment.assessor_id,
        "uses_substances": YesNo.YES if case.assessment.uses_substances else YesNo.NO,
        "substances": case.substances,
        "needs_agreed": case.assessment.needs_agreed,
    }


def _assess(referral_id: int, form: AssessmentForm) -> str:
    actions.record_assessment(
        by=viewer(),
        referral_id=referral_id,
        attended_on=form.attended_on.data,
        assessor_id=form.assessor.data,
        uses_substances=form.uses_substances.data is YesNo.YES,
        substances=tuple(form.substances.data),
        needs_agreed=form.needs_agreed.data,
        correction_reason=form.reason,
        version=form.seen_version,
    )
    return case_url(referral_id)


# Needs at assessment: they go on where the desk stopped.


@pages.route("/cases/<int:referral_id>/needs", methods=["GET", "POST"])
@permit("case.record")
def needs(referral_id: int) -> ResponseReturnValue:
    """Substances, health, home, family and work, and naloxone. What was said before is filled in."""
    case = case_queries.case(viewer(), referral_id)
    known = _known(case) if request.method != "POST" else None
    filled = needs_filled(vars(known[0].facts) if known[0] else known[1]) if known else None
    form = open_form(NeedsAssessedForm, title="Needs", of=case.person.id, filled=filled)
    form.ask_on(clock.today(), pregnancy=case.details.sex is not Sex.MALE)
    if response := once(form, lambda: _record(referral_id, form)):
        return response
    stands, desk = known or _known(case)
    return show_case("engagement/care_plan/needs.html", case, form=form, stands=stands, desk=desk)


def _known(case: Case) -> tuple[Needs | None, dict[str, Any]]:
    """What the service has asked, and what the desk was told before: for the page, not for what is sent."""
    return queries.needs_of(case.referral.id), queries.said_at_the_desk(case)


def _record(referral_id: int, form: NeedsAssessedForm) -> str:
    facts = form.facts()
    actions.record_needs(by=viewer(), referral_id=referral_id, facts=facts, version=form.seen_version)
    if facts.safeguarding is Answer.YES:
        return url_for("engagement.concern", referral_id=referral_id)
    return case_url(referral_id)


# The care plan: its goals, interventions with dates, reviews.


@pages.get("/cases/<int:referral_id>/treatment")
@permit("case.read")
def treatment(referral_id: int) -> ResponseReturnValue:
    """What the care plan holds."""
    case = case_queries.case(viewer(), referral_id)
    plan = queries.plan_of(case)
    shown = {"modalities": modalities(), "exit_statuses": exit_statuses(), "today": clock.today()}
    return show_case("engagement/care_plan/treatment.html", case, plan=plan, **shown)


@pages.route("/cases/<int:referral_id>/goals/new", methods=["GET", "POST"])
@permit("case.record")
def add_goal(referral_id: int) -> ResponseReturnValue:
    """Add a goal: who does what, by when."""
    case = case_queries.case(viewer(), referral_id)
    form = open_form(GoalForm, title="Add a goal", of=case.person.id)
    if response := once(form, lambda: _add_goal(referral_id, form)):
        return response
    return show_case("engagement/care_plan/add_goal.html", case, form=form)


@pages.route("/cases/<int:referral_id>/goals/<int:goal_id>", methods=["GET", "POST"])
@permit("case.record")
def close_goal(referral_id: int, goal_id: int) -> ResponseReturnValue:
    """Record what became of a goal."""
    case, goal = queries.goal_of(viewer(), referral_id, goal_id)
    form = open_form(CloseGoalForm, title="A goal", of=case.person.id)
    if response := once(form, lambda: _close_goal(referral_id, goal_id, form)):
        return response
    return show_case("engagement/care_plan/close_goal.html", case, form=form, goal=goal)


@pages.route("/cases/<int:referral_id>/interventions/new", methods=["GET", "POST"])
@permit("case.record")
def start_intervention(referral_id: int) -> ResponseReturnValue:
    """Record an intervention besides the one that treatment started with."""
    case = case_queries.case(viewer(), referral_id)
    filled = {"started_on": clock.today()}
    form = open_form(InterventionForm, title="Add an intervention", of=case.person.id, filled=filled)
    if response := once(form, lambda: _start(referral_id, form)):
        return response
    return show_case("engagement/care_plan/start_intervention.html", case, form=form)


@pages.route("/cases/<int:referral_id>/interventions/<int:intervention_id>/end", methods=["GET", "POST"])
@permit("case.record")
def end_intervention(referral_id: int, intervention_id: int) -> ResponseReturnValue:
    """Record when and how an intervention ended."""
    case, intervention = queries.intervention_of(viewer(), referral_id, intervention_id)
    form = open_form(
        EndInterventionForm, title="End an intervention", of=case.person.id, filled={"ended_on": clock.today()}
    )
    if response := once(form, lambda: _end(referral_id, intervention_id, form)):
        return response
    words = modalities()[intervention.modality].label
    return show_case(
        "engagement/care_plan/end_intervention.html", case, form=form, intervention=intervention, words=words
    )


@pages.route("/cases/<int:referral_id>/reviews/new", methods=["GET", "POST"])
@permit("case.record")
def review_plan(referral_id: int) -> ResponseReturnValue:
    """Record a review of the care plan."""
    case = case_queries.case(viewer(), referral_id)
    plan = queries.plan_of(case)
    form = open_form(PlanReviewForm, title="Review the plan", of=case.person.id, filled={"reviewed_on": clock.today()})
    if response := once(form, lambda: _review(referral_id, form)):
        return response
    return show_case("engagement/care_plan/review_plan.html", case, form=form, plan=plan)


def _treatment(referral_id: int) -> str:
    return url_for("engagement.treatment", referral_id=referral_id)


def _add_goal(referral_id: int, form: GoalForm) -> str:
    actions.add_goal(
        by=viewer(),
        referral_id=referral_id,
        goal=form.goal.data,
        who=form.who.data,
        does=form.does.data,
        by_on=form.by_on.data,
        version=form.seen_version,
    )
    return _treatment(referral_id)


def _close_goal(referral_id: int, goal_id: int, form: CloseGoalForm) -> str:
    actions.close_goal(by=viewer(), referral_id=referral_id, goal_id=goal_id, state=form.state.data)
    return _treatment(referral_id)


def _start(referral_id: int, form: InterventionForm) -> str:
    actions.start_intervention(
        by=viewer(),
        referral_id=referral_id,
        modality=form.modality.data,
        started_on=form.started_on.data,
        version=form.seen_version,
    )
    return _treatment(referral_id)


def _end(referral_id: int, intervention_id: int, form: EndInterventionForm) -> str:
    actions.end_intervention(
        by=viewer(),
        referral_id=referral_id,
        intervention_id=intervention_id,
        ended_on=form.ended_on.data,
        exit_status=form.exit_status.data,
    )
    return _treatment(referral_id)


def _review(referral_id: int, form: PlanReviewForm) -> str:
    actions.review_plan(
        by=viewer(),
        referral_id=referral_id,
        reviewed_on=form.reviewed_on.data,
        summary=form.summary.data,
        next_on=form.next_on.data,
        version=form.seen_version,
    )
    return _treatment(referral_id)
