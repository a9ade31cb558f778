"""Every rule of the shipped book on both sides, and with each of its facts not known."""

import pytest

from pathways.disposals.proposal.rules.verdicts import reason_of
from pathways.law.rules.disposal_book import rules
from pathways.law.rules.disposal_terms import FACT_WORDS, SWITCHES, Rule, Verdict
from tests.unit.disposals.rule_sides import SIDES

RULES = {rule.id: rule for rule in rules()}
EACH = pytest.mark.parametrize("side", SIDES, ids=lambda side: side[0])


def test_every_rule_has_its_sides_and_each_is_of_exactly_the_facts_the_rule_reads() -> None:
    assert [*dict.fromkeys(side[0] for side in SIDES)] == list(RULES)
    assert [side[0] for side in SIDES if side[2].keys() != RULES[side[0]].fails_when.names] == []


@EACH
def test_it_fires_on_its_wrong_side_with_its_verdict_from_its_gate_on(side) -> None:
    rule_id, expected, fires, _, _ = side
    reason = reason_of(RULES[rule_id], fires)
    assert reason is not None
    assert f"{reason.verdict.value} {reason.gate.value}" == expected
    assert (reason.message, reason.missing, reason.switches) == (RULES[rule_id].message, (), ())


@EACH
def test_it_passes_once_that_one_thing_is_otherwise(side) -> None:
    rule_id, _, fires, otherwise, _ = side
    assert reason_of(RULES[rule_id], fires | otherwise) is None


@EACH
def test_each_fact_that_is_not_known_is_named_and_only_what_the_others_settle_still_stands(side) -> None:
    rule_id, _, fires, _, settled = side
    reasons = {name: reason_of(RULES[rule_id], fires | {name: None}) for name in fires}
    still = {name for name, reason in reasons.items() if reason and not (reason.missing or reason.switches)}
    assert still == set(settled.split())
    for name in fires.keys() - still:
        reason = reasons[name]
        assert reason is not None, "what is not known never lets a rule pass that fires when it is known"
        assert (reason.verdict, *reason.missing, *reason.switches) == (Verdict.NEEDS_INFO, name)
        assert (SWITCHES[name].decides if name in SWITCHES else FACT_WORDS[name]) in reason.message


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_every_fact_of_a_rule_stops_it_in_some_case_while_it_is_not_known(rule: Rule) -> None:
    asked = {name for side in SIDES if side[0] == rule.id for name in side[2] if name not in side[4].split()}
    assert asked == rule.fails_when.names
