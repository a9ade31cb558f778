"""Something was told without consent: the manager of the service writes it down, and reads what was written before."""

from flask import redirect
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.auth.guard import permit, viewer
from pathways.auth.queries import names_of
from pathways.drafts.desk import once, open_form
from pathways.engagement import actions, queries
from pathways.engagement.forms import LeakForm
from pathways.engagement.views.blueprint import case_url, pages, show_case


@pages.route("/cases/<int:referral_id>/incident", methods=["GET", "POST"])
@permit("incident.record")
def incident(referral_id: int) -> ResponseReturnValue:
    """What of this case was told to somebody who may not know it."""
    case = queries.case(viewer(), referral_id)
    filled = {"told_at": clock.today()}
    form = open_form(LeakForm, title="Told without consent", of=case.person.id, filled=filled)
    if form.submitted() and (to := once(form, lambda: _record(form, referral_id))):
        return redirect(to)
    rows = queries.leaks_of(case)
    names = names_of(row.recorded_by_id for row in rows)
    return show_case("engagement/incident.html", case, form=form, rows=rows, names=names)


def _record(form: LeakForm, referral_id: int) -> str:
    actions.record_leak(by=viewer(), referral_id=referral_id, facts=form.facts(), version=form.seen_version)
    return case_url(referral_id)
