"""Every numbered rule on both its sides: what is planned is stopped, what has happened is kept and held.

The list is written here by hand, from the field's data dictionary and not from the product's table.
"""

from datetime import date

import pytest

from pathways.arrest_tests.disclosure.rules import Content, DisclosureFacts, Exempt, disclosure_faults
from pathways.arrest_tests.failures_to_attend.rules import time_limit
from pathways.law.rules.findings import HELD, Bearing, holding, met, once_it_has_happened, severities
from tests.unit.arrest_tests.numbered import Numbered, of
from tests.unit.arrest_tests.numbered_before_asking import ARREST, BEFORE_ASKING, an_offence, authorised
from tests.unit.arrest_tests.numbered_requirement import REQUIREMENT
from tests.unit.arrest_tests.numbered_sample_and_result import SAMPLE_AND_RESULT
from tests.unit.arrest_tests.numbered_use import USE

# Number, and what it does to what is planned and to what has happened: B stops, W warns, I informs, Q holds.
LISTED = """
V-001 BQ  V-002 BQ  V-003 BQ  V-004 BQ  V-005 BQ  V-006 BQ  V-007 BQ  V-008 BQ  V-009 BQ  V-010 BQ  V-011 BQ  V-012 BW
V-013 BQ  V-013a WW V-014 BQ  V-015 BQ  V-016 BQ  V-017 BQ  V-018 BQ  V-019 BQ  V-019a BQ V-020 BQ  V-021 BQ  V-022 BQ
V-023 BQ  V-024 BQ  V-025 BQ  V-026 BW  V-027 BQ  V-028 BQ  V-029 BQ  V-030 II  V-031 BW  V-032 BQ  V-032a BQ V-033 BQ
V-034 BQ  V-035 BQ  V-036 BQ  V-037 BQ  V-038 BQ  V-039 WW  V-040 WI  V-041 BQ  V-042 BQ  V-043 BQ  V-044 BW  V-045 BQ
V-046 BQ  V-047 BQ  V-048 WW  V-049 BQ  V-050 BQ  V-051 BQ  V-052 BQ  V-053 II  V-054 WW  V-055 BQ  V-056 BQ
"""
WEIGHTS = dict(zip(LISTED.split()[::2], LISTED.split()[1::2], strict=True))
EVERY: tuple[Numbered, ...] = (*BEFORE_ASKING, *SAMPLE_AND_RESULT, *REQUIREMENT, *USE)
RULES = pytest.mark.parametrize("rule", EVERY, ids=str)


def test_no_rule_of_the_list_is_missing_extra_or_renumbered() -> None:
    assert len(WEIGHTS) == 59
    assert {
        code: severity.planned.value + severity.happened.value for code, severity in severities().items()
    } == WEIGHTS
    assert list(severities()) == list(WEIGHTS)


def test_every_rule_of_the_list_is_tested_once() -> None:
    assert [rule.code for rule in EVERY] == list(WEIGHTS)


@RULES
def test_planned(rule: Numbered) -> None:
    """What is not done yet is stopped, warned of or pointed out, in words, with its source and mark."""
    findings = rule.findings(rule.broken)
    expected = {"B": {True}, "W": {False}, "I": {False}}[WEIGHTS[rule.code][0]]
    assert {finding.bearing.blocks for finding in findings} == expected
    if WEIGHTS[rule.code][0] != "B":
        assert {finding.bearing for finding in findings} == {
            {"W": Bearing.WARNS, "I": Bearing.NOTES}[WEIGHTS[rule.code][0]]
        }
    assert all(
        finding.message and "{" not in finding.message and finding.source and finding.mark for finding in findings
    )


@RULES
def test_happened(rule: Numbered) -> None:
    """What has happened stops nothing: it is held, warned of or pointed out, and the message says which."""
    before, findings = rule.findings(rule.broken), rule.findings(lambda: once_it_has_happened(rule.broken()))
    weight = WEIGHTS[rule.code][1]
    assert {finding.bearing for finding in findings} == {
        {"Q": Bearing.HOLDS, "W": Bearing.WARNS, "I": Bearing.NOTES}[weight]
    }
    assert not any(finding.bearing.blocks for finding in findings)
    opening = HELD if weight == "Q" else ""
    assert [finding.message for finding in findings] == [opening + finding.message for finding in before]
    assert [(finding.source, finding.mark) for finding in findings] == [
        (finding.source, finding.mark) for finding in before
    ]


@RULES
def test_in_order(rule: Numbered) -> None:
    """The nearest case in which the rule is kept: nothing under its number, planned or happened."""
    assert rule.findings(rule.unbroken) == []
    assert rule.findings(lambda: once_it_has_happened(rule.unbroken())) == []


def test_what_is_met_holds_nothing() -> None:
    assert once_it_has_happened((met("V-032"),)) == ()
    assert holding(once_it_has_happened(of(ARREST)())) == ()


def test_a_drug_in_doubt_beside_another_trigger_offence_warns_on_both_sides() -> None:
    planned = of(ARREST, offences=(an_offence(), an_offence("MDA71-5-2", "cannabis")))()
    findings = [finding for finding in (*planned, *once_it_has_happened(planned)) if finding.rule == "V-017"]
    assert [finding.bearing for finding in findings] == [Bearing.WARNS, Bearing.WARNS]


def test_grounds_written_word_for_word_before_warn_and_hold_nothing() -> None:
    planned = authorised(same_grounds_that_day=3)()
    assert [finding.bearing for finding in once_it_has_happened(planned) if finding.rule == "V-012"] == [Bearing.WARNS]


def test_an_assessor_or_a_court_is_told_without_consent_as_the_act_says() -> None:
    for exempt in Exempt:
        assert disclosure_faults(DisclosureFacts(content=Content.CONTENT, exempt=exempt)) == ()


def test_that_somebody_failed_to_attend_is_told_without_consent() -> None:
    assert disclosure_faults(DisclosureFacts(content=Content.FAILURE)) == ()


def test_six_months_end_on_the_last_day_of_a_shorter_month() -> None:
    assert time_limit(date(2025, 8, 31)) == date(2026, 2, 28)
