"""Offering an appointment, and recording what became of one."""

from datetime import datetime

from sqlalchemy import update

from pathways import audit, clock
from pathways.auth import Viewer
from pathways.directory import actions as directory
from pathways.engagement import queries
from pathways.engagement.actions.correcting import correct, follow, later_steps
from pathways.engagement.actions.moving import FIRST, date_first_offer, expect, move, refuse
from pathways.engagement.actions.reaching import let_know, take_back
from pathways.engagement.rules import HAPPENED, OfferFacts, OutcomeFacts, bars_to_offering, bars_to_outcome
from pathways.referrals.models import Appointment, read_clocks_anew
from pathways.referrals.rules import Channel, Outcome, Purpose, ReferralState, kept_for
from pathways.refusals import Stale
from pathways.store import db, rows_changed

AUDITED = {
    Outcome.ATTENDED: "contact.attended",
    Outcome.LEFT_EARLY: "contact.left_early",
    Outcome.DID_NOT_ATTEND: "contact.missed",
    Outcome.CANCELLED_BY_PERSON: "contact.cancelled",
    Outcome.CANCELLED_BY_SERVICE: "contact.cancelled",
}


def offer_appointment(
    *,
    by: Viewer,
    referral_id: int,
    starts_at: datetime,
    place: str,
    channel: Channel,
    purpose: Purpose,
    slot_id: int | None = None,
    tells: bool = False,
    version: int | None = None,
) -> Appointment:
    """Offer the next appointment; the first dates `first_offered_on`. Raises Refused with every bar, Stale.

    Of two workers at once one offers, the other is told: nobody is called in twice. `slot_id` is the time of the
    provider's diary that it takes, for one person only: then that time is the appointment's.
    `tells` queues the text that the page showed.
    """
    case = queries.case(by, referral_id)
    expect(case, version)
    now = clock.now()
    starts_at = queries.slot_of(case, slot_id).starts_at if slot_id else starts_at
    refuse(
        bars_to_offering(
            OfferFacts(
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
    offered = Appointment(
        referral_id=referral_id,
        starts_at=starts_at,
        place=place,
        channel=channel,
        purpose=purpose,
        offered_at=now,
        offered_by_id=by.user_id,
    )
    db.session.add(offered)
    db.session.flush()
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
    outcome: Outcome,
    correction_reason: str = "",
    version: int | None = None,
) -> Appointment:
    """Record what became of an appointment, or correct it by a row that supersedes. Raises Refused with every bar.

    Two workers recording at once: one wins, the other is told. The diary has the time of a cancelled one back.
    """
    case, held = queries.appointment(by, referral_id, appointment_id)
    audit.hold(case.person.id)
    now = clock.now()
    refuse(
        bars_to_outcome(
            OutcomeFacts(
                state=case.referral.state,
                has_died=case.has_died,
                now=now,
                starts_at=held.starts_at,
                outcome=outcome,
                already=held.outcome,
                correction_reason=correction_reason,
                later_steps=later_steps(case, held),
            )
        )
    )
    if held.outcome is not None:
        expect(case, version)
        corrected = correct(by, case, held, outcome, correction_reason)
        date_first_offer(case)
        return corrected
    unanswered = (Appointment.id == held.id, Appointment.outcome.is_(None), Appointment.superseded_at.is_(None))
    values = {"outcome": outcome, "outcome_at": now, "outcome_by_id": by.user_id}
    if rows_changed(update(Appointment).where(*unanswered).values(**values)) != 1:
        raise Stale(FIRST)
    db.session.refresh(held)
    read_clocks_anew(referral_id, now)
    follow(by, case, held, outcome)
    date_first_offer(case)
    if outcome not in HAPPENED and held.starts_at > now:
        directory.let_go(kept_for=kept_for(referral_id, held.starts_at))
        take_back(by, case, held)
    audit.in_confidence(
        by, case.person.id, AUDITED[outcome], ("appointment", held.id), outcome=outcome, referral=referral_id
    )
    return held
