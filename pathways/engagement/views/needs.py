"""Needs at assessment: on from where the desk stopped."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.auth.guard import permit, viewer
from pathways.drafts.desk import once, open_form
from pathways.engagement import actions, queries
from pathways.engagement.forms import NeedsAssessedForm, needs_filled
from pathways.engagement.views.blueprint import case_url, pages, show_case
from pathways.vocabulary import Answer, Sex


@pages.route("/cases/<int:referral_id>/needs", methods=["GET", "POST"])
@permit("case.record")
def needs(referral_id: int) -> ResponseReturnValue:
    """Substances, health, home, family and work, and naloxone. What was said before is filled in."""
    held = queries.case(viewer(), referral_id)
    stands, desk = queries.needs_of(referral_id), queries.said_at_the_desk(held)
    known = vars(stands.facts) if stands else desk
    form = open_form(NeedsAssessedForm, title="Needs", of=held.person.id, filled=needs_filled(known))
    form.ask_on(clock.today(), pregnancy=held.details.sex is not Sex.MALE)
    if form.submitted() and (to := once(form, lambda: _record(referral_id, form))):
        return redirect(to)
    return show_case("engagement/needs.html", held, form=form, stands=stands, desk=desk)


def _record(referral_id: int, form: NeedsAssessedForm) -> str:
    facts = form.facts()
    actions.record_needs(by=viewer(), referral_id=referral_id, facts=facts, version=form.seen_version)
    if facts.safeguarding is Answer.YES:
        return url_for("engagement.concern", referral_id=referral_id)
    return case_url(referral_id)
