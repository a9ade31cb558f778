"""The charts of the manager's pages. Builders draw figures that are counted and masked already; they never count."""

from pathways.reporting.charts.arc_dots import arc_dots
from pathways.reporting.charts.arc_use import arc_use
from pathways.reporting.charts.funnel_bars import funnel_bars
from pathways.reporting.charts.of_pages import (
    ARC,
    FAIRNESS,
    FUNNELS,
    WIDTHS,
    all_of_fairness,
    both_of_arc,
    of_arc,
    of_fairness,
    of_funnel,
)
from pathways.reporting.charts.relative_rates import relative_rates

__all__ = [
    "ARC",
    "FAIRNESS",
    "FUNNELS",
    "WIDTHS",
    "all_of_fairness",
    "arc_dots",
    "arc_use",
    "both_of_arc",
    "funnel_bars",
    "of_arc",
    "of_fairness",
    "of_funnel",
    "relative_rates",
]
