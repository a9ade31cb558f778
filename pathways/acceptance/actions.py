"""What a service does with a referral offered to it, and what a pathway manager does where no service takes it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pathways import clock, dates
from pathways.acceptance.models import Acceptance, Decline
from pathways.acceptance.placing import queries as placing_queries
from pathways.acceptance.queries import answering as answering_queries
from pathways.acceptance.queries import declining as declining_queries
from pathways.acceptance.queries.answering import keyworkers, taken
from pathways.acceptance.rules import AcceptFacts, DeclineReason, bars_to_accepting
from pathways.arrest_tests.assessment.queries import kept_for as kept_for_requirement
from pathways.audit import record as audit
from pathways.audit.models import Actor
from pathways.auth.roles import Viewer
from pathways.directory.diary import actions as diary
from pathways.directory.diary import queries as directory
from pathways.outbox import actions as outbox
from pathways.people.deaths import queries as deaths
from pathways.people.deaths.rules import DEAD
from pathways.people.identity.queries import details_of
from pathways.referrals import queries as referrals_queries
from pathways.referrals.actions import locked, move
from pathways.referrals.first_appointments import actions as first_appointments_actions
from pathways.referrals.first_appointments.actions import offer
from pathways.referrals.first_appointments.rules import AppointmentPurpose, WayToMeet, kept_for
from pathways.referrals.models.referral import Appointment, Referral
from pathways.referrals.steps import actions as steps_actions
from pathways.referrals.steps import queries as steps_queries
from pathways.referrals.steps.rules import REFERRAL_STEPS, NoSuchReferralStep, steps_asked
from pathways.refusals import OutOfSight, Refused, Stale, refuse_if
from pathways.store.base import db

# What goes with a first appointment: its time in the service's diary, and the text that tells the person of it.


def take_time(referral: Referral, starts_at: datetime) -> None:
    """Take this time in the service's diary, if the diary has a slot then. Raises Refused where somebody else has it.

    A slot that the diary keeps for this person's own required assessment is theirs already.
    """
    slot = directory.slot_at(referral.service_id, starts_at) if referral.service_id else None
    if slot is None or slot.kept_for == kept_for_requirement(referral.episode_id):
        return
    diary.take_slot(slot_id=slot.id, kept_for=kept_for(referral.id, starts_at), field="first_slot")


def let_know(by: Actor, referral: Referral, first: Appointment) -> None:
    """Queue the text about the first appointment and its reminder, where the person is reached by text."""
    if text := answering_queries.text_at_first(referral, first.starts_at):
        person_id = details_of(referral.person_id).person_id
        first_appointments_actions.tell_of(first, text, by=by, person_id=person_id, reference=referral.reference or "")


# Accept and decline: each is done by exactly one person. Change, event and audit go together; the edge commits.


class AcceptedFirst(Stale):
    """Somebody else accepted a moment before. The message names them."""


def accept(
    *,
    by: Viewer,
    referral_id: int,
    keyworker_id: int,
    first_slot_at: datetime,
    place: str,
    channel: WayToMeet = WayToMeet.IN_PERSON,
    note: str | None = None,
    tells: bool = False,
) -> Referral:
    """Accept a referral, with a keyworker and a first appointment. If two people accept at once, only one succeeds.

    The first appointment takes its time in the diary; `tells` queues the text that the page showed.
    Raises OutOfSight when it is not offered to the viewer's organisation, Refused for what was typed or a time that
    somebody else has, AcceptedFirst (naming the colleague) when a colleague was first.
    """
    referral, at = locked(by, referral_id), clock.now()
    if referral.accepted_at is not None:
        raise _answered_first(referral, by)
    bars = bars_to_accepting(
        AcceptFacts(
            has_died=has_died(referral),
            keyworker_is_ours=any(keyworker.id == keyworker_id for keyworker in keyworkers(by, referral.person_id)),
            slot_at=first_slot_at,
            now=at,
        )
    )
    refuse_if(bars)
    try:
        move(referral, "accept", by=by, accepted_at=at, accepted_by_id=by.user_id, keyworker_id=keyworker_id)
    except (NoSuchReferralStep, Stale):
        raise _answered_first(referral, by) from None
    move(referral, "offer_appointment", by=by, first_offered_on=dates.london_date(at))
    db.session.add(
        Acceptance(
            referral_id=referral.id, keyworker_id=keyworker_id, accepted_at=at, accepted_by_id=by.user_id, note=note
        )
    )
    take_time(referral, first_slot_at)
    purpose = AppointmentPurpose.ASSESSMENT
    first = offer(referral.id, by=by, starts_at=first_slot_at, place=place, channel=channel, purpose=purpose)
    if tells:
        let_know(by, referral, first)
    subject, quietly = ("referral", referral.id), referrals_queries.is_after_acceptance(referral)
    audit.noted(by, referral.person_id, "referral.accepted", subject, quietly=quietly, keyworker=keyworker_id)
    return referral


def decline(
    *, by: Viewer, referral_id: int, reason: DeclineReason, note: str | None = None, to: int | None = None
) -> Decline:
    """Decline a referral for a reason that is not clinical. It is sent on under the consent, or to a pathway manager.

    `note` is for the service or the pathway manager asked next. `to` is where the page said that it would go: the id of
    the next service, of one for women, or `MANAGER`. Raises Stale where it would go elsewhere by now, or where somebody
    has accepted it; Refused after a death.
    """
    referral = referrals_queries.referral(by, referral_id)
    if has_died(referral):
        raise Refused(DEAD)
    if referral.accepted_at is not None:
        raise _answered_first(referral, by)
    service_id, person_id = referral.service_id, referral.person_id
    steps_actions.send_on(by=by, referral_id=referral_id, reason=reason.code, note=note, to=to)
    row = Decline(
        referral_id=referral_id,
        organisation_id=by.organisation_id,
        service_id=service_id,
        reason=reason,
        declined_at=clock.now(),
        declined_by_id=by.user_id,
    )
    db.session.add(row)
    subject, quietly = ("referral", referral_id), referrals_queries.is_after_acceptance(referral)
    audit.noted(by, person_id, "referral.declined", subject, quietly=quietly, reason=reason.code)
    return row


def _answered_first(referral: Referral, by: Viewer) -> Stale:
    first = taken(referral)
    if first is None:
        return Stale(f"This referral is no longer waiting for an answer: it is “{referral.state.label}” now")
    who = "You accepted this referral" if first.by_id == by.user_id else f"{first.name} accepted this referral first"
    return AcceptedFirst(f"{who}, at {dates.london(first.at):%H:%M:%S}. Nothing you typed was lost")


def has_died(referral: Referral) -> bool:
    """Whether the person of a referral has died, also where their record was merged into another."""
    return deaths.has_died(referral.person_id)


# What a pathway manager does for somebody whom no service has: a place, no place anywhere, or the person wants none.


ANSWERED = "answered"
IN_PLACING = ("no_service_exists", "person_declines", ANSWERED)


def place(*, by: Viewer, referral_id: int, service_id: int, note: str | None) -> Referral:
    """Record the place that a pathway manager found. Raises Refused where consent 1 does not cover the service."""
    if has_died(referrals_queries.referral(by, referral_id)):
        raise Refused(DEAD)
    return steps_actions.place_with(by=by, referral_id=referral_id, service_id=service_id, note=note)


def ask_for_consent(*, by: Viewer, referral_id: int) -> None:
    """Write to those who can ask the person whether another service may be told, once a day at most, and record it.

    Raises Refused where nobody with a page for it can be written to, or where a colleague asked them first today.
    """
    referral = locked(by, referral_id)
    if has_died(referral):
        raise Refused(DEAD)
    asker = declining_queries.consent_asker(referral)
    if not asker.can_be_asked:
        raise Refused("Nobody can be written to about this consent: ring whoever referred the person")
    if asker.was_asked_today:
        raise Refused("They were asked today already: once a day is enough")
    for user_id, address in asker.write_to:
        outbox.queue(
            by=by,
            kind="consent_to_ask",
            to=address,
            reference=referral.reference or "",
            link=asker.link,
            key=f"consent-to-ask-{referral.id}-{user_id}-{clock.today():%Y%m%d}",
            about_person_id=referral.person_id,
        )
    quietly = referrals_queries.is_after_acceptance(referral)
    audit.noted(by, referral.person_id, "referral.consent_asked_for", ("referral", referral.id), quietly=quietly)


def step_in_placing(*, by: Viewer, referral_id: int, event: str, given: Mapping[str, Any]) -> Referral:
    """Record that no service exists (an unmet need), that the person wants no other, or the answer to a question.

    Raises OutOfSight for any other event, Refused with every reason (each open service that was not tried is named),
    Stale when a colleague placed the person first.
    """
    if event not in IN_PLACING:
        raise OutOfSight
    if event == ANSWERED:
        return steps_actions.step_by_referrer(by=by, referral_id=referral_id, event=event, given=given)
    referral = referrals_queries.referral(by, referral_id)
    details = details_of(referral.person_id)
    untried = placing_queries.untried(referral, details) if event == "no_service_exists" else ()
    now = steps_queries.standing_of(referral, untried=untried)
    steps_actions.take_step(referral, event, by=by, given=given, now=now, first=steps_actions.PLACED_FIRST)
    return referral


def hand_on(*, by: Viewer, service_id: int, given: Mapping[str, Any]) -> int:
    """Hand on everybody of a service that has closed; returns how many people. Raises OutOfSight for a role that the
    table does not name, Refused, Stale."""
    before = REFERRAL_STEPS.states_before("provider_closed")
    if not any(REFERRAL_STEPS.may_take(state, "provider_closed", by.role) for state in before):
        raise OutOfSight
    refuse_if(steps_asked()["provider_closed"].faults(given, dates.london(clock.now())))
    were_told, records = str(given["told"]), str(given["records"])
    handed = steps_actions.hand_on_from(
        service_id=service_id, by=by, closed_on=given["closed_on"], were_told=were_told, records=records
    )
    if not handed:
        raise Stale("A colleague handed everybody on first: nobody is with this service any more")
    return handed


# Before a service answers: it says that it has the referral, asks a question, or says that the person lives elsewhere.


say_error, settle_error = steps_actions.say_error, steps_actions.settle_error
"""That a referral is an error is said at any desk and settled by a manager. The pages of both are in this room."""
AT_INBOX = ("acknowledge", "ask", "moved_away", "taken_into_custody", "admitted_to_hospital", "released")
MOST_OF_A_NOTE = 2000


def step_at_inbox(*, by: Viewer, referral_id: int, event: str, given: Mapping[str, Any]) -> Referral:
    """Take a step of the inbox that is not an answer yet. Raises OutOfSight, Refused with every reason, Stale."""
    if event not in AT_INBOX:
        raise OutOfSight
    referral = referrals_queries.referral(by, referral_id)
    # Somebody who lives elsewhere is for the pathway manager to place: the service keeps nothing of the person.
    recorded = {"service": referral.service_id} if event == "moved_away" else {}
    let_go: dict[str, Any] = {"service_id": None, "organisation_id": None} if event == "moved_away" else {}
    steps_actions.take_step(
        referral, event, by=by, given=given, now=steps_queries.standing_of(referral), recorded=recorded, **let_go
    )
    return referral


def add_note(*, by: Viewer, referral_id: int, note: str) -> None:
    """Add the note of a colleague who came second to the note of the one who accepted. Raises Refused, OutOfSight."""
    referral = referrals_queries.referral(by, referral_id)
    if referral.organisation_id != by.organisation_id or referral.accepted_at is None:
        raise OutOfSight
    if has_died(referral):
        raise Refused(DEAD)
    audit.lock(referral.person_id)
    row = db.session.query(Acceptance).filter_by(referral_id=referral.id).with_for_update().one()
    notes = row.note.split("\n\n") if row.note else []
    if (added := f"{by.name}: {note}") in notes:  # pressed again from an older page
        return
    both = "\n\n".join((*notes, added))
    if len(both) > MOST_OF_A_NOTE:
        raise Refused("The notes of this case are full. Record it as a note of the case instead", field="note")
    row.note = both
    audit.in_confidence(by, referral.person_id, "referral.note.added", ("referral", referral.id))
