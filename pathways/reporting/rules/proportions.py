"""What every rate rests on: proportions with intervals, the class of each unit counted, and the period."""

from dataclasses import dataclass
from datetime import date, timedelta

from pathways.dates import count_in_words, day_in_words
from pathways.refusals import Reason
from pathways.statistics.intervals import difference, wilson
from pathways.vocabulary import Worded

# Proportions with their intervals (Wilson's).


NO_CASES = "no cases"


@dataclass(frozen=True)
class Share:
    """A count and the whole it is a part of. Of a whole of 0 it says "no cases", never 0%."""

    count: int
    of: int

    def __post_init__(self) -> None:
        if not 0 <= self.count <= self.of:
            raise ValueError(f"{self.count} of {self.of} is no share")

    @property
    def rate(self) -> float | None:
        return self.count / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float] | None:
        return wilson(self.count, self.of) if self.of else None

    @property
    def percent(self) -> str:
        """As "29.1%"."""
        return NO_CASES if self.rate is None else f"{100 * self.rate:.1f}%"

    @property
    def interval_words(self) -> str:
        """As "24.6 to 34.0" (per cent, 95%)."""
        return NO_CASES if self.interval is None else f"{100 * self.interval[0]:.1f} to {100 * self.interval[1]:.1f}"

    @property
    def words(self) -> str:
        """As "29.1% (24.6 to 34.0)"."""
        return NO_CASES if self.rate is None else f"{self.percent} ({self.interval_words})"


def apart_in_words(first: tuple[int, int], second: tuple[int, int], whose: str) -> str:
    """As "is lower than that of all other services together, by 2 to 19 points: more than chance would do (…)."."""
    between = difference(first, second)
    shares = f"{Share(*first).percent} of {first[1]:,} against {Share(*second).percent} of {second[1]:,}"
    if not between.is_more_than_chance:
        return (
            f"differs from {whose} by no more than chance would do ({shares}). It may be anything from "
            f"{_points(-between.low)} lower to {_points(between.high)} higher."
        )
    which, least, most = (
        ("higher", between.low, between.high) if between.low > 0 else ("lower", -between.high, -between.low)
    )
    points = f"by {100 * least:.0f} to {_points(most)}"
    return f"is {which} than {whose}, {points}: more than chance would do ({shares})."


def _points(fraction: float) -> str:
    return count_in_words(round(100 * fraction), "point")


@dataclass(frozen=True)
class Range:
    """What a count could be where only totals are known: printed "between", never as a point or with an interval."""

    lowest: int
    highest: int
    of: int

    @property
    def words(self) -> str:
        """As "between 34 and 103 of 285 (11.9% to 36.1%)"."""
        if not self.of:
            return NO_CASES
        low, high = 100 * self.lowest / self.of, 100 * self.highest / self.of
        return f"between {self.lowest} and {self.highest} of {self.of} ({low:.1f}% to {high:.1f}%)"


def possible_range(events: int, everybody: int, group: int) -> Range:
    """How many of a group of `group` may be among `events` of `everybody`, when nothing links the two.

    At least those who do not fit among the others, at most all of either. Raises ValueError for a part larger than its
    whole.
    """
    if not (0 <= events <= everybody and 0 <= group <= everybody):
        raise ValueError(f"{events} events and a group of {group} do not fit in {everybody}")
    return Range(max(0, events - (everybody - group)), min(events, group), group)


# The one class that each counted unit falls into, and the rate that follows.
#
# Source: NDTMS conventions as the partnership's definitions put them (cohort by start date, immature apart, closing is
# no removal); the order of the classes is a design choice, printed with every rate.


class OutcomeClass(Worded):
    """The classes, in the order they are tried. Every unit is in exactly one."""

    LEFT_OUT = (
        "left_out",
        "Left out",
        "Recorded in error, a duplicate, withdrawn before acceptance, or dated before it began.",
    )
    PENDING = "pending", "Pending", "The time allowed is not over, or the case is still open."
    YES = "yes", "Yes"
    DIED = "died", "Died first"
    MISSING = "missing", "Not recorded"
    NO = (
        "no",
        "No",
        "Also declined, not contactable and consent withdrawn: closing never takes anybody out of the count.",
    )


@dataclass(frozen=True, kw_only=True)
class CountedUnit:
    """One person, test, or referral to be classed. Dates are London dates; the start is day 0."""

    started_on: date
    event_on: date | None = None
    died_on: date | None = None
    left_out: bool = False
    is_open: bool = False
    outcome_missing: bool = False


def is_mature(started_on: date, horizon: int, as_at: date) -> bool:
    """Whether day `horizon` is complete: a start exactly that many days before the as-at date is mature."""
    return started_on + timedelta(days=horizon) <= as_at


def outcome_class(unit: CountedUnit, *, as_at: date, horizon: int | None) -> OutcomeClass:
    """The first class that fits, in the order of `OutcomeClass`.

    With a horizon (days, the last one included) an immature unit is pending even if it already succeeded. Without one
    nothing is immature: a unit without its event, whose case is still open, is pending. An event after the as-at date
    is not seen, whenever it was entered; an event before the start is a data error.
    """
    if unit.left_out or (unit.event_on is not None and unit.event_on < unit.started_on):
        return OutcomeClass.LEFT_OUT
    if horizon is not None and not is_mature(unit.started_on, horizon, as_at):
        return OutcomeClass.PENDING
    last_day = as_at if horizon is None else unit.started_on + timedelta(days=horizon)
    if unit.event_on is not None and unit.event_on <= last_day:
        return OutcomeClass.YES
    if unit.died_on is not None and unit.died_on <= last_day:
        return OutcomeClass.DIED
    if horizon is None and unit.is_open:
        return OutcomeClass.PENDING
    return OutcomeClass.MISSING if unit.outcome_missing else OutcomeClass.NO


@dataclass(frozen=True, kw_only=True)
class ClassTally:
    """How many units fell into each class. Together they are the cohort."""

    left_out: int = 0
    pending: int = 0
    yes: int = 0
    died: int = 0
    missing: int = 0
    no: int = 0

    @property
    def cohort(self) -> int:
        return self.left_out + self.pending + self.yes + self.died + self.missing + self.no

    @property
    def share(self) -> Share:
        """The rate: yes of yes, no and missing. Pending, died first and left out are counted beside it."""
        return Share(self.yes, self.yes + self.no + self.missing)


# The period of a report and its as-at date.


@dataclass(frozen=True, kw_only=True)
class Period:
    """From and to, both days included. `as_at` is the last day whose data the figures use.

    Raises ValueError if it ends before it starts; `faults_of` says so to a person first.
    """

    from_on: date
    to_on: date
    as_at: date

    def __post_init__(self) -> None:
        if self.to_on < self.from_on:
            raise ValueError("the period ends before it starts")

    def holds(self, day: date) -> bool:
        """Whether a day counts: inside the period and not after the as-at date."""
        return self.from_on <= day <= self.last_on

    @property
    def last_on(self) -> date:
        """The last day that is counted: of a period that is not over, the day as known on which it is."""
        return min(self.to_on, self.as_at)

    @property
    def words(self) -> str:
        """As "1 January 2016 to 31 December 2021", as far as it is counted."""
        return f"{day_in_words(self.from_on)} to {day_in_words(self.last_on)}"


def faults_of(*, from_on: date, to_on: date, as_at: date, today: date) -> tuple[Reason, ...]:
    """Why no report can be made of these three dates, each reason with what to do and its field. Design choice."""
    faults = []
    if to_on < from_on:
        faults.append(
            Reason(
                f"The period ends before it starts. Enter an end date on or after {day_in_words(from_on)}, "
                "or an earlier start date",
                "to_on",
            )
        )
    elif from_on > today:
        faults.append(Reason("The period has not begun. Enter today’s date or an earlier one", "from_on"))
    if as_at > today:
        faults.append(
            Reason("Figures cannot be as known on a day in the future. Enter today's date or an earlier one", "as_at")
        )
    elif as_at < from_on <= min(to_on, today):
        faults.append(
            Reason(
                "Nothing in the period was known yet. Enter the day the period starts or a later one, "
                f"on or after {day_in_words(from_on)}",
                "as_at",
            )
        )
    return tuple(faults)
