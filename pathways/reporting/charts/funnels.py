"""How far people got: a bar for each stage, the stage before as a pale bar behind it, those pending hatched."""

from collections.abc import Sequence

from pathways.documents.chart import BLUE, GRID, INK, SOFT, WHITE, Chart, Easel, width_of
from pathways.reporting.charts.dots import NARROW
from pathways.reporting.rules.overview import NOT_FINAL, FunnelView, ShownRow
from pathways.reporting.rules.proportions import NO_CASES
from pathways.small_numbers.published import HIDDEN

FUNNELS = ("tested-on-arrest", "referred-by-any-route")
"""The names of the two funnels in their addresses."""


def of_funnel(view: FunnelView, width: int = 640) -> Chart:
    """The chart of one funnel. The rows are masked already: a hidden stage has a star and no bar.

    Every bar is a part of the first: where that is hidden nothing can be drawn.
    """
    rows = view.rows
    drawn = (_narrow if width < NARROW else _wide)(rows, width) if rows[0].count is not None else None
    counts = "; ".join(f"{row.stage.label} {row.people}" for row in rows)
    return Chart(
        drawing=drawn.drawing if drawn else None,
        title=view.title,
        alt=f"{view.sentence}{_to_the_end(rows)} Bars: {counts}."[:299].strip(),
        head=view.head,
        rows=tuple(row.cells for row in rows),
        note=view.note,
        instead="No chart is drawn: how many people there were at the first stage is too few to show, or would give "
        "away a number that is.",
    )


def _to_the_end(rows: Sequence[ShownRow]) -> str:
    """How many of those at the first stage got to the last, where both may be shown."""
    if not rows[0].count or rows[-1].count is None:
        return ""
    return f" {rows[-1].people} of {rows[0].people} got to the end: {rows[-1].stage.label.lower()}."


def _of_previous(row: ShownRow) -> str:
    """As "47.3% (44.7 to 50.0)", or "88.9%, not yet final", or a star."""
    if not row.share or row.share in (HIDDEN, NO_CASES):
        return row.share
    return row.share if row.share.endswith(NOT_FINAL) else f"{row.share} ({row.interval})"


def _wide(rows: Sequence[ShownRow], width: int) -> Easel:
    step, top, thick = 43, 30, 26
    easel = Easel(width, top + step * len(rows) + 30)
    words = [f"{row.people} of {row.out_of}: {_of_previous(row)}" if row.share else "" for row in rows]
    heading = "of the stage before (95% interval)"
    left = max(width_of(row.stage.label, 14) for row in rows) + 12
    right = max(width_of(heading, 12), *(width_of(each, 13) for each in words)) + 16
    # Room for a count and a "pending" beside the longest bar.
    longest = width - left - right - 40
    easel.text(width - 4, 16, heading, 12, anchor="end", colour=SOFT)
    for place, (row, text) in enumerate(zip(rows, words, strict=True)):
        y = top + place * step
        easel.text(left - 8, y + 18, row.stage.label, 14, anchor="end")
        easel.text(width - 4, y + 18, text, 13, anchor="end")
        _bar(easel, rows, place, (left, y, longest, thick), size=14, room=width - left - right + left - 4)
    _key(easel, rows, left, top + step * len(rows) + 14)
    return easel


def _narrow(rows: Sequence[ShownRow], width: int) -> Easel:
    step, thick = 56, 20
    easel = Easel(width, 6 + step * len(rows) + 46)
    for place, row in enumerate(rows):
        y = 6 + place * step
        easel.text(4, y + 14, row.stage.label, 13, bold=True)
        easel.text(width - 4, y + 14, _of_previous(row), 12, anchor="end")
        _bar(easel, rows, place, (4, y + 20, width - 60, thick), size=13, room=width - 4)
    _key(easel, rows, 4, 6 + step * len(rows) + 14)
    return easel


def _bar(
    easel: Easel,
    rows: Sequence[ShownRow],
    place: int,
    box: tuple[float, float, float, float],
    *,
    size: int,
    room: float,
) -> None:
    """One bar in `box` (left, top, longest, thick), its count, and what is pending; nothing is written past `room`."""
    left, top, longest, thick = box
    row, whole = rows[place], rows[0].count or 0
    base = top + thick - 7
    if row.count is None or not whole:
        easel.text(left + 4, base, row.people, size, bold=True)
        return
    scale = longest / whole
    before = rows[place - 1].count if place else None
    if before:
        easel.rect(left, top, before * scale, thick, fill=GRID)
    long, waiting = row.count * scale, (row.waiting or 0) * scale
    if row.count:
        easel.rect(left, top, long, thick, fill=BLUE)
    if waiting:
        easel.hatch(left + long, top, waiting, thick)
    inside = width_of(row.people, size, True) + 14 <= long
    end = left + long + waiting + 5
    if inside:
        easel.text(left + 7, base, row.people, size, bold=True, colour=WHITE)
    else:
        end = max(end, (left + (before or 0) * scale + 5) if waiting or before else end)
        easel.text(end, base, row.people, size, bold=True, colour=INK)
        end += width_of(row.people, size, True) + 8
    pending = f"{row.waiting} pending" if row.waiting else ""
    if pending:
        clear = max(end, left + (before or 0) * scale + 5)
        if clear + width_of(pending, 12) <= room:
            easel.text(clear, base, pending, 12, colour=SOFT)


def _key(easel: Easel, rows: Sequence[ShownRow], left: float, y: float) -> None:
    """What pale and hatched mean, only as far as they are drawn."""
    easel.rect(left, y - 10, 18, 12, fill=GRID)
    easel.text(left + 24, y, "the stage before", 12, colour=SOFT)
    if any(row.waiting for row in rows):
        x = left + 24 + width_of("the stage before", 12) + 18
        easel.hatch(x, y - 10, 18, 12)
        easel.text(x + 24, y, "pending", 12, colour=SOFT)
