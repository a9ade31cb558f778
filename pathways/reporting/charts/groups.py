"""How the groups of one kind compare: a dot with its interval for each, and a line at the share of all of them."""

from reportlab.graphics.shapes import Drawing

from pathways.documents.chart import GRID, INK, SOFT, Chart
from pathways.reporting.charts.dots import DotRows, draw_dot
from pathways.reporting.rules.groups import GroupKind
from pathways.reporting.rules.groups_words import HEAD, GroupsView, GroupTable, caption_of, finding
from pathways.statistics.intervals import wilson

GROUPS = tuple(f"who-engages-{kind.value}" for kind in GroupKind)
"""The names of the charts in their addresses, so that page, picture and paper draw the same one."""
LONGEST = 299
MARKS = (0.0, 0.25, 0.5, 0.75, 1.0)
"""Where the axis is marked: it goes from none to all."""


def name_of(table: GroupTable) -> str:
    """What the chart of a table is called in its address."""
    return f"who-engages-{table.kind.value}"


def of_groups(view: GroupsView, table: GroupTable, width: int = 640) -> Chart:
    """The chart of one kind. The rows are masked already: a hidden group has stars and no dot."""
    title = caption_of(view, table)
    return Chart(
        drawing=_shares(table, width) if table.plotted else None,
        title=title,
        alt=_in_words(title, table),
        head=HEAD,
        rows=tuple((row.name, *row.cells) for row in table.rows),
        note=(
            f"People first referred from {view.days.words}. Dot: the share that engaged; line: its 95% interval."
            if table.plotted
            else ""
        ),
        instead="No chart is drawn: no group has enough people to compare, or it would give away a few of them.",
    )


def _shares(table: GroupTable, width: int) -> Drawing:
    rows = DotRows([row.name for row in table.plotted], [row.cells[2] for row in table.plotted], width)

    def across(share: float) -> float:
        return rows.left + share * (rows.right - rows.left)

    # Where the names stand above their dots, no line runs through them.
    below = [rows.top + rows.step * place for place in range(len(table.plotted))]
    stretches = [(y + 26, y + 46) for y in below] if rows.narrow else [(rows.top, rows.base)]
    for mark in MARKS:
        for start, end in stretches:
            rows.easel.line(across(mark), start, across(mark), end, colour=GRID, width=1)
        anchor = "start" if rows.narrow and mark == 0 else "end" if rows.narrow and mark == 1 else "middle"
        rows.easel.text(across(mark), rows.base + 16, f"{100 * mark:.0f}%", 12, anchor=anchor, colour=SOFT)
    for start, end in stretches if table.share is not None else ():
        rows.easel.line(across(table.share or 0.0), start, across(table.share or 0.0), end, colour=INK, width=1.4)
    rows.write_below("engaged; the dark line is all of these together")
    for place, row in enumerate(table.plotted):
        y = rows.write(place)
        if row.compared:
            engaged, people = row.compared
            draw_dot(rows.easel, y, wilson(engaged, people), engaged / people, across)
    return rows.easel.drawing


def _in_words(title: str, table: GroupTable) -> str:
    """Which groups differ, then as many of their shares as fit."""
    words = f"{title}. {finding(table)}"
    for row in table.plotted:
        more = f"{words} {row.name} {row.cells[2]}."
        if len(more) > LONGEST:
            break
        words = more
    return words[:LONGEST]
