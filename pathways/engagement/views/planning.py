"""The care plan: its goals, interventions with dates, reviews."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.auth.guard import permit, viewer
from pathways.drafts.desk import once, open_form
from pathways.engagement import actions, queries
from pathways.engagement.forms import CloseGoalForm, EndForm, GoalForm, InterventionForm, ReviewForm
from pathways.engagement.rules import exit_statuses, modalities
from pathways.engagement.views.blueprint import pages, show_case


@pages.get("/cases/<int:referral_id>/treatment")
@permit("case.read")
def treatment(referral_id: int) -> ResponseReturnValue:
    """What the care plan holds."""
    held = queries.case(viewer(), referral_id)
    plan = queries.plan_of(held)
    shown = {"modalities": modalities(), "exit_statuses": exit_statuses(), "today": clock.today()}
    return show_case("engagement/treatment.html", held, plan=plan, **shown)


@pages.route("/cases/<int:referral_id>/goals/new", methods=["GET", "POST"])
@permit("case.record")
def add_goal(referral_id: int) -> ResponseReturnValue:
    """A goal with who does what, by when."""
    held = queries.case(viewer(), referral_id)
    form = open_form(GoalForm, title="Add a goal", of=held.person.id)
    if form.submitted() and (to := once(form, lambda: _add_goal(referral_id, form))):
        return redirect(to)
    return show_case("engagement/add_goal.html", held, form=form)


@pages.route("/cases/<int:referral_id>/goals/<int:goal_id>", methods=["GET", "POST"])
@permit("case.record")
def close_goal(referral_id: int, goal_id: int) -> ResponseReturnValue:
    """What became of a goal."""
    held, goal = queries.goal_of(viewer(), referral_id, goal_id)
    form = open_form(CloseGoalForm, title="A goal", of=held.person.id)
    if form.submitted() and (to := once(form, lambda: _close_goal(referral_id, goal_id, form))):
        return redirect(to)
    return show_case("engagement/close_goal.html", held, form=form, goal=goal)


@pages.route("/cases/<int:referral_id>/interventions/new", methods=["GET", "POST"])
@permit("case.record")
def start_intervention(referral_id: int) -> ResponseReturnValue:
    """An intervention beside the one treatment started with."""
    held = queries.case(viewer(), referral_id)
    filled = {"started_on": clock.today()}
    form = open_form(InterventionForm, title="Add an intervention", of=held.person.id, filled=filled)
    if form.submitted() and (to := once(form, lambda: _start(referral_id, form))):
        return redirect(to)
    return show_case("engagement/start_intervention.html", held, form=form)


@pages.route("/cases/<int:referral_id>/interventions/<int:intervention_id>/end", methods=["GET", "POST"])
@permit("case.record")
def end_intervention(referral_id: int, intervention_id: int) -> ResponseReturnValue:
    """When and how an intervention ended."""
    held, one = queries.intervention_of(viewer(), referral_id, intervention_id)
    form = open_form(EndForm, title="End an intervention", of=held.person.id, filled={"ended_on": clock.today()})
    if form.submitted() and (to := once(form, lambda: _end(referral_id, intervention_id, form))):
        return redirect(to)
    words = modalities()[one.modality].label
    return show_case("engagement/end_intervention.html", held, form=form, intervention=one, words=words)


@pages.route("/cases/<int:referral_id>/reviews/new", methods=["GET", "POST"])
@permit("case.record")
def review_plan(referral_id: int) -> ResponseReturnValue:
    """A review of the care plan."""
    held = queries.case(viewer(), referral_id)
    plan = queries.plan_of(held)
    form = open_form(ReviewForm, title="Review the plan", of=held.person.id, filled={"reviewed_on": clock.today()})
    if form.submitted() and (to := once(form, lambda: _review(referral_id, form))):
        return redirect(to)
    return show_case("engagement/review_plan.html", held, form=form, plan=plan)


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


def _end(referral_id: int, intervention_id: int, form: EndForm) -> str:
    actions.end_intervention(
        by=viewer(),
        referral_id=referral_id,
        intervention_id=intervention_id,
        ended_on=form.ended_on.data,
        exit_status=form.exit_status.data,
    )
    return _treatment(referral_id)


def _review(referral_id: int, form: ReviewForm) -> str:
    actions.review_plan(
        by=viewer(),
        referral_id=referral_id,
        reviewed_on=form.reviewed_on.data,
        summary=form.summary.data,
        next_on=form.next_on.data,
        version=form.seen_version,
    )
    return _treatment(referral_id)
