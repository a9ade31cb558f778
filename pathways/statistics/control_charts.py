"""Whether a series of figures changes, or only goes up and down as it always does.

Source: NHS Making Data Count as NHSRplotthedots codes it (`ptd_spc_standard`, `ptd_calculate_point_type`), whose
numbers are our tests; verified. Days between rare events: the power 1/3.6 of Nelson's chart; recalled, and a design
choice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import sqrt
from statistics import fmean

from pathways.vocabulary import Worded

OF_MOVES = 2.66
"""How many mean moves from one point to the next lie between the mean and a limit: three deviations of an XmR chart."""
NEAR = 2 / 3
"""The part of the way to a limit beyond which a point is near it: two deviations of three."""
ODD_MOVE = 3.267
"""How many mean moves make one move so odd that a screened chart leaves it out once."""
RUN = 7
"""How many points in a row make a shift or a trend. Some trusts use six for a trend; seven is what the package has."""
FIRM = 12
"""From so many points on limits are firm; before that they are on trial."""
RARE_EVENT_POWER = 1 / 3.6


class Pattern(Worded):
    """What is unusual about a point, in the order that decides which of several is named."""

    OUTSIDE = "outside", "Outside the limits"
    TREND = "trend", "Seven rising or falling in a row"
    NEAR_A_LIMIT = "near_a_limit", "Two of three near a limit"
    SHIFT = "shift", "Seven in a row on one side of the mean"
    NONE = "none", "As expected"


class Assurance(Worded):
    """Whether a target is met by the way things are done, or by luck."""

    ALWAYS = "always", "Meets the target every time"
    NEVER = "never", "Misses the target every time"
    BY_LUCK = "by_luck", "Meets or misses the target by luck"


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The mean and the limits around it. `low` may lie below 0 where a figure cannot: the rules take it as it is, and
    the chart draws it cut at 0 (`cut`)."""

    mean: float
    low: float
    high: float

    def cut(self, least: float, most: float) -> tuple[float, float]:
        """The two limits as they are drawn where no figure lies beyond `least` and `most`."""
        return max(least, self.low), min(most, self.high)

    @property
    def near_low(self) -> float:
        return self.mean - NEAR * (self.mean - self.low)

    @property
    def near_high(self) -> float:
        return self.mean + NEAR * (self.high - self.mean)


@dataclass(frozen=True, kw_only=True)
class ChartPoint:
    """One figure of a chart. `is_high` says on which side a pattern lies, or which way a trend goes, and is None where
    there is none. `is_trial` says that the limits rest on fewer than twelve points."""

    value: float
    limits: Limits
    pattern: Pattern
    is_high: bool | None
    is_trial: bool


# The limits.


def xmr_limits(baseline: Sequence[float], *, is_screened: bool = False) -> Limits:
    """The limits of single figures, from how much they move from one to the next.

    A screened chart leaves out, once, a move of 3.267 mean moves or more; the national tool does not screen. Raises
    ValueError for fewer than two figures.
    """
    if len(baseline) < 2:
        raise ValueError("limits need two figures or more")
    moves = [abs(after - before) for before, after in pairwise(baseline)]
    move = fmean(moves)
    if is_screened and (usual := [each for each in moves if each < ODD_MOVE * move]):
        move = fmean(usual)
    mean = fmean(baseline)
    return Limits(mean=mean, low=mean - OF_MOVES * move, high=mean + OF_MOVES * move)


def proportion_limits(baseline: Sequence[tuple[float, float]], n: float) -> Limits:
    """The limits of a share of `n`, from the shares of a baseline (how many, of how many).

    Raises ValueError where nobody was counted.
    """
    whole = sum(of for _, of in baseline)
    if whole <= 0 or n <= 0:
        raise ValueError("a share of nobody has no limits")
    mean = sum(x for x, _ in baseline) / whole
    reach = 3 * sqrt(mean * (1 - mean) / n)
    return Limits(mean=mean, low=mean - reach, high=mean + reach)


# The rules.


def patterns(values: Sequence[float], limits: Sequence[Limits], *, run: int = RUN) -> list[tuple[Pattern, bool | None]]:
    """What is unusual about each point, and whether it lies high (of a trend, whether it rises).

    `limits` are one for each value. A figure that equals the one before it breaks a trend, one that equals the mean
    breaks a shift. Of two of three near a limit all three lie on one side of the mean, and those near it are named.
    """
    places = range(len(values))
    sides = [_sign(value - limit.mean) for value, limit in zip(values, limits, strict=True)]
    outside = [_sign((value > limit.high) - (value < limit.low)) for value, limit in zip(values, limits, strict=True)]
    near = [
        not out and (value > limit.near_high or value < limit.near_low)
        for value, limit, out in zip(values, limits, outside, strict=True)
    ]
    steps = [0, *(_sign(after - before) for before, after in pairwise(values))]
    trends = _in_a_row(steps, run - 1, reaches_back=1)
    shifts = _in_a_row(sides, run)
    two_in_three = [0] * len(values)
    for start in places[:-2]:
        three = range(start, start + 3)
        if sides[start] and len({sides[each] for each in three}) == 1 and sum(near[each] for each in three) >= 2:
            for each in three:
                two_in_three[each] = sides[each] if near[each] else two_in_three[each]
    signs_of = (
        (Pattern.OUTSIDE, outside),
        (Pattern.TREND, trends),
        (Pattern.NEAR_A_LIMIT, two_in_three),
        (Pattern.SHIFT, shifts),
    )
    return [
        next(((pattern, signs[place] > 0) for pattern, signs in signs_of if signs[place]), (Pattern.NONE, None))
        for place in places
    ]


def _sign(number: float) -> int:
    return (number > 0) - (number < 0)


def _in_a_row(signs: Sequence[int], length: int, *, reaches_back: int = 0) -> list[int]:
    """The sign of each place within so many equal signs in a row that are not 0, and of the place before the first."""
    marked = [0] * len(signs)
    for start in range(len(signs) - length + 1):
        here = signs[start : start + length]
        if here[0] and len(set(here)) == 1:
            for place in range(max(0, start - reaches_back), start + length):
                marked[place] = here[0]
    return marked


# A chart. Where the way of working changed, a new base begins: it has limits of its own, and no rule crosses into it.


def xmr_chart(
    values: Sequence[float],
    *,
    new_bases: Sequence[int] = (),
    fixed_after: int | None = None,
    run: int = RUN,
    is_screened: bool = False,
) -> list[ChartPoint]:
    """Single figures in order of time, each beside the limits of its base.

    `new_bases` are the places at which a new base begins; the first figure begins one. With `fixed_after` the limits of
    a base rest on its first so many figures, else on all of it. A base of one figure has its own value for limits.
    Raises ValueError for a base that begins beyond the figures, or for limits fixed after fewer than two.
    """
    if fixed_after is not None and fixed_after < 2:
        raise ValueError("limits need two figures or more")
    points: list[ChartPoint] = []
    for start, end in _bases(len(values), new_bases):
        base = values[start:end]
        baseline = base[:fixed_after]
        alone = Limits(mean=base[0], low=base[0], high=base[0])
        limit = xmr_limits(baseline, is_screened=is_screened) if len(baseline) > 1 else alone
        points += _points(base, [limit] * len(base), run, is_trial=len(baseline) < FIRM)
    return points


def proportion_chart(
    counts: Sequence[tuple[float, float]],
    *,
    new_bases: Sequence[int] = (),
    fixed_after: int | None = None,
    run: int = RUN,
) -> list[ChartPoint]:
    """Shares (how many, of how many) in order of time, each beside the limits of its base for its number.

    Raises ValueError for a share of nobody, and as `xmr_chart` does.
    """
    points: list[ChartPoint] = []
    for start, end in _bases(len(counts), new_bases):
        base = counts[start:end]
        baseline = base[:fixed_after]
        limits = [proportion_limits(baseline, n) for _, n in base]
        points += _points([x / n for x, n in base], limits, run, is_trial=len(baseline) < FIRM)
    return points


def _bases(number: int, new_bases: Sequence[int]) -> list[tuple[int, int]]:
    starts = sorted({0, *new_bases})
    if starts[0] < 0 or (number and starts[-1] >= number):
        raise ValueError(f"a base begins beyond the {number} figures")
    return list(pairwise([*starts, number])) if number else []


def _points(values: Sequence[float], limits: Sequence[Limits], run: int, *, is_trial: bool) -> list[ChartPoint]:
    return [
        ChartPoint(value=value, limits=limit, pattern=pattern, is_high=is_high, is_trial=is_trial)
        for value, limit, (pattern, is_high) in zip(values, limits, patterns(values, limits, run=run), strict=True)
    ]


def assurance(limits: Limits, target: float, *, higher_is_better: bool) -> Assurance:
    """Whether the target lies beyond the limits: then it is missed, or met, whatever chance does."""
    if target > limits.high:
        return Assurance.NEVER if higher_is_better else Assurance.ALWAYS
    if target < limits.low:
        return Assurance.ALWAYS if higher_is_better else Assurance.NEVER
    return Assurance.BY_LUCK


# Days between rare events: a death, a near-fatal overdose. Counts of 0 and 1 a month say nothing; the days between say
# when they come closer together.


def days_between(days: Sequence[date]) -> list[float]:
    """The days from each event to the next; two on one day are half a day apart."""
    return [float((after - before).days) or 0.5 for before, after in pairwise(sorted(days))]


def rare_event_chart(
    days: Sequence[date], *, new_bases: Sequence[int] = (), fixed_after: int | None = None, run: int = RUN
) -> list[ChartPoint]:
    """The days between events, beside limits in days. `is_high` of a pattern says that events come further apart.

    The rules look at the power 1/3.6 of the days, whose spread is even; a limit below 0 on that scale is 0 days.
    """
    gaps = days_between(days)
    on_scale = xmr_chart([gap**RARE_EVENT_POWER for gap in gaps], new_bases=new_bases, fixed_after=fixed_after, run=run)
    return [
        ChartPoint(
            value=gap,
            limits=Limits(
                mean=_in_days(point.limits.mean), low=_in_days(point.limits.low), high=_in_days(point.limits.high)
            ),
            pattern=point.pattern,
            is_high=point.is_high,
            is_trial=point.is_trial,
        )
        for gap, point in zip(gaps, on_scale, strict=True)
    ]


def _in_days(on_scale: float) -> float:
    return float(max(0.0, on_scale) ** (1 / RARE_EVENT_POWER))
