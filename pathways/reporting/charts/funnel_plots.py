"""How groups compare: each a point by how many people it rests on, between the limits of what chance would do."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from typing import Protocol

from reportlab.graphics.shapes import Drawing

from pathways.documents.chart import BLUE, GREY, GRID, INK, ORANGE, RULE, SOFT, WHITE, Easel, width_of
from pathways.reporting.charts.dots import NARROW
from pathways.statistics.comparison import ALARM, WARNING, Signal

STEPS = 60
ABOVE, BELOW = (Signal.ABOVE, Signal.FAR_ABOVE), (Signal.BELOW, Signal.FAR_BELOW)
LEAST = 0.2
"""The scale reaches so far where hardly anybody, or nobody, is counted as yes."""
BAND = "#f0f2f4"
"""Between the inner limits."""
MOST_NAMED = 14
"""Of more points only those that differ are named; the table beside has all."""
LimitsAt = Callable[[float, float], tuple[float, float]]
"""The limits of a group of so many people, so many standard errors away."""
Box = tuple[float, float, float, float]


@dataclass(frozen=True, kw_only=True)
class FunnelPoint:
    """A group: how many (`x`) of how many (`n`), and what that says."""

    name: str
    x: int
    n: int
    signal: Signal | None


class ComparedRow(Protocol):
    """A row of a table of groups: what is compared of it, which is None where it is hidden or too few."""

    @property
    def name(self) -> str: ...
    @property
    def compared(self) -> tuple[int, int] | None: ...
    @property
    def signal(self) -> Signal | None: ...


def drawing_of(
    rows: Iterable[ComparedRow], share: float | None, limits_at: LimitsAt, *, all_of_them: str, width: int
) -> Drawing | None:
    """The plot of the rows that are compared; None where there is none, or the share of all is hidden."""
    points = [
        FunnelPoint(name=row.name, x=row.compared[0], n=row.compared[1], signal=row.signal)
        for row in rows
        if row.compared
    ]
    if not points or share is None:
        return None
    return _plot(points, share, limits_at, all_of_them=all_of_them, width=width).drawing


def _plot(points: Sequence[FunnelPoint], share: float, limits_at: LimitsAt, *, all_of_them: str, width: int) -> Easel:
    is_narrow = width < NARROW
    easel = Easel(width, 366 if is_narrow else 332)
    left, right, top, base = 46.0, width - 14.0, 14.0, 268.0
    most = ceil(max(each.n for each in points) * 1.15 / 10) * 10
    reached = max(limits_at(10, ALARM)[1], *(each.x / each.n for each in points))
    highest = min(1.0, max(ceil(reached * 10) / 10, LEAST))

    def at(of: float, rate: float) -> tuple[float, float]:
        return left + of / most * (right - left), base - min(rate, highest) / highest * (base - top)

    sizes = [5 + (most - 5) * step / STEPS for step in range(STEPS + 1)]
    inner = [[at(of, limits_at(of, WARNING)[side]) for of in sizes] for side in (0, 1)]
    easel.area([*inner[0], *reversed(inner[1])], fill=BAND)
    for tick in range(0, round(100 * highest) + 1, 20):
        _, y = at(0, tick / 100)
        easel.line(left, y, right, y, colour=GRID if tick else RULE)
        easel.text(left - 6, y + 4, f"{tick}%", 12, anchor="end", colour=SOFT)
    step = next(each for each in (5, 10, 20, 50, 100, 200, 500, 1_000, 5_000, 50_000) if most / each <= 8)
    for of in range(step, most + 1, step):
        easel.text(at(of, 0)[0], base + 16, f"{of:,}", 12, anchor="middle", colour=SOFT)
    easel.text((left + right) / 2, base + 34, "people that the share is out of", 12, anchor="middle", colour=SOFT)
    outer = [[at(of, limits_at(of, ALARM)[side]) for of in sizes] for side in (0, 1)]
    for lines, every in ((inner, 1), (outer, 2)):  # the outer limits are dashed: every other piece is left out
        for line in lines:
            for (x1, y1), (x2, y2) in list(pairwise(line))[::every]:
                easel.line(x1, y1, x2, y2, colour=SOFT, width=1.2)
    _, y = at(0, share)
    easel.line(left, y, right, y, colour=INK, width=1.4)
    placed = [(each, *at(each.n, each.x / each.n)) for each in points]
    taken = [(x - 8, y - 8, x + 8, y + 8) for _, x, y in placed]
    for each, x, y in placed:
        if len(points) <= MOST_NAMED or each.signal not in (None, Signal.NONE):
            _label(easel, each.name, x, y, (left, top, width - 2.0, base - 4), taken)
    for each, x, y in placed:
        _point(easel, each.signal, x, y)
    _key(easel, all_of_them, left, base + 54, is_narrow)
    return easel


def _point(easel: Easel, signal: Signal | None, x: float, y: float) -> None:
    """A circle where a group is as expected; shape and colour say which way one differs."""
    if signal in ABOVE:
        easel.area([(x, y - 7), (x + 7, y), (x, y + 7), (x - 7, y)], fill=BLUE)
    elif signal in BELOW:
        easel.area([(x - 7, y - 6), (x + 7, y - 6), (x, y + 7)], fill=ORANGE)
    else:
        easel.dot(x, y, 5, fill=GREY)


def _label(easel: Easel, name: str, x: float, y: float, room: Box, taken: list[Box]) -> None:
    """The name as near to its point as there is room, with a line to it where it stands further away."""
    box, is_beside = next(
        (each for each in _places(width_of(name, 12), x, y) if _is_free(each[0], room, taken)),
        ((0.0, 0.0, 0.0, 0.0), True),
    )
    if box[2] <= box[0]:
        return  # no room anywhere: the table beside has it
    taken.append(box)
    if not is_beside:
        end_x, end_y = min(max(x, box[0]), box[2]), box[1] if box[1] > y else box[3]
        easel.line(x, y, end_x, end_y, colour=SOFT, width=0.8)
    easel.rect(box[0], box[1] + 1, box[2] - box[0], 13, fill=WHITE)  # so that no line runs through the name
    easel.text(box[0] + 1, box[1] + 12, name, 12)


def _places(long: float, x: float, y: float) -> Iterator[tuple[Box, bool]]:
    """Boxes for a name of that length around a point, nearest first, and whether it stands beside it."""
    for away in (10.0, 18.0, 30.0, 44.0, 60.0, 78.0, 98.0, 120.0):
        is_beside = away == 10.0
        for across, up in ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (-1, -1), (1, 1), (-1, 1)):
            start = x + away * across - (long + 2 if across < 0 else 0 if across else long / 2)
            middle = y + away * up
            yield (start, middle - 8, start + long + 2, middle + 8), is_beside


def _is_free(box: Box, room: Box, taken: Sequence[Box]) -> bool:
    if box[0] < room[0] or box[1] < room[1] or box[2] > room[2] or box[3] > room[3]:
        return False
    return not any(
        box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3] for other in taken
    )


def _key(easel: Easel, all_of_them: str, left: float, y: float, is_narrow: bool) -> None:
    """What the lines mean, beside each other where there is room, else below."""
    x = left
    for place, words in enumerate((all_of_them, "within chance, 19 in 20", "998 in 1,000")):
        dash = (5.0, 4.0) if place == 2 else None
        easel.line(x, y - 4, x + 18, y - 4, colour=SOFT if place else INK, width=1.4, dash=dash)
        easel.text(x + 23, y, words, 12, colour=SOFT)
        if is_narrow:
            y += 17
        else:
            x += 23 + width_of(words, 12) + 16
