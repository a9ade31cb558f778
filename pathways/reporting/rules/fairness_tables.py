"""The fairness figures as they are shown: ratios with their intervals, small numbers hidden."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import inf, sqrt
from statistics import NormalDist

from pathways.reporting.rules.fairness import Breakdown, Counts, DeskOutcome, Groups, reference_of
from pathways.reporting.rules.fairness_figures import (
    COULD,
    ENDED,
    HAD,
    PENDING,
    PEOPLE,
    VOID,
    WITHOUT_VERDICT,
    FairnessCounts,
    group_name,
    total_name,
)
from pathways.reporting.rules.proportions import NO_CASES, Period, Share
from pathways.small_numbers.published import HIDDEN

# The ratio of two rates with its interval.
#
# Source: Koopman's score interval (Koopman, Biometrics 1984; advised by Fagerland, Lydersen and Laake 2015, whose
# worked examples are our tests); verified. Unlike Katz's logarithm it has an answer where one of the counts is nought.


_STEPS = 200


def koopman(share: Share, other: Share, confidence: float = 0.95) -> tuple[float, float]:
    """The interval of `share`'s rate over `other`'s. Without a case in `other` it has no upper end.

    Raises ValueError for a share of nobody, and where neither has a case: then nothing can be said.
    """
    if not share.of or not other.of:
        raise ValueError("no cases have no ratio")
    if not share.count and not other.count:
        raise ValueError("two rates of nought have no ratio")
    limit = NormalDist().inv_cdf(0.5 + confidence / 2) ** 2
    estimate = _ratio(share, other)

    def is_outside(ratio: float) -> bool:
        return _score(share, other, ratio) > limit

    low = 0.0 if share.count == 0 else _edge(is_outside, inside=min(estimate, 1e9), outside=0.0)
    if other.count == 0:
        return low, inf
    reach = max(estimate, 1e-9)
    while not is_outside(reach) and reach < 1e12:
        reach *= 2
    return low, _edge(is_outside, inside=max(estimate, 0.0), outside=reach)


def _ratio(share: Share, other: Share) -> float:
    return inf if other.count == 0 else (share.count / share.of) / (other.count / other.of)


def _score(share: Share, other: Share, ratio: float) -> float:
    """The squared distance of the two rates from those most likely if their ratio were `ratio`."""
    if ratio <= 0:
        return inf if share.count else 0.0
    x, n, y, m = share.count, share.of, other.count, other.of
    a = ratio * (n + m)
    b = -(ratio * (n + y) + x + m)
    c = x + y
    other_rate = (-b - sqrt(max(0.0, b * b - 4 * a * c))) / (2 * a)
    rate = min(1.0, ratio * other_rate)
    spread = rate * (1 - rate) / n + ratio * ratio * other_rate * (1 - other_rate) / m
    apart = x / n - ratio * y / m
    if spread <= 0:
        return 0.0 if abs(apart) < 1e-12 else inf
    return apart * apart / spread


def _edge(is_outside: Callable[[float], bool], *, inside: float, outside: float) -> float:
    """Where the score crosses its limit, by halving."""
    for _ in range(_STEPS):
        middle = (inside + outside) / 2
        narrowed = (inside, middle) if is_outside(middle) else (middle, outside)
        if narrowed == (inside, outside):
            break  # as near as numbers can be
        inside, outside = narrowed
    return (inside + outside) / 2


@dataclass(frozen=True)
class Ratio:
    """How a group's rate compares with the reference group's."""

    group: Share
    reference: Share

    @property
    def value(self) -> float | None:
        """None where the reference has no case, or either is nobody."""
        return (
            _ratio(self.group, self.reference) if self.group.of and self.reference.of and self.reference.count else None
        )

    @cached_property
    def interval(self) -> tuple[float, float] | None:
        return None if self.value is None else koopman(self.group, self.reference)

    @property
    def words(self) -> str:
        """As "0.82"."""
        return "cannot be said" if self.value is None else f"{self.value:.2f}"

    @property
    def interval_words(self) -> str:
        """As "0.61 to 1.10" (95%)."""
        return "cannot be said" if self.interval is None else f"{self.interval[0]:.2f} to {self.interval[1]:.2f}"


# The fairness figures as they are shown: masked and in words. Page, chart, file and paper read nothing else.


HEAD = ("Group", "Could have had it", "Had it", "Rate", "95% interval", "Relative rate", "Its 95% interval")
TOTALS_HEAD = ("Outcome", "Could have had it", "Had it", "Rate", "95% interval")
COMPARED = "compared with this"


@dataclass(frozen=True, kw_only=True)
class GroupRow:
    """One group in words. `ratio` is what a dot is drawn from: None where it is hidden or there is none."""

    name: str
    could: str
    had: str
    rate: str
    interval: str
    relative: str
    relative_interval: str
    ratio: Ratio | None = None
    is_reference: bool = False

    @property
    def cells(self) -> tuple[str, ...]:
        """The row of the table, under `HEAD`."""
        return (
            *(self.name, self.could, self.had, self.rate, self.interval, self.relative),
            self.relative_interval,
        )

    @property
    def is_hidden(self) -> bool:
        return self.could == HIDDEN


@dataclass(frozen=True, kw_only=True)
class Fairness:
    """The report. `tables` holds every outcome by every breakdown; `totals` each outcome of everybody."""

    period: Period
    people: int
    compared_with: Mapping[Breakdown, str]
    is_not_shown: bool
    """Whether it is hidden how many people had a decision, and so everything else."""
    totals: Mapping[DeskOutcome, tuple[str, ...]]
    tables: Mapping[tuple[Breakdown, DeskOutcome], tuple[GroupRow, ...]]
    pending: str
    ended_otherwise: str
    void: str
    without_verdict: str
    hides: bool
    """Whether anything is hidden, so that the page has to explain it."""


def fairness_of(of: FairnessCounts, hidden: frozenset[str], period: Period, groups: Groups) -> Fairness:
    """The counts in words, without what is hidden. `groups` are those that are shown, with their names."""
    tables = {
        (breakdown, outcome): _rows(of.counts, hidden, breakdown, outcome, groups)
        for breakdown in Breakdown
        for outcome in DeskOutcome
    }

    def figure(name: str, count: int) -> str:
        return HIDDEN if name in hidden else f"{count:,}"

    return Fairness(
        period=period,
        people=of.people,
        compared_with={breakdown: groups[breakdown][reference_of(groups, breakdown)] for breakdown in Breakdown},
        is_not_shown=PEOPLE in hidden,
        totals=totals_of(of, hidden),
        tables=tables,
        pending=figure(PENDING, of.pending),
        ended_otherwise=figure(ENDED, of.ended_otherwise),
        void=figure(VOID, of.void),
        without_verdict=figure(WITHOUT_VERDICT, of.without_verdict),
        hides=any(row.is_hidden for rows in tables.values() for row in rows),
    )


def totals_of(of: FairnessCounts, hidden: frozenset[str]) -> Mapping[DeskOutcome, tuple[str, ...]]:
    """Each outcome of everybody, under `TOTALS_HEAD`."""
    return {
        outcome: _total(of.counts.total(outcome), outcome, is_hidden=total_name(COULD, outcome) in hidden)
        for outcome in DeskOutcome
    }


def _rows(
    counts: Counts, hidden: frozenset[str], breakdown: Breakdown, outcome: DeskOutcome, groups: Groups
) -> tuple[GroupRow, ...]:
    line, reference = counts.lines[breakdown][outcome], reference_of(groups, breakdown)

    def is_hidden(group: str) -> bool:
        return bool({group_name(what, outcome, breakdown, group) for what in (COULD, HAD)} & hidden)

    compares = not is_hidden(reference)
    return tuple(
        _hidden_row(name)
        if is_hidden(group)
        else _row(name, line.share(group), line.share(reference) if compares else None, is_reference=group == reference)
        for group, name in groups[breakdown].items()
    )


def _row(name: str, share: Share, other: Share | None, *, is_reference: bool) -> GroupRow:
    ratio = None
    if not share.of:
        relative = relative_interval = NO_CASES
    elif is_reference:
        relative, relative_interval = COMPARED, ""
    elif other is None:
        relative = relative_interval = HIDDEN
    else:
        ratio = Ratio(share, other)
        relative, relative_interval = ratio.words, ratio.interval_words
    return GroupRow(
        name=name,
        could=f"{share.of:,}",
        had=f"{share.count:,}",
        rate=share.percent,
        interval=share.interval_words,
        relative=relative,
        relative_interval=relative_interval,
        ratio=ratio if ratio and ratio.value is not None else None,
        is_reference=is_reference,
    )


def _hidden_row(name: str) -> GroupRow:
    return GroupRow(
        name=name, could=HIDDEN, had=HIDDEN, rate=HIDDEN, interval=HIDDEN, relative=HIDDEN, relative_interval=HIDDEN
    )


def _total(share: Share, outcome: DeskOutcome, *, is_hidden: bool) -> tuple[str, ...]:
    """The row of the totals, under `TOTALS_HEAD`."""
    if is_hidden:
        return (outcome.label, *(HIDDEN,) * 4)
    return (outcome.label, f"{share.of:,}", f"{share.count:,}", share.percent, share.interval_words)
