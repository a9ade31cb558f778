"""How a service answers a referral."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from pathways.admin import actions
from pathways.admin.forms import AnsweringForm
from pathways.admin.views.blueprint import pages
from pathways.auth.guard import permit, viewer
from pathways.directory import queries as directory
from pathways.drafts.desk import once, open_form
from pathways.ui.pages import show
from pathways.vocabulary import YesNo


@pages.route("/admin/services/<int:service_id>/answering", methods=["GET", "POST"])
@permit("admin.services")
def answering(service_id: int) -> ResponseReturnValue:
    """By people who sign in, or by a link to each referral."""
    found = directory.service(service_id)
    filled = {"by_link": YesNo.YES if found.answer_email else YesNo.NO, "email": found.answer_email}
    form = open_form(AnsweringForm, title="Change how a service answers", filled=filled)

    def act() -> str:
        by_link = form.by_link.data is YesNo.YES
        actions.set_answering(by=viewer(), service=found, by_link=by_link, email=form.email.data)
        return url_for("admin.service", service_id=service_id)

    if form.submitted() and (location := once(form, act)):
        return redirect(location)
    return show("admin/answering.html", form=form, service=found)
