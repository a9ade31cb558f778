"""The page of any step of a case that has none of its own, and that of an attempt to find somebody."""

from functools import cache

from flask import abort, redirect, url_for
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.auth.guard import permit, viewer
from pathways.disposals.rules.steps import StepAsked
from pathways.drafts.desk import once, open_form
from pathways.engagement import actions, queries
from pathways.engagement.forms import AttemptForm
from pathways.engagement.rules import modalities
from pathways.engagement.rules.outreach import AttemptFacts
from pathways.engagement.rules.ways import CLOSING, IN_CASE
from pathways.engagement.views.blueprint import case_url, pages, show_case
from pathways.referrals.rules.asked import steps_asked
from pathways.ui.fields import Choice
from pathways.ui.forms import Form
from pathways.ui.of_a_table import form_of_questions, given_by


@pages.route("/cases/<int:referral_id>/step/<event>", methods=["GET", "POST"])
@permit("case.record")
def step(referral_id: int, event: str) -> ResponseReturnValue:
    """Take one step of a case: what the page asks follows from the table of steps."""
    if event not in IN_CASE:
        abort(404)
    asked, held = steps_asked()[event], queries.case(viewer(), referral_id)
    form = open_form(step_form(event), title=asked.title, of=held.person.id)
    for name, listed in queries.choices_for(viewer(), held, event).items():
        form[name].choices = [Choice(value, words) for value, words in listed]
    if form.submitted() and (location := once(form, lambda: _take(form, asked, referral_id))):
        return redirect(location)
    fields = [form[each.name] for each in asked.records]
    plan = queries.plan_of(held) if event in CLOSING else None
    context = {"form": form, "asked": asked, "fields": fields, "plan": plan, "modalities": modalities()}
    return show_case("engagement/step.html", held, **context)


def _take(form: Form, asked: StepAsked, referral_id: int) -> str:
    given = given_by(form, asked.records)
    version = form.seen_version
    actions.step_in_case(by=viewer(), referral_id=referral_id, event=asked.event, given=given, version=version)
    return case_url(referral_id)


@cache
def step_form(event: str) -> type[Form]:
    """The form of one step."""
    return form_of_questions(event, steps_asked()[event].records)


@pages.route("/cases/<int:referral_id>/attempt", methods=["GET", "POST"])
@permit("case.record")
def attempt(referral_id: int) -> ResponseReturnValue:
    """Record an attempt to find somebody: nobody is "not found" without one."""
    held = queries.case(viewer(), referral_id)
    form = open_form(AttemptForm, title="An attempt to find somebody", of=held.person.id)
    if form.submitted() and (location := once(form, lambda: _attempt(form, referral_id))):
        return redirect(location)
    return show_case("engagement/attempt.html", held, form=form, attempts=queries.attempts_of(held))


def _attempt(form: AttemptForm, referral_id: int) -> str:
    held = queries.case(viewer(), referral_id)
    facts = AttemptFacts(
        state=held.referral.state,
        has_died=held.has_died,
        now=clock.now(),
        at=form.at.data,
        accepted_at=held.referral.accepted_at or clock.now(),
    )
    actions.record_attempt(by=viewer(), referral_id=referral_id, facts=facts, way=form.way.data, note=form.note.data)
    return url_for("engagement.attempt", referral_id=referral_id)
