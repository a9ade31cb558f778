"""A provider's concern: it goes to police, who review it and notify. A provider submits nothing itself."""

from flask import redirect
from flask.typing import ResponseReturnValue

from pathways import audit, clock
from pathways.auth.guard import permit, viewer
from pathways.auth.queries import names_of
from pathways.drafts.desk import once, open_form
from pathways.engagement import actions, queries
from pathways.engagement.forms import CaseConcernForm
from pathways.engagement.views.blueprint import case_url, pages, show_case
from pathways.people.rules import ADULT, age_on
from pathways.safeguarding.queries import concerns_of, services_offered
from pathways.safeguarding.rules import what_to_do


@pages.route("/cases/<int:referral_id>/safeguarding", methods=["GET", "POST"])
@permit("case.record")
def concern(referral_id: int) -> ResponseReturnValue:
    """What was raised about this person, and raising a concern: what to do now, and where it goes."""
    held = queries.case(viewer(), referral_id)
    form = open_form(CaseConcernForm, title="Safeguarding", of=held.person.id)
    forces = queries.forces_of_case(held.referral)
    form.offer(forces, services_offered())
    if form.submitted() and (to := once(form, lambda: _raise(form, referral_id))):
        return redirect(to)
    rows = concerns_of(viewer(), held.referral.episode_id)
    audit.look(viewer(), held.person.id, "safeguarding.viewed", ("referral", referral_id))
    is_child = age_on(held.details.date_of_birth, clock.today()) < ADULT
    return show_case(
        "engagement/concern.html",
        held,
        form=form,
        force=forces[0].name if len(forces) == 1 else "the police",
        rows=rows,
        names=names_of(row.raised_by_id for row in rows),
        to_do=what_to_do(by_provider=True, is_child=is_child),
    )


def _raise(form: CaseConcernForm, referral_id: int) -> str:
    actions.raise_concern(by=viewer(), referral_id=referral_id, facts=form.concern())
    return case_url(referral_id)
