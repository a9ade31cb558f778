"""Links by which services without accounts answer: which referrals want one, and what a link opens."""

from dataclasses import dataclass

from sqlalchemy import and_, exists, func, select, text
from sqlalchemy.orm import aliased

from pathways import clock
from pathways.acceptance.models import AnswerLink
from pathways.acceptance.queries.inbox import WholeOffer, offer
from pathways.acceptance.rules import LinkAnswer
from pathways.auth.models import User
from pathways.auth.queries import suite
from pathways.auth.roles import OrganisationKind, Role, Viewer
from pathways.directory.models import Service
from pathways.links.queries import link_of
from pathways.links.rules import is_shown_again, why_over
from pathways.people.models.identity import Person
from pathways.people.queries import surviving_id
from pathways.referrals.models.referral import WAITS, Referral, ReferralEvent
from pathways.referrals.steps.rules import REFERRAL_STEPS, ReferralState
from pathways.refusals import OutOfSight, or_out_of_sight
from pathways.store.base import db

LETS_IT_WAIT = ("submit", "answered", "answer_time_up", "released")
"""The steps after which a service's answer is wanted. While the service's own question is open, none is wanted."""


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A link that works: its referral, and the stand-in who acts for the service."""

    link: AnswerLink
    by: Viewer
    offer: WholeOffer


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A referral whose service answers by link and has no link yet for this wait."""

    referral: Referral
    service: Service
    event_id: int


def links_wanted(most: int) -> tuple[Wanted, ...]:
    """Referrals that wait for a service which answers by link and have no link for this wait; none of the dead."""
    asked = aliased(Person)
    latest = (
        select(func.max(ReferralEvent.id))
        .where(ReferralEvent.referral_id == Referral.id, ReferralEvent.event.in_(LETS_IT_WAIT))
        .correlate(Referral)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Referral, Service, latest)
        # By provider as well, so that the index of the inbox is read, which holds only what waits.
        .join(Service, and_(Service.id == Referral.service_id, Service.organisation_id == Referral.organisation_id))
        .join(asked, asked.id == Referral.person_id)
        .join(Person, Person.id == surviving_id(asked))
        .where(Service.answer_email.is_not(None), text(f"referral.{WAITS}"), Referral.state != ReferralState.RETURNED)
        .where(Person.died_at.is_(None), ~exists().where(AnswerLink.event_id == latest))
        .order_by(Referral.id)
        .limit(most)
    )
    return tuple(Wanted(referral=row[0], service=row[1], event_id=row[2]) for row in rows)


def links_gone_wrong(most: int) -> tuple[tuple[AnswerLink, Referral, str], ...]:
    """Live links that went to an address the service no longer has, each with its referral and the address now."""
    rows = db.session.execute(
        select(AnswerLink, Referral, Service.answer_email)
        .join(Referral, Referral.id == AnswerLink.referral_id)
        .join(Service, Service.id == Referral.service_id)
        .where(*AnswerLink.live(clock.now()), text(f"referral.{WAITS}"), Service.answer_email != AnswerLink.sent_to)
        .order_by(AnswerLink.id)
        .limit(most)
    )
    return tuple((row[0], row[1], row[2] or "") for row in rows)


def opened(token: str) -> Opened:
    """What a link opens. Raises OutOfSight, alike for one that is used, over, replaced, forged or no longer wanted."""
    link = link_of(AnswerLink, token)
    referral = db.session.get_one(Referral, link.referral_id, populate_existing=True)
    service = db.session.get(Service, referral.service_id) if referral.service_id is not None else None
    if service is None or referral.state not in REFERRAL_STEPS.groups["WITH_PROVIDER"]:
        raise OutOfSight
    if why_over(
        used_at=link.used_at,
        ended_at=link.ended_at,
        expires_at=link.expires_at,
        sent_to=link.sent_to,
        address=service.answer_email,
        now=clock.now(),
    ):
        raise OutOfSight
    by = stand_in_of(service.organisation_id)
    live_offer = offer(by, referral.id)
    if db.session.get_one(Person, live_offer.details.person_id).died_at is not None:
        raise OutOfSight
    return Opened(link=link, by=by, offer=live_offer)


def used_by(token: str, key: str) -> Opened:
    """What a link opened for the form that used it up, for a few minutes more. Raises OutOfSight for any other form."""
    link = link_of(AnswerLink, token)
    if not is_shown_again(used_at=link.used_at, used_key=link.used_key, key=key, now=clock.now()):
        raise OutOfSight
    event_of = db.session.get_one(Referral, link.referral_id, populate_existing=True)
    by = stand_in_of(event_of.organisation_id or 0)
    return Opened(link=link, by=by, offer=offer(by, link.referral_id))


def stand_in_of(organisation_id: int) -> Viewer:
    """Who acts for a provider whose people have no accounts. Raises OutOfSight when it has no stand-in."""
    asked = (User.organisation_id == organisation_id, User.stand_in_at.is_not(None), User.disabled_at.is_(None))
    user = or_out_of_sight(db.session.scalar(select(User).where(*asked)))
    return Viewer(
        user_id=user.id,
        name=user.name,
        role=Role.TW,
        organisation_id=organisation_id,
        organisation_kind=OrganisationKind.PROVIDER,
    )


def asked_before(referral_id: int) -> bool:
    """Whether the service asked a question by an earlier link, so that it may hear the answer by telephone."""
    asked = (AnswerLink.referral_id == referral_id, AnswerLink.answer == LinkAnswer.ASK)
    return bool(db.session.scalar(select(exists().where(*asked))))


def phone_of(offer: WholeOffer) -> str:
    """The telephone number of the suite that the person was sent from; empty if they came another way."""
    place = suite(offer.episode.suite_id)
    return place.phone if place else ""
