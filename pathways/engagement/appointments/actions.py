"""Offering an appointment, recording what became of it, telling the person of it, and links that ask after it."""

from datetime import datetime
from functools import partial
from typing import Any

from pathways import clock, dates
from pathways.audit import record as audit
from pathways.auth.roles import Viewer
from pathways.directory.diary import actions as directory
from pathways.engagement.actions import (
    CASE_CHANGED_FIRST,
    correct,
    date_first_offer,
    expect,
    follow,
    later_steps,
    log,
    move,
    put,
    refuse,
)
from pathways.engagement.appointments import queries, rules
from pathways.engagement.appointments.queries import OutcomeAsked, OutcomeWanted
from pathways.engagement.case.actions import leave
from pathways.engagement.case.queries import case as case_queries
from pathways.engagement.case.queries import steps as steps_queries
from pathways.engagement.case.queries.case import Case
from pathways.engagement.models.case import OutcomeLink, SafeContact
from pathways.links import actions as links
from pathways.links.actions import LinkLetter
from pathways.outbox.actions import withdraw
from pathways.referrals.first_appointments import actions as referring
from pathways.referrals.first_appointments.rules import (
    AppointmentOutcome,
    AppointmentPurpose,
    ContactFacts,
    WayToMeet,
    kept_for,
)
from pathways.referrals.models.referral import Appointment, Referral
from pathways.referrals.steps.rules import ReferralState
from pathways.refusals import Reason, Refused
from pathways.store.base import Each, one_after_another

CHANGED = "Agreed again with the person"


def agree_contact(*, by: Viewer, referral_id: int, contact: ContactFacts, version: int | None = None) -> SafeContact:
    """Record how the person may be reached and what a text may say. The earlier version is kept.

    Raises OutOfSight, Refused with every bar, Stale.
    """
    case = case_queries.case(by, referral_id)
    expect(case, version)
    refuse(rules.bars_to_contact(contact, has_died=case.has_died, state=case.referral.state))
    made = SafeContact(
        referral_id=referral_id,
        way=contact.way,
        number=(contact.number or None) if contact.way.needs_a_number else None,
        note=contact.note or None,
        holds=contact.holds,
        recorded_at=clock.now(),
        recorded_by_id=by.user_id,
    )
    put(case, queries.safe_contact(case), made, CHANGED, None)
    log(by, case, "safe_contact", made.id, "")
    _remind_anew(by, case)
    return made


def let_know(by: Viewer, case: Case, made: Appointment) -> None:
    """Queue the text about an appointment, and its reminder, if the person is reached by text."""
    if text := queries.text_about(case, queries.contact_facts(case), made.starts_at):
        referring.tell_of(made, text, **_of(by, case))


def take_back(by: Viewer, case: Case, appointment: Appointment) -> None:
    """Withdraw the messages about a cancelled appointment that have not gone out yet."""
    for what in ("appointment", "reminder"):
        withdraw(by=by, about_person_id=case.person.id, key_begins=f"{what} {appointment.id} ")


def _remind(by: Viewer, case: Case, made: Appointment) -> None:
    if text := queries.text_about(case, queries.contact_facts(case), made.starts_at):
        referring.remind_of(made, text, **_of(by, case))


def _of(by: Viewer, case: Case) -> dict[str, Any]:
    agreed = queries.safe_contact(case)
    person, reference = case.person.id, case.referral.reference or ""
    return {"by": by, "person_id": person, "reference": reference, "agreed_id": agreed.id if agreed else 0}


def _remind_anew(by: Viewer, case: Case) -> None:
    """Withdraw what waits for the old number, and queue reminders for the new one if it is texted."""
    for appointment in case.appointments:
        if appointment.outcome is None:
            withdraw(by=by, about_person_id=case.person.id, key_begins=f"appointment {appointment.id} ")
            if withdraw(by=by, about_person_id=case.person.id, key_begins=f"reminder {appointment.id} "):
                _remind(by, case, appointment)


AUDITED = {
    AppointmentOutcome.ATTENDED: "contact.attended",
    AppointmentOutcome.LEFT_EARLY: "contact.left_early",
    AppointmentOutcome.DID_NOT_ATTEND: "contact.missed",
    AppointmentOutcome.CANCELLED_BY_PERSON: "contact.cancelled",
    AppointmentOutcome.CANCELLED_BY_SERVICE: "contact.cancelled",
}


def offer_appointment(
    *,
    by: Viewer,
    referral_id: int,
    starts_at: datetime,
    place: str,
    channel: WayToMeet,
    purpose: AppointmentPurpose,
    slot_id: int | None = None,
    tells: bool = False,
    version: int | None = None,
) -> Appointment:
    """Offer the next appointment; the first sets `first_offered_on`. Raises OutOfSight, Refused with every bar, Stale.

    If two workers offer at once, one succeeds and the other is told, so that nobody is called in twice. `slot_id` is
    the time of the provider's diary to take, which then is the appointment's time; only one person gets it. `tells`
    queues the text that the page showed.
    """
    case = case_queries.case(by, referral_id)
    expect(case, version)
    return _offer(
        by, case, starts_at=starts_at, place=place, channel=channel, purpose=purpose, slot_id=slot_id, tells=tells
    )


def _offer(
    by: Viewer,
    case: Case,
    *,
    starts_at: datetime,
    place: str,
    channel: WayToMeet,
    purpose: AppointmentPurpose,
    slot_id: int | None,
    tells: bool,
) -> Appointment:
    now, referral_id = clock.now(), case.referral.id
    starts_at = queries.slot_of(case, slot_id).starts_at if slot_id else starts_at
    refuse(
        rules.bars_to_offering(
            rules.OfferFacts(
                state=case.referral.state,
                has_died=case.has_died,
                now=now,
                starts_at=starts_at,
                booked=case.booked_at,
            )
        )
    )
    if slot_id:
        directory.take_slot(slot_id=slot_id, kept_for=kept_for(referral_id, starts_at), field="slot")
    if case.referral.state is ReferralState.ACCEPTED:
        move(by=by, case=case, event="offer_appointment")
    offered = referring.offer(referral_id, by=by, starts_at=starts_at, place=place, channel=channel, purpose=purpose)
    date_first_offer(case)
    audit.in_confidence(by, case.person.id, "contact.scheduled", ("appointment", offered.id), referral=referral_id)
    if tells:
        let_know(by, case, offered)
    return offered


def record_outcome(
    *,
    by: Viewer,
    referral_id: int,
    appointment_id: int,
    outcome: AppointmentOutcome,
    correction_reason: str = "",
    version: int | None = None,
) -> Appointment:
    """Record what became of an appointment, or correct it by a row that supersedes. Raises Refused with every bar.

    If two workers record at once, one succeeds and the other is told (Stale). The diary gets back the time of an
    appointment that was cancelled.
    """
    case, appointment = steps_queries.appointment(by, referral_id, appointment_id)
    recorded = _record_outcome(by, case, appointment, outcome, correction_reason, version)
    date_first_offer(case)
    return recorded


def _record_outcome(
    by: Viewer,
    case: Case,
    appointment: Appointment,
    outcome: AppointmentOutcome,
    correction_reason: str,
    version: int | None,
) -> Appointment:
    """The outcome without the day of the first offer, which the caller works out again when all is recorded."""
    audit.lock(case.person.id)
    now, referral_id = clock.now(), case.referral.id
    refuse(
        rules.bars_to_outcome(
            rules.OutcomeFacts(
                state=case.referral.state,
                has_died=case.has_died,
                now=now,
                starts_at=appointment.starts_at,
                outcome=outcome,
                already=appointment.outcome,
                correction_reason=correction_reason,
                later_steps=later_steps(case, appointment),
            )
        )
    )
    if appointment.outcome is not None:
        expect(case, version)
        return correct(by, case, appointment, outcome, correction_reason)
    referring.answer(appointment, outcome, by=by, first=CASE_CHANGED_FIRST)
    follow(by, case, appointment, outcome)
    if outcome not in rules.HAPPENED and appointment.starts_at > now:
        directory.let_go(kept_for=kept_for(referral_id, appointment.starts_at))
        take_back(by, case, appointment)
    audit.in_confidence(
        by, case.person.id, AUDITED[outcome], ("appointment", appointment.id), outcome=outcome, referral=referral_id
    )
    return appointment


def record_and_offer(
    *,
    by: Viewer,
    referral_id: int,
    appointment_id: int,
    outcome: AppointmentOutcome,
    following: rules.Next | None,
    tells: bool = True,
    correction_reason: str = "",
    version: int | None = None,
) -> Appointment:
    """Record the outcome, and offer the next appointment if there is one, with its text if `tells`. All or nothing.

    Raises OutOfSight, Refused with every bar (also for a time that somebody else has taken), Stale.
    """
    case, appointment = steps_queries.appointment(by, referral_id, appointment_id)
    recorded = _record_outcome(by, case, appointment, outcome, correction_reason, version)
    if following is None:
        date_first_offer(case)
    else:
        _offer(
            by,
            case,
            starts_at=following.starts_at,
            place=following.place,
            channel=rules.channel_of_next(recorded.channel, following),
            purpose=rules.purpose_of_next(outcome, recorded.purpose, has_started=case.start is not None),
            slot_id=following.slot_id,
            tells=tells,
        )
    return recorded


AT_ONCE = 50
_OF_THE_PAGE = {"starts_at": "next_at"}
"""The fields of the link's page, by their names on the appointments' own page, which the rules use."""


def make_outcome_links(*, key: str, each: Each = one_after_another) -> int:
    """Make a link, and queue the message that brings it, for each past appointment of a service without accounts.

    `key` is the secret that tokens are made with. Two workers at once make one link only: an appointment has one. A
    link that went to an address the service no longer has gets another token, for the address it has now. `each` runs
    the work for one link. Returns how many links were made or sent again.
    """
    made = 0
    for wanted in queries.outcomes_wanted(AT_ONCE):
        what = f"The link of appointment {wanted.appointment.id} could not be made"
        made += each(partial(_make_link, wanted, key), what)
    for link, referral, to in queries.outcome_links_gone_wrong(AT_ONCE):
        send = partial(_send_anew, link, referral, to, key)
        made += each(send, f"The link of appointment {link.appointment_id} could not be sent anew")
    return made


def _make_link(wanted: OutcomeWanted, key: str) -> bool:
    link = OutcomeLink(
        referral_id=wanted.referral.id,
        appointment_id=wanted.appointment.id,
        expires_at=rules.works_until(dates.london(clock.now()), dates.add_working_days),
        sent_to=wanted.service.answer_email or "",
    )
    return links.make(link, _letter(wanted.referral), key=key, unique=("uq_outcome_link_appointment_id",))


def _send_anew(link: OutcomeLink, referral: Referral, to: str, key: str) -> bool:
    return links.send_anew(link, _letter(referral), to=to, key=key)


def _letter(referral: Referral) -> LinkLetter:
    reference = referral.reference or ""
    return LinkLetter(kind="outcome_link", path="/told/{secret}", person_id=referral.person_id, reference=reference)


def tell_by_link(*, token: str, form_key: str, answer: rules.AppointmentTold) -> OutcomeAsked:
    """Record what became of the appointment, with the next one or the end of the case, and that a link told it.

    Raises OutOfSight for a link that does not work, Refused for what was typed, Stale when somebody was first; the link
    is then not used up.
    """
    asked = queries.outcome_asked(token)
    audit.lock(asked.case.person.id)
    links.use(OutcomeLink, token, used_key=form_key, answered_by=answer.who)
    refuse(rules.bars_to_telling(answer))
    _record(asked, answer)
    subject = ("referral", asked.link.referral_id)
    audit.in_confidence(asked.by, asked.case.person.id, "referral.link.used", subject, answer=answer.became.value)
    return asked


def _record(asked: OutcomeAsked, answer: rules.AppointmentTold) -> None:
    by, appointment, outcome = asked.by, asked.appointment, answer.became.outcome
    record_outcome(by=by, referral_id=appointment.referral_id, appointment_id=appointment.id, outcome=outcome)
    if answer.became is rules.AppointmentAnswer.LEFT:
        leave(by=by, referral_id=appointment.referral_id, reason=rules.DECLINED, exited_on=clock.today())
    elif answer.next_at is not None:
        purpose = rules.purpose_of_next(outcome, appointment.purpose, has_started=asked.case.start is not None)
        try:
            offer_appointment(
                by=by,
                referral_id=appointment.referral_id,
                starts_at=answer.next_at,
                place=answer.place,
                channel=appointment.channel,
                purpose=purpose,
            )
        except Refused as refusal:
            raise Refused(reasons=tuple(_on_this_page(each) for each in refusal.reasons)) from refusal


def _on_this_page(reason: Reason) -> Reason:
    return Reason(reason.message, _OF_THE_PAGE.get(reason.field or "", reason.field), reason.source, reason.mark)
