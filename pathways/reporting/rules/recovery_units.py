"""What the report on recovery counts: journeys through treatment and how they end, releases with a referral, take-home
naloxone, and offers of peer support.

Each stands in exactly one class on a day, in the one order of every rate (treatment reference 3.0).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, NamedTuple

from pathways.dates import months_after
from pathways.reporting.rules.journeys import Chain
from pathways.reporting.rules.metrics import metric
from pathways.reporting.rules.periods import ONE
from pathways.reporting.rules.proportions import CountedUnit, OutcomeClass, outcome_class
from pathways.reporting.rules.standings import Standing, days_of
from pathways.reporting.rules.treatment_units import COMPLETED, Course, end_of
from pathways.vocabulary import Worded

# In treatment at any time in a year, how it ended, and whether it began again (treatment reference 3.7).


DONE: Final = "completed_treatment"
DONE_OF_LEFT: Final = "completed_of_those_who_left"
AGAIN: Final = "again_within_6_months"
AGAIN_MONTHS: Final = 6
"""Of the calendar: the same date so many months on is the first that no longer counts (treatment reference U4)."""
MOVED: Final = frozenset({"83", "84", "87"})
"""Transferred, or in custody (treatment reference 1.8; the numbers are recalled)."""
DIED_CODE: Final = "89"
APRIL: Final = 4


def public_year(day: date) -> int:
    """The year of public money that a day lies in, by the year of its April."""
    return day.year - (day.month < APRIL)


class Became(Worded):
    """How somebody who was in treatment stood at the end of the year, by the latest of their journeys."""

    COMPLETED = "completed", "Completed treatment (80, 81, 82)"
    LEFT = "left", "Dropped out, withdrawn or declined (85, 86, 88), or no reason of the list"
    MOVED = "moved", "Transferred and not picked up, or in custody (83, 84, 87)"
    DIED = "died", "Died in treatment"
    GOES_ON = "goes on", "Still in treatment when the year ended"
    WRONG = "wrong", "Left out: an end dated before the start"


class JourneyState(NamedTuple):
    """What is counted of a journey: the years of public money in which it began and ended (0: not yet), how it ended,
    and, where it was completed, the class of a new start within 6 months."""

    began_in: int
    ended_in: int
    became: str
    again: str

    def is_in(self, year: int) -> bool:
        """Whether any day of it lies in that year."""
        return self.began_in <= year and (self.ended_in == 0 or self.ended_in >= year)


@dataclass(frozen=True, kw_only=True)
class JourneyUnit:
    """A journey through treatment, and the day on which the next one of the same person began."""

    person_id: int
    record_id: int
    number: int
    courses: tuple[Course, ...]
    again_on: date | None = None
    died_on: date | None = None

    @property
    def began(self) -> date:
        return self.courses[0].started_on

    @property
    def _gap(self) -> timedelta:
        return timedelta(days=metric(DONE, self.began).horizon_days)

    @property
    def days(self) -> frozenset[date]:
        ends = [day for day in (*(each.ended_on for each in self.courses), self.died_on) if day is not None]
        known = [day + self._gap for day in ends]
        over = [months_after(day, AGAIN_MONTHS) - ONE for day in ends]
        return days_of(*(each.started_on for each in self.courses), *ends, *known, *over, self.again_on)

    def on(self, as_at: date) -> Standing:
        ended_on, became = self._end(as_at)
        again = self._again(ended_on, as_at).value if ended_on and became is Became.COMPLETED else ""
        ended_in = public_year(ended_on) if ended_on else 0
        state = JourneyState(public_year(self.began), ended_in, became.value, again)
        return Standing(self.began, self.began, state)

    def _end(self, as_at: date) -> tuple[date | None, Became]:
        """When and how it ended. Until the 20 days after an end are over it may go on."""
        ended_on, why = end_of(self.courses, as_at)
        if ended_on is not None and ended_on < self.began:
            return self.began, Became.WRONG
        died_on = self.died_on if self.died_on is not None and self.died_on <= as_at else None
        if died_on and why not in COMPLETED and (ended_on is None or died_on <= ended_on or why == DIED_CODE):
            ended_on, why = died_on, DIED_CODE
        if ended_on is None or ended_on + self._gap > as_at:
            return None, Became.GOES_ON
        if why in COMPLETED:
            return ended_on, Became.COMPLETED
        return ended_on, Became.MOVED if why in MOVED else Became.DIED if why == DIED_CODE else Became.LEFT

    def _again(self, ended_on: date, as_at: date) -> OutcomeClass:
        last = months_after(ended_on, AGAIN_MONTHS) - ONE
        unit = CountedUnit(started_on=ended_on, event_on=self.again_on, died_on=self.died_on)
        return outcome_class(unit, as_at=as_at, horizon=(last - ended_on).days)


# Released from police custody with a referral, and seen (treatment reference 3.6, its analogue for a custody suite).


SEEN_SOON: Final = "seen_after_custody_within_7_days"
SEEN: Final = "seen_after_custody_within_21_days"


class SeenState(NamedTuple):
    """What is counted of a release with a referral: its class 21 days on, and whether it was within 7."""

    outcome: str
    is_soon: bool


@dataclass(frozen=True, kw_only=True)
class LeftCustodyUnit:
    """A release from police custody, and the referrals from there that were sent by its day."""

    person_id: int
    record_id: int
    number: int
    released_on: date
    chains: tuple[Chain, ...]
    died_on: date | None = None

    @property
    def _horizons(self) -> tuple[int, int]:
        soon, later = (metric(code, self.released_on).horizon_days for code in (SEEN_SOON, SEEN))
        return soon, later

    @property
    def days(self) -> frozenset[date]:
        over = self.released_on + timedelta(days=self._horizons[1])
        return days_of(self.released_on, over, self.died_on).union(*(chain.days for chain in self.chains))

    def on(self, as_at: date) -> Standing:
        soon, later = self._horizons
        counted = [chain for chain in self.chains if not chain.is_left_out(as_at)]
        seen_on = min((chain.milestones[2] for chain in counted if chain.milestones[2]), default=None)
        unit = CountedUnit(started_on=self.released_on, event_on=seen_on, died_on=self.died_on, left_out=not counted)
        outcome = outcome_class(unit, as_at=as_at, horizon=later)
        last_day = self.released_on + timedelta(days=soon)
        is_soon = outcome is OutcomeClass.YES and seen_on is not None and seen_on <= last_day
        return Standing(self.released_on, self.released_on, SeenState(outcome.value, is_soon))


# Take-home naloxone, and peer support (treatment reference 2.5).


NALOXONE: Final = "naloxone_supplied"
PEER: Final = "peer_support"


class SuppliedState(NamedTuple):
    """What is counted of a supply: its kits."""

    kits: int


@dataclass(frozen=True, kw_only=True)
class SuppliedUnit:
    """A supply of take-home naloxone to the person themselves."""

    person_id: int
    record_id: int
    number: int
    supplied_on: date
    kits: int

    @property
    def days(self) -> frozenset[date]:
        return frozenset({self.supplied_on})

    def on(self, _as_at: date) -> Standing:
        return Standing(self.supplied_on, self.supplied_on, SuppliedState(self.kits))


class PeerState(NamedTuple):
    """What is counted of an offer of peer support: whether it was accepted, and whether they met in the time."""

    accepted: bool
    met: bool


@dataclass(frozen=True, kw_only=True)
class PeerUnit:
    """An offer of peer support, as last answered, and the day of the first contact with the peer."""

    person_id: int
    record_id: int
    number: int
    offered_on: date
    accepted: bool
    met_on: date | None = None

    @property
    def days(self) -> frozenset[date]:
        return days_of(self.offered_on, self.met_on)

    @property
    def _last_day(self) -> date:
        return self.offered_on + timedelta(days=metric(PEER, self.offered_on).horizon_days)

    def on(self, as_at: date) -> Standing:
        met = self.accepted and self.met_on is not None and self.met_on <= min(as_at, self._last_day)
        return Standing(self.offered_on, self.offered_on, PeerState(self.accepted, met))
