"""How each group's rate compares with another's: a dot with its interval, and a line at 1, where both are alike."""

from collections.abc import Callable, Sequence

from pathways.documents.chart import BLUE, GREY, GRID, INK, SOFT, Chart, Easel, width_of
from pathways.reporting.charts.funnels import NARROW
from pathways.reporting.rules.fairness_tables import HEAD, GroupRow, Ratio

WIDEST = 4
"""The axis ends here: a longer line is cut, and its figures stand beside it."""


def relative_rates(rows: Sequence[GroupRow], *, title: str, note: str, width: int = 640) -> Chart | None:
    """The chart of one outcome in one breakdown; None where no group can be compared. `rows` are masked already."""
    ratios = [row.ratio for row in rows if row.ratio]
    if not ratios:
        return None
    most = WIDEST if any(_ends(ratio)[1] > WIDEST / 2 for ratio in ratios) else WIDEST // 2
    narrow = width < NARROW
    step, top = (50, 4) if narrow else (36, 12)
    base = top + step * len(rows)
    easel = Easel(width, base + 42)
    words = [_words(row) for row in rows]
    left = 10.0 if narrow else max(width_of(row.name, 14) for row in rows) + 16
    right = width - 14.0 if narrow else width - max(width_of(each, 13) for each in words) - 24

    def across(ratio: float) -> float:
        return left + min(ratio, most) / most * (right - left)

    # Where the names stand above their dots, no line runs through them.
    bands = (
        [(top + step * place + 26, top + step * place + 46) for place in range(len(rows))] if narrow else [(top, base)]
    )
    for half in range(0, 2 * most + 1, 2 if most == WIDEST else 1):
        x = across(half / 2)
        alike = half == 2
        for start, end in bands:
            easel.line(x, start, x, end, colour=INK if alike else GRID, width=1.4 if alike else 1)
        anchor = "start" if narrow and not half else "end" if narrow and half == 2 * most else "middle"
        easel.text(x, base + 16, f"{half / 2:g}", 12, anchor=anchor, colour=SOFT)
    axis = "relative rate; 1 is no difference" + (
        f"; cut at {most}" if any(_ends(ratio)[1] > most for ratio in ratios) else ""
    )
    easel.text((left + right) / 2, base + 34, axis, 12, anchor="middle", colour=SOFT)
    for place, (row, text) in enumerate(zip(rows, words, strict=True)):
        y = top + step * place + (36 if narrow else step / 2)
        if narrow:
            easel.text(4, y - 20, row.name, 13, bold=True)
            easel.text(width - 4, y - 20, text, 12, anchor="end")
        else:
            easel.text(left - 10, y + 5, row.name, 14, anchor="end")
            easel.text(width - 4, y + 5, text, 13, anchor="end")
        if row.is_reference and not row.is_hidden:
            easel.dot(across(1), y, 4, fill=GREY)
        if row.ratio:
            _dot(easel, row.ratio, y, most, across)
    return Chart(
        drawing=easel.drawing,
        title=title,
        alt=_rates_in_words(title, rows),
        head=HEAD,
        rows=tuple(row.cells for row in rows),
        note=note,
    )


def _dot(easel: Easel, ratio: Ratio, y: float, most: float, across: Callable[[float], float]) -> None:
    low, high = _ends(ratio)
    easel.line(across(low), y, across(high), y, colour=BLUE, width=3)
    for end in (low, high):
        if end <= most:
            easel.line(across(end), y - 5, across(end), y + 5, colour=BLUE, width=2)
    if ratio.value is not None and ratio.value <= most:
        easel.dot(across(ratio.value), y, 5)


def _ends(ratio: Ratio) -> tuple[float, float]:
    return ratio.interval or (0.0, 0.0)


def _words(row: GroupRow) -> str:
    return f"{row.relative} ({row.relative_interval})" if row.ratio else row.relative


def _rates_in_words(title: str, rows: Sequence[GroupRow]) -> str:
    """Which rates differ, as far as their intervals say, then as many of the figures as fit."""
    intervals = [(row, row.ratio.interval) for row in rows if row.ratio and row.ratio.interval]
    apart = [f"{row.name} {row.relative}" for row, (low, high) in intervals if low > 1 or high < 1]
    finding = f"Interval without 1: {', '.join(apart)}" if apart else "Every interval includes 1: no sure difference"
    words = f"{title}. {finding}. Relative rates: " + "; ".join(f"{row.name} {row.relative}" for row in rows)
    return f"{words}."[:299]
