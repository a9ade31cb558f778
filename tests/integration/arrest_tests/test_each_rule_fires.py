"""Each numbered rule of drug testing appears on a page, or in what an action answers, and not only in its function."""

import pytest

from tests.integration.arrest_tests import fired_afterwards, fired_before_asking
from tests.integration.arrest_tests.firing import FIRES, PATTERNS, Stage

HEARD: dict[str, set[str]] = {}
"""By scenario, every rule that this run read on a page or in an answer."""

assert fired_before_asking
assert fired_afterwards


@pytest.mark.parametrize("code", FIRES)
def test_a_numbered_rule_is_said_by_a_page_or_an_action(app, client_of, the_clock, code):
    stage = Stage(client_of, the_clock)
    FIRES[code](stage)
    HEARD[code] = stage.rules_heard()
    assert code in HEARD[code], sorted(HEARD[code])


def test_whoever_ran_them_all_heard_every_rule_of_the_list():
    """Run by itself, without the scenarios, it has heard nothing and says nothing."""
    if len(HEARD) == len(FIRES):
        assert set(PATTERNS) - set().union(*HEARD.values()) == set()
