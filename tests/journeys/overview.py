"""What the manager's two funnels will count of everyone who came in these years, whenever they are made next."""

from datetime import date

from pathways.audit.models import SYSTEM
from pathways.reporting.queries import counting
from pathways.reporting.rules.funnels import Funnel
from pathways.reporting.rules.proportions import Period
from tests.conftest import TONIGHT
from tests.journeys.desk import Desk

ON_ARREST, BY_ANY_ROUTE = "Tested on arrest", "Referred by any route"


def figures(desk: Desk) -> dict[str, dict[str, int]]:
    """The people at each stage of each funnel, as they are counted behind the page: pages show what was made before."""
    with desk.site.behind():
        year = TONIGHT.year
        period = Period(from_on=date(year - 2, 1, 1), to_on=date(year, 12, 31), as_at=desk.site.clock.now().date())
        counts = counting.overview(SYSTEM, period)
    return {ON_ARREST: _stages(counts.on_arrest), BY_ANY_ROUTE: _stages(counts.by_any_route)}


def _stages(funnel: Funnel) -> dict[str, int]:
    return {row.stage.label: row.people for row in funnel.rows}


def moved(before: dict[str, dict[str, int]], after: dict[str, dict[str, int]]) -> dict[str, dict[str, int]]:
    """The stages whose figure changed, and by how many."""
    return {
        title: {
            stage: after[title][stage] - people for stage, people in stages.items() if people != after[title][stage]
        }
        for title, stages in before.items()
    }
