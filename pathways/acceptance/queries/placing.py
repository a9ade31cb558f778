"""Whom no service has: need, risk, area and safe contact, to find a place. No test result, no offence, no note."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from pathways import clock
from pathways.acceptance.queries.offers import Offer, of_the_living, offers_of
from pathways.acceptance.queries.tried import Tried, tried_before
from pathways.auth import Role, Viewer
from pathways.directory import queries as directory
from pathways.directory.models import Service
from pathways.directory.rules import ServiceVerdict, Standing
from pathways.people import queries as people
from pathways.referrals import queries as referrals
from pathways.referrals.models import Referral, ReferralEvent
from pathways.referrals.queries import Running
from pathways.referrals.rules import REFERRAL, ConsentVerdict, ReferralState, consent_live
from pathways.store import db
from pathways.store.paging import Page, page_of

WORKING_DAYS_TO_PLACE = 2
"""Treatment-and-statistics 2.3, timer "find a place": design choice."""

MOST_QUESTIONS = 50


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """Somebody who waits for a place. `days` run from when they were first referred; `due_on` from when no service
    was left."""

    offer: Offer
    days: int
    due_on: date


@dataclass(frozen=True, kw_only=True)
class Placing:
    """Somebody who waits for a place, and every listed service.

    `offered` may be chosen: best fit first, and whoever said no already last. `closed` may not: a service for women is
    no place for a man. `covers` says by service whether consent 1 covers it, `said_no` when and why it said no,
    `first_free` when its diary is next free, `phones` its telephone. `limits` are the days until which a place is in
    time.
    """

    waiting: Waiting
    offered: tuple[ServiceVerdict, ...]
    closed: tuple[ServiceVerdict, ...]
    covers: Mapping[int, ConsentVerdict]
    said_no: Mapping[int, Tried]
    first_free: Mapping[int, datetime]
    phones: Mapping[int, str]
    limits: tuple[Running, ...]


@dataclass(frozen=True, kw_only=True)
class JustPlaced:
    """Whom the viewer placed with which service, and by when it answers."""

    person_id: int
    name: str
    service: str
    answer_by: date | None


def needing_a_place(viewer: Viewer, after: str | None = None) -> Page[Waiting]:
    """A page of people by how long they have waited since they were first referred, longest first."""
    statement = of_the_living().where(referrals.visible_to(viewer), Referral.state == ReferralState.NEEDS_PLACE)
    keys = (Referral.first_submitted_at, Referral.id)
    page = page_of(statement, keys, lambda row: (row[0].first_submitted_at, row[0].id), after=after)
    return Page(_waiting(offers_of(page.rows)), page.after)


def one_needing_a_place(viewer: Viewer, referral_id: int) -> Placing:
    """One of them, with the services that may be chosen. Raises OutOfSight."""
    held = referrals.referral(viewer, referral_id)
    episode = referrals.episode_of(held)
    answer, consents = referrals.routing_of(held), referrals.consents_in(episode)
    covers = {
        each.service.service_id: consent_live(consents, REFERRAL, clock.now(), each.service.service_id)
        for each in answer.verdicts
    }
    waiting = _waiting(offers_of([(held, episode)]))[0]
    said_no = {each.service_id: each for each in waiting.offer.tried}
    offered = tuple(
        sorted(answer.choosable_by(waiting.offer.details.sex), key=lambda each: each.service.service_id in said_no)
    )
    closed = tuple(each for each in answer.verdicts if each not in offered)
    running = referrals.what_runs(viewer, [held])[held.id]
    return Placing(
        waiting=waiting,
        offered=offered,
        closed=closed,
        covers=covers,
        said_no=said_no,
        first_free=directory.first_free([each.service.service_id for each in offered]),
        phones=directory.service_phones([each.service.service_id for each in offered]),
        limits=tuple(one for one in running if one.due_at and (one.is_urgent or one.is_first_offer)),
    )


def just_placed(viewer: Viewer, referral_id: int) -> JustPlaced | None:
    """What the viewer did by finding a place, while the service has not answered; None for any other referral."""
    is_theirs = select(ReferralEvent.id).where(
        ReferralEvent.referral_id == Referral.id,
        ReferralEvent.by_id == viewer.user_id,
        ReferralEvent.role == Role.PW,
        ReferralEvent.reason == "placed",
    )
    waits = (Referral.id == referral_id, Referral.state == ReferralState.SUBMITTED, is_theirs.exists())
    is_open = people.is_open_to(viewer, Referral.person_id)
    row = db.session.execute(
        select(Referral.person_id, Referral.due_on, Service.name)
        .join(Service, Service.id == Referral.service_id)
        .where(*waits, is_open)
    ).one_or_none()
    if row is None:
        return None
    person_id, answer_by, service = row
    name = people.details_of(person_id).full_name
    return JustPlaced(person_id=person_id, name=name, service=service, answer_by=answer_by)


def asked_of_who_placed(viewer: Viewer) -> tuple[Offer, ...]:
    """Whom the viewer placed and whose service asks them a question, the longest wait first, at most 50."""
    statement = of_the_living().where(referrals.asked_of_who_placed(viewer)).order_by(Referral.due_on, Referral.id)
    rows = db.session.execute(statement.limit(MOST_QUESTIONS)).all()
    return offers_of([(row[0], row[1]) for row in rows]) if rows else ()


def one_asked_about(viewer: Viewer, referral_id: int) -> Waiting:
    """Somebody the viewer placed, with the question that their service asks. Raises OutOfSight."""
    referral = referrals.sent_by(viewer, referral_id)
    return _waiting(offers_of([(referral, referrals.episode_of(referral))]))[0]


def _waiting(offers: tuple[Offer, ...]) -> tuple[Waiting, ...]:
    since = referrals.place_needed_since([each.referral.id for each in offers])
    today = clock.today()
    return tuple(
        Waiting(
            offer=each,
            days=(today - clock.london_date(each.referral.first_submitted_at or clock.now())).days,
            due_on=clock.add_working_days(
                clock.london_date(since.get(each.referral.id, clock.now())), WORKING_DAYS_TO_PLACE
            ),
        )
        for each in offers
    )


def untried(held: Referral) -> tuple[str, ...]:
    """The open services, by name, that consent 1 covers and that nobody along the chain was asked of yet."""
    answer, consents = referrals.routing_of(held), referrals.consents_in(referrals.episode_of(held))
    tried = {link.service_id for link in referrals.chain_of(held)}
    tried |= {each.service_id for each in tried_before([held])[held.id]}
    tried |= referrals.let_go_by(held)
    sex = people.details_of(held.person_id).sex
    return tuple(
        each.service.name
        for each in answer.choosable_by(sex)
        if each.standing is Standing.OPEN
        and each.service.service_id not in tried
        and consent_live(consents, REFERRAL, clock.now(), each.service.service_id)
    )
