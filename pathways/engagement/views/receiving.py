"""Transfers to our service: the list, one of them with what the person agreed to, and our word on it."""

from functools import cache

from flask import abort, redirect, url_for
from flask.typing import ResponseReturnValue

from pathways import audit, clock
from pathways.auth.guard import permit, viewer
from pathways.disposals.rules.steps import StepAsked
from pathways.drafts.desk import once, open_form
from pathways.engagement import actions, queries
from pathways.engagement.queries import Coming
from pathways.engagement.rules.receiving import asked_of_receiver
from pathways.engagement.views.blueprint import pages
from pathways.referrals import queries as referrals
from pathways.referrals.rules import REFERRAL
from pathways.referrals.rules.transfers import BY_THEIR_WORD
from pathways.ui.forms import Form
from pathways.ui.of_a_table import form_of_questions, given_by
from pathways.ui.pages import show


@pages.app_template_global("transfers_waiting")
def transfers_waiting() -> int:
    """How many transfers wait for the viewer's provider: for the views above every list of what comes in."""
    return queries.how_many_coming(viewer())


@pages.get("/inbox/transfers")
@permit("inbox.read")
def transfers() -> ResponseReturnValue:
    """Who is on the way to us from another service; and, by number only, what ended lately."""
    rows = queries.coming(viewer())
    audit.listed(viewer(), "inbox.viewed", [row.person.id for row in rows if row.details])
    over = queries.over_lately(viewer())
    return show("engagement/transfers.html", rows=rows, over=over, today=clock.today())


@pages.get("/inbox/transfers/<int:transfer_id>")
@permit("inbox.read")
def transfer(transfer_id: int) -> ResponseReturnValue:
    """One transfer to us: what consent 1 lets us read, what it does not, and whom to ring."""
    found = queries.coming_one(viewer(), transfer_id)
    _looked(found)
    agreed = referrals.agreements_of(found.held)[REFERRAL] if found.details else None
    contact = queries.contact_facts(queries.case_of(found.held)) if found.details else None
    return show("engagement/transfer.html", found=found, agreed=agreed, contact=contact, today=clock.today())


@pages.route("/inbox/transfers/<int:transfer_id>/step/<event>", methods=["GET", "POST"])
@permit("inbox.answer")
def step_of_transfer(transfer_id: int, event: str) -> ResponseReturnValue:
    """The person has come; or the transfer goes back to the sender."""
    if event not in BY_THEIR_WORD:
        abort(404)
    found, asked = queries.coming_one(viewer(), transfer_id), asked_of_receiver(event)
    form = open_form(step_form(event), title=asked.title, of=found.person.id)
    if form.submitted() and (to := once(form, lambda: _take(form, asked, transfer_id))):
        return redirect(to)
    _looked(found)
    fields = [form[each.name] for each in asked.records]
    return show("engagement/step_of_transfer.html", form=form, asked=asked, fields=fields, found=found)


def _take(form: Form, asked: StepAsked, transfer_id: int) -> str:
    given, version = given_by(form, asked.records), form.seen_version
    actions.answer_transfer(by=viewer(), transfer_id=transfer_id, event=asked.event, given=given, version=version)
    return url_for("engagement.transfers")


def _looked(found: Coming) -> None:
    audit.look(viewer(), found.person.id, "referral.viewed", ("referral_transfer", found.transfer.id))


@cache
def step_form(event: str) -> type[Form]:
    """The form of one of the two."""
    return form_of_questions(event, asked_of_receiver(event).records)
