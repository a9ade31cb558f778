"""What became of an appointment, told by a service without accounts: one page, one answer. Opening uses nothing up."""

from flask import Response, current_app, request
from flask.typing import ResponseReturnValue

from pathways import audit
from pathways.auth.by_link import bare_page, link_over, token_sent
from pathways.auth.guard import PUBLIC, permit
from pathways.engagement import actions, queries
from pathways.engagement.forms import ToldForm
from pathways.engagement.queries import OutcomeAsked
from pathways.engagement.views.blueprint import pages
from pathways.refusals import OutOfSight, Refused, Stale
from pathways.store import db


@pages.route("/told/<token>", methods=["GET", "POST"])
@permit(PUBLIC)
def told_by_link(token: str) -> ResponseReturnValue:
    """One appointment, for whoever holds its link: the day and the hour, and nothing of the person."""
    form = ToldForm()
    try:
        if request.method == "POST" and (done := _told(token, form)):
            return told(done, form)
        return _page("engagement/told_by_link.html", queries.outcome_asked(token), form, token=token)
    except OutOfSight:
        return link_over(token)


@pages.post("/told")
@permit(PUBLIC)
def tell_by_link() -> ResponseReturnValue:
    """What the form of that page is sent to."""
    return told_by_link(token_sent())


def _told(token: str, form: ToldForm) -> OutcomeAsked | None:
    """The answer, once; the same form sent again is shown the same. None where something has to be put right."""
    try:
        return queries.outcome_told(token, form.key)
    except OutOfSight:
        queries.outcome_asked(token)
    if not form.submitted():
        return None
    try:
        return actions.tell_by_link(token=token, form_key=form.key, told=form.told())
    except Stale:
        db.session.rollback()
        raise OutOfSight from None
    except Refused as refusal:
        db.session.rollback()
        form.refuse(refusal.reasons)
        return None


def told(done: OutcomeAsked, form: ToldForm) -> Response:
    """What was told, once more, and whom to ring about it."""
    return _page("engagement/told.html", done, form)


def _page(template: str, asked: OutcomeAsked, form: ToldForm, token: str = "") -> Response:
    referral = asked.case.referral
    audit.look(asked.by, referral.person_id, "referral.viewed", ("referral", referral.id))
    phone = current_app.config["PARTNERSHIP_PHONE"]
    return bare_page(template, found=asked, form=form, reference=referral.reference, phone=phone, token=token)
