"""A made-up county with services of several providers: whom each had of those first referred, who went on, who engaged."""

from dataclasses import replace
from datetime import timedelta
from random import Random

from pathways.referrals.steps.rules import ReferralState
from pathways.reporting.rules.by_service import AtService, ServedUnit, service_counts
from pathways.reporting.rules.journeys import Chain
from pathways.reporting.rules.standings import alike
from tests.unit.reporting.made_up_units import MadeUpUnits, units_of

PROVIDERS = {1: 1, 2: 1, 3: 2, 4: 3, 5: 4, 6: 5}
"""The provider of each service: five providers, one of them with two services."""
SIZES = (8, 5, 3, 3, 2, 1)


def named(providers=PROVIDERS):
    return {service: (f"Service {service}", f"Provider {provider}") for service, provider in providers.items()}


def with_services(units: MadeUpUnits, seed, providers=PROVIDERS):
    """The same people, each with a service, and some with a second that they were sent on to."""
    dice, served, chains = Random(f"services {seed}"), [], {}
    services = [*providers]
    for unit in units.first:
        chain, stays = _sent(dice, unit.chain, services, providers)
        chains[unit.number] = chain
        whose = {"person_id": unit.person_id, "record_id": unit.record_id, "number": unit.number}
        served.append(ServedUnit(**whose, chain=chain, services=stays, died_on=unit.died_on))
    first = tuple(replace(each, chain=chains[each.number]) for each in units.first)
    referred = tuple(replace(each, chain=chains[each.number]) for each in units.referred)
    return replace(units, first=first, referred=referred), tuple(served)


def _sent(dice, chain: Chain, services, providers):
    link, sent_on = chain.links[0], chain.referred_on
    if dice.random() < 0.3 and not link.accepted_on:
        return chain, ()
    service, second = (dice.choices(services, SIZES[: len(services)])[0] for _ in range(2))
    at = {"service_id": service, "provider_id": providers[service], "sent_on": sent_on}
    if dice.random() > 0.15 or second == service:
        return chain, (AtService(**at, link=link),)
    went_on = sent_on + timedelta(days=dice.randrange(1, 6))
    before = replace(link, state=ReferralState.REROUTED, accepted_on=None, attended_on=None, engaged_on=None,
                     closed_on=went_on)  # fmt: skip
    chain = Chain(referred_on=chain.referred_on, links=(before, link))
    onward = {"service_id": second, "provider_id": providers[second], "sent_on": went_on}
    return chain, (AtService(**at, link=before, left_on=went_on), AtService(**onward, link=link))


def counts_of(served, period, providers=PROVIDERS):
    return service_counts(alike(served, period), named(providers))


def county_of(seed, people, from_on, to_on, providers=PROVIDERS):
    return with_services(units_of(seed, people, from_on, to_on), seed, providers)
