"""How each group's rate compares with another's: a dot with its interval, and a line at 1, where both are alike."""

from collections.abc import Sequence

from reportlab.graphics.shapes import Drawing

from pathways.documents.chart import GREY, GRID, INK, SOFT, Chart
from pathways.reporting.charts.dots import NO_INTERVAL, DotRows, draw_dot
from pathways.reporting.rules.fairness import Breakdown, DeskOutcome
from pathways.reporting.rules.fairness_tables import HEAD, Fairness, GroupRow, Ratio
from pathways.reporting.rules.fairness_words import table_note

FAIRNESS = ("fairness-ethnicity", "fairness-sex", "fairness-age", "fairness-area")
"""The names of the charts in their addresses, so that page, picture and paper draw the same one."""


def all_of_fairness(report: Fairness, outcome: DeskOutcome) -> tuple[tuple[Breakdown, Chart | None], ...]:
    """The chart of one outcome in each breakdown, for page and paper; None where nothing can be drawn."""
    return tuple((breakdown, of_fairness(report, breakdown, outcome)) for breakdown in Breakdown)


def of_fairness(report: Fairness, breakdown: Breakdown, outcome: DeskOutcome, width: int = 640) -> Chart | None:
    """The relative rates of one outcome in one breakdown; None where there is nothing that may be compared."""
    groups = () if report.is_not_shown else report.tables[breakdown, outcome]
    if not any(group.ratio for group in groups):
        return None
    title = f"{outcome.label} by {breakdown.label.lower()}"
    return Chart(
        drawing=_rates(groups, width),
        title=title,
        alt=_rates_in_words(title, groups),
        head=HEAD,
        rows=tuple(group.cells for group in groups),
        note=table_note(report, breakdown, outcome),
    )


WIDEST = 4
"""The axis ends here: a longer line is cut, and its figures stand beside it."""


def _rates(groups: Sequence[GroupRow], width: int) -> Drawing:
    ratios = [group.ratio for group in groups if group.ratio]
    most = WIDEST if any(_ends(ratio)[1] > WIDEST / 2 for ratio in ratios) else WIDEST // 2
    rows = DotRows([group.name for group in groups], [_words(group) for group in groups], width)

    def across(ratio: float) -> float:
        return rows.left + min(ratio, most) / most * (rows.right - rows.left)

    # Where the names stand above their dots, no line runs through them.
    below = [rows.top + rows.step * place for place in range(len(groups))]
    for half in range(0, 2 * most + 1, 2 if most == WIDEST else 1):
        x = across(half / 2)
        alike = half == 2
        for start, end in [(y + 26, y + 46) for y in below] if rows.narrow else [(rows.top, rows.base)]:
            rows.easel.line(x, start, x, end, colour=INK if alike else GRID, width=1.4 if alike else 1)
        anchor = "start" if rows.narrow and not half else "end" if rows.narrow and half == 2 * most else "middle"
        rows.easel.text(x, rows.base + 16, f"{half / 2:g}", 12, anchor=anchor, colour=SOFT)
    cut = f"; cut at {most}" if any(_ends(ratio)[1] > most for ratio in ratios) else ""
    rows.write_below(f"relative rate; 1 is no difference{cut}")
    for place, group in enumerate(groups):
        y = rows.write(place)
        if group.is_reference and not group.is_hidden:
            rows.easel.dot(across(1), y, 4, fill=GREY)
        if group.ratio:
            draw_dot(rows.easel, y, _ends(group.ratio), group.ratio.value, across, most=most)
    return rows.easel.drawing


def _ends(ratio: Ratio) -> tuple[float, float]:
    return ratio.interval or NO_INTERVAL


def _words(row: GroupRow) -> str:
    return f"{row.relative} ({row.relative_interval})" if row.ratio else row.relative


def _rates_in_words(title: str, rows: Sequence[GroupRow]) -> str:
    """Which rates differ, as far as their intervals say, then as many of the figures as fit."""
    intervals = [(row, row.ratio.interval) for row in rows if row.ratio and row.ratio.interval]
    apart = [f"{row.name} {row.relative}" for row, (low, high) in intervals if low > 1 or high < 1]
    finding = f"Interval without 1: {', '.join(apart)}" if apart else "Every interval includes 1: no sure difference"
    words = f"{title}. {finding}. Relative rates: " + "; ".join(f"{row.name} {row.relative}" for row in rows)
    return f"{words}."[:299]
