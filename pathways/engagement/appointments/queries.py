"""The times a service may offer, how the person may be reached, and links that ask what became of an appointment."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import and_, exists, select
from sqlalchemy.orm import aliased

from pathways import clock, dates
from pathways.acceptance.answer_links.queries import stand_in_of
from pathways.auth.roles import Viewer
from pathways.directory.diary import queries as diary_queries
from pathways.directory.models import Service, Slot
from pathways.engagement.appointments.rules import AFTER, NextTimes, days_to_next, text_may_go
from pathways.engagement.case.queries.case import OF_REFERRAL, Case, case_of
from pathways.engagement.case.queries.steps import appointment
from pathways.engagement.caseload.queries.today import OURS
from pathways.engagement.models.case import OutcomeLink, SafeContact
from pathways.engagement.rules import answers_for
from pathways.links.queries import link_of
from pathways.links.rules import is_shown_again, why_over
from pathways.people.models.identity import Person
from pathways.people.queries import surviving_id
from pathways.referrals.first_appointments.rules import AppointmentOutcome, AppointmentText, ContactFacts
from pathways.referrals.models.referral import Appointment, Referral
from pathways.referrals.sending import queries as referrals
from pathways.refusals import OutOfSight, or_out_of_sight
from pathways.store.base import db
from pathways.store.together import Records

# The times of its diary that a service may offer to somebody on its caseload, and the one that the page fills in.


TIMES_SHOWN = 4


def next_times(
    case: Case, after: Appointment | None = None, outcome: AppointmentOutcome = AppointmentOutcome.DID_NOT_ATTEND
) -> NextTimes:
    """The times that the service of a case in sight may offer next. `booked_at` is a later appointment that stands."""
    service_id, now = case.referral.service_id, clock.now()
    slots = diary_queries.free_slots("", [service_id]) if service_id else ()
    booked = (at for at in case.booked_at if at > now and (after is None or at != after.starts_at))
    usual = dates.london(after.starts_at if after else now).time().replace(second=0, microsecond=0)
    day = dates.add_working_days(clock.today(), days_to_next(outcome))
    free = [(slot.id, slot.starts_at) for slot in slots if slot.starts_at not in case.booked_at]
    return NextTimes(
        service=case.service_name,
        town=case.service_town,
        slots=tuple(free[:TIMES_SHOWN]),
        suggested_at=dates.from_london(day, usual),
        booked_at=next(booked, None),
    )


def slot_of(case: Case, slot_id: int) -> Slot:
    """A time in the diary of the provider that has the case. Raises OutOfSight."""
    theirs = Service.organisation_id == case.referral.organisation_id
    slot = select(Slot).join(Service, Service.id == Slot.service_id).where(Slot.id == slot_id, theirs)
    return or_out_of_sight(db.session.scalar(slot))


# How the person of a case may be reached, and the text that would tell them of an appointment.


_OF_AN_APPOINTMENT: Final = re.compile(r"(?:appointment|reminder) ([0-9]+) ")


_IS_AGREED = and_(SafeContact.referral_id == OF_REFERRAL, SafeContact.superseded_at.is_(None))
_AGREED = select(SafeContact).where(_IS_AGREED)
SAFE_CONTACT = Records((SafeContact,), _IS_AGREED, (SafeContact.id,))


def safe_contact(case: Case) -> SafeContact | None:
    """The live safe contact that the service agreed with the person of a case in sight; None before there is one."""
    return db.session.scalar(_AGREED, {"of_referral": case.referral.id})


def contact_facts(case: Case) -> ContactFacts | None:
    """The safe contact as agreed with the service, else as said on the needs page. None where nobody asked."""
    agreed = safe_contact(case)
    return contact_agreed(agreed) if agreed else referrals.contact_said(case.referral.episode_id)


def contact_agreed(agreed: SafeContact) -> ContactFacts:
    """The safe contact as agreed with the service."""
    return ContactFacts(way=agreed.way, number=agreed.number or "", note=agreed.note or "", holds=agreed.holds)


def text_about(case: Case, contact: ContactFacts | None, starts_at: datetime) -> AppointmentText | None:
    """The text about an appointment; None where none is sent. Somebody who died is sent nothing."""
    return None if case.has_died else referrals.text_to(case.referral, contact, starts_at)


def may_still_go(*, kind: str, key: str, address: str) -> bool:
    """Whether a waiting message may go out, by its kind, key and number. One about no appointment always may.

    It is asked as the message is about to leave. A case that closed or paused, an appointment that is over and a number
    that changed are all read then, so nobody who records one has to remember what waits in the outbox.
    """
    named = _OF_AN_APPOINTMENT.match(key)
    if named is None:
        return True
    appointment = db.session.get_one(Appointment, int(named[1]), populate_existing=True)
    case = case_of(db.session.get_one(Referral, appointment.referral_id, populate_existing=True))
    return text_may_go(
        state=case.referral.state,
        stands=appointment.superseded_at is None and appointment.outcome is None,
        starts_at=appointment.starts_at,
        now=clock.now(),
        contact=contact_facts(case),
        kind=kind,
        address=address,
    )


# Links by which services without accounts say what became of an appointment: those wanted, and what one opens.


@dataclass(frozen=True, kw_only=True)
class OutcomeAsked:
    """A link that works, the appointment it asks about, and the stand-in who acts for the service."""

    link: OutcomeLink
    by: Viewer
    case: Case
    appointment: Appointment


@dataclass(frozen=True, kw_only=True)
class OutcomeWanted:
    """A past appointment of a service that answers by link, which has not been asked about."""

    referral: Referral
    service: Service
    appointment: Appointment


def outcomes_wanted(most: int) -> tuple[OutcomeWanted, ...]:
    """Past appointments of services that answer by link, without an outcome or a link; of nobody who died.

    None of a paused case until it goes on: a link is sent once, and would not work meanwhile.
    """
    asked = aliased(Person)
    stands = (Appointment.superseded_at.is_(None), Appointment.outcome.is_(None))
    rows = db.session.execute(
        select(Referral, Service, Appointment)
        # Also by provider, in the words of the caseload's index: it only contains what is accepted and not closed.
        .join(Service, and_(Service.id == Referral.service_id, Service.organisation_id == Referral.organisation_id))
        .join(Appointment, and_(Appointment.referral_id == Referral.id, *stands))
        .join(asked, asked.id == Referral.person_id)
        .join(Person, Person.id == surviving_id(asked))
        .where(Service.answer_email.is_not(None), Referral.accepted_at.is_not(None), Referral.closed_at.is_(None))
        .where(Appointment.starts_at <= clock.now() - AFTER, Person.died_at.is_(None), Referral.state.in_(OURS))
        .where(~exists().where(OutcomeLink.appointment_id == Appointment.id))
        .order_by(Appointment.starts_at, Appointment.id)
        .limit(most)
    )
    return tuple(OutcomeWanted(referral=row[0], service=row[1], appointment=row[2]) for row in rows)


def outcome_links_gone_wrong(most: int) -> tuple[tuple[OutcomeLink, Referral, str], ...]:
    """Live links that went to an address the service no longer has, each with its referral and the address now."""
    rows = db.session.execute(
        select(OutcomeLink, Referral, Service.answer_email)
        .join(Appointment, Appointment.id == OutcomeLink.appointment_id)
        .join(Referral, Referral.id == OutcomeLink.referral_id)
        .join(Service, Service.id == Referral.service_id)
        .where(*OutcomeLink.live(clock.now()), Appointment.outcome.is_(None), Referral.state.in_(OURS))
        .where(Service.answer_email != OutcomeLink.sent_to)
        .order_by(OutcomeLink.id)
        .limit(most)
    )
    return tuple((row[0], row[1], row[2] or "") for row in rows)


def outcome_asked(token: str) -> OutcomeAsked:
    """What a link opens. Raises OutOfSight, always alike, for one that is used, over, forged, or no longer wanted."""
    link = link_of(OutcomeLink, token)
    asked = _asked(link)
    service = db.session.get(Service, asked.case.referral.service_id) if asked.case.referral.service_id else None
    address, now = service.answer_email if service else None, clock.now()
    if why_over(used_at=link.used_at, expires_at=link.expires_at, sent_to=link.sent_to, address=address, now=now):
        raise OutOfSight
    is_told = asked.appointment.outcome is not None
    if is_told or asked.case.has_died or not answers_for(asked.case.referral.state):
        raise OutOfSight
    return asked


def outcome_told(token: str, key: str) -> OutcomeAsked:
    """What a link opened, for the form that used it up and is sent again. Raises OutOfSight for any other form."""
    link = link_of(OutcomeLink, token)
    if not is_shown_again(used_at=link.used_at, used_key=link.used_key, key=key, now=clock.now()):
        raise OutOfSight
    return _asked(link)


TOLD_BY_LINK = Records(
    (OutcomeLink,), and_(OutcomeLink.referral_id == OF_REFERRAL, OutcomeLink.used_at.is_not(None)), (OutcomeLink.id,)
)
"""The links of a case by which somebody told of an appointment."""


def _asked(link: OutcomeLink) -> OutcomeAsked:
    referral = db.session.get_one(Referral, link.referral_id, populate_existing=True)
    by = stand_in_of(referral.organisation_id or 0)
    case, own_appointment = appointment(by, referral.id, link.appointment_id)
    return OutcomeAsked(link=link, by=by, case=case, appointment=own_appointment)
