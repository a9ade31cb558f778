"""A self- or GP referral to the own service, recorded by a treatment worker."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from pathways import audit, clock
from pathways.auth.guard import permit, viewer
from pathways.directory import queries as directory
from pathways.drafts.desk import once, open_form
from pathways.referrals import actions, queries
from pathways.referrals.forms import OwnReferralForm
from pathways.referrals.rules import REFERRAL, AskedBy, wording
from pathways.referrals.views.blueprint import pages
from pathways.ui.pages import show


@pages.route("/own-referrals/new", methods=["GET", "POST"])
@permit("own_referral.record")
def own() -> ResponseReturnValue:
    """Who came, what they say, and that they agree: one page, recorded whole. Nothing is chosen beforehand."""
    form = open_form(OwnReferralForm, title="Somebody who came to us")
    services = queries.own_services(viewer())
    known = queries.known_here(viewer(), form.surname.data, form.date_of_birth.data)
    form.offer_areas(directory.map_now().places)
    form.offer([(one.id, f"{one.name}, {one.town}") for one in services], known)
    if known:
        audit.listed(viewer(), "person.searched", [number for number, _ in known])
    if form.submitted() and (to := once(form, lambda: _record(form, {one.id: one.town for one in services}))):
        return redirect(to)
    return show("referrals/own.html", form=form, words=wording(REFERRAL, clock.today(), asked_by=AskedBy.SERVICE))


def _record(form: OwnReferralForm, towns: dict[int, str]) -> str:
    came = actions.CameToUs(
        who=form.facts(),
        person_id=form.person_id,
        none_of_these=form.none_of_these,
        how_they_came=form.how_they_came.data,
        service_id=form.service.data,
        said=form.said(directory.map_now().area_of(towns.get(form.service.data))),
        risks=form.risks(),
        naloxone=form.naloxone_facts(),
        covers=form.covers,
        how=form.how.data,
    )
    held = actions.record_own_referral(by=viewer(), came=came)
    return url_for("acceptance.accept", referral_id=held.id) if form.pressed != "inbox" else url_for("acceptance.inbox")
