"""Recording what became of an appointment together with the next one: one press, one transaction."""

from pathways.auth import Viewer
from pathways.engagement import queries
from pathways.engagement.actions.contacts import offer_appointment, record_outcome
from pathways.engagement.rules import Next, channel_of_next, purpose_of_next
from pathways.referrals.models import Appointment
from pathways.referrals.rules import Outcome


def record_and_offer(
    *,
    by: Viewer,
    referral_id: int,
    appointment_id: int,
    outcome: Outcome,
    following: Next | None,
    tells: bool = True,
    correction_reason: str = "",
    version: int | None = None,
) -> Appointment:
    """Record the outcome and offer the next appointment, if there is one, with its text where `tells`. All or nothing.

    Raises OutOfSight, Refused with every bar (a time that somebody else took meanwhile too), Stale.
    """
    recorded = record_outcome(
        by=by,
        referral_id=referral_id,
        appointment_id=appointment_id,
        outcome=outcome,
        correction_reason=correction_reason,
        version=version,
    )
    if following is not None:
        held = queries.case(by, referral_id)
        offer_appointment(
            by=by,
            referral_id=referral_id,
            starts_at=following.starts_at,
            place=following.place,
            channel=channel_of_next(recorded.channel, following),
            purpose=purpose_of_next(outcome, recorded.purpose, has_started=held.start is not None),
            slot_id=following.slot_id,
            tells=tells,
        )
    return recorded
