"""How a service answers a referral."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from pathways.admin import actions
from pathways.admin.forms import AnsweringForm
from pathways.admin.views.blueprint import pages
from pathways.admin.views.handing_over import mail_key
from pathways.auth.guard import permit, viewer
from pathways.directory import queries as directory
from pathways.drafts.desk import once, open_form
from pathways.ui.pages import show
from pathways.vocabulary import YesNo


@pages.route("/admin/services/<int:service_id>/answering", methods=["GET", "POST"])
@permit("admin.services")
def answering(service_id: int) -> ResponseReturnValue:
    """By people who sign in, or by a link to each referral: to an address that a second person approved."""
    found = directory.service(service_id)
    filled = {"by_link": YesNo.YES if found.answer_email else YesNo.NO, "email": found.answer_email}
    form = open_form(AnsweringForm, title="Change how a service answers", filled=filled)

    def act() -> str:
        email = (form.email.data or "").strip()
        if form.by_link.data is not YesNo.YES:
            actions.stop_links(by=viewer(), service=found)
        elif email != found.answer_email or not email:
            asked = actions.propose_answering(by=viewer(), service=found, email=email, key=mail_key())
            return url_for("admin.proposal", proposal_id=asked.id, done="proposed")
        return url_for("admin.service", service_id=service_id)

    if form.submitted() and (location := once(form, act)):
        return redirect(location)
    return show("admin/answering.html", form=form, service=found)
