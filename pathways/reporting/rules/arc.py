"""The ARC report: who was assessed in a period, what they use, whether they engaged, and what of it is hidden."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from pathways.engagement.notes.rules import COUNTS_AS_ENGAGED
from pathways.reporting.rules.arc_units import ArcLine, AssessedState, DefinitionState
from pathways.reporting.rules.proportions import ClassTally, Period, Range, Share, possible_range
from pathways.reporting.rules.standings import PeopleAlike
from pathways.small_numbers import HIDDEN, Cell, KnownDistance, hidden_of, is_small

# What is hidden of an ARC report, decided once for its three tables and every sentence that repeats their figures.
#
# How many were assessed is always shown (below 10 nothing else is). The groups by number of substances and the
# outcomes are parts of it, solved as a whole. The substance lines overlap: each is a part of the assessed and of those
# who use anything, and with their sum they are solved together.


GROUPS = ("multiple_use", "single_use", "no_use")
OUTCOMES = ("did_not_engage", "still_open", "engaged", "died_before_engaging")
"""In this order, so that those who are left in a share's whole are next to each other."""
USERS, MENTIONS, NEED = "users", "mentions", "engaged_of_users"

Solved = tuple[list[Cell], list[KnownDistance]]


class Counted(NamedTuple):
    """The counts of one report, by the names they are published under."""

    assessed: int
    groups: tuple[int, int, int]
    outcome: ClassTally
    lines: Mapping[str, int]
    engaged_of_users: Share | None

    @property
    def users(self) -> int:
        return self.groups[0] + self.groups[1]


def hidden_in_arc(counted: Counted) -> frozenset[str]:
    """The names of the counts to hide. A table for which no mask is safe loses every figure."""
    groups = _or_all(hidden_of(*cells_of_groups(counted)), (*GROUPS, USERS))
    outcomes = _or_all(hidden_of(*cells_of_outcomes(counted)), OUTCOMES)
    all_lines = frozenset({*counted.lines, MENTIONS})
    # A line, or their sum, would narrow how many use anything: so with a group hidden, all lines are hidden.
    lines = all_lines if groups else _or_all(hidden_of(*cells_of_lines(counted)), all_lines)
    need = {NEED} if groups or outcomes or _need_tells_few(counted) else set()
    return groups | outcomes | lines | need


def cells_of_groups(counted: Counted) -> Solved:
    """Several substances, one, none: parts of the assessed; the first two are those who use anything."""
    whole = counted.assessed
    cells = _row(GROUPS, counted.groups, whole)
    cells.append(Cell(name=USERS, start="0", end="2", people=counted.users, wholes=(whole,)))
    return cells, [KnownDistance(start="0", end="3", low=whole, high=whole)]


def cells_of_outcomes(counted: Counted) -> Solved:
    """The outcomes, with what remains of a share's whole: the assessed without those who died."""
    outcome, whole = counted.outcome, counted.assessed
    cells = _row(OUTCOMES, (outcome.no, outcome.pending, outcome.yes, outcome.died), whole)
    cells += [
        Cell(name="not engaged yet", start="0", end="2", people=outcome.no + outcome.pending, printed=False),
        Cell(name="not lost", start="1", end="3", people=outcome.pending + outcome.yes, printed=False),
    ]
    return cells, [KnownDistance(start="0", end="4", low=whole, high=whole)]


def cells_of_lines(counted: Counted) -> Solved:
    """The substance lines and their sum, where the groups are shown.

    Everybody who uses anything is on at least one line, somebody who uses one substance on exactly one, and nobody on
    more than there are.
    """
    multiple, single, _ = counted.groups
    cells = _row(tuple(counted.lines), tuple(counted.lines.values()), counted.users, counted.assessed)
    last = str(len(cells))
    known = [KnownDistance(start="0", end=last, low=counted.users, high=single + len(cells) * multiple)]
    known += [KnownDistance(start=cell.start, end=cell.end, low=0, high=counted.users) for cell in cells]
    return [*cells, Cell(name=MENTIONS, start="0", end=last, people=sum(counted.lines.values()))], known


def _row(names: Sequence[str], counts: Sequence[int], *wholes: int) -> list[Cell]:
    """Counts side by side, each a part of every whole."""
    return [
        Cell(name=name, start=str(place), end=str(place + 1), people=people, wholes=wholes)
        for place, (name, people) in enumerate(zip(names, counts, strict=True))
    ]


def _or_all(hidden: frozenset[str] | None, names: Sequence[str] | frozenset[str]) -> frozenset[str]:
    return frozenset(names) if hidden is None else hidden


def _need_tells_few(counted: Counted) -> bool:
    """Whether the row of those who use anything, together with the two tables, would give away a small number."""
    need, none, outcome = counted.engaged_of_users, counted.groups[2], counted.outcome
    if need is None:
        return False
    others_engaged, died = outcome.yes - need.count, counted.users - need.of
    others_died = outcome.died - died
    counts = (
        *(need.count, need.of, need.of - need.count, died),
        *(others_engaged, none - others_engaged, others_died, none - others_engaged - others_died),
    )
    return any(is_small(count) for count in counts)


# The ARC report: who was assessed in a period, what they use, and whether they engaged.
#
# Source: the ARC table of the Lincolnshire Drugs Strategy 2021-2025 (354 assessed, 2016 to 2021), verified; it gives
# neither its definition of "engaged" nor a horizon, so ours are stated with the figures (design choices).


class DoesNotAddUp(ValueError):
    """Figures that contradict each other are never shown."""


@dataclass(frozen=True, kw_only=True)
class ArcReport:
    """The counted report. All counts are people. `engaged_of_users` is exact, or None where only a range is known."""

    period: Period
    assessed: int
    lines: Mapping[ArcLine, int]
    multiple: int
    single: int
    none: int
    outcome: ClassTally
    engaged_of_users: Share | None
    range_of_users: Range
    earlier_marks: int
    unnamed: int
    merged: int
    recorded_under: tuple[str, ...]

    @property
    def users(self) -> int:
        return self.multiple + self.single

    @property
    def mentions(self) -> int:
        return sum(self.lines.values())

    @property
    def engaged(self) -> Share:
        """Of all assessed. Those who died first are counted beside it; pending ones stay in: the share is "so far"."""
        return Share(self.outcome.yes, self.assessed - self.outcome.died)

    @property
    def did_not_engage(self) -> Share:
        return Share(self.outcome.no, self.assessed - self.outcome.died)

    @property
    def is_final(self) -> bool:
        """Whether no referral of the cohort was open any more: then the engaged figure no longer grows from them."""
        return self.outcome.pending == 0

    def of_assessed(self, count: int) -> Share:
        return Share(count, self.assessed)

    @property
    def ranked(self) -> tuple[tuple[ArcLine, int], ...]:
        """The lines, most people first; ties, and at the end the hidden ones, in the order of the published table."""
        return tuple(sorted(self.lines.items(), key=lambda item: 1 if item[0].value in self.hidden else -item[1]))

    @cached_property
    def hidden(self) -> frozenset[str]:
        """The names of the counts that would give away a few people. Page, charts, paper and file all use this."""
        return hidden_in_arc(
            Counted(
                assessed=self.assessed,
                groups=(self.multiple, self.single, self.none),
                outcome=self.outcome,
                lines={line.value: count for line, count in self.lines.items()},
                engaged_of_users=self.engaged_of_users,
            )
        )

    def share_cells(self, figure: str, count: int) -> tuple[str, str]:
        """A share of the assessed and its interval, or two stars where the figure is hidden."""
        share = self.of_assessed(count)
        return (HIDDEN, HIDDEN) if figure == HIDDEN else (share.percent, share.interval_words)

    def figure(self, name: str, count: int) -> str:
        """A count by the name it is published under, or a star where it is hidden."""
        return HIDDEN if name in self.hidden else f"{count:,}"


def arc_report(people: Iterable[PeopleAlike], period: Period, definitions: Iterable[PeopleAlike] = ()) -> ArcReport:
    """Count the people assessed in a period, each by their first assessment in it.

    `definitions` are the marks of engagement of everybody by the as-at date: under what each was recorded. Raises
    DoesNotAddUp if any figure contradicts another.
    """
    assessed: Counter[AssessedState] = Counter()
    merged = 0
    for states, number, records in people:
        assessed[AssessedState(*states[0])] += number
        merged += records - number

    def total(counts: Callable[[AssessedState], bool]) -> int:
        return sum(number for state, number in assessed.items() if counts(state))

    lines: Counter[str] = Counter()
    for state, number in assessed.items():
        lines.update(dict.fromkeys(state.lines, number))
    outcome = _outcomes(assessed)
    among_users = _outcomes({state: number for state, number in assessed.items() if state.how_many})
    everybody, users = total(lambda state: True), total(lambda state: state.how_many > 0)
    withheld = any(state.link_is_invented for state in assessed)
    report = ArcReport(
        period=period,
        assessed=everybody,
        lines={
            line: sum(number for state, number in assessed.items() if line.value in state.lines) for line in ArcLine
        },
        multiple=total(lambda state: state.how_many >= 2),
        single=total(lambda state: state.how_many == 1),
        none=everybody - users,
        outcome=outcome,
        engaged_of_users=None if withheld else Share(among_users.yes, users - among_users.died),
        range_of_users=possible_range(outcome.yes, everybody, users),
        earlier_marks=total(lambda state: state.has_earlier_mark),
        unnamed=total(lambda state: state.is_unnamed),
        merged=merged,
        recorded_under=_recorded_under(definitions) if any(state.has_mark for state in assessed) else (),
    )
    _check(report, assessed)
    return report


def _outcomes(assessed: Mapping[AssessedState, int]) -> ClassTally:
    counts: Counter[str] = Counter()
    for state, number in assessed.items():
        counts[state.outcome] += number
    return ClassTally(**counts)


def _recorded_under(definitions: Iterable[PeopleAlike]) -> tuple[str, ...]:
    """What "engaged" meant where it was recorded: the words of our definitions, else its code and version."""
    ours = {(each.code, each.version): f"{each.words} (Version {each.version}.)" for each in COUNTS_AS_ENGAGED}
    used = sorted({DefinitionState(*state) for states, *_ in definitions for state in states})
    return tuple(ours.get(each, f"{each.code}, version {each.version}.") for each in used)


def _check(report: ArcReport, assessed: Iterable[AssessedState]) -> None:
    """Check what holds of any cohort: who uses one substance is on one line, others who use on at least one."""
    outcome = report.outcome
    checks = {
        "multiple, single and none are the assessed": report.users + report.none == report.assessed,
        "the outcomes are the assessed": outcome.cohort == report.assessed,
        "nobody assessed is left out": outcome.left_out == 0 and outcome.missing == 0,
        "no line has more people than use anything": max(report.lines.values()) <= report.users,
        "everybody who uses is on a line": report.mentions >= report.users,
        "one substance is one line": all(len(state.lines) == 1 for state in assessed if state.how_many == 1),
        "no substance is no line": all(not state.lines for state in assessed if state.how_many == 0),
        "the need figure is in its range": report.engaged_of_users is None
        or report.range_of_users.lowest <= report.engaged_of_users.count <= report.range_of_users.highest,
    }
    if broken := [name for name, holds in checks.items() if not holds]:
        raise DoesNotAddUp("; ".join(broken))


def published(report: ArcReport) -> tuple[tuple[str, str], ...]:
    """The measures as they may leave the house: each a count or a star."""
    return tuple((name, HIDDEN if name in report.hidden else str(count)) for name, count in measures(report))


def measures(report: ArcReport) -> tuple[tuple[str, int], ...]:
    """The report as measure and count, in the order of the published table. To publish them, ask `published`.

    "Still open" and "died before engaging" follow only where they are not zero, so that the outcomes always add up.
    """
    outcome = report.outcome
    beside = (("still_open", outcome.pending), ("died_before_engaging", outcome.died))
    return (
        ("assessed", report.assessed),
        *((line.value, count) for line, count in report.lines.items()),
        ("multiple_use", report.multiple),
        ("single_use", report.single),
        ("no_use", report.none),
        ("engaged", outcome.yes),
        ("did_not_engage", outcome.no),
        *((name, count) for name, count in beside if count),
    )
