"""How areas compare: each a point by how many people it rests on, between the limits of what chance would do."""

from itertools import pairwise
from math import ceil

from pathways.documents.chart import BLUE, GREY, GRID, INK, ORANGE, RULE, SOFT, WHITE, Chart, Easel, width_of
from pathways.reporting.charts.dots import NARROW
from pathways.reporting.rules.progress import AREAS_HEAD, AreaRow, AreasView
from pathways.statistics.comparison import ALARM, WARNING, Signal, limits

AREAS = ("engaged-by-area",)
"""The name of the chart in its address."""
STEPS = 60
_ABOVE, _BELOW = (Signal.ABOVE, Signal.FAR_ABOVE), (Signal.BELOW, Signal.FAR_BELOW)
LEAST = 0.2
"""The scale reaches so far where hardly anybody, or nobody, is counted as yes."""


def of_areas(view: AreasView, *, title: str, note: str, width: int = 640) -> Chart:
    """The chart of the areas. The rows are masked already: a hidden area has stars and no point."""
    return Chart(
        drawing=_drawn(view, view.share, width).drawing if view.plotted and view.share is not None else None,
        title=title,
        alt=_in_words(view),
        head=AREAS_HEAD,
        rows=tuple((row.name, *row.cells) for row in (*view.rows, view.everybody)),
        note=note,
        instead="No chart is drawn: no area has enough people to compare, or it would give away a few of them.",
    )


def _in_words(view: AreasView) -> str:
    """Which areas differ, then as many of their shares as fit."""
    apart = [row for row in view.plotted if row.signal is not Signal.NONE]
    finding = (
        "; ".join(f"{row.name} {row.signal.label.lower()}" for row in apart if row.signal)
        if apart
        else "No area differs by more than chance would do"
    )
    shares = "; ".join(f"{row.name} {row.cells[3]}" for row in view.plotted)
    return f"{finding}. Of all areas together {view.everybody.cells[3]}: {shares}."[:299]


def _drawn(view: AreasView, share: float, width: int) -> Easel:
    is_narrow = width < NARROW
    easel = Easel(width, 366 if is_narrow else 332)
    left, right, top, base = 46.0, width - 14.0, 14.0, 268.0
    counted = [(row, *row.compared) for row in view.plotted if row.compared]
    most = ceil(max(of for _, _, of in counted) * 1.15 / 10) * 10
    reached = max(limits(share, 10, ALARM)[1], *(x / n for _, x, n in counted))
    highest = min(1.0, max(ceil(reached * 10) / 10, LEAST))

    def at(of: float, rate: float) -> tuple[float, float]:
        return left + of / most * (right - left), base - min(rate, highest) / highest * (base - top)

    for tick in range(0, round(100 * highest) + 1, 20):
        _, y = at(0, tick / 100)
        easel.line(left, y, right, y, colour=GRID if tick else RULE)
        easel.text(left - 6, y + 4, f"{tick}%", 12, anchor="end", colour=SOFT)
    step = next(each for each in (5, 10, 20, 50, 100, 200, 500, 1_000, 5_000, 50_000) if most / each <= 8)
    for of in range(step, most + 1, step):
        easel.text(at(of, 0)[0], base + 16, f"{of:,}", 12, anchor="middle", colour=SOFT)
    easel.text((left + right) / 2, base + 34, "people that the share is out of", 12, anchor="middle", colour=SOFT)
    sizes = [5 + (most - 5) * step / STEPS for step in range(STEPS + 1)]
    for z, every in ((WARNING, 1), (ALARM, 2)):  # the outer limits are dashed: every other piece is left out
        for side in (0, 1):
            line = [at(of, limits(share, of, z)[side]) for of in sizes]
            for (x1, y1), (x2, y2) in list(pairwise(line))[::every]:
                easel.line(x1, y1, x2, y2, colour=SOFT, width=1.2)
    _, y = at(0, share)
    easel.line(left, y, right, y, colour=INK, width=1.4)
    taken: list[tuple[float, float, float]] = []
    for row, x, n in counted:
        across, up = at(n, x / n)
        _point(easel, row, across, up)
        _label(easel, row.name, across, up, right, taken)
    _key(easel, left, base + 54, is_narrow)
    return easel


def _point(easel: Easel, row: AreaRow, x: float, y: float) -> None:
    """A circle where an area is as expected; shape and colour say which way one differs."""
    if row.signal in _ABOVE:
        easel.area([(x, y - 7), (x + 7, y), (x, y + 7), (x - 7, y)], fill=BLUE)
    elif row.signal in _BELOW:
        easel.area([(x - 7, y - 6), (x + 7, y - 6), (x, y + 7)], fill=ORANGE)
    else:
        easel.dot(x, y, 5, fill=GREY)


def _label(easel: Easel, name: str, x: float, y: float, right: float, taken: list[tuple[float, float, float]]) -> None:
    """The name beside its point, on the side where there is room, and below a name that stands there already."""
    long = width_of(name, 12)
    start = x + 10 if x + 10 + long <= right else x - 10 - long
    height = y + 4
    while any(abs(height - other) < 14 and start < end and begin < start + long for begin, end, other in taken):
        height += 14
    taken.append((start, start + long, height))
    easel.rect(start - 1, height - 11, long + 2, 14, fill=WHITE)  # so that no line runs through the name
    easel.text(start, height, name, 12)


def _key(easel: Easel, left: float, y: float, is_narrow: bool) -> None:
    """What the lines mean, beside each other where there is room, else below."""
    x = left
    for place, words in enumerate(("all areas together", "within chance, 19 in 20", "998 in 1,000")):
        dash = (5.0, 4.0) if place == 2 else None
        easel.line(x, y - 4, x + 18, y - 4, colour=SOFT if place else INK, width=1.4, dash=dash)
        easel.text(x + 23, y, words, 12, colour=SOFT)
        if is_narrow:
            y += 17
        else:
            x += 23 + width_of(words, 12) + 16
