"""Accept, decline: each by exactly one person. Change, event and audit together; the edge commits."""

from datetime import datetime

from sqlalchemy import update

from pathways import audit, clock
from pathways.acceptance.actions.first_appointment import let_know, take_time
from pathways.acceptance.models import Acceptance, Decline
from pathways.acceptance.queries import keyworkers, taken
from pathways.acceptance.rules import AcceptFacts, DeclineReason, bars_to_accepting
from pathways.auth import Viewer
from pathways.people.models import Person
from pathways.people.queries import details_of
from pathways.people.rules import DEAD
from pathways.referrals import actions as referring
from pathways.referrals import queries as referrals
from pathways.referrals.models import Appointment, Referral, ReferralEvent
from pathways.referrals.rules import Channel, Purpose, ReferralState, next_state, states_before
from pathways.refusals import Refused, Stale
from pathways.store import db, rows_changed


class AcceptedFirst(Stale):
    """Somebody else accepted a moment before. The message names them."""


def accept(
    *,
    by: Viewer,
    referral_id: int,
    keyworker_id: int,
    first_slot_at: datetime,
    place: str,
    channel: Channel = Channel.IN_PERSON,
    note: str | None = None,
    tells: bool = False,
) -> Referral:
    """Take a referral: keyworker, first appointment. The row count of one UPDATE decides who was first.

    The first appointment takes its time of the diary; `tells` queues the text that the page showed.
    Raises OutOfSight when it is not offered to the viewer's organisation, Refused for what was typed or a time that
    somebody else has, AcceptedFirst (naming who) when a colleague was first.
    """
    held, at = referrals.referral(by, referral_id), clock.now()
    audit.hold(held.person_id)
    db.session.refresh(held)
    if held.accepted_at is not None:
        raise _answered_first(held)
    bars = bars_to_accepting(
        AcceptFacts(
            has_died=has_died(held),
            keyworker_is_ours=any(one.id == keyworker_id for one in keyworkers(by, held.person_id)),
            slot_at=first_slot_at,
            now=at,
        )
    )
    if bars:
        raise Refused(reasons=bars)
    before: ReferralState = held.state
    if not _won(by, held, keyworker_id, at):
        raise _answered_first(held)
    accepted = next_state(before, "accept")
    _event(held, by, "accept", before, accepted, at)
    _event(held, by, "offer_appointment", accepted, next_state(accepted, "offer_appointment"), at)
    db.session.add(
        Acceptance(referral_id=held.id, keyworker_id=keyworker_id, accepted_at=at, accepted_by_id=by.user_id, note=note)
    )
    take_time(held, first_slot_at)
    first = Appointment(
        referral_id=held.id,
        starts_at=first_slot_at,
        place=place,
        channel=channel,
        purpose=Purpose.ASSESSMENT,
        offered_at=at,
        offered_by_id=by.user_id,
    )
    db.session.add(first)
    db.session.flush()
    if tells:
        let_know(by, held, first)
    subject, quietly = ("referral", held.id), referrals.is_after_acceptance(held)
    audit.noted(by, held.person_id, "referral.accepted", subject, quietly=quietly, keyworker=keyworker_id)
    return held


def decline(
    *, by: Viewer, referral_id: int, reason: DeclineReason, note: str | None = None, to: int | None = None
) -> Decline:
    """Say no, with a reason that is not clinical: sent on under the consent, else a pathway manager finds a place.

    `note` is for whoever is asked next, the service or the pathway manager. `to` is where the page said that it goes:
    the next service, one for women instead, or `MANAGER`. Raises Stale where it goes elsewhere meanwhile.
    """
    held = referrals.referral(by, referral_id)
    if has_died(held):
        raise Refused(DEAD)
    if held.accepted_at is not None:
        raise _answered_first(held)
    service_id, person_id = held.service_id, held.person_id
    referring.send_on(by=by, referral_id=referral_id, reason=reason.value, note=note, to=to)
    row = Decline(
        referral_id=referral_id,
        organisation_id=by.organisation_id,
        service_id=service_id,
        reason=reason,
        declined_at=clock.now(),
        declined_by_id=by.user_id,
    )
    db.session.add(row)
    subject, quietly = ("referral", referral_id), referrals.is_after_acceptance(held)
    audit.noted(by, person_id, "referral.declined", subject, quietly=quietly, reason=reason.value)
    return row


def _won(by: Viewer, held: Referral, keyworker_id: int, at: datetime) -> bool:
    """One UPDATE that only the first can make; the milestones go with it."""
    moved = rows_changed(
        update(Referral)
        .where(
            Referral.id == held.id,
            Referral.organisation_id == by.organisation_id,
            Referral.state.in_(states_before("accept")),
        )
        .values(
            state=ReferralState.APPT_OFFERED,
            accepted_at=at,
            accepted_by_id=by.user_id,
            keyworker_id=keyworker_id,
            first_offered_on=clock.london_date(at),
        )
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(held)
    return moved == 1


def _answered_first(held: Referral) -> Stale:
    first = taken(held)
    if first is None:
        return Stale(f"This referral is no longer waiting for an answer: it is “{held.state.label}” now")
    return AcceptedFirst(
        f"{first.name} accepted this referral first, at {clock.london(first.at):%H:%M:%S}. Nothing you typed was lost"
    )


def _event(held: Referral, by: Viewer, event: str, before: ReferralState, after: ReferralState, at: datetime) -> None:
    ReferralEvent.of(held.id, event, before, after, at=at, by_id=by.user_id, role=by.role)


def has_died(held: Referral) -> bool:
    """Whether the person of a referral has died, under whichever record."""
    return db.session.get_one(Person, details_of(held.person_id).person_id).died_at is not None
