"""The page of any step that has none of its own: what it asks follows from the table of steps."""

from flask import abort, redirect, request
from flask.typing import ResponseReturnValue

from pathways.auth.guard import permit, viewer
from pathways.disposals import actions, queries
from pathways.disposals.forms import given_by, step_form
from pathways.disposals.rules import OWN_PAGE
from pathways.disposals.rules.steps import StepAsked, steps_asked
from pathways.disposals.views.blueprint import back_to, closed_now, pages, record_look
from pathways.documents import ScanPurpose
from pathways.drafts.desk import once, open_form
from pathways.ui.files import takes_a_file
from pathways.ui.forms import Form
from pathways.ui.pages import show


@pages.route("/disposals/<int:disposal_id>/step/<event>", methods=["GET", "POST"])
@permit("disposal.step")
@takes_a_file
def step(disposal_id: int, event: str) -> ResponseReturnValue:
    """Take one step of a disposal that stands."""
    asked = None if event in OWN_PAGE else steps_asked().get(event)
    if asked is None:
        abort(404)
    found = queries.disposal(viewer(), disposal_id)
    closed = closed_now(found, event) if request.method != "POST" else ""
    form = open_form(step_form(event), title=asked.title, of=found.view.person.id)
    if form.submitted() and (location := once(form, lambda: _take(form, asked, disposal_id))):
        return redirect(location)
    record_look(found.view, event, disposal_id)
    fields = [form[each.name] for each in asked.records if each.name in form]
    return show("disposals/step.html", form=form, found=found, asked=asked, fields=fields, closed=closed)


def _take(form: Form, asked: StepAsked, disposal_id: int) -> str:
    given = given_by(form, asked)
    actions.take_step(by=viewer(), disposal_id=disposal_id, event=asked.event, given=given, version=form.seen_version)
    if "scan" in form and form.scan.data:
        purpose = ScanPurpose.CPS_DECISION
        actions.receive_scan(by=viewer(), disposal_id=disposal_id, purpose=purpose, scan=form.scan.data)
    return back_to(disposal_id)
