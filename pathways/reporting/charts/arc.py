"""The charts of the ARC report: who was assessed, and what they use."""

from collections.abc import Sequence
from math import ceil

from reportlab.graphics.shapes import Drawing

from pathways.dates import day_in_words
from pathways.documents.chart import BLUE, GRID, INK, RULE, SOFT, WHITE, Chart, Easel, width_of
from pathways.reporting.charts.dots import NARROW, NO_INTERVAL, DotRows, draw_dot
from pathways.reporting.rules.arc import ArcReport
from pathways.reporting.rules.arc_words import SMALL
from pathways.reporting.rules.proportions import Share
from pathways.small_numbers.published import HIDDEN

ARC = ("arc-use", "arc-substances")
"""The names of the two charts in their addresses, so that page, picture and paper draw the same one."""


def both_of_arc(report: ArcReport) -> tuple[Chart | None, Chart | None]:
    """Both charts of the ARC report, for page and paper: who was assessed, and the substances used."""
    return of_arc(report, "arc-use"), of_arc(report, "arc-substances")


def of_arc(report: ArcReport, name: str, width: int = 640) -> Chart | None:
    """A chart of the ARC report by its name; None where there is nobody, or too few, to draw."""
    if report.is_not_shown:
        return None
    as_known = f"Figures as known on {day_in_words(report.period.as_at)}. Source: records in Pathways."
    if name == "arc-use":
        small = f"{SMALL} " if report.hidden else ""
        return arc_use(report, note=f"The three groups are parts of the whole. {small}{as_known}", width=width)
    mentions = f"{report.mentions:,} mentions by {report.users:,} people who use anything."
    if report.hidden & {"mentions", "users"}:
        mentions = SMALL
    return arc_dots(report, note=f"Line: 95% interval. {mentions} {as_known}", width=width)


# What people use: a dot with its interval for each substance. People may use several, so these are no parts of a whole.


SUBSTANCES_HEAD = ("Substance", "People", "Share of {}", "95% interval")


def arc_dots(report: ArcReport, *, note: str, width: int = 640) -> Chart | None:
    """The chart of the substance lines, most people first; None where nobody was assessed.

    A hidden line is not drawn: the note names it, and the table has its star.
    """
    if not report.assessed:
        return None
    figures = {line: report.figure(line.value, count) for line, count in report.ranked}
    hidden = [line.label for line, _ in report.ranked if figures[line] == HIDDEN]
    shares = [(line.label, report.of_assessed(count)) for line, count in report.ranked if figures[line] != HIDDEN]
    return Chart(
        drawing=_dots(report, shares, width) if any(share.count for _, share in shares) else None,
        title="Substances used",
        alt=f"{_substances_in_words(report, shares, hidden)}. One person may use several."[:299],
        head=tuple(name.format(f"{report.assessed:,}") for name in SUBSTANCES_HEAD),
        rows=tuple(
            (line.label, figures[line], *report.share_cells(figures[line], count)) for line, count in report.ranked
        ),
        note=f"Not drawn: {', '.join(hidden)}. {note}" if hidden else note,
        instead="No chart is drawn: every substance was named by too few people, or would give away how few named "
        "another.",
    )


def _dots(report: ArcReport, shares: Sequence[tuple[str, Share]], width: int) -> Drawing:
    """A dot for each share, most people first, with its interval as a line."""
    words = [share.words for _, share in shares]
    rows = DotRows([name for name, _ in shares], words, width, below=58 if width < NARROW else 42)
    most = max(10, ceil(max((share.interval or NO_INTERVAL)[1] for _, share in shares) * 10) * 10)

    def across(rate: float) -> float:
        return rows.left + rate * 100 / most * (rows.right - rows.left)

    for tick in range(0, most + 1, 20 if rows.narrow and most > 60 else 10):
        x = across(tick / 100)
        rows.easel.line(x, rows.top, x, rows.base, colour=GRID if tick else RULE)
        anchor = "middle" if tick or not rows.narrow else "start"
        rows.easel.text(x, rows.base + 16, f"{tick}%", 12, anchor=anchor, colour=SOFT)
    rows.write_below(f"share of the {report.assessed:,} people assessed")
    for place, (_, share) in enumerate(shares):
        y = rows.write(place)
        draw_dot(rows.easel, y, share.interval or NO_INTERVAL, share.rate or 0, across)
    return rows.easel.drawing


def _substances_in_words(report: ArcReport, shares: Sequence[tuple[str, Share]], hidden: Sequence[str]) -> str:
    """Which substance leads, as far as it may be said, then the others."""
    if not any(share.count for _, share in shares):
        return f"Of {report.assessed:,} people assessed, nothing about a substance can be shown"
    (leader, first), *others = shares
    among = "Of the substances that can be shown, " if hidden else ""
    led = f"{among}{leader} was named most often: {first.percent} of {report.assessed:,} people assessed. "
    return led + "; ".join(f"{name} {share.percent}" for name, share in others)


# Who was assessed: using several substances, one or none. These are parts of one whole, so one bar shows them.


MIDDLE = "#9fc3de"  # between the two; 9.6 to 1 under dark text


def arc_use(report: ArcReport, *, note: str, width: int = 640) -> Chart | None:
    """The bar of the three exclusive groups with its table; None where nobody was assessed.

    Where a group is hidden nothing is drawn: the lengths of the other two would give it away.
    """
    if not report.assessed:
        return None
    groups = (
        ("More than one substance", report.multiple, report.figure("multiple_use", report.multiple), BLUE, WHITE),
        ("One substance", report.single, report.figure("single_use", report.single), MIDDLE, INK),
        ("No drug or alcohol use", report.none, report.figure("no_use", report.none), GRID, INK),
    )
    hides = any(figure == HIDDEN for _, _, figure, *_ in groups)
    rows = tuple((name, figure, *report.share_cells(figure, count)) for name, count, figure, *_ in groups)
    name, _, figure, *_ = max(groups, key=lambda group: group[1])
    most = "" if hides else f"{name} was most common: {figure} of "
    return Chart(
        drawing=None if hides else _bar_of_groups(groups, width / report.assessed, width),
        title="Who was assessed",
        alt=f"{most}{report.assessed:,} people assessed. "
        + "; ".join(f"{name} {figure}" for name, _, figure, *_ in groups)
        + ".",
        head=("Group", "People", f"Share of {report.assessed:,}", "95% interval"),
        rows=rows,
        note=note,
        instead="No chart is drawn: a figure of it is not shown, and the bars of the others would give it away.",
    )


def _bar_of_groups(groups: Sequence[tuple[str, int, str, str, str]], scale: float, width: int) -> Drawing:
    """The groups side by side, each with its name in it where there is room for all, and below the bar otherwise."""
    fits = width >= NARROW and all(
        not count or width_of(f"{name} {figure}", 13, True) + 16 <= count * scale for name, count, figure, *_ in groups
    )
    easel = Easel(width, 44 if fits else 44 + 22 * len(groups))
    x = 0.0
    for place, (name, count, figure, fill, ink) in enumerate(groups):
        easel.rect(x, 4, count * scale, 36, fill=fill)
        if fits and count:
            easel.text(x + 8, 27, f"{name} {figure}", 13, bold=True, colour=ink)
        elif not fits:
            y = 62 + 22 * place
            easel.rect(4, y - 11, 14, 14, fill=fill, edge=SOFT)
            easel.text(26, y, f"{name} {figure}", 13)
        x += count * scale
    return easel.drawing
