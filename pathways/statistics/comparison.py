"""How services compare: whether the share of one lies further from that of all together than chance would have it.

Each point of a funnel is one service: how many, of how many. The limits lie around the share of all services together,
the service itself included, and are wider where it sees fewer people.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import asin, floor, pi, sin, sqrt

from pathways.statistics.intervals import z_of
from pathways.vocabulary import Worded

WARNING, ALARM = z_of(0.95), z_of(0.998)
"""How many standard errors away a limit lies: crossed by chance by 5 in a hundred, and by 2 in a thousand."""
TRIMMED = 0.1
"""The part at each end that is drawn in before overdispersion is measured: a few odd services are not the many."""

Count = tuple[float, float]
"""How many, and of how many."""


class Signal(Worded):
    """What a point says. Nothing below or above the outer limit is said twice."""

    FAR_BELOW = "far_below", "Lower: chance alone would do so at most 1 time in 1,000"
    BELOW = "below", "Lower: chance alone would do so at most 1 time in 40"
    NONE = "none", "No more than chance would do"
    ABOVE = "above", "Higher: chance alone would do so at most 1 time in 40"
    FAR_ABOVE = "far_above", "Higher: chance alone would do so at most 1 time in 1,000"


def pooled(counts: Sequence[Count]) -> float:
    """The share of all services together, a fraction of 1. Raises ValueError where nobody was counted."""
    whole = sum(n for _, n in counts)
    if whole <= 0:
        raise ValueError("nobody was counted, so there is nothing to compare with")
    return sum(x for x, _ in counts) / whole


# Limits around a share.
#
# Source: PHEindicatormethods `R/Funnels.R`, whose long expression is the plain normal limit (equal to six places in
# each row of its tests; its class of all 303 areas is reproduced); verified. A point on a limit is inside.


def limits(share: float, n: float, z: float = WARNING) -> tuple[float, float]:
    """Between which shares a service of `n` people is expected to lie, cut at 0 and 1.

    Raises ValueError for a share that is none, or for nobody.
    """
    if not 0 <= share <= 1 or n <= 0:
        raise ValueError(f"a share of {share} of {n} people has no limits")
    reach = z * sqrt(share * (1 - share) / n)
    return max(0.0, share - reach), min(1.0, share + reach)


def signal_of(count: Count, share: float) -> Signal:
    """What a service's count says beside a share that it is compared with, by the plain limits."""
    return _signal(count, *(limits(share, count[1], z) for z in (WARNING, ALARM)))


def _signal(count: Count, warning: tuple[float, float], alarm: tuple[float, float]) -> Signal:
    x, n = count
    reached = x / n
    if reached < alarm[0]:
        return Signal.FAR_BELOW
    if reached < warning[0]:
        return Signal.BELOW
    if reached > alarm[1]:
        return Signal.FAR_ABOVE
    return Signal.ABOVE if reached > warning[1] else Signal.NONE


# Services differ in more than chance: in whom they see, where, and how they count. Where all of them together scatter
# more than chance would have it, the limits widen by as much.
#
# Source: FunnelPlotR (arcsine z-scores, winsorised by a tenth at each end by the quantile of type 7; the additive
# model of Spiegelhalter); the formulae are verified, its paper was not read.


@dataclass(frozen=True, kw_only=True)
class Scatter:
    """By how much services scatter: `ratio` is 1 where it is what chance does; `between` is the variance beyond it, on
    the scale of the arcsine."""

    ratio: float
    between: float


def scatter_of(counts: Sequence[Count], share: float) -> Scatter:
    """How services scatter around a share. Raises ValueError for fewer than two of them, or for one that saw nobody."""
    if len(counts) < 2 or any(n <= 0 for _, n in counts):
        raise ValueError("scatter is measured between two services or more that saw somebody")
    scores = [(asin(sqrt(x / n)) - asin(sqrt(share))) * 2 * sqrt(n) for x, n in counts]
    low, high = quantile(scores, TRIMMED), quantile(scores, 1 - TRIMMED)
    drawn_in = [min(max(score, low), high) for score in scores]
    number = len(counts)
    ratio = sum(score * score for score in drawn_in) / number
    weights = [4 * n for _, n in counts]
    beyond = number * ratio - (number - 1)
    whole = sum(weights)
    between = max(0.0, beyond / (whole - sum(weight * weight for weight in weights) / whole))
    return Scatter(ratio=ratio, between=between)


def widened_limits(share: float, n: float, scatter: Scatter, z: float = WARNING) -> tuple[float, float]:
    """Between which shares a service of `n` people is expected to lie, where services scatter as these do."""
    if not 0 <= share <= 1 or n <= 0:
        raise ValueError(f"a share of {share} of {n} people has no limits")
    middle, reach = asin(sqrt(share)), z * sqrt(1 / (4 * n) + scatter.between)
    return sin(max(0.0, middle - reach)) ** 2, sin(min(pi / 2, middle + reach)) ** 2


def widened_signal_of(count: Count, share: float, scatter: Scatter) -> Signal:
    """What a service's count says beside a share, where services scatter as these do."""
    return _signal(count, *(widened_limits(share, count[1], scatter, z) for z in (WARNING, ALARM)))


def quantile(values: Sequence[float], part: float) -> float:
    """The quantile of type 7: between two values by straight line.

    Raises ValueError for no values, or a part beyond 0 to 1.
    """
    if not values or not 0 <= part <= 1:
        raise ValueError(f"{len(values)} values have no quantile {part}")
    ordered = sorted(values)
    place = part * (len(ordered) - 1)
    before = floor(place)
    after = min(before + 1, len(ordered) - 1)
    return ordered[before] + (place - before) * (ordered[after] - ordered[before])
