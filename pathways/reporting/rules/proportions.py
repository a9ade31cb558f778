"""Proportions with their intervals.

Source: Wilson's score interval as public health reports use it (PHEindicatormethods `R/utils.R`; the vectors of its
test workbook are our tests); verified.
"""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

NO_CASES = "no cases"


def wilson(x: float, n: float, confidence: float = 0.95) -> tuple[float, float]:
    """The interval of `x` in `n`, as two fractions of 1.

    `confidence` is 0.9 to 1, or 90 to 100 per cent; `x` need not be whole. Raises ValueError for a negative number,
    for more than all, for a confidence outside that range, and for no cases at all: nothing has no interval.
    """
    level = confidence / 100 if confidence >= 90 else confidence
    if not 0.9 <= level <= 1:
        raise ValueError(f"a confidence of {confidence} is neither 0.9 to 1 nor 90 to 100")
    if x < 0 or n < 0 or x > n:
        raise ValueError(f"{x} of {n} is no proportion")
    if n == 0:
        raise ValueError("no cases have no interval")
    if level == 1:
        return 0.0, 1.0
    z = NormalDist().inv_cdf(level + (1 - level) / 2)
    middle, reach = 2 * x + z * z, z * sqrt(z * z + 4 * x * (1 - x / n))
    whole = 2 * (n + z * z)
    return max(0.0, (middle - reach) / whole), min(1.0, (middle + reach) / whole)


@dataclass(frozen=True)
class Share:
    """So many of so many. Of none it says "no cases", never 0%."""

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

    At least those who do not fit among the others, at most all of either. Raises ValueError for a part above its whole.
    """
    if not (0 <= events <= everybody and 0 <= group <= everybody):
        raise ValueError(f"{events} events and a group of {group} do not fit in {everybody}")
    return Range(max(0, events - (everybody - group)), min(events, group), group)
