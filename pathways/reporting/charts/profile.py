"""The drug profile by area: a panel for each drug, in it a dot with its interval for each area, and a line at the share
of all areas together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

from reportlab.graphics.shapes import Drawing

from pathways.documents.chart import GRID, INK, RULE, SOFT, Chart, Easel, width_of
from pathways.reporting.charts.dots import NARROW, draw_dot
from pathways.reporting.rules.arc_units import ArcLine
from pathways.reporting.rules.profile import DECLARED, FOUND
from pathways.reporting.rules.profile_words import HEAD, AreasTable, ProfilePart, finding, rows_of
from pathways.reporting.rules.progress import ComparedRow
from pathways.reporting.rules.testing_units import DrugsFound
from pathways.small_numbers.published import HIDDEN
from pathways.statistics.intervals import wilson

PROFILE: Final = (f"profile-{FOUND}", f"profile-{DECLARED}")
"""The names of the charts in their addresses, so that page, picture and paper draw the same one."""
LONGEST: Final = 299
BETWEEN: Final = 14.0
"""Pixels between two panels that stand beside each other."""
STEP, NARROW_STEP, BELOW = 40.0, 26.0, 42.0
SHORT: Final = {ArcLine.SYNTHETIC_CANNABINOIDS.value: "Mamba", DrugsFound.BOTH.value: "Both"}
"""What stands over a panel that has no room for more."""
OF_WHOM: Final = {
    FOUND: "share of the area’s people who tested positive",
    DECLARED: "share of the area’s people who were assessed",
}


def name_of(part: ProfilePart) -> str:
    """What the chart of a part is called in its address."""
    return f"profile-{part.name}"


def of_part(part: ProfilePart, width: int = 640) -> Chart:
    """The chart of a part. The rows are masked already: what is hidden has a star and no dot."""
    title = f"{part.title}, by area, {part.days.words}"
    is_drawn = any(row.compared for table in part.tables for row in table.rows)
    return Chart(
        drawing=_drawn(part, width) if is_drawn else None,
        title=title,
        alt=_in_words(part),
        head=("Drug", *HEAD),
        rows=tuple((table.label, *row) for table in part.tables for row in rows_of(table)),
        note="Dot: the share of each area; line: its 95% interval; dark line: all areas together. "
        f"{HIDDEN}: not shown, or fewer than ten people."
        if is_drawn
        else "",
        instead="No chart is drawn: no area has enough people to compare, or it would give away a few of them.",
    )


def _in_words(part: ProfilePart) -> str:
    """Which areas differ, then the share of all areas together by each drug, as far as there is room."""
    words = f"{finding(part.tables)} All areas together:"
    for table in part.tables:
        more = f"{words} {table.label.lower()} {table.everybody.cells[2]}."
        if len(more) > LONGEST:
            break
        words = more
    return words[:LONGEST]


@dataclass(frozen=True)
class _Panel:
    """Where a panel stands: from left to right, and the height of each row's dot."""

    left: float
    right: float
    most: float

    def across(self, share: float) -> float:
        return self.left + share / self.most * (self.right - self.left)


def _drawn(part: ProfilePart, width: int) -> Drawing:
    areas = [row.code for row in part.tables[0].rows if any(_row(table, row.code).compared for table in part.tables)]
    ends = [wilson(*row.compared)[1] for table in part.tables for row in table.rows if row.compared]
    most = min(1.0, ceil(10 * max(ends)) / 10)
    return (_below_each_other if width < NARROW else _beside_each_other)(part, areas, most, width).drawing


def _row(table: AreasTable, code: str) -> ComparedRow:
    return next(row for row in table.rows if row.code == code)


def _beside_each_other(part: ProfilePart, areas: Sequence[str], most: float, width: int) -> Easel:
    top = 26.0
    base = top + STEP * len(areas)
    easel = Easel(width, base + BELOW)
    names = [_row(part.tables[0], code).name for code in areas]
    left = max(width_of(name, 14) for name in names) + 16
    room = (width - left - 4 - BETWEEN * (len(part.tables) - 1)) / len(part.tables)
    heights = [top + STEP * place + 26 for place in range(len(areas))]
    for name, y in zip(names, heights, strict=True):
        easel.text(left - 10, y + 5, name, 14, anchor="end")
    for place, table in enumerate(part.tables):
        start = left + place * (room + BETWEEN)
        panel = _Panel(start, start + room, most)
        easel.text(start, 16, SHORT.get(table.code, table.label), 13, bold=True)
        # Shares stand above their dots, so no line runs through them.
        _lines(easel, panel, table, [(y - 9, y + 9) for y in heights], base)
        for code, y in zip(areas, heights, strict=True):
            row = _row(table, code)
            words, x = _words(row), start
            if row.compared:
                half = width_of(words, 12) / 2
                x = min(max(panel.across(row.compared[0] / row.compared[1]), start + half), panel.right - half)
            easel.text(x, y - 12, words, 12, anchor="middle" if row.compared else "start")
            _dot(easel, row, y, panel.across)
    easel.text((left + width) / 2, base + 36, OF_WHOM[part.name], 12, anchor="middle", colour=SOFT)
    return easel


def _below_each_other(part: ProfilePart, areas: Sequence[str], most: float, width: int) -> Easel:
    names = [_row(part.tables[0], code).name for code in areas]
    left, right = max(width_of(name, 13) for name in names) + 14, width - width_of("100.0%", 12) - 14
    tall = 24 + NARROW_STEP * len(areas) + 28
    easel = Easel(width, tall * len(part.tables) + 20)
    for place, table in enumerate(part.tables):
        top = tall * place
        panel, base = _Panel(left, right, most), top + 24 + NARROW_STEP * len(areas)
        easel.text(4, top + 16, table.label, 13, bold=True)
        _lines(easel, panel, table, [(top + 24, base)], base)
        for number, code in enumerate(areas):
            row, y = _row(table, code), top + 24 + NARROW_STEP * (number + 0.5)
            easel.text(left - 10, y + 4, row.name, 13, anchor="end")
            easel.text(width - 4, y + 4, _words(row), 12, anchor="end")
            _dot(easel, row, y, panel.across)
    easel.text(width / 2, tall * len(part.tables) + 12, OF_WHOM[part.name], 12, anchor="middle", colour=SOFT)
    return easel


def _lines(
    easel: Easel, panel: _Panel, table: AreasTable, stretches: Sequence[tuple[float, float]], base: float
) -> None:
    """Where the axis is marked, and the share of all areas together."""
    for place, mark in enumerate((0.0, panel.most / 2, panel.most)):
        x = panel.across(mark)
        for start, end in stretches:
            easel.line(x, start, x, end, colour=GRID if place else RULE)
        easel.text(x, base + 16, f"{100 * mark:.0f}%", 12, anchor=("start", "middle", "end")[place], colour=SOFT)
    if table.share is not None and table.share <= panel.most:
        x = panel.across(table.share)
        for start, end in stretches:
            easel.line(x, start, x, end, colour=INK, width=1.4)


def _words(row: ComparedRow) -> str:
    return row.cells[2] if row.compared else HIDDEN


def _dot(easel: Easel, row: ComparedRow, y: float, across: Callable[[float], float]) -> None:
    if row.compared:
        draw_dot(easel, y, wilson(*row.compared), row.compared[0] / row.compared[1], across)
