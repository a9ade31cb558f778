"""How services compare: each a point by how many people it rests on, between the limits of what chance would do."""

from pathways.documents.chart import Chart
from pathways.reporting.charts.funnel_plots import drawing_of
from pathways.reporting.rules.by_service_words import HEAD, ServicesView, finding, limits_note, title
from pathways.statistics.comparison import Signal

BY_SERVICE = ("engaged-by-service",)
"""The name of the chart in its address."""
_LONGEST = 299


def of_services(view: ServicesView, *, width: int = 640) -> Chart:
    """The chart of the services. The rows are masked already: a hidden service has stars and no point."""
    everybody = "all services together"
    return Chart(
        drawing=drawing_of(view.plotted, view.share, view.limits_at, all_of_them=everybody, width=width),
        title=title(view),
        alt=_in_words(view),
        head=HEAD,
        rows=tuple((row.name, *row.cells) for row in (*view.rows, view.together)),
        note=limits_note(view),
        instead="No chart is drawn: no service has enough people to compare, or a chart would give away a few of them.",
    )


def _in_words(view: ServicesView) -> str:
    """The finding, then as many of the shares as fit."""
    words = f"{finding(view)} Of all services together {view.together.percent}."
    apart = [row for row in view.plotted if row.signal is not Signal.NONE]
    for row in (*apart, *(row for row in view.plotted if row not in apart)):
        more = f"{words} {row.name} {row.percent}."
        if len(more) > _LONGEST:
            break
        words = more
    return words[:_LONGEST]
