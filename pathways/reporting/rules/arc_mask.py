"""What is hidden of an ARC report: decided once over its three tables and every sentence that repeats them.

How many were assessed is always shown (below 10 nothing else is). The groups by number of substances and the outcomes
are parts of it, solved as a whole. The substance lines overlap: each is a part of the assessed and of those who use
anything, and with their sum they are solved together.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pathways.reporting.rules.outcomes import Tally
from pathways.reporting.rules.proportions import Share
from pathways.small_numbers import Cell, Known, hidden_of, is_small

GROUPS = ("multiple_use", "single_use", "no_use")
OUTCOMES = ("did_not_engage", "still_open", "engaged", "died_before_engaging")
"""In this order, so that those left in a share's whole stand side by side."""
USERS, MENTIONS, NEED = "users", "mentions", "engaged_of_users"

Solved = tuple[list[Cell], list[Known]]


class Counted(NamedTuple):
    """The counts of one report, by the names they are published under."""

    assessed: int
    groups: tuple[int, int, int]
    outcome: Tally
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
    # A line, or the sum of the lines, would narrow how many use anything: with a group hidden, all lines are.
    lines = all_lines if groups else _or_all(hidden_of(*cells_of_lines(counted)), all_lines)
    need = {NEED} if groups or outcomes or _need_tells_few(counted) else set()
    return groups | outcomes | lines | need


def cells_of_groups(counted: Counted) -> Solved:
    """Several substances, one, none: parts of the assessed; the first two are those who use anything."""
    whole = counted.assessed
    cells = _row(GROUPS, counted.groups, whole)
    cells.append(Cell(name=USERS, start="0", end="2", people=counted.users, wholes=(whole,)))
    return cells, [Known(start="0", end="3", low=whole, high=whole)]


def cells_of_outcomes(counted: Counted) -> Solved:
    """The outcomes, and what is left of a share's whole, which is the assessed without those who died."""
    outcome, whole = counted.outcome, counted.assessed
    cells = _row(OUTCOMES, (outcome.no, outcome.pending, outcome.yes, outcome.died), whole)
    cells += [
        Cell(name="not engaged yet", start="0", end="2", people=outcome.no + outcome.pending, printed=False),
        Cell(name="not lost", start="1", end="3", people=outcome.pending + outcome.yes, printed=False),
    ]
    return cells, [Known(start="0", end="4", low=whole, high=whole)]


def cells_of_lines(counted: Counted) -> Solved:
    """The substance lines and their sum, beside groups that are shown.

    Everybody who uses anything is on a line, who uses one substance on one only, and nobody on more than all.
    """
    multiple, single, _ = counted.groups
    cells = _row(tuple(counted.lines), tuple(counted.lines.values()), counted.users, counted.assessed)
    last = str(len(cells))
    known = [Known(start="0", end=last, low=counted.users, high=single + len(cells) * multiple)]
    known += [Known(start=cell.start, end=cell.end, low=0, high=counted.users) for cell in cells]
    return [*cells, Cell(name=MENTIONS, start="0", end=last, people=sum(counted.lines.values()))], known


def _row(names: Sequence[str], counts: Sequence[int], *wholes: int) -> list[Cell]:
    """Counts side by side, each a part of every whole."""
    return [
        Cell(name=name, start=str(place), end=str(place + 1), people=people, wholes=wholes)
        for place, (name, people) in enumerate(zip(names, counts, strict=True))
    ]


def _or_all(found: frozenset[str] | None, names: Sequence[str] | frozenset[str]) -> frozenset[str]:
    return frozenset(names) if found is None else found


def _need_tells_few(counted: Counted) -> bool:
    """Whether the row of those who use anything would give away a small number beside the two tables."""
    need, none, outcome = counted.engaged_of_users, counted.groups[2], counted.outcome
    if need is None:
        return False
    others_engaged, died = outcome.yes - need.count, counted.users - need.of
    others_died = outcome.died - died
    told = (
        *(need.count, need.of, need.of - need.count, died),
        *(others_engaged, none - others_engaged, others_died, none - others_engaged - others_died),
    )
    return any(is_small(count) for count in told)
