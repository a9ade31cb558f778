"""Which rule may be set aside, by whom, and with what reason."""

import pytest

from pathways.disposals.proposal.rules.what_clears_a_rule import (
    ONLY_THE_PROSECUTION_SERVICE,
    POLICY_CLEARED_AT_AUTHORITY,
    may_override,
    overridable,
    rank_to_override,
)
from pathways.law.rules.disposal_book import RULES_VERSION, rules, rules_for, shipped_book
from pathways.law.rules.disposal_language import Facts
from pathways.law.rules.disposal_terms import Gate, Kind, Rule, RuleBasis
from tests.unit.disposals.plain_case import facts

BECAUSE = "The course ends two days later"
ORDINARY = {**facts(), "days_left_after_deadline": 20, "limitation_applies": True}
LIMITS = {**ORDINARY, "gravity_final": 4, "cfg_cr_max_gravity": 3, "cr_prior_same_type": 3, "cfg_cr_repeat_limit": 1}


def rule_of(rule_id: str) -> Rule:
    return next(rule for rule in rules() if rule.id == rule_id)


def why_not(rule_id: str, rank: int | None, known: Facts = ORDINARY, reason: str | None = BECAUSE) -> str:
    return " ".join(reason.message for reason in may_override(rule_of(rule_id), rank, known, reason))


@pytest.mark.parametrize(
    "rule", [rule for rule in rules() if rule.basis is RuleBasis.STATUTE], ids=lambda rule: rule.id
)
def test_nobody_sets_a_statute_aside_whatever_the_rank(rule: Rule) -> None:
    (why,) = may_override(rule, 9, ORDINARY, BECAUSE)
    assert "nobody can set it aside" in why.message or "Crown Prosecution Service" in why.message
    assert why.source == rule.source


@pytest.mark.parametrize("rule_id", sorted(ONLY_THE_PROSECUTION_SERVICE))
def test_what_only_the_prosecution_service_decides_clears_through_it_alone(rule_id: str) -> None:
    assert "only the Crown Prosecution Service can clear this" in why_not(rule_id, 4)


def test_local_policy_is_changed_by_its_switch_except_two_limits_that_clear_at_authority() -> None:
    policy = {rule.id for rule in rules() if rule.basis is RuleBasis.POLICY and overridable(rule)}
    assert policy == POLICY_CLEARED_AT_AUTHORITY == {"CR-07", "CR-09"}
    assert "The policy lead changes it" in why_not("CR-10", 4)
    assert why_not("CR-07", 2, LIMITS) == why_not("CR-09", 2, LIMITS) == ""


def test_guidance_is_set_aside_by_a_sergeant_with_a_reason_of_20_characters() -> None:
    assert why_not("CC-17", 2) == ""
    assert "a sergeant or above sets it aside" in why_not("CC-17", 1)
    assert "a sergeant or above sets it aside" in why_not("CC-17", None)
    assert "Say in 20 characters or more why CC-17 is set aside. You typed 19" in why_not("CC-17", 2, reason="x" * 19)
    assert why_not("CC-17", 2, reason=None) == ""


@pytest.mark.parametrize("rule_id", ["CW-01", "CW-02", "CR-08"])
def test_a_disposal_that_is_for_another_offence_or_age_altogether_is_never_opened_by_a_reason(rule_id: str) -> None:
    rule = rule_of(rule_id)
    (why,) = may_override(rule, 9, ORDINARY, BECAUSE)
    assert "no reason changes what this outcome is for" in why.message
    assert (rule.basis, overridable(rule)) == (RuleBasis.GUIDANCE, False)


@pytest.mark.parametrize("rule_id", ["CW-04", "PND-04"])
def test_how_far_up_the_steps_somebody_is_stays_for_a_sergeant_to_weigh(rule_id: str) -> None:
    assert overridable(rule_of(rule_id))


@pytest.mark.parametrize("version", ["2026-11-28.3", RULES_VERSION])
def test_no_rank_and_no_reason_stands_in_for_a_safeguarding_review_whatever_the_book_calls_it(version: str) -> None:
    rule = next(rule for rule in rules(shipped_book(version)) if rule.id == "ANY-06")
    (why,) = may_override(rule, 9, ORDINARY | {"exploitation_indicator": True, "exploitation_reviewed": False}, BECAUSE)
    assert "the safeguarding review comes first" in why.message
    assert not overridable(rule)


@pytest.mark.parametrize("flag", ["domestic_abuse", "hate_crime"])
@pytest.mark.parametrize("value", [True, None])
def test_domestic_abuse_or_hate_crime_known_or_not_known_needs_an_inspector(flag: str, value: bool | None) -> None:
    known = {**ORDINARY, flag: value}
    assert "an inspector or above" in why_not("CC-17", 2, known)
    assert why_not("CC-17", 3, known) == ""
    assert (rank_to_override(ORDINARY), rank_to_override(known)) == (2, 3)


def test_an_override_sets_aside_what_is_known_and_never_stands_in_for_a_fact() -> None:
    unknown = {**ORDINARY, "days_left_after_deadline": None}
    assert "CC-17 depends on something not known yet" in why_not("CC-17", 4, unknown)
    assert "CR-07 depends on something not known yet" in why_not("CR-07", 4, {**LIMITS, "cfg_cr_max_gravity": None})


@pytest.mark.parametrize("rule_id", ["CC-05", "CR-04"])
def test_a_rank_that_is_asked_for_is_never_reasoned_away_so_that_a_lower_one_may_decide(rule_id: str) -> None:
    assert "a rank is needed, and a reason does not replace it" in why_not(
        rule_id, 4, {**ORDINARY, "relevant_history": True}
    )
    assert not overridable(rule_of(rule_id))


def test_what_is_asked_at_signing_is_never_set_aside_before_it_was_asked() -> None:
    asked = [rule for kind in Kind for rule in rules_for(kind) if rule.gate is Gate.SIGN]
    assert asked
    assert not any(map(overridable, asked))
    assert "a rule can be set aside only before that" in why_not("CR-02", 4)
