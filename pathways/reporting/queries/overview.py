"""The facts of the manager's first page."""

from pathways.reporting.queries.journeys import referred_by_any_route, tested_on_arrest, tests_without_result
from pathways.reporting.queries.people_counted import Counting
from pathways.reporting.rules import FunnelView, Period, view_of_referrals, view_of_tests


def overview(viewer: Counting, period: Period) -> tuple[FunnelView, FunnelView]:
    """Tested on arrest, and referred by any route: two funnels that are never added up. Raises OutOfSight."""
    return (
        view_of_tests(
            tested_on_arrest(viewer, period), without_result=tests_without_result(viewer, period), period=period
        ),
        view_of_referrals(referred_by_any_route(viewer, period), period=period),
    )
