"""What the comparison of services counts: how people got on with each service that had them, and how it adds up."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from typing import Final, NamedTuple

from pathways.referrals.steps.rules import ReferralState
from pathways.reporting.rules.journeys import ENGAGED, Chain, ChainLink
from pathways.reporting.rules.metrics import Cohort, OutcomeState, cohort_of, metric, outcome_state
from pathways.reporting.rules.overview_counts import REFERRED
from pathways.reporting.rules.progress import parts_of_sentence
from pathways.reporting.rules.proportions import CountedUnit, OutcomeClass, Share, outcome_class
from pathways.reporting.rules.standings import PeopleAlike, Standing, State, days_of
from pathways.small_numbers.published import Figure, Own, Parts, Published, Rank, Sum, together

# One person, with every service that had them.


@dataclass(frozen=True, kw_only=True)
class AtService:
    """A referral as one service had it. `left_on` is when it went on from there before anybody accepted it: declined,
    not answered in time, or for a place elsewhere."""

    service_id: int
    provider_id: int
    sent_on: date
    link: ChainLink
    left_on: date | None = None

    def is_accepted(self, as_at: date) -> bool:
        return any(day is not None and day <= as_at for day in (self.link.accepted_on, self.link.engaged_on))

    def has_gone_on(self, as_at: date) -> bool:
        """Whether the person went on from there unaccepted."""
        closed_on = self.link.closed_on if self.link.state is ReferralState.REROUTED else None
        gone_on = self.left_on or closed_on
        return not self.is_accepted(as_at) and gone_on is not None and gone_on <= as_at


class ServedState(NamedTuple):
    """What is counted of a person: how it ended with whichever service (`OutcomeState`), and of each service that had
    them its number, its provider's, whether it accepted, whether they went on from there, and how it ended with it."""

    outcome: str
    happened: bool
    may_still: bool
    services: tuple[tuple[int, int, bool, bool, str], ...]


@dataclass(frozen=True, kw_only=True)
class ServedUnit:
    """A referral with those it was sent on as, and the services that had them, in the order in which they did."""

    person_id: int
    record_id: int
    number: int
    chain: Chain
    services: tuple[AtService, ...] = ()
    died_on: date | None = None

    @property
    def _horizon(self) -> int:
        return metric(ENGAGED, self.chain.referred_on).horizon_days

    @property
    def days(self) -> frozenset[date]:
        over = self.chain.referred_on + timedelta(days=self._horizon)
        of_services = (
            days_of(each.sent_on, each.left_on, each.link.accepted_on, each.link.engaged_on) for each in self.services
        )
        return self.chain.days.union(days_of(over, self.died_on), *of_services)

    def on(self, as_at: date) -> Standing:
        began = self.chain.referred_on
        anywhere = self._unit(self.chain.milestones[3], left_out=self.chain.is_left_out(as_at))
        outcome = outcome_state(anywhere, as_at=as_at, horizon=self._horizon)
        with_each: dict[int, list[AtService]] = {}
        for each in self.services:
            if self._counts(each, as_at):
                with_each.setdefault(each.service_id, []).append(each)
        services = tuple(self._with(each, as_at) for each in with_each.values())
        if outcome.outcome == OutcomeClass.LEFT_OUT.value:
            services = ()
        state = ServedState(outcome.outcome, outcome.happened, outcome.may_still, services)
        return Standing(began, began, state)

    def _counts(self, each: AtService, as_at: date) -> bool:
        """Whether a service counts: it had the person while the first 84 days ran and nobody had engaged yet."""
        engaged_on = self.chain.milestones[3]
        until = self.chain.referred_on + timedelta(days=self._horizon)
        last = min(until, as_at, engaged_on if engaged_on is not None else as_at)
        return each.sent_on <= last and not each.link.is_left_out(as_at)

    def _with(self, stays: Sequence[AtService], as_at: date) -> tuple[int, int, bool, bool, str]:
        """How it ended with one service. The clock is that of the first referral, wherever the person came from."""
        engaged = [each.link.engaged_on for each in stays if each.link.engaged_on is not None]
        outcome = outcome_class(self._unit(min(engaged, default=None)), as_at=as_at, horizon=self._horizon)
        is_accepted = any(each.is_accepted(as_at) for each in stays)
        went_on = not is_accepted and all(each.has_gone_on(as_at) for each in stays)
        return stays[0].service_id, stays[0].provider_id, is_accepted, went_on, outcome.value

    def _unit(self, event_on: date | None, *, left_out: bool = False) -> CountedUnit:
        return CountedUnit(
            started_on=self.chain.referred_on, event_on=event_on, died_on=self.died_on, left_out=left_out
        )


# How the people of each service got on.


@dataclass(frozen=True, kw_only=True)
class Tally:
    """So many people, each in one of accepted, gone on and neither, and in one of engaged and not engaged.

    Those who `died` before they engaged are counted apart, and so is whoever is still `pending`: nobody, once the
    figures are made (`editions.ONCE`).
    """

    people: int = 0
    accepted: int = 0
    sent_on: int = 0
    engaged: int = 0
    pending: int = 0
    died: int = 0

    @property
    def share(self) -> Share:
        """Engaged, of all."""
        return Share(self.engaged, self.people)

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(**{each.name: getattr(self, each.name) + getattr(other, each.name) for each in fields(self)})


@dataclass(frozen=True, kw_only=True)
class CountedService:
    """A service by the name it had in the period, the provider whose it is, and its people."""

    service_id: int
    name: str
    provider_id: int
    provider: str
    tally: Tally


@dataclass(frozen=True, kw_only=True)
class ServiceCounts:
    """Everybody first referred in the period, each once, and the people of each service that had somebody.

    Whoever was sent on is counted with each service, so those of the services together are more than everybody.
    """

    everybody: Cohort = field(default_factory=Cohort)
    services: tuple[CountedService, ...] = ()

    @property
    def together(self) -> Tally:
        return sum((each.tally for each in self.services), Tally())

    @property
    def providers(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(each.provider_id for each in self.services))

    def of(self, provider_id: int) -> Tally:
        """The people of a provider's services together."""
        return sum((each.tally for each in self.services if each.provider_id == provider_id), Tally())

    def rest_of(self, provider_id: int) -> Tally:
        """The people of all other providers' services together."""
        return sum((each.tally for each in self.services if each.provider_id != provider_id), Tally())

    def called_as(self, other: "ServiceCounts") -> "ServiceCounts":
        """The same by the names that services and providers have in another count: a later name is no revision."""
        before = {each.service_id: each for each in other.services}
        called = ((each, before.get(each.service_id, each)) for each in self.services)
        services = (replace(each, name=then.name, provider=then.provider) for each, then in called)
        return replace(self, services=tuple(services))

    def has_rest(self, provider_id: int) -> bool:
        """Whether there are enough others: of fewer, each takes its own figures off and has the other's."""
        return len([each for each in self.providers if each != provider_id]) >= LEAST_OTHERS


LEAST_OTHERS: Final = 3
"""So many other providers are a rest."""
Named = Mapping[int, tuple[str, str]]
"""The name of each service in the period, and that of its provider."""


def service_counts(people: Iterable[PeopleAlike], named: Named) -> ServiceCounts:
    """Count people, each by the first of their referrals that counts, with every service that had them."""
    everybody: list[PeopleAlike] = []
    tallies: dict[tuple[int, int], Tally] = {}
    for states, number, records in people:
        state = _first(states)
        everybody.append(PeopleAlike((OutcomeState(*state[:3], ""),), number, records))
        for service, provider, is_accepted, went_on, outcome in state.services:
            tally = tallies.get((service, provider), Tally())
            tallies[service, provider] = tally + _tally_of(outcome, number, is_accepted=is_accepted, went_on=went_on)
    services = (
        CountedService(
            service_id=service, name=named[service][0], provider_id=provider, provider=named[service][1], tally=tally
        )
        for (service, provider), tally in sorted(tallies.items())
        if tally.people
    )
    return ServiceCounts(everybody=cohort_of(everybody), services=tuple(services))


def _first(states: Iterable[State]) -> ServedState:
    every = [ServedState(*state) for state in states]
    return next((each for each in every if each.outcome != OutcomeClass.LEFT_OUT.value), every[0])


def _tally_of(outcome: str, number: int, *, is_accepted: bool, went_on: bool) -> Tally:
    """One way in which it ended; an engagement dated before the referral is left out here as everywhere."""
    match OutcomeClass(outcome):
        case OutcomeClass.LEFT_OUT:
            return Tally()
        case OutcomeClass.DIED:
            return Tally(died=number)
        case OutcomeClass.PENDING:
            return Tally(pending=number)
    engaged = number * (outcome == OutcomeClass.YES.value)
    return Tally(people=number, accepted=number * is_accepted, sent_on=number * went_on, engaged=engaged)


# How the figures add up.


ALL: Final = "all services"
EVERYBODY: Final = "everybody"
PRINTED: Final = ("people", "accepted", "sent on", "engaged")
WORKED_OUT: Final = ("neither", "not engaged", "accepted, not engaged")
"""What a reader works out from the columns that are printed, for each row."""
COLUMNS: Final = (*PRINTED, *WORKED_OUT)
COMPARED: Final = ("people", "engaged")
"""What services are compared by: it is hidden last."""


def counts_in(tally: Tally) -> dict[str, int]:
    """Every column of a row."""
    return {
        "people": tally.people,
        "accepted": tally.accepted,
        "sent on": tally.sent_on,
        "engaged": tally.engaged,
        "neither": tally.people - tally.accepted - tally.sent_on,
        "not engaged": tally.people - tally.engaged,
        "accepted, not engaged": tally.accepted - tally.engaged,
    }


def figure_of(column: str, code: str) -> str:
    """How a figure is called."""
    return f"{column} of {code}"


def code_of(service: CountedService) -> str:
    return f"service {service.service_id}"


def rest_of(provider_id: int) -> str:
    """The code of the row of everybody else's services."""
    return f"the rest of {provider_id}"


def _together(provider_id: int) -> str:
    return f"provider {provider_id}"


def published_of(counts: ServiceCounts) -> Published:
    """Every figure of the page, and what each provider knows: its own, and the rest where there are enough others."""
    people = counts.everybody.people
    parts: list[Parts] = [([Figure(name=REFERRED, people=people, rank=Rank.TOTAL)], [])]
    parts.append(parts_of_sentence(counts.everybody, ENGAGED, (REFERRED, people)))
    parts.append(_of_everybody(counts))
    parts += [_row(code_of(each), each.tally) for each in counts.services]
    parts.append(_row(ALL, counts.together, rank=Rank.SUBTOTAL))
    own = []
    for provider in counts.providers:
        its_own = [code_of(each) for each in counts.services if each.provider_id == provider]
        others = [code_of(each) for each in counts.services if each.provider_id != provider]
        total, rest = _together(provider), rest_of(provider)
        parts += [_row(total, counts.of(provider), is_printed=False), _added_up(total, its_own)]
        parts += [_row(rest, counts.rest_of(provider), is_printed=False), _added_up(rest, others)]
        parts.append(_added_up(ALL, [total, rest]))
        shown = tuple(figure_of(column, rest) for column in PRINTED) if counts.has_rest(provider) else ()
        names = tuple(figure_of(column, code) for code in (*its_own, total) for column in COLUMNS)
        own.append(Own(reader=_together(provider), names=names, shown=shown))
    figures, sums = together(parts)
    return Published(figures=tuple(figures), sums=tuple(sums), own=tuple(own))


_DEARER: Final = {Rank.INNER: Rank.SUBTOTAL, Rank.SUBTOTAL: Rank.TOTAL}


def _row(code: str, tally: Tally, *, rank: Rank = Rank.INNER, is_printed: bool = True) -> Parts:
    figures = [
        Figure(
            name=figure_of(column, code),
            people=people,
            rank=_DEARER[rank] if column in COMPARED else rank,
            printed=is_printed and column in PRINTED,
        )
        for column, people in counts_in(tally).items()
    ]
    sums = (
        ("people", ("accepted", "sent on", "neither")),
        ("people", ("engaged", "not engaged")),
        ("accepted", ("engaged", "accepted, not engaged")),
    )
    return figures, [
        Sum(figure_of(whole, code), tuple(figure_of(each, code) for each in parts)) for whole, parts in sums
    ]


def _added_up(whole: str, parts: Sequence[str]) -> Parts:
    return [], [Sum(figure_of(column, whole), tuple(figure_of(column, part) for part in parts)) for column in COLUMNS]


def _of_everybody(counts: ServiceCounts) -> Parts:
    """Everybody, each once, beside the people of the services together.

    Between them are those who came to several services, less those who came to none. Nobody prints either, and what is
    left of the two is no number of people.
    """
    cohort, together = counts.everybody, counts_in(counts.together)
    tally = cohort.tally
    of_everybody = {"people": tally.share.of, "engaged": tally.yes, "not engaged": tally.share.of - tally.yes}
    early = cohort.so_far - tally.yes
    figures = [
        Figure(name=figure_of(column, EVERYBODY), people=number, printed=False)
        for column, number in of_everybody.items()
    ]
    figures += [
        Figure(name="not among them", people=cohort.people - tally.share.of, printed=False),
        Figure(name="engaged before its time", people=early, printed=False),
    ]
    people, engaged, not_engaged = (figure_of(each, EVERYBODY) for each in of_everybody)
    sums = [
        Sum(REFERRED, (people, "not among them")),
        Sum(people, (engaged, not_engaged)),
        Sum(f"{ENGAGED} so far", (engaged, "engaged before its time")),
    ]
    for column, number in of_everybody.items():
        pair = ((figure_of(column, EVERYBODY), number), (figure_of(column, ALL), together[column]))
        (less, fewer), (more, most) = sorted(pair, key=lambda each: each[1])
        between = Figure(name=f"{more} without {less}", people=most - fewer, printed=False, of_people=False)
        figures.append(between)
        sums.append(Sum(more, (less, between.name)))
    return figures, sums
