"""Offering an appointment, recording what became of it, and queueing the texts about it."""

from datetime import datetime

from sqlalchemy import update

from pathways import clock
from pathways.audit.models import Actor
from pathways.outbox.actions import queue
from pathways.outbox.rules import wording
from pathways.referrals.first_appointments.rules import (
    AppointmentOutcome,
    AppointmentPurpose,
    AppointmentText,
    WayToMeet,
    reminds_from,
    sent_from,
)
from pathways.referrals.models.referral import Appointment, read_clocks_anew
from pathways.refusals import Stale
from pathways.store.base import row_changed, save, supersede


def offer(
    referral_id: int, *, by: Actor, starts_at: datetime, place: str, channel: WayToMeet, purpose: AppointmentPurpose
) -> Appointment:
    """Record an appointment as offered now."""
    offered = Appointment(
        referral_id=referral_id,
        starts_at=starts_at,
        place=place,
        channel=channel,
        purpose=purpose,
        offered_at=clock.now(),
        offered_by_id=by.user_id,
    )
    return save(offered)


def answer(appointment: Appointment, outcome: AppointmentOutcome, *, by: Actor, first: str) -> None:
    """Record what became of an appointment. Raises Stale, worded by `first`, where somebody has recorded it already."""
    now = clock.now()
    unanswered = (Appointment.id == appointment.id, Appointment.outcome.is_(None), Appointment.superseded_at.is_(None))
    values = {"outcome": outcome, "outcome_at": now, "outcome_by_id": by.user_id}
    if row_changed(update(Appointment).where(*unanswered).values(**values), Appointment) is None:
        raise Stale(first)
    read_clocks_anew(appointment.referral_id, now)


def answer_anew(appointment: Appointment, outcome: AppointmentOutcome, *, by: Actor, reason: str) -> Appointment:
    """Correct what became of an appointment, by a row that supersedes it."""
    now = clock.now()
    corrected = Appointment(
        referral_id=appointment.referral_id,
        starts_at=appointment.starts_at,
        place=appointment.place,
        channel=appointment.channel,
        purpose=appointment.purpose,
        offered_at=appointment.offered_at,
        offered_by_id=appointment.offered_by_id,
        outcome=outcome,
        outcome_at=now,
        outcome_by_id=by.user_id,
    )
    return supersede(appointment, corrected, at=now, reason=reason)


def tell_of(
    made: Appointment, text: AppointmentText, *, by: Actor, person_id: int, reference: str, agreed_id: int = 0
) -> None:
    """Queue the text about an appointment, and its reminder. `agreed_id` is the id of the safe contact it goes by."""
    queue(
        by=by,
        kind=text.kind,
        to=text.to,
        reference=text.quoted,
        key=f"appointment {made.id} ",
        about_person_id=person_id,
        not_before=sent_from(clock.now()),
    )
    remind_of(made, text, by=by, person_id=person_id, reference=reference, agreed_id=agreed_id)


def remind_of(
    made: Appointment, text: AppointmentText, *, by: Actor, person_id: int, reference: str, agreed_id: int = 0
) -> None:
    """Queue the reminder of an appointment, if there is still a day for it."""
    again = text.reminding(reference)
    hour = wording(again.kind, clock.today()).day_before_at
    at = reminds_from(made.starts_at, clock.now(), day_before_at=hour) if hour else None
    if at is None:
        return
    queue(
        by=by,
        kind=again.kind,
        to=again.to,
        reference=again.quoted,
        key=f"reminder {made.id} {agreed_id}",
        about_person_id=person_id,
        not_before=at,
    )
