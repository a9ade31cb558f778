"""The charts of each page, by the name in their address, so that page, picture and paper draw the same one."""

from pathways.dates import day_in_words
from pathways.documents.chart import Chart
from pathways.reporting.charts.arc import arc_dots, arc_use
from pathways.reporting.charts.fairness import relative_rates
from pathways.reporting.charts.funnels import funnel_bars
from pathways.reporting.rules.arc import ArcReport
from pathways.reporting.rules.arc_words import SMALL, is_too_few
from pathways.reporting.rules.fairness import Breakdown, DeskOutcome
from pathways.reporting.rules.fairness_tables import Fairness
from pathways.reporting.rules.fairness_words import table_note
from pathways.reporting.rules.overview import FunnelView

FUNNELS = ("tested-on-arrest", "referred-by-any-route")
ARC = ("arc-use", "arc-substances")
FAIRNESS = ("fairness-ethnicity", "fairness-sex", "fairness-age", "fairness-area")
WIDTHS = (640, 320, 1200)
"""Widths in pixels; the first is used where an address says nothing. A page shows the widest one it has room for."""


def of_funnel(view: FunnelView, width: int = 640) -> Chart:
    """The chart of one funnel of the overview."""
    return funnel_bars(view.rows, title=view.title, head=view.head, message=view.sentence, note=view.note, width=width)


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
    if report.is_too_few:
        return None
    return relative_rates(
        report.tables[breakdown, outcome],
        title=f"{outcome.label} by {breakdown.label.lower()}",
        note=table_note(report, breakdown, outcome),
        width=width,
    )
