"""How areas compare: each a point by how many people it rests on, between the limits of what chance would do."""

from functools import partial

from pathways.documents.chart import Chart
from pathways.reporting.charts.funnel_plots import drawing_of
from pathways.reporting.rules.overview import Overview, areas_note
from pathways.reporting.rules.progress import AREAS_HEAD, AreasView
from pathways.statistics.comparison import Signal, limits

AREAS = ("engaged-by-area",)
"""The name of the chart in its address."""


def areas_of_overview(seen: Overview, width: int = 640) -> Chart:
    """The areas of the overview."""
    return of_areas(seen.areas, title="Engaged, by area", note=areas_note(seen), width=width)


def of_areas(view: AreasView, *, title: str, note: str, width: int = 640) -> Chart:
    """The chart of the areas. The rows are masked already: a hidden area has stars and no point."""
    limits_at = partial(limits, view.share or 0.0)
    return Chart(
        drawing=drawing_of(view.plotted, view.share, limits_at, all_of_them="all areas together", width=width),
        title=title,
        alt=_in_words(view),
        head=AREAS_HEAD,
        rows=tuple((row.name, *row.cells) for row in (*view.rows, view.everybody)),
        note=note,
        instead="No chart is drawn: no area has enough people to compare, or it would give away a few of them.",
    )


def _in_words(view: AreasView) -> str:
    """Which areas differ, then as many of their shares as fit."""
    apart = [row for row in view.plotted if row.signal is not Signal.NONE]
    finding = (
        "; ".join(f"{row.name} {row.signal.label.lower()}" for row in apart if row.signal)
        if apart
        else "No area differs by more than chance would do"
    )
    shares = "; ".join(f"{row.name} {row.cells[3]}" for row in view.plotted)
    return f"{finding}. Of all areas together {view.everybody.cells[3]}: {shares}."[:299]
