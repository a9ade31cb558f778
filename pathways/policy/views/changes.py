"""One change that a policy lead proposed: what it says, and the decision of another."""

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.arrest_tests.rules.law_changes import ChangeState
from pathways.auth.guard import permit, viewer
from pathways.auth.queries import names_of
from pathways.drafts.desk import once, open_form
from pathways.policy import actions, queries
from pathways.policy.models import PolicyChange
from pathways.policy.views.blueprint import pages
from pathways.policy.views.told import told
from pathways.ui.deciding import SEND_BACK, DecideForm, EndForm, form_to_decide
from pathways.ui.forms import Form
from pathways.ui.pages import show


@pages.route("/policy/changes/<int:policy_change_id>", methods=["GET", "POST"])
@permit("policy.change")
def change(policy_change_id: int) -> ResponseReturnValue:
    """One change: before and after, its source, and the decision of a second person."""
    found = queries.change(viewer(), policy_change_id)
    form = _form_for(found)
    if form and form.submitted() and (location := once(form, lambda: _act(found, form))):
        return redirect(location)
    if form:
        form["seen"].data = actions.seen_of(found)  # pressed again, it is about the change as it now stands
    begun = found.starts_on <= clock.today()
    return show(
        "policy/change.html",
        form=form,
        found=found,
        told=told(viewer(), found),
        also_waiting=queries.waiting_beside(found) if found.state is ChangeState.WAITING else (),
        stand=queries.decisions_since(found.organisation_id, found.starts_on) if begun else 0,
        names=names_of((found.proposed_by_id, found.decided_by_id, found.ended_by_id)),
        is_own=found.proposed_by_id == viewer().user_id,
        is_done="done" in request.args,
    )


def _form_for(found: PolicyChange) -> Form | None:
    """Taking back one's own, deciding another's; what was sent is answered as what it was, though it moved on."""
    ends = found.proposed_by_id == viewer().user_id
    if request.method == "POST":
        ends = "ended_why" in request.form
    elif found.state is not ChangeState.WAITING:
        return None
    asked = EndForm if ends else form_to_decide(is_made_up=found.is_demonstration)
    return open_form(asked, title="Decide a change of policy")


def _act(found: PolicyChange, form: Form) -> str:
    facts: dict[str, Any] = {"by": viewer(), "change_id": found.id, "seen": form["seen"].data or ""}
    if isinstance(form, DecideForm):
        approves = form.pressed != SEND_BACK
        facts |= {"approves": approves, "has_read_source": form.has_read_source}
        actions.decide_change(checked=form.checked.data or "", **facts)
    else:
        actions.withdraw_change(why=form["ended_why"].data or "", **facts)
    return url_for("policy.change", policy_change_id=found.id, done="decided")
