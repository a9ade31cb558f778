"""Who was assessed: several substances, one, none. These three are parts of one whole, so one bar shows them."""

from pathways.documents import Chart, Easel
from pathways.documents.easel import BLUE, GRID, INK, SOFT, WHITE
from pathways.documents.fonts import width_of
from pathways.reporting.charts.funnel_bars import NARROW
from pathways.reporting.rules import ArcReport

MIDDLE = "#9fc3de"  # between the two; 9.6 to 1 under dark text


def arc_use(report: ArcReport, *, note: str, width: int = 640) -> Chart | None:
    """The bar of the three exclusive groups with its table; None where nobody was assessed."""
    if not report.assessed:
        return None
    groups = (
        ("More than one substance", report.multiple, BLUE, WHITE),
        ("One substance", report.single, MIDDLE, INK),
        ("No drug or alcohol use", report.none, GRID, INK),
    )
    scale = (width - 8) / report.assessed
    fits = width >= NARROW and all(
        not count or width_of(f"{name} {count:,}", 13, True) + 16 <= count * scale for name, count, *_ in groups
    )
    easel = Easel(width, 44 if fits else 44 + 22 * len(groups))
    x = 4.0
    for place, (name, count, fill, ink) in enumerate(groups):
        easel.rect(x, 4, count * scale, 36, fill=fill)
        said = f"{name} {count:,}"
        if fits and count:
            easel.text(x + 8, 27, said, 13, bold=True, colour=ink)
        elif not fits:
            y = 62 + 22 * place
            easel.rect(4, y - 11, 14, 14, fill=fill, edge=SOFT)
            easel.text(26, y, said, 13)
        x += count * scale
    rows = tuple(
        (name, f"{count:,}", report.of_assessed(count).percent, report.of_assessed(count).interval_words)
        for name, count, *_ in groups
    )
    name, count, *_ = max(groups, key=lambda group: group[1])
    return Chart(
        drawing=easel.drawing,
        title="Who was assessed",
        alt=f"{name} was most common: {count:,} of {report.assessed:,} people assessed. "
        + "; ".join(f"{name} {count:,}" for name, count, *_ in groups)
        + ".",
        head=("Group", "People", f"Share of {report.assessed:,}", "95% interval"),
        rows=rows,
        note=note,
    )
