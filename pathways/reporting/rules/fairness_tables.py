"""The fairness figures as they are shown: ratios with their intervals, small numbers hidden."""

from collections.abc import Callable, Collection, Mapping, Sequence
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
    PeopleCounted,
    PeriodBasis,
    counted,
    reference_of,
)
from pathways.reporting.rules.proportions import NO_CASES, Period, Share
from pathways.small_numbers.masking import hidden_of
from pathways.small_numbers.published import HIDDEN, TOO_FEW_BASE, Figure, Published, Rank, Sum, is_small

# What is hidden of the fairness figures: decided once for all outcomes and breakdowns, on page, file and paper.
#
# A group of an outcome is shown whole (how many could, how many had it, the rate, the ratio) or hidden whole. All
# outcomes of a breakdown are solved together: the totals are shown, everybody with a decision could be charged or
# released without, no other outcome has more of a group than that, and nobody keeps what nobody was given. Where no
# hiding is safe, the outcome is left out altogether.


TO_EVERYBODY = (DeskOutcome.CHARGED, DeskOutcome.NO_FURTHER_ACTION)
"""What may become of anybody: who could have had it are all there are."""


@dataclass(frozen=True, kw_only=True)
class Mask:
    """`dropped` outcomes show no figure at all; `groups` are the groups that an outcome hides in a breakdown."""

    dropped: frozenset[DeskOutcome]
    groups: Mapping[tuple[Breakdown, DeskOutcome], frozenset[str]]

    def hides(self, breakdown: Breakdown, outcome: DeskOutcome, group: str) -> bool:
        return outcome in self.dropped or group in self.groups[breakdown, outcome]


def mask_of(counts: Counts) -> Mask:
    """The mask of one report."""
    dropped = {outcome for outcome in DeskOutcome if _is_too_few(counts, outcome)}
    while True:
        if dropped & set(WITH_CONDITIONS):
            dropped.add(DeskOutcome.KEPT)
        hidden = {breakdown: _hidden(counts, breakdown, dropped) for breakdown in Breakdown}
        failed = [breakdown for breakdown, names in hidden.items() if names is None]
        if not failed:
            break
        dropped.add(_in_the_way(counts, failed[0], dropped))
    groups = {
        (breakdown, outcome): frozenset(
            group for group in counts.everybody[breakdown] if _name(HAD, outcome, group) in (names or ())
        )
        for breakdown, names in hidden.items()
        for outcome in DeskOutcome
    }
    return Mask(dropped=frozenset(dropped), groups=groups)


COULD, HAD, HAD_NOT = "could have had", "had", "had not"


def _name(what: str, outcome: DeskOutcome, group: str = "everybody") -> str:
    return f"{group} {what} {outcome.value}"


def _is_too_few(counts: Counts, outcome: DeskOutcome) -> bool:
    total = counts.total(outcome)
    return 0 < total.of < TOO_FEW_BASE or is_small(total.count) or is_small(total.of - total.count)


def _hidden(counts: Counts, breakdown: Breakdown, dropped: Collection[DeskOutcome]) -> frozenset[str] | None:
    return hidden_of(published_of(counts, breakdown, [each for each in DeskOutcome if each not in dropped]))


def _in_the_way(counts: Counts, breakdown: Breakdown, dropped: Collection[DeskOutcome]) -> DeskOutcome:
    """The outcome to leave out where no hiding is safe: the rarest whose absence helps, else the rarest there is."""
    left = sorted(set(DeskOutcome) - set(dropped), key=lambda outcome: (counts.total(outcome).of, outcome))
    helps = (each for each in left if _hidden(counts, breakdown, {*dropped, each}) is not None)
    return next(helps, left[0])


def published_of(counts: Counts, breakdown: Breakdown, outcomes: Sequence[DeskOutcome]) -> Published:
    """Every count of these outcomes in one breakdown, printed or worked out, and how they add up."""
    figures: list[Figure] = []
    sums: list[Sum] = []
    groups = tuple(counts.everybody[breakdown])
    for outcome in outcomes:
        line, total = counts.lines[breakdown, outcome], counts.total(outcome)
        for what, people in ((COULD, total.of), (HAD, total.count)):
            figures.append(Figure(name=_name(what, outcome), people=people, stays=True))
            sums.append(Sum(_name(what, outcome), tuple(_name(what, outcome, group) for group in groups)))
        for group in groups:
            could, had = line.eligible[group], line.had[group]
            # A group of nobody shows its noughts, and so does every group where nobody could have had it.
            star = 0 if total.of and counts.everybody[breakdown][group] else 1
            all_there_are = max(star, outcome in TO_EVERYBODY)
            row = _name("row", outcome, group)
            figures += [
                Figure(
                    name=_name(COULD, outcome, group), people=could, row=row, star=all_there_are, rank=Rank.SUBTOTAL
                ),
                Figure(name=_name(HAD, outcome, group), people=had, row=row, star=star),
                Figure(name=_name(HAD_NOT, outcome, group), people=could - had, printed=False),
            ]
            sums.append(Sum(_name(COULD, outcome, group), (_name(HAD, outcome, group), _name(HAD_NOT, outcome, group))))
    everybody = [outcome for outcome in TO_EVERYBODY if outcome in outcomes]
    for outcome in outcomes if everybody else ():
        for group in groups if outcome is not everybody[0] else ():
            of_everybody, of_outcome = _name(COULD, everybody[0], group), _name(COULD, outcome, group)
            if outcome in everybody:
                sums.append(Sum(of_everybody, (of_outcome,)))
            else:
                _add_rest(figures, sums, of_everybody, (of_outcome,))
    if DeskOutcome.KEPT in outcomes:
        for group in groups:
            given = f"{group} were given conditions"
            parts = tuple(_name(HAD, outcome, group) for outcome in WITH_CONDITIONS)
            people = sum(counts.lines[breakdown, outcome].had[group] for outcome in WITH_CONDITIONS)
            figures.append(Figure(name=given, people=people, printed=False, of_people=False))
            sums.append(Sum(given, parts))
            _add_rest(figures, sums, given, (_name(COULD, DeskOutcome.KEPT, group),))
    return Published(figures=figures, sums=sums)


def _add_rest(figures: list[Figure], sums: list[Sum], whole: str, parts: tuple[str, ...]) -> None:
    """That a figure is no less than others together: what is left over is not shown, and no group of the page."""
    people = {figure.name: figure.people for figure in figures}
    rest = f"{whole}, without {', '.join(parts)}"
    left = people[whole] - sum(people[part] for part in parts)
    if left < 0:
        return  # it is not so in these records, and what is not so nobody can reckon with
    figures.append(Figure(name=rest, people=left, printed=False, of_people=False))
    sums.append(Sum(whole, (*parts, rest)))


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
