"""The charts of the manager's reports. Builders draw figures that are counted and masked already; they never count."""

from collections.abc import Callable, Sequence
from math import ceil, inf

from reportlab.graphics.shapes import Drawing

from pathways.dates import day_in_words
from pathways.documents.chart import BLUE, GREY, GRID, INK, RULE, SOFT, WHITE, Chart, Easel, width_of
from pathways.reporting.rules.arc import ArcReport
from pathways.reporting.rules.arc_words import SMALL, is_too_few
from pathways.reporting.rules.fairness import Breakdown, DeskOutcome
from pathways.reporting.rules.fairness_tables import HEAD, Fairness, GroupRow, Ratio
from pathways.reporting.rules.fairness_words import table_note
from pathways.reporting.rules.overview import FunnelView, ShownRow
from pathways.reporting.rules.proportions import NO_CASES, Share
from pathways.small_numbers.published import HIDDEN

NARROW = 480  # px; below it a chart is drawn again, never shrunk
NO_INTERVAL = (0.0, 0.0)

# How far people got: a bar for each stage, the stage before as a pale bar behind it, those pending hatched.


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
    """As "47.3% (44.7 to 50.0)", or "88.9% so far", or a star."""
    if not row.share or row.share in (HIDDEN, NO_CASES):
        return row.share
    return row.share if row.share.endswith("so far") else f"{row.share} ({row.interval})"


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


# Rows with a name, figures in words, and a dot with its interval between them.


class _DotRows:
    """A row for each name above one axis. Where it is narrow, the words of a row stand above its dot."""

    def __init__(self, names: Sequence[str], words: Sequence[str], width: int, below: int = 42) -> None:
        self.names, self.words, self.width, self.narrow = names, words, width, width < NARROW
        self.step, self.top = (50, 4) if self.narrow else (36, 12)
        self.base = self.top + self.step * len(names)
        self.easel = Easel(width, self.base + below)
        self.left = 10.0 if self.narrow else max(width_of(name, 14) for name in names) + 16
        self.right = width - 14.0 if self.narrow else width - max(width_of(each, 13) for each in words) - 24

    def write_below(self, axis: str) -> None:
        self.easel.text((self.left + self.right) / 2, self.base + 34, axis, 12, anchor="middle", colour=SOFT)

    def write(self, place: int) -> float:
        """The name and the words of a row; gives the height of its dot."""
        y = self.top + self.step * place + (36 if self.narrow else self.step / 2)
        if self.narrow:
            self.easel.text(4, y - 20, self.names[place], 13, bold=True)
            self.easel.text(self.width - 4, y - 20, self.words[place], 12, anchor="end")
        else:
            self.easel.text(self.left - 10, y + 5, self.names[place], 14, anchor="end")
            self.easel.text(self.width - 4, y + 5, self.words[place], 13, anchor="end")
        return y

    def draw(
        self,
        y: float,
        interval: tuple[float, float],
        value: float | None,
        across: Callable[[float], float],
        *,
        most: float = inf,
    ) -> None:
        """The interval as a line, then the dot; no end and no dot past `most`."""
        self.easel.line(across(interval[0]), y, across(interval[1]), y, colour=BLUE, width=3)
        for end in interval:
            if end <= most:
                self.easel.line(across(end), y - 5, across(end), y + 5, colour=BLUE, width=2)
        if value is not None and value <= most:
            self.easel.dot(across(value), y, 5)


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
    rows = _DotRows([name for name, _ in shares], words, width, below=58 if width < NARROW else 42)
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
        rows.draw(y, share.interval or NO_INTERVAL, share.rate or 0, across)
    return rows.easel.drawing


def _substances_in_words(report: ArcReport, shares: Sequence[tuple[str, Share]], hidden: Sequence[str]) -> str:
    """Which substance leads, as far as it may be said, then the others."""
    if not any(share.count for _, share in shares):
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


# How each group's rate compares with another's: a dot with its interval, and a line at 1, where both are alike.


WIDEST = 4
"""The axis ends here: a longer line is cut, and its figures stand beside it."""


def _rates(groups: Sequence[GroupRow], width: int) -> Drawing:
    ratios = [group.ratio for group in groups if group.ratio]
    most = WIDEST if any(_ends(ratio)[1] > WIDEST / 2 for ratio in ratios) else WIDEST // 2
    rows = _DotRows([group.name for group in groups], [_words(group) for group in groups], width)

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
            rows.draw(y, _ends(group.ratio), group.ratio.value, across, most=most)
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


# The charts of each page, by the name in their address, so that page, picture and paper draw the same one.


FUNNELS = ("tested-on-arrest", "referred-by-any-route")
ARC = ("arc-use", "arc-substances")
FAIRNESS = ("fairness-ethnicity", "fairness-sex", "fairness-age", "fairness-area")
WIDTHS = (640, 320, 1200)
"""Widths in pixels; the first is used where an address says nothing. A page shows the widest one it has room for."""


def both_of_arc(report: ArcReport) -> tuple[Chart | None, Chart | None]:
    """Both charts of the ARC report, for page and paper: who was assessed, and the substances used."""
    return of_arc(report, "arc-use"), of_arc(report, "arc-substances")


def of_arc(report: ArcReport, name: str, width: int = 640) -> Chart | None:
    """A chart of the ARC report by its name; None where there is nobody, or too few, to draw."""
    if is_too_few(report):
        return None
    as_known = f"Figures as known on {day_in_words(report.period.as_at)}. Source: live records."
    if name == "arc-use":
        small = f"{SMALL} " if report.hidden else ""
        return arc_use(report, note=f"The three groups are parts of the whole. {small}{as_known}", width=width)
    mentions = f"{report.mentions:,} mentions by {report.users:,} people who use anything."
    if report.hidden & {"mentions", "users"}:
        mentions = SMALL
    return arc_dots(report, note=f"Line: 95% interval. {mentions} {as_known}", width=width)


def all_of_fairness(report: Fairness, outcome: DeskOutcome) -> tuple[tuple[Breakdown, Chart | None], ...]:
    """The chart of one outcome in each breakdown, for page and paper; None where nothing can be drawn."""
    return tuple((breakdown, of_fairness(report, breakdown, outcome)) for breakdown in Breakdown)


def of_fairness(report: Fairness, breakdown: Breakdown, outcome: DeskOutcome, width: int = 640) -> Chart | None:
    """The relative rates of one outcome in one breakdown; None where there is nothing that may be compared."""
    groups = () if report.is_too_few else report.tables[breakdown, outcome]
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
