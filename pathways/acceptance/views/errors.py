"""Referrals said to be an error: said at any desk, settled by a manager who is not who said it."""

from functools import cache

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from pathways import audit
from pathways.acceptance import actions
from pathways.acceptance.forms import SettleForm
from pathways.acceptance.views.blueprint import pages
from pathways.auth.guard import permit, viewer
from pathways.drafts.desk import once, open_form
from pathways.people import queries as people
from pathways.referrals import queries as referrals
from pathways.referrals.rules.asked import steps_asked
from pathways.ui.forms import Form
from pathways.ui.of_a_table import form_of_questions, given_by
from pathways.ui.pages import show

ASKED = steps_asked()["recorded_in_error"]


@pages.route("/referrals/<int:referral_id>/error", methods=["GET", "POST"])
@permit("error.say")
def say_error(referral_id: int) -> ResponseReturnValue:
    """Say that a referral was never made, is of the wrong person, or was sent twice."""
    held = referrals.referral(viewer(), referral_id)
    form = open_form(_form(), title=ASKED.title, of=held.person_id)
    if form.submitted() and (to := once(form, lambda: _say(form, referral_id))):
        return redirect(to)
    audit.look(viewer(), held.person_id, "referral.viewed", ("referral", held.id))
    fields = [form[each.name] for each in ASKED.records]
    name = people.details_of(held.person_id).full_name
    return show("acceptance/say_error.html", form=form, asked=ASKED, fields=fields, held=held, name=name)


@cache
def _form() -> type[Form]:
    return form_of_questions(ASKED.event, ASKED.records)


def _say(form: Form, referral_id: int) -> str:
    actions.say_error(by=viewer(), referral_id=referral_id, given=given_by(form, ASKED.records))
    return url_for("home")


@pages.get("/errors")
@permit("error.settle")
def errors() -> ResponseReturnValue:
    """What waits to be settled by the viewer: the reference and who said it."""
    waiting = referrals.errors_waiting(viewer())
    audit.listed(viewer(), "referral.error.listed", [one.held.person_id for one in waiting])
    return show("acceptance/errors.html", waiting=waiting, words=dict(ASKED.records[0].choices))


@pages.route("/errors/<int:error_id>", methods=["GET", "POST"])
@permit("error.settle")
def settle_error(error_id: int) -> ResponseReturnValue:
    """Agree that it is one, or not."""
    found = referrals.error_waiting(viewer(), error_id)
    form = open_form(SettleForm, title="Recorded in error", of=found.held.person_id)
    if form.submitted() and (to := once(form, lambda: _settle(form, error_id))):
        return redirect(to)
    audit.look(viewer(), found.held.person_id, "referral.viewed", ("referral", found.held.id))
    words = dict(ASKED.records[0].choices)
    name = people.details_of(found.held.person_id).full_name
    return show("acceptance/settle_error.html", form=form, found=found, words=words, name=name)


def _settle(form: SettleForm, error_id: int) -> str:
    actions.settle_error(by=viewer(), error_id=error_id, agrees=form.agrees.data == "yes")
    return url_for("acceptance.errors")
