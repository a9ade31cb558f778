"""The pages of appointments, of the safe contact, and of the link for a service without accounts."""

from flask import Response, current_app, request, url_for
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.audit import record as audit
from pathways.auth.guard import PUBLIC, permit, viewer
from pathways.auth.links import answered_once, bare_page, link_over, token_sent
from pathways.drafts.desk import once, open_form
from pathways.engagement.appointments import actions, queries
from pathways.engagement.appointments.queries import OutcomeAsked
from pathways.engagement.appointments.rules import NextTimes, not_told_by_text, opens_at
from pathways.engagement.case.queries import case as case_queries
from pathways.engagement.case.queries import steps as steps_queries
from pathways.engagement.case.queries.case import Case
from pathways.engagement.case.rules import after_missing
from pathways.engagement.forms.case import OfferForm, OutcomeForm, SafeContactForm, ToldForm, filled_with
from pathways.engagement.views import case_url, pages, show_case
from pathways.outbox.rules import wording
from pathways.outbox.settings import texts_leave
from pathways.referrals.first_appointments.rules import AppointmentOutcome, WayToMeet
from pathways.referrals.models.referral import Appointment
from pathways.refusals import OutOfSight

# Appointments: offering the next, recording what became of one.


TITLE = "What became of an appointment"


@pages.route("/cases/<int:referral_id>/appointments/new", methods=["GET", "POST"])
@permit("case.record")
def offer_appointment(referral_id: int) -> ResponseReturnValue:
    """Offer the next appointment: a time of the diary, or one that is typed."""
    case = case_queries.case(viewer(), referral_id)
    times = queries.next_times(case)
    filled = {**filled_with(times), "slot": None, "channel": WayToMeet.IN_PERSON}
    form = open_form(OfferForm, title="Offer an appointment", of=case.person.id, filled=filled)
    form.offer_times(times, or_not_yet=False)
    if response := once(form, lambda: _offer(referral_id, form, times)):
        return response
    return show_case("engagement/appointments/offer_appointment.html", case, form=form, **said_by_text(case, times))


def _offer(referral_id: int, form: OfferForm, times: NextTimes) -> str:
    chosen = form.chosen(times)
    actions.offer_appointment(
        by=viewer(),
        referral_id=referral_id,
        starts_at=chosen.starts_at if chosen else times.suggested_at,
        place=chosen.place if chosen else times.service,
        channel=form.channel.data,
        purpose=form.purpose.data,
        slot_id=chosen.slot_id if chosen else None,
        tells=texts_leave(),
        version=form.seen_version,
    )
    return case_url(referral_id)


@pages.route("/cases/<int:referral_id>/appointments/<int:appointment_id>/outcome", methods=["GET", "POST"])
@permit("case.record")
def record_outcome(referral_id: int, appointment_id: int) -> ResponseReturnValue:
    """Record what became of an appointment, with the next one. Saved again, it corrects the outcome."""
    case, appointment = steps_queries.appointment(viewer(), referral_id, appointment_id)
    form, times = outcome_form(case, appointment)
    if response := once(form, lambda: _record(referral_id, appointment_id, form, times)):
        return response
    return show_case(
        "engagement/appointments/record_outcome.html",
        case,
        form=form,
        appointment=appointment,
        opens=opens_at(appointment.starts_at),
        by_notice=steps_queries.is_by_notice(case, appointment),
        if_missed=after_missing(case.missed + 1, case.details.sex.him),
        **said_by_text(case, times),
    )


def said_by_text(case: Case, times: NextTimes) -> dict[str, str]:
    """The text that goes out for the time filled in, word for word, or why none is sent."""
    contact = queries.contact_facts(case)
    text = queries.text_about(case, contact, times.slots[0][1] if times.slots else times.suggested_at)
    if text is None or not texts_leave():
        return {"text": "", "no_text": not_told_by_text(contact, case.details.sex.him)}
    has = "They have" if case.details.sex.he == "they" else f"{case.details.sex.he.capitalize()} has"
    otherwise = (
        "If you choose another time, the text says that." if text.is_dated else f"{has} not agreed to dates in texts."
    )
    return {"text": wording(text.kind, clock.today()).body_of(text.quoted, ""), "no_text": otherwise}


FROM_TODAY = {"today": None, "today_mine": "mine"}
"""What a row of Today posts as `then`, and whose day the list then shows."""


def outcome_form(case: Case, appointment: Appointment, at: str = "") -> tuple[OutcomeForm, NextTimes]:
    """The form for an appointment's outcome with the next time filled in. A correction offers no next one."""
    pressed = request.args.get("outcome")
    outcome = next((choice for choice in AppointmentOutcome if choice.value == pressed), appointment.outcome)
    times = queries.next_times(case, appointment, outcome or AppointmentOutcome.DID_NOT_ATTEND)
    filled = {"outcome": outcome, **filled_with(times)}
    form = open_form(OutcomeForm, title=TITLE, of=case.person.id, filled=filled, at=at)
    form.offer_times(times, or_not_yet=True, or_visit=outcome is not AppointmentOutcome.ATTENDED)
    if appointment.outcome is not None:
        form.only_corrects()
    return form, times


def _record(referral_id: int, appointment_id: int, form: OutcomeForm, times: NextTimes) -> str:
    actions.record_and_offer(
        by=viewer(),
        referral_id=referral_id,
        appointment_id=appointment_id,
        outcome=form.outcome.data,
        following=form.chosen(times),
        tells=texts_leave(),
        correction_reason=form.reason,
        version=form.seen_version,
    )
    if form.pressed not in FROM_TODAY:
        return case_url(referral_id)
    return url_for("engagement.today", whose=FROM_TODAY[form.pressed], _anchor="to-record")


# The safe contact: asked again by the service, with what a text may say.


@pages.route("/cases/<int:referral_id>/safe-contact", methods=["GET", "POST"])
@permit("case.record")
def safe_contact(referral_id: int) -> ResponseReturnValue:
    """The safe way to reach the person, and what a text may say."""
    case = case_queries.case(viewer(), referral_id)
    stands = queries.contact_facts(case)
    filled = vars(stands) if stands else {}
    form = open_form(SafeContactForm, title="Safe contact", of=case.person.id, filled=filled)
    if response := once(form, lambda: _agree(referral_id, form)):
        return response
    return show_case("engagement/appointments/safe_contact.html", case, form=form)


def _agree(referral_id: int, form: SafeContactForm) -> str:
    actions.agree_contact(by=viewer(), referral_id=referral_id, contact=form.contact(), version=form.seen_version)
    return case_url(referral_id)


# What became of an appointment, by link: one page, one answer. Opening the link does not use it up.


@pages.route("/told/<token>", methods=["GET", "POST"])
@permit(PUBLIC)
def told_by_link(token: str) -> ResponseReturnValue:
    """One appointment, for the holder of its link: the day and the hour, and nothing of the person."""
    form = ToldForm()
    try:
        if request.method == "POST" and (done := _told(token, form)):
            return outcome_recorded(done, form)
        return _page("engagement/appointments/told_by_link.html", queries.outcome_asked(token), form, token=token)
    except OutOfSight:
        return link_over(token)


@pages.post("/told")
@permit(PUBLIC)
def tell_by_link() -> ResponseReturnValue:
    """The address to which the form of the link's page is sent."""
    return told_by_link(token_sent())


def _told(token: str, form: ToldForm) -> OutcomeAsked | None:
    """Record the answer, once; the same form sent again shows the same. None where something has to be corrected."""
    return answered_once(
        form,
        before=lambda: queries.outcome_told(token, form.key),
        is_open=lambda: queries.outcome_asked(token),
        act=lambda: actions.tell_by_link(token=token, form_key=form.key, answer=form.answer()),
    )


def outcome_recorded(done: OutcomeAsked, form: ToldForm) -> Response:
    """What was recorded by the link, and whom to ring about it."""
    return _page("engagement/appointments/outcome_recorded.html", done, form)


def _page(template: str, asked: OutcomeAsked, form: ToldForm, token: str = "") -> Response:
    referral = asked.case.referral
    audit.look(asked.by, referral.person_id, "referral.viewed", ("referral", referral.id))
    phone = current_app.config["PARTNERSHIP_PHONE"]
    return bare_page(template, asked=asked, form=form, reference=referral.reference, phone=phone, token=token)
