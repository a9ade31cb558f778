"""What is hidden of the fairness figures: decided once over all outcomes, breakdowns, page, file and paper.

A group of an outcome is shown whole (how many could, how many had it, the rate, the ratio) or hidden whole. What a
reader then knows of the hidden ones is their sums, and that nobody is counted who is not among the people of the group:
the least and the most of each follow from that, exactly. Where a small count could be narrowed to fewer than five
values, or to below five, the next smallest group is hidden too; where that does not help, the outcome goes altogether.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from pathways.reporting.rules.fairness.counting import Counts, Line
from pathways.reporting.rules.fairness.words import WITH_CONDITIONS, Breakdown, Outcome
from pathways.small_numbers import THRESHOLD, TOO_FEW_BASE, WIDTH, is_small


@dataclass(frozen=True, kw_only=True)
class Mask:
    """`dropped` outcomes show no figure at all; `groups` are hidden of an outcome in a breakdown."""

    dropped: frozenset[Outcome]
    groups: Mapping[tuple[Breakdown, Outcome], frozenset[str]]

    def hides(self, breakdown: Breakdown, outcome: Outcome, group: str) -> bool:
        return outcome in self.dropped or group in self.groups[breakdown, outcome]


_Hidden = frozenset[frozenset[str]]


@dataclass(frozen=True, kw_only=True)
class _Column:
    """A group, or those few that are hidden everywhere taken as one. `cap` is the most people it can hold; `others` the
    most that the column is known to hold when another is asked about."""

    groups: frozenset[str]
    had: int
    had_not: int
    cap: int
    others: int
    follows: bool
    """Whether it is hidden because another outcome is that it rests on."""

    @property
    def people(self) -> int:
        return self.had + self.had_not

    @property
    def counts(self) -> tuple[int, int, int]:
        return self.had, self.had_not, self.people


def mask_of(counts: Counts) -> Mask:
    """The mask of one report."""
    always = {breakdown: few_together(counts.everybody[breakdown]) for breakdown in Breakdown}
    dropped = {outcome for outcome in Outcome if _is_too_few(counts, outcome)}
    hidden: dict[tuple[Breakdown, Outcome], _Hidden] = {}
    # What was kept rests on three of the disposals, so it is decided last.
    for outcome in sorted(Outcome, key=lambda each: each is Outcome.KEPT):
        for breakdown in Breakdown:
            found = _hidden(_columns(counts, breakdown, outcome, always[breakdown], hidden))
            if found is None:
                dropped.add(outcome)
            hidden[breakdown, outcome] = found or frozenset()
    if dropped & set(WITH_CONDITIONS):
        dropped.add(Outcome.KEPT)
    groups = {
        # Where nobody could have had it, every nought is true and is shown.
        place: always[place[0]].union(*found) if counts.total(place[1]).of else frozenset[str]()
        for place, found in hidden.items()
    }
    return Mask(dropped=frozenset(dropped), groups=groups)


def few_together(everybody: Mapping[str, int]) -> frozenset[str]:
    """The groups of so few people that they are hidden in every outcome, with enough others to lose them among."""
    there = sorted((count, group) for group, count in everybody.items() if count)
    together = [pair for pair in there if is_small(pair[0])]
    rest = [pair for pair in there if not is_small(pair[0])]
    # A star says at least one: what is left to spread must leave each of them five values.
    while together and sum(count for count, _ in together) - len(together) < WIDTH and rest:
        together.append(rest.pop(0))
    return frozenset(group for _, group in together)


def _is_too_few(counts: Counts, outcome: Outcome) -> bool:
    total = counts.total(outcome)
    return 0 < total.of < TOO_FEW_BASE or is_small(total.count) or is_small(total.of - total.count)


def _columns(
    counts: Counts,
    breakdown: Breakdown,
    outcome: Outcome,
    always: frozenset[str],
    before: Mapping[tuple[Breakdown, Outcome], _Hidden],
) -> tuple[_Column, ...]:
    """The groups of one outcome in one breakdown, with what bounds them."""
    everybody, line = counts.everybody[breakdown], counts.lines[breakdown, outcome]
    sets = [frozenset({group}) for group in everybody if group not in always] + ([always] if always else [])
    columns = []
    for groups in sets:
        people = sum(everybody[group] for group in groups)
        cap = others = people
        follows = False
        if outcome is Outcome.KEPT:
            # Nobody keeps what nobody was given. Where that is hidden, this is too: it would say its least or its most.
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


def _column(line: Line, groups: frozenset[str], *, cap: int, others: int, follows: bool) -> _Column:
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
