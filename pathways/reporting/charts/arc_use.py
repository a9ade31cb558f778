"""Who was assessed: several substances, one, none. These three are parts of one whole, so one bar shows them."""

from collections.abc import Sequence

from reportlab.graphics.shapes import Drawing

from pathways.documents import Chart, Easel
from pathways.documents.easel import BLUE, GRID, INK, SOFT, WHITE
from pathways.documents.fonts import width_of
from pathways.reporting.charts.funnel_bars import NARROW
from pathways.reporting.rules import HIDDEN, ArcReport

MIDDLE = "#9fc3de"  # between the two; 9.6 to 1 under dark text


def arc_use(report: ArcReport, *, note: str, width: int = 640) -> Chart | None:
    """The bar of the three exclusive groups with its table; None where nobody was assessed.

    Where a group is hidden nothing is drawn: the lengths of the other two would give it away.
    """
    if not report.assessed:
        return None
    groups = (
        ("More than one substance", report.multiple, report.said("multiple_use", report.multiple), BLUE, WHITE),
        ("One substance", report.single, report.said("single_use", report.single), MIDDLE, INK),
        ("No drug or alcohol use", report.none, report.said("no_use", report.none), GRID, INK),
    )
    hides = any(said == HIDDEN for _, _, said, *_ in groups)
    rows = tuple((name, said, *report.share_cells(said, count)) for name, count, said, *_ in groups)
    name, _, said, *_ = max(groups, key=lambda group: group[1])
    most = "" if hides else f"{name} was most common: {said} of "
    return Chart(
        drawing=None if hides else _bar(groups, width / report.assessed, width),
        title="Who was assessed",
        alt=f"{most}{report.assessed:,} people assessed. "
        + "; ".join(f"{name} {said}" for name, _, said, *_ in groups)
        + ".",
        head=("Group", "People", f"Share of {report.assessed:,}", "95% interval"),
        rows=rows,
        note=note,
        instead="No chart is drawn: a group here is too small to show, and the bars of the others would give it away.",
    )


def _bar(groups: Sequence[tuple[str, int, str, str, str]], scale: float, width: int) -> Drawing:
    """The groups side by side, each with its name in it where there is room for all, and below the bar otherwise."""
    fits = width >= NARROW and all(
        not count or width_of(f"{name} {said}", 13, True) + 16 <= count * scale for name, count, said, *_ in groups
    )
    easel = Easel(width, 44 if fits else 44 + 22 * len(groups))
    x = 0.0
    for place, (name, count, said, fill, ink) in enumerate(groups):
        easel.rect(x, 4, count * scale, 36, fill=fill)
        if fits and count:
            easel.text(x + 8, 27, f"{name} {said}", 13, bold=True, colour=ink)
        elif not fits:
            y = 62 + 22 * place
            easel.rect(4, y - 11, 14, 14, fill=fill, edge=SOFT)
            easel.text(26, y, f"{name} {said}", 13)
        x += count * scale
    return easel.drawing
