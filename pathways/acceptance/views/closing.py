"""Services that have closed while people were with them: the pathway manager hands everybody on."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from pathways import audit
from pathways.acceptance import actions, queries
from pathways.acceptance.views.blueprint import asked_of, pages, step_form
from pathways.auth.guard import permit, viewer
from pathways.disposals.rules.steps import StepAsked
from pathways.drafts.desk import once, open_form
from pathways.ui.forms import Form
from pathways.ui.of_a_table import given_by
from pathways.ui.pages import show


@pages.get("/placing/closed")
@permit("placing.place")
def closed() -> ResponseReturnValue:
    """Which services have closed with how many people: counts alone, of nobody in particular."""
    audit.administered(viewer(), "service.closed.listed", None)
    return show("acceptance/closed.html", services=queries.closed_with_people())


@pages.route("/placing/closed/<int:service_id>", methods=["GET", "POST"])
@permit("placing.place")
def hand_on(service_id: int) -> ResponseReturnValue:
    """Hand on everybody of one service: told or not, records handed over or not."""
    asked = asked_of("provider_closed", ["provider_closed"])
    found = queries.closed_service(service_id)
    form = open_form(step_form(asked.event), title=asked.title, filled={"closed_on": found.closed_on})
    if form.submitted() and (to := once(form, lambda: _hand_on(form, asked, service_id))):
        return redirect(to)
    audit.administered(viewer(), "service.closed.listed", None)
    fields = [form[each.name] for each in asked.records]
    return show("acceptance/hand_on.html", form=form, asked=asked, fields=fields, found=found)


def _hand_on(form: Form, asked: StepAsked, service_id: int) -> str:
    actions.hand_on(by=viewer(), service_id=service_id, given=given_by(form, asked.records))
    return url_for("acceptance.placing")
