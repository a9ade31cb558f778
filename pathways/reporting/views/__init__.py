"""The manager's pages. Aggregates only."""

from pathways.reporting.views import fairness, figures
from pathways.reporting.views.blueprint import pages

__all__ = ["fairness", "figures", "pages"]
