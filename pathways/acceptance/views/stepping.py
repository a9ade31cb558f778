"""Steps of the inbox that are no answer yet, and those of a pathway manager: what a page asks stands in the table."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from pathways import audit
from pathways.acceptance import actions, queries
from pathways.acceptance.actions.placing import ANSWERED, IN_PLACING
from pathways.acceptance.actions.questions import AT_INBOX
from pathways.acceptance.forms import NoteForm
from pathways.acceptance.views.blueprint import asked_of, pages, step_form
from pathways.acceptance.views.inbox import about
from pathways.auth.guard import permit, viewer
from pathways.auth.queries import name_of
from pathways.disposals.rules.steps import StepAsked
from pathways.drafts.desk import once, open_form
from pathways.ui.fields import Choice
from pathways.ui.forms import Form
from pathways.ui.of_a_table import given_by
from pathways.ui.pages import show


@pages.route("/inbox/<int:referral_id>/step/<event>", methods=["GET", "POST"])
@permit("inbox.answer")
def step(referral_id: int, event: str) -> ResponseReturnValue:
    """We have it; a question; lives outside our area. The clock of a question stops for one working day at most."""
    asked = asked_of(event, AT_INBOX)
    found = queries.offer(viewer(), referral_id)
    form = open_form(step_form(event), title=asked.title, of=found.referral.person_id)
    if event == "ask":
        form["of_whom"].choices = [Choice("referrer", f"{name_of(found.referral.sent_by_id)}, who sent the referral")]
        form["of_whom"].data = "referrer"
    if form.submitted() and (to := once(form, lambda: _step(form, asked, referral_id))):
        return redirect(to)
    audit.look(viewer(), found.referral.person_id, "referral.viewed", ("referral", referral_id))
    fields = [form[each.name] for each in asked.records]
    return show("acceptance/step.html", form=form, asked=asked, fields=fields, **about(found))


def _step(form: Form, asked: StepAsked, referral_id: int) -> str:
    given = given_by(form, asked.records)
    actions.step_at_inbox(by=viewer(), referral_id=referral_id, event=asked.event, given=given)
    if asked.event == "moved_away":
        return url_for("acceptance.inbox")
    return url_for("acceptance.offer", referral_id=referral_id)


@pages.route("/inbox/<int:referral_id>/note", methods=["GET", "POST"])
@permit("inbox.answer")
def add_note(referral_id: int) -> ResponseReturnValue:
    """Put what somebody typed, who came second, on the case."""
    found = queries.offer(viewer(), referral_id)
    form = open_form(NoteForm, title="Your note", of=found.referral.person_id)
    if form.submitted() and (to := once(form, lambda: _note(form, referral_id))):
        return redirect(to)
    audit.look(viewer(), found.referral.person_id, "referral.viewed", ("referral", referral_id))
    return show("acceptance/add_note.html", form=form, **about(found))


def _note(form: NoteForm, referral_id: int) -> str:
    actions.add_note(by=viewer(), referral_id=referral_id, note=form.note.data)
    return url_for("engagement.case", referral_id=referral_id)


@pages.route("/placing/<int:referral_id>/step/<event>", methods=["GET", "POST"])
@permit("placing.place")
def step_in_placing(referral_id: int, event: str) -> ResponseReturnValue:
    """No service exists anywhere, the person wants no other, or what a service asks of whoever placed the person."""
    asked = asked_of(event, IN_PLACING)
    if event == ANSWERED:
        waiting = queries.one_asked_about(viewer(), referral_id)
    else:
        waiting = queries.one_needing_a_place(viewer(), referral_id).waiting
    form = open_form(step_form(event), title=asked.title, of=waiting.offer.referral.person_id)
    if form.submitted() and (to := once(form, lambda: _step_in_placing(form, asked, referral_id))):
        return redirect(to)
    audit.look(viewer(), waiting.offer.referral.person_id, "referral.viewed", ("referral", referral_id))
    fields = [form[each.name] for each in asked.records]
    untried = queries.untried(waiting.offer.referral) if event == "no_service_exists" else ()
    return show(
        "acceptance/step_in_placing.html", form=form, asked=asked, fields=fields, waiting=waiting, untried=untried
    )


def _step_in_placing(form: Form, asked: StepAsked, referral_id: int) -> str:
    given = given_by(form, asked.records)
    actions.step_in_placing(by=viewer(), referral_id=referral_id, event=asked.event, given=given)
    return url_for("acceptance.placing")
