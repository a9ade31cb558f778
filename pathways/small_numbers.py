"""Small numbers: which counts of people are hidden, solved as a whole over everything that is published together.

Source: ndtms.net hides cells under five; showing a true 0 and hiding 1 to 4, the complement rule, and the width asked
of a safe mask are design choices (threshold 5; treatment reference 4.4).

Every count is the distance between two marks on a line: people at a stage, those lost before it, a part of a whole.
What is printed fixes a distance; a star says "at least 1"; what nobody prints is at least 0. The least and the most
that a reader can work out for any count are then shortest paths between its marks, exact in whole numbers.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

THRESHOLD = 5
WIDTH = THRESHOLD - 1
TOO_FEW_BASE = 10
HIDDEN = "*"
ENDLESS = 10**12


def is_small(count: int) -> bool:
    """Whether a count of people says too much about each: 1 to 4. A true 0 is shown."""
    return 0 < count < THRESHOLD


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A count of people from one mark to another.

    A count that is not printed is what a reader works out by subtracting printed ones. `wholes` are totals that are
    always shown and include this count: what is left of them is protected too.
    """

    name: str
    start: str
    end: str
    people: int
    printed: bool = True
    wholes: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class KnownDistance:
    """What a reader knows besides the table: the distance between two marks is at least `low` and at most `high`."""

    start: str
    end: str
    low: int
    high: int


@dataclass(frozen=True)
class _Edge:
    """At most `most` from one mark to the next. `cell` names the printed count that says so, if one does."""

    most: int
    cell: str = ""


_Ways = Mapping[tuple[str, str], tuple[int, frozenset[str]]]


def hidden_of(cells: Sequence[Cell], known: Iterable[KnownDistance] = ()) -> frozenset[str] | None:
    """The names of the counts to hide; None where no mask is safe and the whole breakdown has to go.

    First every printed count of 1 to 4 is hidden. Then, while a small count, printed or worked out, can be narrowed to
    fewer than five values, or to values below five, the smallest shown count that helps to narrow it is hidden too.
    """
    known = tuple(known)
    printed = {cell.name: cell for cell in cells if cell.printed}
    hidden = {name for name, cell in printed.items() if is_small(cell.people)}
    while True:
        ways = _ways(cells, hidden, known)
        unsafe = next((cell for cell in cells if not _is_safe(cell, *_range(cell, ways))), None)
        if unsafe is None:
            return frozenset(hidden)
        narrowed_by = ways[unsafe.start, unsafe.end][1] | ways[unsafe.end, unsafe.start][1]
        may_hide = [printed[name] for name in narrowed_by if printed[name].people and name not in hidden]
        if not may_hide:
            return None
        hidden.add(min(may_hide, key=lambda cell: (cell.people, cell.name)).name)


def ranges(
    cells: Sequence[Cell], hidden: Iterable[str], known: Iterable[KnownDistance] = ()
) -> dict[str, tuple[int, int | None]]:
    """What a reader can work out of each count, as (least, most); a most of None has no limit."""
    ways = _ways(cells, frozenset(hidden), tuple(known))
    ranges = {cell.name: _range(cell, ways) for cell in cells}
    return {name: (low, None if high >= ENDLESS else high) for name, (low, high) in ranges.items()}


def _range(cell: Cell, ways: _Ways) -> tuple[int, int]:
    return -ways[cell.end, cell.start][0], ways[cell.start, cell.end][0]


def _is_safe(cell: Cell, low: int, high: int) -> bool:
    """Whether a small count, or a small remainder of a whole, may still be any of five values, the most at least 5."""
    guarded = [(low, high)] if is_small(cell.people) else []
    guarded += [(whole - high, whole - low) for whole in cell.wholes if is_small(whole - cell.people)]
    return all(most - least >= WIDTH and most >= THRESHOLD for least, most in guarded)


def _ways(cells: Sequence[Cell], hidden: Iterable[str], known: Iterable[KnownDistance]) -> _Ways:
    """The shortest path between every two marks, with the printed counts that it uses."""
    edges: dict[tuple[str, str], _Edge] = {}

    def add(start: str, end: str, most: int, name: str = "") -> None:
        edge = edges.get((start, end))
        # Where both say the same, what is known anyway is used first: hiding the count would not help.
        if edge is None or (most, bool(name)) < (edge.most, bool(edge.cell)):
            edges[start, end] = _Edge(most, name)

    for bound in known:
        add(bound.start, bound.end, bound.high)
        add(bound.end, bound.start, -bound.low)
    for cell in cells:
        if cell.printed and cell.name not in hidden:
            add(cell.start, cell.end, cell.people, cell.name)
            add(cell.end, cell.start, -cell.people, cell.name)
        else:
            add(cell.end, cell.start, -1 if cell.printed else 0)
    marks = sorted({mark for pair in edges for mark in pair})
    none: frozenset[str] = frozenset()
    ways = {(start, end): (0 if start == end else ENDLESS, none) for start in marks for end in marks}
    for pair, edge in edges.items():
        ways[pair] = (edge.most, frozenset({edge.cell} - {""}))
    for by in marks:
        for start in marks:
            to, through = ways[start, by]
            if to >= ENDLESS:
                continue
            for end in marks:
                on, and_through = ways[by, end]
                if on < ENDLESS and to + on < ways[start, end][0]:
                    ways[start, end] = (to + on, through | and_through)
    return ways
