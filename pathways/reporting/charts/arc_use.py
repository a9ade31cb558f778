"""Who was assessed: several substances, one, none. These three are parts of one whole, so one bar shows them."""

from pathways.documents import Chart, Easel
from pathways.documents.easel import BLUE, GRID, INK, SOFT, WHITE
from pathways.documents.fonts import width_of
from pathways.reporting.charts.funnel_bars import NARROW
from pathways.reporting.rules import HIDDEN, ArcReport

MIDDLE = "#9fc3de"  # between the two; 9.6 to 1 under dark text


def arc_use(report: ArcReport, *, note: str, width: int = 640) -> Chart | None:
    """The bar of the three exclusive groups with its table; None where nobody was assessed.

    Where a group is hidden no bar is drawn: the three lengths would give it away.
    """
    if not report.assessed:
        return None
    groups = (
        ("More than one substance", report.multiple, report.said("multiple_use", report.multiple), BLUE, WHITE),
        ("One substance", report.single, report.said("single_use", report.single), MIDDLE, INK),
        ("No drug or alcohol use", report.none, report.said("no_use", report.none), GRID, INK),
    )
    hides = any(said == HIDDEN for _, _, said, *_ in groups)
    scale = (width - 8) / report.assessed
    fits = (
        width >= NARROW
        and not hides
        and all(
            not count or width_of(f"{name} {said}", 13, True) + 16 <= count * scale for name, count, said, *_ in groups
        )
    )
    top = 0 if hides else 40
    easel = Easel(width, 44 if fits else top + 4 + 22 * len(groups))
    x = 4.0
    for place, (name, count, said, fill, ink) in enumerate(groups):
        if not hides:
            easel.rect(x, 4, count * scale, 36, fill=fill)
        if fits and count:
            easel.text(x + 8, 27, f"{name} {said}", 13, bold=True, colour=ink)
        elif not fits:
            y = top + 22 + 22 * place
            easel.rect(4, y - 11, 14, 14, fill=fill, edge=SOFT)
            easel.text(26, y, f"{name} {said}", 13)
        x += count * scale
    rows = tuple((name, said, *report.share_cells(said, count)) for name, count, said, *_ in groups)
    name, _, said, *_ = max(groups, key=lambda group: group[1])
    most = "" if hides else f"{name} was most common: {said} of "
    return Chart(
        drawing=easel.drawing,
        title="Who was assessed",
        alt=f"{most}{report.assessed:,} people assessed. "
        + "; ".join(f"{name} {said}" for name, _, said, *_ in groups)
        + ".",
        head=("Group", "People", f"Share of {report.assessed:,}", "95% interval"),
        rows=rows,
        note=note,
    )
