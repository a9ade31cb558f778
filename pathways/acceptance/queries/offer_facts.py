"""What a service reads of whom it is offered: risks, needs, what makes it urgent, their cell, and who declined before.

Nothing of it changes but by an event on the log of the person, and time alone changes none of it: so a list reads it
again only of those of whom the log says more (docs/decisions/0084).
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from sqlalchemy import bindparam, select

from pathways import clock
from pathways.acceptance.models import Decline
from pathways.acceptance.rules import DeclineReason
from pathways.directory.entries.queries import service_names
from pathways.directory.models import Service
from pathways.referrals import queries as referrals_queries
from pathways.referrals.models.referral import Referral
from pathways.referrals.needs import queries as needs_queries
from pathways.referrals.needs.queries import Screen
from pathways.referrals.needs.rules import needs_in_words
from pathways.referrals.sending import queries as sending_queries
from pathways.referrals.sending.queries import DeskFacts, InCell
from pathways.referrals.sending.rules import labels_of, urgent_because
from pathways.store.base import db
from pathways.store.remembered import Judgement, Remembered

# Which services declined before, along the chain of a referral.


@dataclass(frozen=True, kw_only=True)
class ServiceThatDeclined:
    """A service that declined: when, and why, in the words of the closed list."""

    service_id: int
    service: str
    at: datetime
    reason: DeclineReason


_SAID_NO = (
    select(Decline, Service.name)
    .join(Service, Service.id == Decline.service_id)
    .where(Decline.referral_id.in_(bindparam("of_referrals", expanding=True)))
    .order_by(Decline.declined_at, Decline.id)
)


def tried_before(referrals: Iterable[Referral]) -> dict[int, tuple[ServiceThatDeclined, ...]]:
    """By referral id, the services that declined on the way to it, oldest first. One statement for each link back."""
    chains = referrals_queries.chains_of(referrals)
    links = {link for chain in chains.values() for link in chain}
    by_link: dict[int, list[ServiceThatDeclined]] = defaultdict(list)
    for row, service in db.session.execute(_SAID_NO, {"of_referrals": list(links)}):
        by_link[row.referral_id].append(
            ServiceThatDeclined(service_id=row.service_id, service=service, at=row.declined_at, reason=row.reason)
        )
    return {asked: tuple(each for link in chain for each in by_link[link]) for asked, chain in chains.items()}


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
    screens, tried = needs_queries.screens_of(episodes), tried_before(referrals)
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
    known = {each.id: memory.recall(each.id, rest_on[each.id], now) for each in referrals}
    read = read_anew([each for each in referrals if known[each.id] is None], born_on)
    for number, anew in read.items():
        known[number] = anew.facts
        memory.keep(number, Judgement(judged=anew.facts, rests_on=rest_on[number], judged_at=now, until=None))
    facts = {number: each for number, each in known.items() if each is not None}
    names = service_names({each.service_id for of_one in facts.values() for each in of_one.tried})
    return {
        number: FactsOnList(
            facts=_named(each, names) if each.tried else each, desk=read[number].desk if number in read else None
        )
        for number, each in facts.items()
    }


def _named(facts: OfferFacts, names: Mapping[int, str]) -> OfferFacts:
    return replace(facts, tried=tuple(replace(each, service=names[each.service_id]) for each in facts.tried))
