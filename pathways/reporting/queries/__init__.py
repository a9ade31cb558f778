"""The facts behind the figures, as known on a date. Aggregates only: no name leaves this room.

A person is the one who stays after merging. Everything is read by the day it happened, whenever it was entered.
"""

from pathways.reporting.queries.cohorts import arc_cohort, first_assessed_on
from pathways.reporting.queries.fairness import fairness
from pathways.reporting.queries.journeys import (
    referred_by_any_route,
    tested_on_arrest,
    tests_on_hold,
    tests_without_result,
)
from pathways.reporting.queries.overview import overview
from pathways.reporting.queries.people_counted import Counting

__all__ = [
    "Counting",
    "arc_cohort",
    "fairness",
    "first_assessed_on",
    "overview",
    "referred_by_any_route",
    "tested_on_arrest",
    "tests_on_hold",
    "tests_without_result",
]
