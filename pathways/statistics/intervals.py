"""How far a figure may be from what it estimates: intervals of a proportion, of a difference and of a rate."""

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, sqrt
from statistics import NormalDist

EXACT_BELOW = 10
"""The events below which the interval of a rate is exact, as the national indicator tools have it."""


def z_of(confidence: float) -> float:
    """The normal quantile of a two-sided confidence: 0.9 or more and below 1, or 90 and below 100 per cent.

    Raises ValueError outside that range.
    """
    level = confidence / 100 if confidence >= 90 else confidence
    if not 0.9 <= level < 1:
        raise ValueError(f"a confidence of {confidence} is neither 0.9 to 1 nor 90 to 100")
    return NormalDist().inv_cdf((1 + level) / 2)


# A proportion.
#
# Source: Wilson's score interval as public health reports use it (PHEindicatormethods `R/utils.R`; the vectors of its
# test workbook are our tests); verified.


def wilson(x: float, n: float, confidence: float = 0.95) -> tuple[float, float]:
    """The interval of `x` in `n`, as two fractions of 1.

    `confidence` is 0.9 to 1, or 90 to 100 per cent; `x` need not be whole. Raises ValueError for a negative number,
    for more than all, for a confidence outside that range, and for no cases at all: nothing has no interval.
    """
    if x < 0 or n < 0 or x > n:
        raise ValueError(f"{x} of {n} is no proportion")
    if n == 0:
        raise ValueError("no cases have no interval")
    if confidence in (1, 100):
        return 0.0, 1.0
    z = z_of(confidence)
    middle, reach = 2 * x + z * z, z * sqrt(z * z + 4 * x * (1 - x / n))
    whole = 2 * (n + z * z)
    return max(0.0, (middle - reach) / whole), min(1.0, (middle + reach) / whole)


# The difference of two proportions.
#
# Source: Newcombe's method 10, which joins two Wilson intervals; the formula is verified by its well-known example and
# by another library in the tests, the paper itself (Statistics in Medicine 1998) was not read.


@dataclass(frozen=True, kw_only=True)
class Difference:
    """The first share less the second, with its interval: all three are fractions of 1, from -1 to 1."""

    estimate: float
    low: float
    high: float

    @property
    def is_more_than_chance(self) -> bool:
        """Whether the interval leaves out no difference at all."""
        return self.low > 0 or self.high < 0


def difference(first: tuple[float, float], second: tuple[float, float], confidence: float = 0.95) -> Difference:
    """How far the first share lies above the second; each is how many, and of how many.

    Raises ValueError as `wilson` does.
    """
    (x1, n1), (x2, n2) = first, second
    (low1, high1), (low2, high2) = wilson(x1, n1, confidence), wilson(x2, n2, confidence)
    share1, share2 = x1 / n1, x2 / n2
    below = sqrt((share1 - low1) ** 2 + (high2 - share2) ** 2)
    above = sqrt((high1 - share1) ** 2 + (share2 - low2) ** 2)
    between = share1 - share2
    return Difference(estimate=between, low=max(-1.0, between - below), high=min(1.0, between + above))


# A rate: events in so much time, or of so many people who may each have several.
#
# Source: Byar's approximation, and the exact Poisson interval below ten events (PHEindicatormethods `phe_rate`, the
# national indicator tools); recalled, not verified. The exact interval is checked by SciPy in the tests.


def rate_interval(events: int, exposure: float, confidence: float = 0.95) -> tuple[float, float]:
    """The interval of `events` in `exposure`, in events for one unit of it.

    Raises ValueError for a negative number of events, for an exposure that is not positive, and for a confidence
    outside the range of `z_of`.
    """
    if events < 0 or exposure <= 0:
        raise ValueError(f"{events} events in {exposure} are no rate")
    z = z_of(confidence)
    low, high = _exact(events, NormalDist().cdf(-z)) if events < EXACT_BELOW else _byar(events, z)
    return low / exposure, high / exposure


def _byar(events: int, z: float) -> tuple[float, float]:
    def limit(count: int, reach: float) -> float:
        return count * (1 - 1 / (9 * count) + reach / (3 * sqrt(count))) ** 3

    return limit(events, -z), limit(events + 1, z)


def _exact(events: int, tail: float) -> tuple[float, float]:
    """The means under which so many events, or more, have the probability `tail`, and so many, or fewer."""

    def at_most(count: int, mean: float) -> float:
        term = total = exp(-mean)
        for each in range(1, count + 1):
            term *= mean / each
            total += term
        return total

    low = _root(lambda mean: tail - 1 + at_most(events - 1, mean)) if events else 0.0
    return low, _root(lambda mean: at_most(events, mean) - tail)


def _root(falls: Callable[[float], float]) -> float:
    """Where a function that falls from above 0 crosses it, by halving: to the last digit that a float has."""
    low, high = 0.0, 1.0
    while falls(high) > 0:
        low, high = high, 2 * high
    while low < (middle := (low + high) / 2) < high:
        low, high = (middle, high) if falls(middle) > 0 else (low, middle)
    return high
