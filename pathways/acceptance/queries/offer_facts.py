"""What a service reads of whom it is offered: risks, needs, what makes it urgent, their cell, and who declined before.

Nothing of it changes but by an event on the log of the person, and time alone changes none of it: so a list reads it
again only of those of whom the log says more (docs/decisions/0084).
"""

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from sqlalchemy import select

from pathways import clock
from pathways.acceptance.models import Decline
from pathways.acceptance.rules import DeclineReason
from pathways.directory.entries.queries import service_names
from pathways.directory.models import Service
from pathways.referrals.models.referral import Referral
from pathways.referrals.needs import queries as needs_queries
from pathways.referrals.needs.queries import Screen
from pathways.referrals.needs.rules import needs_in_words
from pathways.referrals.sending import queries as sending_queries
from pathways.referrals.sending.queries import DeskFacts, InCell
from pathways.referrals.sending.rules import labels_of, urgent_because
from pathways.store.base import db, shared, shared_alias
from pathways.store.remembered import Judgement, Remembered
from pathways.store.together import among, few_of

# Which services declined before, along the chain of a referral.


@dataclass(frozen=True, kw_only=True)
class ServiceThatDeclined:
    """A service that declined: when, and why, in the words of the closed list."""

    service_id: int
    service: str
    at: datetime
    reason: DeclineReason


_PARENT = shared_alias(Referral)
_LINK = shared(
    select(Referral.id.label("asked"), Referral.id, Referral.parent_id)
    .where(among(Referral.id, "of_referrals"))
    .cte("links", recursive=True)
)
_LINKS = shared(
    _LINK.union(select(_LINK.c.asked, _PARENT.id, _PARENT.parent_id).join(_LINK, _LINK.c.parent_id == _PARENT.id))
)
# Of a chain the first link comes first: each was made after the one that it follows.
_SAID_NO = (
    select(_LINKS.c.asked, Decline.service_id, Service.name, Decline.declined_at, Decline.reason)
    .join(_LINKS, _LINKS.c.id == Decline.referral_id)
    .join(Service, Service.id == Decline.service_id)
    .where(few_of(Decline.referral_id, select(_LINKS.c.id)))
    .order_by(_LINKS.c.asked, _LINKS.c.id)
)


def tried_before(referral_ids: Collection[int]) -> dict[int, tuple[ServiceThatDeclined, ...]]:
    """By referral id, the services that declined on the way to it, oldest first: one statement, however long it is."""
    declined: dict[int, list[ServiceThatDeclined]] = {number: [] for number in referral_ids}
    for asked, service_id, service, at, reason in db.session.execute(_SAID_NO, {"of_referrals": referral_ids}).all():
        declined[asked].append(ServiceThatDeclined(service_id=service_id, service=service, at=at, reason=reason))
    return {asked: tuple(services) for asked, services in declined.items()}


# What a service reads of each referral.


@dataclass(frozen=True, kw_only=True, slots=True)
class OfferFacts:
    """Of one referral: risks to print first, needs and why it is urgent, each in words; the cell in which the person
    still is, and the services that declined, oldest first."""

    risks: tuple[str, ...]
    needs: tuple[str, ...]
    urgent: tuple[str, ...]
    cell: InCell | None
    tried: tuple[ServiceThatDeclined, ...]


@dataclass(frozen=True, kw_only=True)
class ReadAnew:
    """What was said of one referral before it was sent, what the desk knows, and what a service reads of both."""

    screen: Screen
    desk: DeskFacts
    facts: OfferFacts


@dataclass(frozen=True, kw_only=True)
class FactsOnList:
    """What a list says of one referral; `desk` is what the desk knows, None where it was not read now."""

    facts: OfferFacts
    desk: DeskFacts | None


REMEMBERED: Final = Remembered[OfferFacts](most=5_000)
"""By referral: some 5 MB. Nobody's name, and no number or note by which to reach them."""


def read_anew(referrals: Collection[Referral], born_on: Mapping[int, date]) -> dict[int, ReadAnew]:
    """By referral id, in the viewer's sight; a few statements however many. `born_on` is by person id."""
    if not referrals:
        return {}
    episodes = {each.episode_id for each in referrals}
    screens, tried = needs_queries.screens_of(episodes), tried_before([each.id for each in referrals])
    desks = sending_queries.desks_of(episodes)
    urgency = sending_queries.urgency_facts(referrals, desks, born_on)
    read = {}
    for each in referrals:
        screen, desk = screens[each.episode_id], desks[each.episode_id]
        facts = OfferFacts(
            risks=screen.flags,
            needs=needs_in_words(screen),
            urgent=labels_of(urgent_because(urgency[each.id])) if each.id in urgency else (),
            cell=desk.cell,
            tried=tried[each.id],
        )
        read[each.id] = ReadAnew(screen=screen, desk=desk, facts=facts)
    return read


def facts_on(
    referrals: Collection[Referral], born_on: Mapping[int, date], *, rest_on: Mapping[int, Hashable]
) -> dict[int, FactsOnList]:
    """By referral of a list, in the viewer's sight: no statement where nothing was recorded since, but one for the
    names of services that declined, which are recorded of nobody.

    `rest_on` is by referral the heads of its person's logs with the name and number of the suite, which are recorded of
    nobody either; None where no head is known. It was read before: what is recorded in between is read, and kept as
    what was there before it.
    """
    memory, now = REMEMBERED.here(), clock.now()
    recalled = {each.id: memory.recall(each.id, rest_on[each.id], now) for each in referrals}
    known = {number: facts for number, facts in recalled.items() if facts is not None}
    names = service_names({each.service_id for facts in known.values() for each in facts.tried})
    listed = {number: FactsOnList(facts=_named(facts, names), desk=None) for number, facts in known.items()}
    read = read_anew([each for each in referrals if each.id not in known], born_on)
    for number, anew in read.items():
        memory.keep(number, Judgement(judged=anew.facts, rests_on=rest_on[number], judged_at=now, until=None))
        listed[number] = FactsOnList(facts=anew.facts, desk=anew.desk)
    return listed


def _named(facts: OfferFacts, names: Mapping[int, str]) -> OfferFacts:
    """As they were read, with each service under the name that it has now."""
    if not facts.tried:
        return facts
    return replace(facts, tried=tuple(replace(each, service=names[each.service_id]) for each in facts.tried))
