"""The course of treatment: care plan, start, engaged."""

from datetime import date

from flask import redirect
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.auth.guard import permit, viewer
from pathways.drafts.desk import once, open_form
from pathways.engagement import actions, queries
from pathways.engagement.forms import CarePlanForm, EngagedForm, StartForm
from pathways.engagement.queries import Case
from pathways.engagement.rules import ENGAGED, first_structured_contact
from pathways.engagement.views.blueprint import case_url, pages, show_case


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
