"""Every rule of the disposals is made to fire through the action of its step: none is left out of the table that is
tried, and each is tried on a disposal it speaks of, from its own gate on."""

from pathways.law.rules.disposal_book import rules
from tests.integration.disposals.rules_fired import FIRES


def test_each_rule_of_the_shipped_book_stands_in_the_table_that_is_tried():
    assert list(FIRES) == [rule.id for rule in rules()]


def test_each_is_tried_on_a_disposal_it_speaks_of_and_not_before_its_gate():
    by_id = {rule.id: rule for rule in rules()}
    assert [name for name, case in FIRES.items() if case.kind not in by_id[name].disposals] == []
    assert [name for name, case in FIRES.items() if case.at < by_id[name].gate] == []
