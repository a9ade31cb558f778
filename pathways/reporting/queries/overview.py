"""The facts of the manager's first page."""

from pathways.reporting.queries.journeys import (
    referred_by_any_route,
    tested_on_arrest,
    tests_on_hold,
    tests_without_result,
)
from pathways.reporting.queries.people_counted import Counting
from pathways.reporting.rules import FunnelView, Period, views_of_both


def overview(viewer: Counting, period: Period) -> tuple[FunnelView, FunnelView]:
    """Tested on arrest, and referred by any route: two funnels that are never added up. Raises OutOfSight."""
    return views_of_both(
        tested_on_arrest(viewer, period),
        referred_by_any_route(viewer, period),
        without_result=tests_without_result(viewer, period),
        on_hold=tests_on_hold(viewer, period),
        period=period,
    )
