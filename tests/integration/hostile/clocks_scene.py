"""Somebody urgent whom nobody reached yet, and the days on which a service is closed."""

from datetime import timedelta
from typing import Any

from pathways import clock
from pathways.auth.roles import Role, Viewer
from pathways.deadlines.actions import telling as actions
from pathways.vocabulary import Answer
from tests.integration.arrest_tests.custody_scenes import boxes
from tests.referred import referred

OF_NOBODY = {"deadlines.closures", "deadlines.take_out"}
ADDS = {"deadlines.what_runs", *OF_NOBODY}


def endpoints(officer: Viewer, manager: Viewer, plain: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """A referral with an overdose last week that waits, and a closure of the provider next week."""
    day = clock.today() + timedelta(days=7)
    plain["closure_id"] = actions.close_days(by=manager, from_on=day, to_on=day, why="Staff training").id
    urgent = referred(officer, overdose_last_7_days=Answer.YES)
    return {"deadlines.what_runs": {"referral_id": urgent.id}}


def _days(_: Any) -> dict[str, Any]:
    first, last = (boxes(name, clock.now() + timedelta(days=9)) for name in ("from_on", "to_on"))
    return {name: value for name, value in {**first, **last}.items() if not name.endswith("-time")}


WRITES: dict[str, Any] = {
    "deadlines.what_runs": (Role.TW, lambda _: {"answered": "attempted"}),
    "deadlines.closures": (Role.PM, lambda full_county: _days(full_county) | {"why": "Staff training"}),
    "deadlines.take_out": (Role.PM, lambda full_county: {"closures": str(full_county.plain["closure_id"])}),
}
