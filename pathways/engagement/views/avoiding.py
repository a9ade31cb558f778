"""Services to avoid, asked by the service that has the case: before a transfer, a joint plan or another place."""

from flask import redirect
from flask.typing import ResponseReturnValue

from pathways import audit
from pathways.auth.guard import permit, viewer
from pathways.drafts.desk import once, open_form
from pathways.engagement import actions, queries
from pathways.engagement.forms import CaseAvoidForm
from pathways.engagement.views.blueprint import case_url, pages, show_case
from pathways.safeguarding.queries import services_offered, to_avoid


@pages.route("/cases/<int:referral_id>/avoid", methods=["GET", "POST"])
@permit("case.record")
def avoid(referral_id: int) -> ResponseReturnValue:
    """Which services this person must not be sent to, and why, in confidence."""
    held = queries.case(viewer(), referral_id)
    is_keyworker = held.referral.keyworker_id == viewer().user_id
    rows = to_avoid(viewer(), held.person.id, is_keyworker=is_keyworker)
    filled = {"services": sorted({row.service_id for row in rows})}
    form = open_form(CaseAvoidForm, title="Services to avoid", of=held.person.id, filled=filled)
    offered = services_offered(rows)
    form.offer_services(offered)
    if form.submitted() and (to := once(form, lambda: _record(form, referral_id))):
        return redirect(to)
    audit.look(viewer(), held.person.id, "safeguarding.viewed", ("referral", referral_id))
    return show_case("engagement/avoid.html", held, form=form, rows=rows, names=dict(offered))


def _record(form: CaseAvoidForm, referral_id: int) -> str:
    seen = form.seen_version
    actions.record_services_to_avoid(by=viewer(), referral_id=referral_id, facts=form.facts(), seen_version=seen)
    return case_url(referral_id)
