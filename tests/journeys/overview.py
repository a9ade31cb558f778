"""The manager's two funnels, read from the page."""

from tests.conftest import TONIGHT
from tests.journeys.desk import Desk

ON_ARREST, BY_ANY_ROUTE = "Tested on arrest", "Referred by any route"


def figures(desk: Desk) -> dict[str, dict[str, str]]:
    """The people at each stage of each funnel, for everyone who came in these years."""
    desk.sign_in("manager").go(f"/overview?from=2024-01-01&to={TONIGHT:%Y}-12-31")
    return {title: _stages(desk, title) for title in (ON_ARREST, BY_ANY_ROUTE)}


def _stages(desk: Desk, title: str) -> dict[str, str]:
    rows = desk.page.get_by_role("table", name=f"{title}, each person once").get_by_role("row").all()[1:]
    return {
        row.get_by_role("rowheader").inner_text().splitlines()[0]: row.get_by_role("cell").first.inner_text()
        for row in rows
    }


def moved(before: dict[str, dict[str, str]], after: dict[str, dict[str, str]]) -> dict[str, dict[str, int]]:
    """The stages whose figure changed, and by how many. A hidden figure cannot move."""
    return {
        title: {
            stage: int(after[title][stage]) - int(people)
            for stage, people in stages.items()
            if people != after[title][stage] and (people + after[title][stage]).isdecimal()
        }
        for title, stages in before.items()
    }
