"""Steps of whoever sent a referral: close a draft, recall it, answer a question, tell of custody."""

from functools import cache

from flask import abort, redirect, url_for
from flask.typing import ResponseReturnValue

from pathways import audit
from pathways.auth.guard import permit, viewer
from pathways.disposals.rules.steps import StepAsked
from pathways.drafts.desk import once, open_form
from pathways.people import queries as people
from pathways.referrals import actions, queries
from pathways.referrals.actions.afterwards import OF_CUSTODY
from pathways.referrals.actions.stepping import OF_THE_REFERRER
from pathways.referrals.rules.asked import steps_asked
from pathways.referrals.views.blueprint import pages
from pathways.ui.forms import Form
from pathways.ui.of_a_table import form_of_questions, given_by
from pathways.ui.pages import show


@pages.route("/referrals/<int:referral_id>/step/<event>", methods=["GET", "POST"])
@permit("referral.send")
def step(referral_id: int, event: str) -> ResponseReturnValue:
    """Take one step of a referral that somebody here sent, or has not sent yet."""
    if event not in (*OF_THE_REFERRER, *OF_CUSTODY):
        abort(404)
    asked, held = steps_asked()[event], queries.referral(viewer(), referral_id)
    view = people.view_of(queries.episode_of(held))
    form = open_form(step_form(event), title=asked.title, of=view.person.id)
    if form.submitted() and (to := once(form, lambda: _take(form, asked, referral_id))):
        return redirect(to)
    audit.look(viewer(), view.person.id, "referral.viewed", ("referral", held.id))
    fields = [form[each.name] for each in asked.records]
    question = queries.question_of(held) if event == "answered" else None
    return show("referrals/step.html", form=form, asked=asked, fields=fields, held=held, view=view, question=question)


@cache
def step_form(event: str) -> type[Form]:
    """The form of one step."""
    return form_of_questions(event, steps_asked()[event].records)


def _take(form: Form, asked: StepAsked, referral_id: int) -> str:
    given = given_by(form, asked.records)
    held = actions.step_by_referrer(by=viewer(), referral_id=referral_id, event=asked.event, given=given)
    if held.sent_at is None:
        return url_for("casefile.task_list", episode_id=held.episode_id)
    return url_for("referrals.mine", told="custody" if asked.event in OF_CUSTODY else None)
