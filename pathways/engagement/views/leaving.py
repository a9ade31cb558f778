"""Leaving, planned or not."""

from flask import redirect
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.auth.guard import permit, viewer
from pathways.drafts.desk import once, open_form
from pathways.engagement import actions, queries
from pathways.engagement.forms import ExitForm
from pathways.engagement.rules import endings_from
from pathways.engagement.views.blueprint import case_url, pages, show_case


@pages.route("/cases/<int:referral_id>/exit", methods=["GET", "POST"])
@permit("case.record")
def leave(referral_id: int) -> ResponseReturnValue:
    """Leaving: planned or not, with a reason from the list. Death has its own page."""
    held = queries.case(viewer(), referral_id)
    form = open_form(ExitForm, title="Leaving", of=held.person.id, filled={"exited_on": clock.today()})
    form.offer_endings(endings_from(held.referral.state))
    if form.submitted():
        location = once(form, lambda: _leave(referral_id, form))
        if location:
            return redirect(location)
    return show_case("engagement/leave.html", held, form=form)


def _leave(referral_id: int, form: ExitForm) -> str:
    actions.leave(by=viewer(), referral_id=referral_id, reason=form.reason.data, exited_on=form.exited_on.data)
    return case_url(referral_id)
