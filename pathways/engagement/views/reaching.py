"""How to reach the person: asked again by the service, with what a text may hold."""

from flask import redirect
from flask.typing import ResponseReturnValue

from pathways.auth.guard import permit, viewer
from pathways.drafts.desk import once, open_form
from pathways.engagement import actions, queries
from pathways.engagement.forms import SafeContactForm
from pathways.engagement.views.blueprint import case_url, pages, show_case


@pages.route("/cases/<int:referral_id>/safe-contact", methods=["GET", "POST"])
@permit("case.record")
def safe_contact(referral_id: int) -> ResponseReturnValue:
    """The safe way to reach the person, and what a text may hold."""
    held = queries.case(viewer(), referral_id)
    stands = queries.contact_facts(held)
    filled = vars(stands) if stands else {}
    form = open_form(SafeContactForm, title="Safe contact", of=held.person.id, filled=filled)
    if form.submitted() and (to := once(form, lambda: _agree(referral_id, form))):
        return redirect(to)
    return show_case("engagement/safe_contact.html", held, form=form)


def _agree(referral_id: int, form: SafeContactForm) -> str:
    actions.agree_contact(by=viewer(), referral_id=referral_id, contact=form.contact(), version=form.seen_version)
    return case_url(referral_id)
