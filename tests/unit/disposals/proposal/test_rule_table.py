"""The whole table: every rule parses, names its source and mark, and can be evaluated."""

import itertools

import pytest

from pathways.disposals.proposal.rules.verdicts import reason_of
from pathways.law.rules.disposal_book import rules, rules_for
from pathways.law.rules.disposal_terms import FACT_WORDS, SWITCHES, Gate, Kind, RuleBasis, Verdict
from tests.unit.disposals.plain_case import facts


def test_all_83_rules_are_read_in_their_three_gates() -> None:
    by_gate = {gate: sum(rule.gate is gate for rule in rules()) for gate in Gate}
    assert by_gate == {Gate.PROPOSE: 58, Gate.AUTHORISE: 18, Gate.SIGN: 7}
    assert len({rule.id for rule in rules()}) == 83


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
def test_every_rule_reads_only_facts_and_switches_that_have_words(rule) -> None:
    assert rule.fails_when.names <= FACT_WORDS.keys() | SWITCHES.keys()


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
def test_every_rule_names_its_source_its_mark_and_what_would_open_it(rule) -> None:
    assert rule.source
    assert rule.mark.label
    assert rule.opens_if
    assert rule.message


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
def test_a_rule_that_knows_nothing_needs_information_and_names_what(rule) -> None:
    reason = reason_of(rule, {})
    assert reason is not None
    assert reason.verdict is Verdict.NEEDS_INFO
    assert set(reason.missing) | set(reason.switches) == rule.fails_when.names


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
def test_every_rule_comes_to_an_answer_on_a_known_case(rule) -> None:
    assert rule.fails_when.answer(facts(settings={name: True for name in SWITCHES if "enabled" in name})).value in (
        True,
        False,
        None,
    )


def test_every_fact_with_words_is_read_by_some_rule() -> None:
    read = frozenset(itertools.chain.from_iterable(rule.fails_when.names for rule in rules()))
    assert FACT_WORDS.keys() == read - SWITCHES.keys()


def test_every_disposal_has_rules_and_a_rule_for_all_holds_for_each() -> None:
    assert all(rules_for(kind) for kind in Kind)
    assert all("ANY-02" in {rule.id for rule in rules_for(kind)} for kind in Kind)


def test_statute_rules_are_told_apart_from_guidance_and_local_policy() -> None:
    assert {rule.basis for rule in rules()} == set(RuleBasis)
