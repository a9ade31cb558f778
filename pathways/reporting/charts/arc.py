"""The charts of the ARC report: who was assessed, one bar of three parts; what people use, a dot with its interval."""

from collections.abc import Sequence
from math import ceil

from reportlab.graphics.shapes import Drawing

from pathways.documents.chart import BLUE, GRID, INK, RULE, SOFT, WHITE, Chart, Easel, width_of
from pathways.reporting.charts.funnels import NARROW
from pathways.reporting.rules.arc import ArcReport
from pathways.reporting.rules.proportions import Share
from pathways.small_numbers import HIDDEN

# What people use: a dot with its interval for each substance. People may use several, so these are no parts of a whole.


HEAD = ("Substance", "People", "Share of {}", "95% interval")


def arc_dots(report: ArcReport, *, note: str, width: int = 640) -> Chart | None:
    """The chart of the substance lines, most people first; None where nobody was assessed.

    A hidden line is not drawn: the note names it, and the table has its star.
    """
    if not report.assessed:
        return None
    figures = {line: report.said(line.value, count) for line, count in report.ranked}
    hidden = [line.label for line, _ in report.ranked if figures[line] == HIDDEN]
    shares = [(line.label, report.of_assessed(count)) for line, count in report.ranked if figures[line] != HIDDEN]
    return Chart(
        drawing=_dots(report, shares, width) if shares else None,
        title="Substances used",
        alt=f"{_substances_in_words(report, shares, hidden)}. One person may use several."[:299],
        head=tuple(name.format(f"{report.assessed:,}") for name in HEAD),
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
    narrow = width < NARROW
    step, top = (50, 4) if narrow else (36, 12)
    base = top + step * len(shares)
    easel = Easel(width, base + (58 if narrow else 42))
    left = 10.0 if narrow else max(width_of(name, 14) for name, _ in shares) + 16
    right = width - 14.0 if narrow else width - max(width_of(each, 13) for each in words) - 24
    most = max(10, ceil(max((_interval(share)[1] for _, share in shares)) * 10) * 10)
    ticks = range(0, most + 1, 20 if narrow and most > 60 else 10)

    def across(rate: float) -> float:
        return left + rate * 100 / most * (right - left)

    for tick in ticks:
        x = across(tick / 100)
        easel.line(x, top, x, base, colour=GRID if tick else RULE)
        easel.text(x, base + 16, f"{tick}%", 12, anchor="middle" if tick or not narrow else "start", colour=SOFT)
    axis = f"share of the {report.assessed:,} people assessed"
    easel.text((left + right) / 2, base + 34, axis, 12, anchor="middle", colour=SOFT)
    for place, (name, share) in enumerate(shares):
        y = top + step * place + (36 if narrow else step / 2)
        low, high = _interval(share)
        if narrow:
            easel.text(4, y - 20, name, 13, bold=True)
            easel.text(width - 4, y - 20, words[place], 12, anchor="end")
        else:
            easel.text(left - 10, y + 5, name, 14, anchor="end")
            easel.text(width - 4, y + 5, words[place], 13, anchor="end")
        easel.line(across(low), y, across(high), y, colour=BLUE, width=3)
        for end in (low, high):
            easel.line(across(end), y - 5, across(end), y + 5, colour=BLUE, width=2)
        easel.dot(across(share.rate or 0), y, 5)
    return easel.drawing


def _interval(share: Share) -> tuple[float, float]:
    return share.interval or (0.0, 0.0)


def _substances_in_words(report: ArcReport, shares: Sequence[tuple[str, Share]], hidden: Sequence[str]) -> str:
    """Which substance leads, as far as it may be said, then the others."""
    if not shares:
        return f"Of {report.assessed:,} people assessed, nothing about a substance can be shown"
    (leader, first), *others = shares
    among = "Of the substances that can be shown, " if hidden else ""
    led = f"{among}{leader} was used by most: {first.percent} of {report.assessed:,} people assessed. "
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
        ("More than one substance", report.multiple, report.said("multiple_use", report.multiple), BLUE, WHITE),
        ("One substance", report.single, report.said("single_use", report.single), MIDDLE, INK),
        ("No drug or alcohol use", report.none, report.said("no_use", report.none), GRID, INK),
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
        instead="No chart is drawn: a group here is too small to show, and the bars of the others would give it away.",
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
