"""Links by which services without accounts tell of an appointment: which are wanted, and what one opens."""

from dataclasses import dataclass

from sqlalchemy import and_, exists, select
from sqlalchemy.orm import aliased

from pathways import clock
from pathways.acceptance.queries import stand_in_of
from pathways.auth import Viewer
from pathways.directory.models import Service
from pathways.engagement.models import OutcomeLink
from pathways.engagement.queries.beside_it import appointment
from pathways.engagement.queries.case import Case
from pathways.engagement.queries.today import OURS
from pathways.engagement.rules import answers_for
from pathways.engagement.rules.told_by_link import AFTER
from pathways.outbox.one_time import hash_of
from pathways.people.models import Person
from pathways.people.queries import surviving_id
from pathways.referrals.models import Appointment, Referral
from pathways.refusals import OutOfSight
from pathways.store import db

LONGEST_TOKEN = 64


@dataclass(frozen=True, kw_only=True)
class OutcomeAsked:
    """A link that works, the appointment it asks after, and the stand-in that acts for the service."""

    link: OutcomeLink
    by: Viewer
    case: Case
    appointment: Appointment


@dataclass(frozen=True, kw_only=True)
class OutcomeWanted:
    """An appointment that a service which answers by link has held, or not, and has not been asked after."""

    referral: Referral
    service: Service
    appointment: Appointment


def outcomes_wanted(most: int) -> tuple[OutcomeWanted, ...]:
    """Appointments of services that answer by link, past their time, without an outcome or a link. Nobody who died.

    Of a case that is paused none, until it goes on: a link is sent once, and would not work meanwhile.
    """
    asked = aliased(Person)
    stands = (Appointment.superseded_at.is_(None), Appointment.outcome.is_(None))
    rows = db.session.execute(
        select(Referral, Service, Appointment)
        # In the words of the index of the caseload: of such a provider what is accepted and not closed, and no more.
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
    """Links that would work, but went to an address that is not the service's any more; and the address of now."""
    unused = (OutcomeLink.used_at.is_(None), OutcomeLink.expires_at > clock.now())
    rows = db.session.execute(
        select(OutcomeLink, Referral, Service.answer_email)
        .join(Appointment, Appointment.id == OutcomeLink.appointment_id)
        .join(Referral, Referral.id == OutcomeLink.referral_id)
        .join(Service, Service.id == Referral.service_id)
        .where(*unused, Appointment.outcome.is_(None), Referral.state.in_(OURS))
        .where(Service.answer_email != OutcomeLink.sent_to)
        .order_by(OutcomeLink.id)
        .limit(most)
    )
    return tuple((row[0], row[1], row[2] or "") for row in rows)


def outcome_asked(token: str) -> OutcomeAsked:
    """What a link opens. Raises OutOfSight for one that is used, over, forged, or no longer wanted: alike."""
    link = _link(token)
    if link.used_at is not None or link.expires_at <= clock.now():
        raise OutOfSight
    found = _asked(link)
    service = db.session.get(Service, found.case.referral.service_id) if found.case.referral.service_id else None
    if service is None or service.answer_email is None or service.answer_email != link.sent_to:
        raise OutOfSight  # it went to an address that is not the service's (any more)
    is_told = found.appointment.outcome is not None
    if is_told or found.case.has_died or not answers_for(found.case.referral.state):
        raise OutOfSight
    return found


def outcome_told(token: str, key: str) -> OutcomeAsked:
    """What a link opened for the form that used it up, sent a second time. Raises OutOfSight for any other form."""
    link = _link(token)
    if link.used_at is None or not key or link.used_key != key:
        raise OutOfSight
    return _asked(link)


def told_by_link(referral_id: int) -> dict[int, str]:
    """Who told of an appointment by a link, by its id, of a case that the caller found in sight."""
    used = (OutcomeLink.referral_id == referral_id, OutcomeLink.used_at.is_not(None))
    rows = db.session.execute(select(OutcomeLink.appointment_id, OutcomeLink.answered_by).where(*used))
    return {row[0]: row[1] or "" for row in rows}


def _asked(link: OutcomeLink) -> OutcomeAsked:
    held = db.session.get_one(Referral, link.referral_id, populate_existing=True)
    by = stand_in_of(held.organisation_id or 0)
    case, one = appointment(by, held.id, link.appointment_id)
    return OutcomeAsked(link=link, by=by, case=case, appointment=one)


def _link(token: str) -> OutcomeLink:
    by_token = select(OutcomeLink).where(OutcomeLink.token_hash == hash_of(token[:LONGEST_TOKEN]))
    link = db.session.scalar(by_token.execution_options(populate_existing=True))
    if link is None:
        raise OutOfSight
    return link
