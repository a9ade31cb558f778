"""What is counted by the two funnels: requests and tests on arrest, and referrals with those they were sent on as."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from pathways.arrest_tests.testing.rules.results import LabState, LabStep, next_state
from pathways.referrals.steps.rules import ReferralState
from pathways.reporting.rules.funnels import HORIZON_DAYS, Journey, state_of
from pathways.reporting.rules.metrics import metric, outcome_state
from pathways.reporting.rules.proportions import CountedUnit
from pathways.reporting.rules.standings import PeopleAlike, Standing, days_of

# A referral with those it was sent on as: the first day each milestone was reached with any of them.


# Never counted. A referrer can only withdraw before anybody accepted.
_NOT_COUNTED = frozenset({ReferralState.WITHDRAWN, ReferralState.ERROR, ReferralState.DUPLICATE})
_UNCONFIRMED = (LabState.DISPUTED, LabState.SENT, LabState.NO_ANALYSIS)


@dataclass(frozen=True, kw_only=True)
class ChainLink:
    """One referral of a chain (`number`), with the London days of its milestones."""

    state: ReferralState
    accepted_on: date | None
    attended_on: date | None
    engaged_on: date | None
    closed_on: date | None
    started_on: date | None = None
    offered_on: date | None = None
    ended_on: date | None = None
    ended_why: str = ""
    number: int = 0

    def is_left_out(self, as_at: date) -> bool:
        return self.state in _NOT_COUNTED and (self.closed_on is None or self.closed_on <= as_at)


@dataclass(frozen=True, kw_only=True)
class Chain:
    """A referral, first sent on `referred_on`, with those it was sent on as."""

    referred_on: date
    links: tuple[ChainLink, ...]

    @cached_property
    def milestones(self) -> tuple[date | None, ...]:
        """The days of being referred, accepted, seen and engaged."""
        accepted, attended, engaged = (
            _first(getattr(link, name) for link in self.links) for name in ("accepted_on", "attended_on", "engaged_on")
        )
        return self.referred_on, accepted, attended, engaged

    @property
    def days(self) -> frozenset[date]:
        """Every day of a milestone, and every day on which one was closed."""
        return days_of(*self.milestones, *(link.closed_on for link in self.links))

    @property
    def offered_on(self) -> date | None:
        """The day of the first appointment that was offered under any of them."""
        return _first(link.offered_on for link in self.links)

    def is_open(self, as_at: date) -> bool:
        """Whether any of them goes on."""
        return any(link.closed_on is None or link.closed_on > as_at for link in self.links)

    def is_left_out(self, as_at: date) -> bool:
        """Whether every end of the chain was withdrawn before anybody accepted, or entered in error or twice."""
        ends = [link for link in self.links if link.state is not ReferralState.REROUTED]
        return bool(ends) and all(link.is_left_out(as_at) for link in ends)


def _first(days: Iterable[date | None]) -> date | None:
    return min((day for day in days if day is not None), default=None)


@dataclass(frozen=True, kw_only=True)
class ReferredUnit:
    """A referral by any route. `number` is that of the first of its chain."""

    person_id: int
    record_id: int
    number: int
    chain: Chain
    died_on: date | None = None

    @property
    def days(self) -> frozenset[date]:
        began = self.chain.referred_on
        return self.chain.days | days_of(began + timedelta(days=HORIZON_DAYS), self.died_on)

    def on(self, as_at: date) -> Standing:
        began = self.chain.referred_on
        journey = Journey(
            started_on=began,
            reached=self.chain.milestones[1:],
            is_settled=_is_dead(self.died_on, as_at),
            left_out=self.chain.is_left_out(as_at),
        )
        return Standing(began, began, state_of(journey, as_at))


@dataclass(frozen=True, kw_only=True)
class ArrestTestUnit:
    """A test on arrest with a valid result, and what followed in the same episode.

    `is_required` says whether an assessment was required (on `imposed_on`), None where nobody decided on it. `checks`
    are the steps of the laboratory's check with their London days, in the order they were recorded.
    """

    person_id: int
    record_id: int
    number: int
    taken_on: date
    is_positive: bool
    is_required: bool | None = None
    imposed_on: date | None = None
    chains: tuple[Chain, ...] = ()
    checks: tuple[tuple[date, LabStep], ...] = ()
    died_on: date | None = None

    @property
    def days(self) -> frozenset[date]:
        own = days_of(
            self.taken_on, self.taken_on + timedelta(days=HORIZON_DAYS), self.imposed_on, self.died_on,
            *(day for day, _ in self.checks),
        )  # fmt: skip
        return own.union(*(chain.days for chain in self.chains))

    def on(self, as_at: date) -> Standing:
        """The referral counted is the one that came furthest, and of several the first."""
        counted = (chain.milestones for chain in self.chains if not chain.is_left_out(as_at))
        furthest = max(counted, key=lambda days: sum(day is not None for day in days), default=(None,) * 4)
        laboratory = self._laboratory(as_at)
        journey = Journey(
            started_on=self.taken_on,
            reached=(self.taken_on if self.is_positive else None, self.imposed_on, *furthest),
            is_settled=not self.is_positive or self.is_required is False or _is_dead(self.died_on, as_at),
            is_overturned=self.is_positive and laboratory is LabState.NOT_CONFIRMED,
            is_unconfirmed=self.is_positive and laboratory in _UNCONFIRMED,
        )
        return Standing(self.taken_on, self.taken_on, state_of(journey, as_at))

    def _laboratory(self, as_at: date) -> LabState | None:
        return answer_of_laboratory(self.checks, as_at)


def answer_of_laboratory(checks: Iterable[tuple[date, LabStep]], as_at: date) -> LabState | None:
    state: LabState | None = None
    for day, step in checks:
        if day <= as_at:
            state = next_state(state, step)
    return state


def _is_dead(died_on: date | None, as_at: date) -> bool:
    return died_on is not None and died_on <= as_at


# Whoever tested positive, and whoever was referred, with the one event that a metric waits for.


STARTED, ENGAGED = "treatment_started", "engaged_within_12_weeks"
"""The metrics of the two, by their code in the table."""


@dataclass(frozen=True, kw_only=True)
class PositiveTestUnit:
    """A positive test on arrest, and the first day on which structured treatment began under a referral from that
    arrest. `checks` are the steps of the laboratory's check with their London days."""

    person_id: int
    record_id: int
    number: int
    taken_on: date
    started_on: date | None = None
    checks: tuple[tuple[date, LabStep], ...] = ()
    died_on: date | None = None

    @property
    def _horizon(self) -> int:
        return metric(STARTED, self.taken_on).horizon_days

    @property
    def days(self) -> frozenset[date]:
        over = self.taken_on + timedelta(days=self._horizon)
        return days_of(self.taken_on, over, self.started_on, self.died_on, *(day for day, _ in self.checks))

    def on(self, as_at: date) -> Standing | None:
        """None where the laboratory overturned it."""
        if answer_of_laboratory(self.checks, as_at) is LabState.NOT_CONFIRMED:
            return None
        unit = CountedUnit(started_on=self.taken_on, event_on=self.started_on, died_on=self.died_on)
        return Standing(self.taken_on, self.taken_on, outcome_state(unit, as_at=as_at, horizon=self._horizon))


@dataclass(frozen=True, kw_only=True)
class FirstReferralUnit:
    """A referral by any route with those it was sent on as, and the code of the area in which the person lives."""

    person_id: int
    record_id: int
    number: int
    chain: Chain
    area: str
    died_on: date | None = None

    @property
    def _horizon(self) -> int:
        return metric(ENGAGED, self.chain.referred_on).horizon_days

    @property
    def days(self) -> frozenset[date]:
        over = self.chain.referred_on + timedelta(days=self._horizon)
        return self.chain.days | days_of(over, self.died_on)

    def on(self, as_at: date) -> Standing:
        began = self.chain.referred_on
        unit = CountedUnit(
            started_on=began,
            event_on=self.chain.milestones[3],
            died_on=self.died_on,
            left_out=self.chain.is_left_out(as_at),
        )
        return Standing(began, began, outcome_state(unit, as_at=as_at, horizon=self._horizon, area=self.area))


# Requests on arrest that gave no valid result, and those that are held: they are in no stage.


class RequestState(NamedTuple):
    """Whether a request waits for an inspector or was voided; if not, it gave no valid result."""

    is_held: bool


@dataclass(frozen=True, kw_only=True)
class RequestUnit:
    """A request on arrest that is in no stage: refused, could not, not enough, inconclusive; or held."""

    person_id: int
    record_id: int
    number: int
    requested_on: date
    is_held: bool

    @property
    def days(self) -> frozenset[date]:
        return frozenset({self.requested_on})

    def on(self, _as_at: date) -> Standing:
        return Standing(self.requested_on, self.requested_on, RequestState(self.is_held))


def requests(people: Iterable[PeopleAlike], *, is_held: bool) -> int:
    """How many requests of these people are held, or gave no valid result."""
    return sum(
        number * sum(RequestState(*state).is_held is is_held for state in states) for states, number, _ in people
    )
