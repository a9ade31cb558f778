"""Appointments: offer the next, record what became of one."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from pathways.auth.guard import permit, viewer
from pathways.drafts.desk import once, open_form
from pathways.engagement import actions, queries
from pathways.engagement.forms import OfferForm, OutcomeForm
from pathways.engagement.rules import MISSED_IN_A_ROW, opens_at
from pathways.engagement.views.blueprint import case_url, pages, show_case
from pathways.referrals.rules import Outcome


@pages.route("/cases/<int:referral_id>/appointments/new", methods=["GET", "POST"])
@permit("case.record")
def offer_appointment(referral_id: int) -> ResponseReturnValue:
    """Offer the next appointment."""
    held = queries.case(viewer(), referral_id)
    form = open_form(OfferForm, title="Offer an appointment", of=held.person.id)
    if form.submitted():
        location = once(form, lambda: _offer(referral_id, form))
        if location:
            return redirect(location)
    return show_case("engagement/offer_appointment.html", held, form=form)


def _offer(referral_id: int, form: OfferForm) -> str:
    actions.offer_appointment(
        by=viewer(),
        referral_id=referral_id,
        starts_at=form.starts_at.data,
        place=form.place.data,
        channel=form.channel.data,
        purpose=form.purpose.data,
        version=form.seen_version,
    )
    return case_url(referral_id)


@pages.route("/cases/<int:referral_id>/appointments/<int:appointment_id>/outcome", methods=["GET", "POST"])
@permit("case.record")
def record_outcome(referral_id: int, appointment_id: int) -> ResponseReturnValue:
    """What became of an appointment; saved again it corrects what stands."""
    held, appointment = queries.appointment(viewer(), referral_id, appointment_id)
    filled = {"outcome": request.args.get("outcome") or appointment.outcome}
    form = open_form(OutcomeForm, title="What became of an appointment", of=held.person.id, filled=filled)
    if form.submitted():
        location = once(form, lambda: _record(referral_id, appointment_id, form))
        if location:
            return redirect(location)
    return show_case(
        "engagement/record_outcome.html",
        held,
        form=form,
        appointment=appointment,
        opens=opens_at(appointment.starts_at),
        outreach_at=MISSED_IN_A_ROW,
    )


def _record(referral_id: int, appointment_id: int, form: OutcomeForm) -> str:
    recorded = actions.record_outcome(
        by=viewer(),
        referral_id=referral_id,
        appointment_id=appointment_id,
        outcome=form.outcome.data,
        correction_reason=form.reason,
        version=form.seen_version,
    )
    if form.pressed == "today":
        return url_for("engagement.today")
    if form.pressed == "case" or recorded.outcome is Outcome.ATTENDED:
        return case_url(referral_id)
    return url_for("engagement.offer_appointment", referral_id=referral_id)
