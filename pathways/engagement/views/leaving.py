"""Leaving, planned or not: filled in, checked on a page of its own, then closed."""

from typing import Any

from flask import redirect
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.auth.guard import permit, viewer
from pathways.drafts.desk import once, open_form
from pathways.engagement import actions, queries
from pathways.engagement.forms import ExitForm
from pathways.engagement.queries import Case
from pathways.engagement.rules import endings, modalities
from pathways.engagement.views.blueprint import case_url, pages, show_case
from pathways.refusals import Refused

CHECK, CHANGE = "check", "change"


@pages.route("/cases/<int:referral_id>/exit", methods=["GET", "POST"])
@permit("case.record")
def leave(referral_id: int) -> ResponseReturnValue:
    """Leaving: planned or not, with a reason from the list. Death has its own page."""
    held = queries.case(viewer(), referral_id)
    form = open_form(ExitForm, title="Leaving", of=held.person.id, filled={"exited_on": clock.today()})
    may, shut = queries.endings_of(held)
    form.offer_endings(may)
    context: dict[str, Any] = {"plan": queries.plan_of(held), "modalities": modalities(), "shut": shut}
    if form.submitted():
        if form.pressed == CHECK and _may_be_checked(held, form):
            ending = endings()[str(form.reason.data)]
            return show_case("engagement/_check_leaving.html", held, form=form, ending=ending, **context)
        if form.pressed not in (CHECK, CHANGE) and (location := once(form, lambda: _leave(referral_id, form))):
            return redirect(location)
    return _page(held, form, **context)


def _page(held: Case, form: ExitForm, **context: Any) -> ResponseReturnValue:
    """The form with what is still open, and with what police will see as the consent stands."""
    return show_case(
        "engagement/leave.html",
        held,
        form=form,
        steps=queries.open_steps(viewer(), held),
        conditions=queries.conditions_for(viewer(), held),
        consent=queries.feedback_answer(held),
        **context,
    )


def _may_be_checked(held: Case, form: ExitForm) -> bool:
    """Whether the page that checks is shown; else every reason stands on the form."""
    try:
        actions.may_leave(held, form.reason.data, form.exited_on.data, form.said())
    except Refused as refusal:
        form.refuse(refusal.reasons)
        form.on_refused()
        return False
    return True


def _leave(referral_id: int, form: ExitForm) -> str:
    actions.leave(
        by=viewer(),
        referral_id=referral_id,
        reason=form.reason.data,
        exited_on=form.exited_on.data,
        afterwards=form.said(),
    )
    return case_url(referral_id)
