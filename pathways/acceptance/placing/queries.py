"""Services that closed while they had people; and people whom no service has, with what is needed to find a place."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select

from pathways import clock, dates
from pathways.acceptance.queries.inbox import (
    OF_THE_LIVING,
    Offered,
    WholeOffer,
    offer_of,
    offered_as,
    offers_of,
)
from pathways.acceptance.queries.offer_facts import ServiceThatDeclined, tried_before
from pathways.auth.roles import Role, Viewer
from pathways.directory.diary import queries as diary_queries
from pathways.directory.entries import queries as entries_queries
from pathways.directory.matching.rules.fit import ServiceStanding, ServiceVerdict
from pathways.directory.models import Service
from pathways.people import queries as people_queries
from pathways.people.identity import queries as identity_queries
from pathways.people.models.identity import PersonDetails
from pathways.referrals import queries as referrals_queries
from pathways.referrals.consents import queries as consents_queries
from pathways.referrals.consents.rules.consents import REFERRAL, ConsentVerdict, consent_live
from pathways.referrals.models.referral import Referral, ReferralEvent
from pathways.referrals.routing import queries as routing_queries
from pathways.referrals.rules import WORKING_DAYS_TO_PLACE
from pathways.referrals.steps import queries as steps_queries
from pathways.referrals.steps.queries import Running
from pathways.referrals.steps.rules import REFERRAL_STEPS, ReferralState
from pathways.refusals import OutOfSight
from pathways.store.base import db
from pathways.store.paging import Page, page_of

# Services that have closed while people were placed with them. Only how many people, never who.


@dataclass(frozen=True, kw_only=True)
class ClosedService:
    """A service that takes nobody any more, and how many people it still has."""

    service_id: int
    name: str
    town: str
    closed_on: date
    people: int


def closed_with_people(after: str | None = None) -> Page[ClosedService]:
    """A page of the closed services that still have people, the longest closed first."""
    page = page_of(_closed(), (Service.closed_on, Service.id), lambda row: (row[3], row[0]), after=after)
    return Page(tuple(_as_closed(row) for row in page.rows), page.after)


def _as_closed(row: Any) -> ClosedService:
    return ClosedService(service_id=row[0], name=row[1], town=row[2], closed_on=row[3], people=row[4])


def closed_service(service_id: int) -> ClosedService:
    """One closed service, also when it has nobody left. Raises OutOfSight for a service that is open."""
    row = db.session.execute(_closed().where(Service.id == service_id)).one_or_none()
    closed, service = _as_closed(row) if row else None, entries_queries.service(service_id)
    if closed is None and (service.closed_on is None or service.closed_on > clock.today()):
        raise OutOfSight
    shut = service.closed_on or clock.today()
    return closed or ClosedService(
        service_id=service_id, name=service.name, town=service.town, closed_on=shut, people=0
    )


def _closed() -> Select[int, str, str, date | None, int]:
    return (
        select(Service.id, Service.name, Service.town, Service.closed_on, func.count(Referral.id))
        .join(Referral, Referral.service_id == Service.id)
        .where(Service.closed_on <= clock.today(), Referral.state.in_(REFERRAL_STEPS.groups["PLACED"]))
        .group_by(Service.id, Service.name, Service.town, Service.closed_on)
    )


# People who wait for a place, and people the viewer placed.
MOST_QUESTIONS = 50


@dataclass(frozen=True, kw_only=True)
class WaitingForPlace:
    """Somebody who waits for a place. `days` run from when they were first referred; `due_on` from when no service
    was left."""

    offer: WholeOffer
    days: int
    due_on: date


@dataclass(frozen=True, kw_only=True)
class Placing:
    """Somebody who waits for a place, and every listed service.

    `offered` may be chosen: best fit first, services that declined already last. `closed` may not: a service for women
    cannot take a man. `covers` says by service id whether consent 1 covers it, `said_no` when and why it declined,
    `first_free` when its diary is next free, `phones` its telephone number. `limits` are the deadlines for a place.
    """

    waiting: WaitingForPlace
    offered: tuple[ServiceVerdict, ...]
    closed: tuple[ServiceVerdict, ...]
    covers: Mapping[int, ConsentVerdict]
    said_no: Mapping[int, ServiceThatDeclined]
    first_free: Mapping[int, datetime]
    phones: Mapping[int, str]
    limits: tuple[Running, ...]


@dataclass(frozen=True, kw_only=True)
class JustPlaced:
    """Somebody the viewer has placed, with which service, and by when it answers."""

    person_id: int
    name: str
    service: str
    answer_by: date | None


def needing_a_place(viewer: Viewer, after: str | None = None) -> Page[WaitingForPlace]:
    """A page of people who wait for a place, the longest wait since they were first referred first."""
    statement = OF_THE_LIVING.where(referrals_queries.visible_to(viewer), Referral.state == ReferralState.NEEDS_PLACE)
    keys = (Referral.first_submitted_at, Referral.id)
    page = page_of(statement, keys, lambda row: (row[0].first_submitted_at, row[0].id), after=after)
    return Page(_waiting(offers_of(page.rows)), page.after)


def waits_for_a_place(viewer: Viewer, referral_id: int, *, with_routing: bool = False) -> Offered:
    """One person who needs a place, in the viewer's sight. Raises OutOfSight."""
    theirs = (Referral.id == referral_id, referrals_queries.visible_to(viewer))
    return offered_as(*theirs, with_routing=with_routing)


def placing_of(viewer: Viewer, unplaced: Offered) -> Placing:
    """One person who needs a place, with the services that may be chosen."""
    referral, offer, listed = unplaced.referral, offer_of(unplaced), routing_queries.services_listed()
    answer = routing_queries.routing_for(unplaced.episode, offer.screen, unplaced.details, listed, offer.desk)
    consents = consents_queries.consents_in(unplaced.episode)
    covers = {
        each.service.service_id: consent_live(consents, REFERRAL, clock.now(), each.service.service_id)
        for each in answer.verdicts
    }
    waiting = _waiting((offer,))[0]
    said_no = {each.service_id: each for each in waiting.offer.tried}
    offered = tuple(
        sorted(answer.choosable_by(waiting.offer.details.sex), key=lambda each: each.service.service_id in said_no)
    )
    closed = tuple(each for each in answer.verdicts if each not in offered)
    running = steps_queries.what_runs_on(viewer, referral, {offer.episode.id: offer.desk})
    return Placing(
        waiting=waiting,
        offered=offered,
        closed=closed,
        covers=covers,
        said_no=said_no,
        first_free=diary_queries.first_free([each.service.service_id for each in offered]),
        phones={number: each.phone for number, each in listed.entries.items() if each.phone},
        limits=tuple(limit for limit in running if limit.due_at and (limit.is_urgent or limit.is_first_offer)),
    )


def one_needing_a_place(viewer: Viewer, referral_id: int) -> Placing:
    """One person who needs a place, with the services that may be chosen. Raises OutOfSight."""
    return placing_of(viewer, waits_for_a_place(viewer, referral_id))


def just_placed(viewer: Viewer, referral_id: int) -> JustPlaced | None:
    """The placement that the viewer just made, while the service has not answered; None for any other referral."""
    is_theirs = select(ReferralEvent.id).where(
        ReferralEvent.referral_id == Referral.id,
        ReferralEvent.by_id == viewer.user_id,
        ReferralEvent.role == Role.PW,
        ReferralEvent.reason == "placed",
    )
    waits = (Referral.id == referral_id, Referral.state == ReferralState.SUBMITTED, is_theirs.exists())
    is_open = people_queries.is_open_to(viewer, Referral.person_id)
    row = db.session.execute(
        select(Referral.person_id, Referral.due_on, Service.name)
        .join(Service, Service.id == Referral.service_id)
        .where(*waits, is_open)
    ).one_or_none()
    if row is None:
        return None
    person_id, answer_by, service = row
    name = identity_queries.details_of(person_id).full_name
    return JustPlaced(person_id=person_id, name=name, service=service, answer_by=answer_by)


def asked_of_who_placed(viewer: Viewer) -> tuple[WholeOffer, ...]:
    """People the viewer placed whose service asks the viewer a question, earliest due first, at most 50."""
    asks = OF_THE_LIVING.where(referrals_queries.asked_of_who_placed(viewer)).order_by(Referral.due_on, Referral.id)
    rows = db.session.execute(asks.limit(MOST_QUESTIONS)).all()
    return offers_of(rows) if rows else ()


def one_asked_about(viewer: Viewer, referral_id: int) -> Offered:
    """Somebody the viewer placed, whose service asks a question. Raises OutOfSight."""
    return offered_as(Referral.id == referral_id, referrals_queries.asked_of_who_placed(viewer))


def days_waited(referral: Referral) -> int:
    """How many days ago the person was first referred."""
    return (clock.today() - dates.london_date(referral.first_submitted_at or clock.now())).days


def _waiting(offers: tuple[WholeOffer, ...]) -> tuple[WaitingForPlace, ...]:
    since = referrals_queries.place_needed_since([each.referral.id for each in offers])
    return tuple(
        WaitingForPlace(
            offer=each,
            days=days_waited(each.referral),
            due_on=dates.add_working_days(
                dates.london_date(since.get(each.referral.id, clock.now())), WORKING_DAYS_TO_PLACE
            ),
        )
        for each in offers
    )


def untried(referral: Referral, details: PersonDetails) -> tuple[str, ...]:
    """The names of the open services that consent 1 covers and that were not asked anywhere along the chain."""
    answer = routing_queries.routing_of(referral, details)
    consents = consents_queries.consents_in(referrals_queries.episode_of(referral))
    tried = {link.service_id for link in referrals_queries.chain_of(referral)}
    tried |= {each.service_id for each in tried_before([referral.id])[referral.id]}
    tried |= steps_queries.let_go_by(referral)
    return tuple(
        each.service.name
        for each in answer.choosable_by(details.sex)
        if each.standing is ServiceStanding.OPEN
        and each.service.service_id not in tried
        and consent_live(consents, REFERRAL, clock.now(), each.service.service_id)
    )
