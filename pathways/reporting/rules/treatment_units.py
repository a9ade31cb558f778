"""What the report on treatment counts: first contacts, treatment journeys, and releases from custody.

Each stands in exactly one class on a day, in the one order of every rate (treatment reference 3.0).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, NamedTuple

from pathways.referrals.sending.rules import ReferralRoute
from pathways.reporting.rules.journeys import Chain
from pathways.reporting.rules.metrics import metric
from pathways.reporting.rules.proportions import CountedUnit, OutcomeClass, outcome_class
from pathways.reporting.rules.standings import Standing, days_of
from pathways.vocabulary import Worded

# Time to first contact (treatment reference 3.8).


CONTACTED: Final = "first_contact"
FIXED_DAYS: Final = (7, 21, 42)
"""The days by which contacts are counted: a curve drawn day by day would print on which day one person was seen."""


class ContactState(NamedTuple):
    """What is counted of a referral: its class 42 days on, by which of the fixed days they were seen (0: by none), and
    whether an appointment has still to be offered."""

    outcome: str
    by: int
    waits_for_offer: bool


@dataclass(frozen=True, kw_only=True)
class ContactUnit:
    """A referral by any route, with those it was sent on as: the first one's clock runs, whoever sees the person.

    Closed without a contact it is a no; nothing but the day as known on which figures are made ends the wait.
    """

    person_id: int
    record_id: int
    number: int
    chain: Chain
    died_on: date | None = None

    @property
    def _horizon(self) -> int:
        return metric(CONTACTED, self.chain.referred_on).horizon_days

    @property
    def days(self) -> frozenset[date]:
        over = self.chain.referred_on + timedelta(days=self._horizon)
        return self.chain.days | days_of(over, self.chain.offered_on, self.died_on)

    def on(self, as_at: date) -> Standing:
        began, seen_on = self.chain.referred_on, self.chain.milestones[2]
        unit = CountedUnit(
            started_on=began, event_on=seen_on, died_on=self.died_on, left_out=self.chain.is_left_out(as_at)
        )
        outcome = outcome_class(unit, as_at=as_at, horizon=self._horizon)
        days = (seen_on - began).days if seen_on and outcome is OutcomeClass.YES else None
        by = 0 if days is None else next(day for day in FIXED_DAYS if days <= day)
        offered_on = self.chain.offered_on
        waits = (
            outcome is not OutcomeClass.LEFT_OUT
            and (offered_on is None or offered_on > as_at)
            and (seen_on is None or seen_on > as_at)
            and (self.died_on is None or self.died_on > as_at)
            and self.chain.is_open(as_at)
        )
        return Standing(began, began, ContactState(outcome.value, by, waits))


# Courses of structured treatment: offered in time, stayed or completed, left early (treatment reference 3.3 to 3.5).


OFFERED: Final = "offered_within_21_days"
EFFECTIVE: Final = "effective_treatment"
LEFT_EARLY: Final = "early_unplanned_exit"
COMPLETED: Final = frozenset({"80", "81", "82"})
UNPLANNED: Final = frozenset({"85", "86", "88"})
"""Reasons why somebody left (treatment reference 1.8; the numbers are recalled). Transfers and custody are neither."""
GAP_DAYS: Final = 20
"""A start so many days after an end, or fewer, carries the course on: 21 days with both of them."""


@dataclass(frozen=True, kw_only=True)
class Course:
    """Structured treatment under one referral, and why it ended."""

    started_on: date
    ended_on: date | None = None
    why: str = ""


def journeys_of(courses: Iterable[Course]) -> list[tuple[Course, ...]]:
    """The courses of one person, taken together where one carries another on or they overlap, in time order."""
    together: list[list[Course]] = []
    for course in sorted(courses, key=lambda each: (each.started_on, each.ended_on or date.max)):
        ends = [each.ended_on for each in together[-1]] if together else []
        last = max((each for each in ends if each is not None), default=None)
        goes_on = None in ends or (last is not None and (course.started_on - last).days <= GAP_DAYS)
        if together and goes_on:
            together[-1].append(course)
        else:
            together.append([course])
    return [tuple(each) for each in together]


def end_of(courses: Iterable[Course], as_at: date) -> tuple[date | None, str]:
    """When and why a journey ended, as far as that is known; None while any course of it goes on."""
    known = [course for course in courses if course.started_on <= as_at]
    ends = [(each.ended_on, each.why) for each in known if each.ended_on is not None and each.ended_on <= as_at]
    return max(ends) if known and len(ends) == len(known) else (None, "")


class TreatedState(NamedTuple):
    """The class of a journey by each of the three measures."""

    offered: str
    effective: str
    left_early: str


@dataclass(frozen=True, kw_only=True)
class TreatedUnit:
    """A journey through treatment: one course, or several that carry each other on. The referral is the first one's."""

    person_id: int
    record_id: int
    number: int
    referred_on: date
    courses: tuple[Course, ...]
    offered_on: date | None = None
    died_on: date | None = None

    @property
    def began(self) -> date:
        return self.courses[0].started_on

    @property
    def days(self) -> frozenset[date]:
        own = [day for course in self.courses for day in (course.started_on, course.ended_on)]
        horizons = (metric(code, self.began).horizon_days for code in (EFFECTIVE, LEFT_EARLY))
        over = (self.began + timedelta(days=horizon) for horizon in horizons)
        return days_of(*own, *over, self.offered_on, self.died_on)

    def on(self, as_at: date) -> Standing:
        state = TreatedState(self._offered(as_at).value, self._effective(as_at).value, self._left_early(as_at).value)
        return Standing(self.began, self.began, state)

    def _offered(self, as_at: date) -> OutcomeClass:
        """Treatment has begun, so nobody is pending; where no offer is recorded it is missing."""
        if self.offered_on is None or self.offered_on > as_at:
            return OutcomeClass.MISSING
        waited = (self.offered_on - self.referred_on).days
        if waited < 0:
            return OutcomeClass.LEFT_OUT
        return OutcomeClass.YES if waited <= metric(OFFERED, self.began).horizon_days else OutcomeClass.NO

    def _effective(self, as_at: date) -> OutcomeClass:
        """In treatment on day 84, or completed before. An end before the start is an error, told by the one order."""
        horizon = metric(EFFECTIVE, self.began).horizon_days
        full, (ended_on, why) = self.began + timedelta(days=horizon), end_of(self.courses, as_at)
        died_before = self._died_before(full)
        is_wrong = ended_on is not None and ended_on < self.began
        stayed = not died_before and not is_wrong and (ended_on is None or ended_on >= full)
        event_on = full if stayed else ended_on if is_wrong or why in COMPLETED else None
        return self._class(event_on, died_before, as_at, horizon)

    def _left_early(self, as_at: date) -> OutcomeClass:
        """Left unplanned before day 84."""
        horizon = metric(LEFT_EARLY, self.began).horizon_days
        full, (ended_on, why) = self.began + timedelta(days=horizon), end_of(self.courses, as_at)
        is_wrong = ended_on is not None and ended_on < self.began
        is_early = ended_on is not None and ended_on < full and why in UNPLANNED
        return self._class(ended_on if is_wrong or is_early else None, self._died_before(full), as_at, horizon)

    def _died_before(self, full: date) -> bool:
        return self.died_on is not None and self.died_on < full

    def _class(self, event_on: date | None, died_before: bool, as_at: date, horizon: int) -> OutcomeClass:
        died_on = self.died_on if died_before else None
        unit = CountedUnit(started_on=self.began, event_on=event_on, died_on=died_on)
        return outcome_class(unit, as_at=as_at, horizon=horizon)


# Released from police custody, and arrested again or not.


BACK_SOON: Final = "returned_within_6_months"
BACK: Final = "returned_within_12_months"


class ReleasedRoute(Worded):
    """How somebody was referred from the custody that they were released from, by the day of the release."""

    REQUIRED = "required", "Test on arrest, required assessment"
    TESTED = "tested", "Test on arrest, of their own will"
    DISPOSAL = "disposal", "With an out-of-court disposal"
    OTHER = "other", "Liaison and diversion, or another way"
    NONE = "none", "Not referred"


_ROUTES: Final = {
    ReferralRoute.REQUIRED_ASSESSMENT: ReleasedRoute.REQUIRED,
    ReferralRoute.TESTED_VOLUNTARY: ReleasedRoute.TESTED,
    ReferralRoute.CONDITIONAL_CAUTION: ReleasedRoute.DISPOSAL,
    ReferralRoute.COMMUNITY_RESOLUTION: ReleasedRoute.DISPOSAL,
    ReferralRoute.OUTCOME_22: ReleasedRoute.DISPOSAL,
}


def route_of_release(referred: Iterable[tuple[date, ReferralRoute | None]], released_on: date) -> ReleasedRoute:
    """The route of the first referral from that custody. One that was sent later is none: whoever stayed away from
    custody had longer to be referred."""
    by_then = sorted((each for each in referred if each[0] <= released_on), key=lambda each: each[0])
    if not by_then:
        return ReleasedRoute.NONE
    route = by_then[0][1]
    return _ROUTES.get(route, ReleasedRoute.OTHER) if route else ReleasedRoute.OTHER


class ReleasedState(NamedTuple):
    """What is counted of a release: its class 12 months on, whether they came back within 6, and the route."""

    outcome: str
    is_soon: bool
    route: str


@dataclass(frozen=True, kw_only=True)
class ReleasedUnit:
    """A release from police custody after an arrest for an offence, and the day of the next such arrest."""

    person_id: int
    record_id: int
    number: int
    released_on: date
    route: ReleasedRoute
    back_on: date | None = None
    died_on: date | None = None

    @property
    def _horizons(self) -> tuple[int, int]:
        soon, year = (metric(code, self.released_on).horizon_days for code in (BACK_SOON, BACK))
        return soon, year

    @property
    def days(self) -> frozenset[date]:
        over = self.released_on + timedelta(days=self._horizons[1])
        return days_of(self.released_on, over, self.back_on, self.died_on)

    def on(self, as_at: date) -> Standing:
        soon, year = self._horizons
        unit = CountedUnit(started_on=self.released_on, event_on=self.back_on, died_on=self.died_on)
        outcome = outcome_class(unit, as_at=as_at, horizon=year)
        last_day = self.released_on + timedelta(days=soon)
        is_soon = outcome is OutcomeClass.YES and self.back_on is not None and self.back_on <= last_day
        state = ReleasedState(outcome.value, is_soon, self.route.value)
        return Standing(self.released_on, self.released_on, state)
