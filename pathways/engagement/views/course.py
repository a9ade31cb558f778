"""The course of treatment: assessment, care plan, start, engaged, leaving."""

from datetime import date

from flask import redirect
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.acceptance.queries import keyworkers
from pathways.auth.guard import permit, viewer
from pathways.drafts.desk import once, open_form
from pathways.engagement import actions, queries
from pathways.engagement.forms import AssessmentForm, CarePlanForm, EngagedForm, ExitForm, StartForm
from pathways.engagement.queries import Case
from pathways.engagement.rules import ENGAGED, endings_from, first_structured_contact
from pathways.engagement.views.blueprint import case_url, pages, show_case
from pathways.vocabulary import YesNo


@pages.route("/cases/<int:referral_id>/assessment", methods=["GET", "POST"])
@permit("case.record")
def assessment(referral_id: int) -> ResponseReturnValue:
    """The assessment: when, by whom, what the person uses, needs agreed."""
    held = queries.case(viewer(), referral_id)
    form = open_form(AssessmentForm, title="Assessment", of=held.person.id, filled=_assessment_so_far(held))
    form.offer_colleagues((one.id, one.name) for one in keyworkers(viewer()))
    if form.submitted():
        location = once(form, lambda: _assess(referral_id, form))
        if location:
            return redirect(location)
    return show_case("engagement/assessment.html", held, form=form)


def _assessment_so_far(held: Case) -> dict[str, object]:
    if held.assessment is None:
        return {"attended_on": max(held.attended_on, default=clock.today()), "assessor": viewer().user_id}
    return {
        "attended_on": held.assessment.attended_on,
        "assessor": held.assessment.assessor_id,
        "uses_substances": YesNo.YES if held.assessment.uses_substances else YesNo.NO,
        "substances": held.substances,
        "needs_agreed": held.assessment.needs_agreed,
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


@pages.route("/cases/<int:referral_id>/care-plan", methods=["GET", "POST"])
@permit("case.record")
def care_plan(referral_id: int) -> ResponseReturnValue:
    """The day the care plan was agreed with the person."""
    held = queries.case(viewer(), referral_id)
    agreed_on = held.care_plan.agreed_on if held.care_plan else clock.today()
    form = open_form(CarePlanForm, title="Care plan", of=held.person.id, filled={"agreed_on": agreed_on})
    if form.submitted():
        location = once(form, lambda: _agree(referral_id, form))
        if location:
            return redirect(location)
    return show_case("engagement/care_plan.html", held, form=form)


def _agree(referral_id: int, form: CarePlanForm) -> str:
    actions.agree_care_plan(
        by=viewer(),
        referral_id=referral_id,
        agreed_on=form.agreed_on.data,
        correction_reason=form.reason,
        version=form.seen_version,
    )
    return case_url(referral_id)


@pages.route("/cases/<int:referral_id>/start", methods=["GET", "POST"])
@permit("case.record")
def start(referral_id: int) -> ResponseReturnValue:
    """The start of structured treatment."""
    held = queries.case(viewer(), referral_id)
    so_far = held.start
    filled = {
        "started_on": so_far.started_on if so_far else clock.today(),
        "modality": so_far.modality if so_far else None,
    }
    form = open_form(StartForm, title="Start of treatment", of=held.person.id, filled=filled)
    if form.submitted():
        location = once(form, lambda: _start(referral_id, form))
        if location:
            return redirect(location)
    return show_case("engagement/start.html", held, form=form)


def _start(referral_id: int, form: StartForm) -> str:
    actions.start_treatment(
        by=viewer(),
        referral_id=referral_id,
        started_on=form.started_on.data,
        modality=form.modality.data,
        correction_reason=form.reason,
        version=form.seen_version,
    )
    return case_url(referral_id)


@pages.route("/cases/<int:referral_id>/engaged", methods=["GET", "POST"])
@permit("case.record")
def engaged(referral_id: int) -> ResponseReturnValue:
    """The day the person engaged, offered from the first structured contact."""
    held = queries.case(viewer(), referral_id)
    form = open_form(EngagedForm, title="Engaged", of=held.person.id, filled={"engaged_on": _first_contact(held)})
    if form.submitted():
        location = once(form, lambda: _engage(referral_id, form))
        if location:
            return redirect(location)
    return show_case("engagement/engaged.html", held, form=form, definition=ENGAGED)


def _first_contact(held: Case) -> date | None:
    if held.engagement:
        return held.engagement.engaged_on
    return first_structured_contact(held.structured_contacts, held.start.started_on if held.start else None)


def _engage(referral_id: int, form: EngagedForm) -> str:
    actions.record_engaged(
        by=viewer(),
        referral_id=referral_id,
        engaged_on=form.engaged_on.data,
        correction_reason=form.reason,
        version=form.seen_version,
    )
    return case_url(referral_id)


@pages.route("/cases/<int:referral_id>/exit", methods=["GET", "POST"])
@permit("case.record")
def leave(referral_id: int) -> ResponseReturnValue:
    """Leaving: planned or not, with a reason from the list. Death has its own page."""
    held = queries.case(viewer(), referral_id)
    form = open_form(ExitForm, title="Leaving", of=held.person.id, filled={"exited_on": clock.today()})
    form.offer_endings(endings_from(held.referral.state))
    if form.submitted():
        location = once(form, lambda: _leave(referral_id, form))
        if location:
            return redirect(location)
    return show_case("engagement/leave.html", held, form=form)


def _leave(referral_id: int, form: ExitForm) -> str:
    actions.leave(by=viewer(), referral_id=referral_id, reason=form.reason.data, exited_on=form.exited_on.data)
    return case_url(referral_id)
