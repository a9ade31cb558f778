"""The fairness figures as they are shown: ratios with their intervals, small numbers hidden."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import inf, sqrt
from statistics import NormalDist

from pathways.reporting.rules.fairness import (
    WITH_CONDITIONS,
    Breakdown,
    Counts,
    DeskOutcome,
    Groups,
    OutcomeLine,
    PeopleCounted,
    PeriodBasis,
    counted,
    reference_of,
)
from pathways.reporting.rules.proportions import NO_CASES, Period, Share
from pathways.small_numbers import HIDDEN, THRESHOLD, TOO_FEW_BASE, WIDTH, is_small

# What is hidden of the fairness figures: decided once for all outcomes and breakdowns, on page, file and paper.
#
# A group of an outcome is shown whole (how many could, how many had it, the rate, the ratio) or hidden whole. A reader
# then knows the sums of the hidden groups, and that no count is larger than the group itself: the least and the most of
# each follow exactly. Where a small count could be narrowed to fewer than five values, or to below five, the next
# smallest group is hidden too. Where that does not help, the outcome is left out altogether.


@dataclass(frozen=True, kw_only=True)
class Mask:
    """`dropped` outcomes show no figure at all; `groups` are the groups that an outcome hides in a breakdown."""

    dropped: frozenset[DeskOutcome]
    groups: Mapping[tuple[Breakdown, DeskOutcome], frozenset[str]]

    def hides(self, breakdown: Breakdown, outcome: DeskOutcome, group: str) -> bool:
        return outcome in self.dropped or group in self.groups[breakdown, outcome]


_Hidden = frozenset[frozenset[str]]


@dataclass(frozen=True, kw_only=True)
class _Column:
    """A group, or the few groups that are hidden everywhere taken as one. `cap` is the most people it can have, and
    `others` the most it is known to have while another column is looked at."""

    groups: frozenset[str]
    had: int
    had_not: int
    cap: int
    others: int
    follows: bool
    """Whether it is hidden because an outcome that it rests on is hidden."""

    @property
    def people(self) -> int:
        return self.had + self.had_not

    @property
    def counts(self) -> tuple[int, int, int]:
        return self.had, self.had_not, self.people


def mask_of(counts: Counts) -> Mask:
    """The mask of one report."""
    always = {breakdown: few_together(counts.everybody[breakdown]) for breakdown in Breakdown}
    dropped = {outcome for outcome in DeskOutcome if _is_too_few(counts, outcome)}
    hidden: dict[tuple[Breakdown, DeskOutcome], _Hidden] = {}
    # Whether conditions were kept rests on three of the disposals, so it is decided last.
    for outcome in sorted(DeskOutcome, key=lambda each: each is DeskOutcome.KEPT):
        for breakdown in Breakdown:
            hidden_groups = _hidden(_columns(counts, breakdown, outcome, always[breakdown], hidden))
            if hidden_groups is None:
                dropped.add(outcome)
            hidden[breakdown, outcome] = hidden_groups or frozenset()
    if dropped & set(WITH_CONDITIONS):
        dropped.add(DeskOutcome.KEPT)
    groups = {
        # Where nobody could have had it, every nought is true and shown.
        place: always[place[0]].union(*hidden_groups) if counts.total(place[1]).of else frozenset[str]()
        for place, hidden_groups in hidden.items()
    }
    return Mask(dropped=frozenset(dropped), groups=groups)


def few_together(everybody: Mapping[str, int]) -> frozenset[str]:
    """The groups so small that every outcome hides them, with enough others that they cannot be told apart."""
    there = sorted((count, group) for group, count in everybody.items() if count)
    together = [pair for pair in there if is_small(pair[0])]
    rest = [pair for pair in there if not is_small(pair[0])]
    # A star says at least one, so what is left to share out must leave each of them five possible values.
    while together and sum(count for count, _ in together) - len(together) < WIDTH and rest:
        together.append(rest.pop(0))
    return frozenset(group for _, group in together)


def _is_too_few(counts: Counts, outcome: DeskOutcome) -> bool:
    total = counts.total(outcome)
    return 0 < total.of < TOO_FEW_BASE or is_small(total.count) or is_small(total.of - total.count)


def _columns(
    counts: Counts,
    breakdown: Breakdown,
    outcome: DeskOutcome,
    always: frozenset[str],
    before: Mapping[tuple[Breakdown, DeskOutcome], _Hidden],
) -> tuple[_Column, ...]:
    """The groups of one outcome in one breakdown, with what bounds them."""
    everybody, line = counts.everybody[breakdown], counts.lines[breakdown, outcome]
    sets = [frozenset({group}) for group in everybody if group not in always] + ([always] if always else [])
    columns = []
    for groups in sets:
        people = sum(everybody[group] for group in groups)
        cap = others = people
        follows = False
        if outcome is DeskOutcome.KEPT:
            # Nobody keeps what nobody was given: this would give away the least or most of a hidden one, so it is
            # hidden too.
            follows = any(groups in before[breakdown, each] for each in WITH_CONDITIONS)
            given = sum(counts.lines[breakdown, each].had[group] for each in WITH_CONDITIONS for group in groups)
            cap, others = min(people, max(given, THRESHOLD if follows else 0)), min(people, given)
        columns.append(_column(line, groups, cap=cap, others=others, follows=follows))
    return tuple(columns)


def _hidden(columns: tuple[_Column, ...]) -> _Hidden | None:
    """The columns to hide; None where no choice of them is safe."""
    hidden = {column.groups for column in columns if column.follows}
    while (unsafe := _unsafe(columns, hidden)) is not None:
        more = [column for column in columns if column.groups not in hidden and column.people]
        if unsafe.groups not in hidden:
            hidden.add(unsafe.groups)
        elif more:
            hidden.add(min(more, key=lambda column: (column.people, sorted(column.groups))).groups)
        else:
            return None
    return frozenset(hidden)


def _column(line: OutcomeLine, groups: frozenset[str], *, cap: int, others: int, follows: bool) -> _Column:
    had = sum(line.had[group] for group in groups)
    could = sum(line.eligible[group] for group in groups)
    return _Column(groups=groups, had=had, had_not=could - had, cap=cap, others=others, follows=follows)


def _unsafe(columns: tuple[_Column, ...], hidden: Collection[frozenset[str]]) -> _Column | None:
    """A column of which a reader could work out too much, if any.

    Several groups taken as one hold nobody or at least five, and each of them anything up to that.
    """
    starred = [column for column in columns if column.groups in hidden]
    sums = tuple(sum(column.counts[place] for column in starred) for place in range(3))
    for column in columns:
        elsewhere = sum(each.others for each in starred if each is not column)
        for count, whole in zip(column.counts, sums, strict=True):
            least, most = count, count
            if column.groups in hidden:
                least, most = max(0, whole - elsewhere), min(whole, column.cap)
            if is_small(count) and (most - least < WIDTH or most < THRESHOLD):
                return column
    return None


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
    basis: PeriodBasis
    people: int
    compared_with: Mapping[Breakdown, str]
    is_too_few: bool
    totals: Mapping[DeskOutcome, tuple[str, ...]]
    tables: Mapping[tuple[Breakdown, DeskOutcome], tuple[GroupRow, ...]]
    pending: str
    ended_otherwise: str
    void: str
    without_verdict: str
    hides: bool
    """Whether anything is hidden, so that the page has to explain it."""


def fairness_of(reached: PeopleCounted, period: Period, basis: PeriodBasis, groups: Groups) -> Fairness:
    """Count the people, hide small numbers, and put the figures into words."""
    counts = counted(reached.people, groups)
    mask = mask_of(counts)
    tables = {
        (breakdown, outcome): _rows(counts, mask, breakdown, outcome, groups)
        for breakdown in Breakdown
        for outcome in DeskOutcome
    }
    totals = {outcome: _total(counts.total(outcome), outcome, outcome in mask.dropped) for outcome in DeskOutcome}
    return Fairness(
        period=period,
        basis=basis,
        people=counts.people,
        compared_with={breakdown: groups[breakdown][reference_of(groups, breakdown)] for breakdown in Breakdown},
        is_too_few=counts.people < TOO_FEW_BASE,
        totals=totals,
        tables=tables,
        pending=_few(reached.pending),
        ended_otherwise=_few(reached.ended_otherwise),
        void=_few(reached.void),
        without_verdict=_few(reached.without_verdict),
        hides=any(row.is_hidden for rows in tables.values() for row in rows),
    )


def _rows(
    counts: Counts, mask: Mask, breakdown: Breakdown, outcome: DeskOutcome, groups: Groups
) -> tuple[GroupRow, ...]:
    line, reference = counts.lines[breakdown, outcome], reference_of(groups, breakdown)
    compares = not mask.hides(breakdown, outcome, reference)
    return tuple(
        _hidden_row(name)
        if mask.hides(breakdown, outcome, group)
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


def _total(share: Share, outcome: DeskOutcome, is_dropped: bool) -> tuple[str, ...]:
    """The row of the totals, under `TOTALS_HEAD`."""
    if is_dropped:
        return (outcome.label, *(HIDDEN,) * 4)
    return (outcome.label, f"{share.of:,}", f"{share.count:,}", share.percent, share.interval_words)


def _few(count: int) -> str:
    return HIDDEN if is_small(count) else f"{count:,}"
