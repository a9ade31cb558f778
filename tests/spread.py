"""How the tests are spread over several processes: whole files, as they share what they build, the longest first."""

import pytest
from xdist.scheduler import LoadFileScheduling

LONGEST = (
    "integration/demo/test_crawl.py",
    "attacks/",
    # These wait for one another most of the time, which what is done beside makes use of while it lasts.
    "integration/deadlines/test_locks_of_two_records.py",
    "integration/referrals/steps/test_an_answer_taken_back_meanwhile.py",
    "integration/commands/test_readiness.py",
    "integration/reporting/test_standby.py",
    "house/test_permissions_asked.py",
    "integration/commands/test_arc_report.py",
    "integration/store/test_migrations.py",
    "integration/disposals/machine/",
    "integration/hostile/test_two_at_once.py",
    "integration/hostile/test_upgrading.py",
    "integration/hostile/test_production.py",
    "integration/hostile/test_sweep.py",
    "integration/hostile/test_sent_wrongly.py",
    "integration/reporting/test_counted_stretches.py",
    "integration/demo/test_county.py",
    "house/test_routes.py",
    "integration/referrals/steps/test_steps_of_a_referral_in_any_order.py",
    "integration/hostile/",
    "integration/arrest_tests/machine/",
    "integration/auth/test_throttling.py",
    "integration/commands/",
    "integration/casefile/",
)
"""Files and folders that take long, in their order: begun last, they would leave the other processes with nothing to do.
The first builds the demonstration county; until it stands, the others do what needs none."""
TOGETHER = "tests/attacks/"
"""These share servers, which each process would start for itself."""


def longest_first(items: list[pytest.Item]) -> None:
    """Put the items into the order in which their files are begun; whatever is not named keeps its place after them."""
    items.sort(key=lambda item: next((turn for turn, name in enumerate(LONGEST) if name in item.nodeid), len(LONGEST)))


class Spread(LoadFileScheduling):
    """Files as pieces of work, but for those above."""

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith(TOGETHER):
            return TOGETHER
        return str(super()._split_scope(nodeid))
