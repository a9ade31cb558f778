"""The texts of an appointment: one that tells of it by day, and a reminder the day before."""

from pathways import clock
from pathways.audit.models import Actor
from pathways.outbox.actions import queue
from pathways.referrals.first_appointments.rules import Telling, reminds_from, sent_from
from pathways.referrals.models.referral import Appointment


def tell_of(made: Appointment, text: Telling, *, by: Actor, person_id: int, reference: str, agreed_id: int = 0) -> None:
    """Queue the text about an appointment, and its reminder. `agreed_id` is the safe contact that it goes by."""
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
    made: Appointment, text: Telling, *, by: Actor, person_id: int, reference: str, agreed_id: int = 0
) -> None:
    """Queue the reminder of an appointment, where there is still a day for it."""
    at = reminds_from(made.starts_at, clock.now())
    if at is None:
        return
    again = text.reminding(reference)
    queue(
        by=by,
        kind=again.kind,
        to=again.to,
        reference=again.quoted,
        key=f"reminder {made.id} {agreed_id}",
        about_person_id=person_id,
        not_before=at,
    )
