"""How the tests are spread over several processes: whole files, as they share what they build, the longest first."""

import re
from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling

LONGEST = (
    "integration/demo/test_crawl.py",
    "integration/commands/test_arc_report.py",
    "attacks/",
    "integration/store/test_migrations.py",
    "house/test_permissions_asked.py",
    "integration/disposals/machine/",
    "integration/hostile/test_two_at_once.py",
    "integration/hostile/test_upgrading.py",
    "integration/hostile/test_production.py",
    "integration/hostile/test_sweep.py",
    "integration/demo/test_county.py",
    "house/test_routes.py",
    "integration/referrals/test_steps_of_a_referral_in_any_order.py",
    "integration/hostile/",
    "integration/arrest_tests/machine/",
    "integration/auth/test_throttling.py",
    "integration/commands/",
    "integration/casefile/",
)
"""Files and folders that take long, in their order: begun last, they would leave the other process with nothing to do."""
TOGETHER = "tests/attacks/"
"""These share servers, which each process would start for itself."""
BY_DATABASE = "tests/integration/demo/test_crawl.py"
"""A file so long that each database is a piece of work of its own."""


def longest_first(items: list[pytest.Item]) -> None:
    """Put the items into the order in which their files are begun; whatever is not named keeps its place after them."""
    items.sort(key=lambda item: next((turn for turn, name in enumerate(LONGEST) if name in item.nodeid), len(LONGEST)))


class Spread(LoadFileScheduling):
    """Files as pieces of work, but for those above."""

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith(TOGETHER):
            return TOGETHER
        file: Any = super()._split_scope(nodeid)
        database = re.search(r"\[(sqlite|postgres)\]$", nodeid) if file == BY_DATABASE else None
        return f"{file} {database[1]}" if database else file
