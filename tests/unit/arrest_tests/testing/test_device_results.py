"""What the device's panel means together, and what it does not mean."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pathways.arrest_tests.lawful_basis.rules.facts import SampleFacts
from pathways.arrest_tests.testing.rules.results import (
    AnalyteResult,
    OverallResult,
    overall,
    result_findings,
    treated_as_charge_from,
)
from pathways.law.rules.findings import Bearing, SampleCondition, SampleRoute
from tests.unit.arrest_tests.cases import a_case, an_authority, an_offence
from tests.unit.arrest_tests.records import NOW, a_record

POSITIVE, NEGATIVE, INVALID = AnalyteResult


@pytest.mark.parametrize(
    ("cocaine", "opiates", "result"),
    [
        (POSITIVE, NEGATIVE, OverallResult.POSITIVE),
        (INVALID, POSITIVE, OverallResult.POSITIVE),
        (NEGATIVE, NEGATIVE, OverallResult.NEGATIVE),
        (NEGATIVE, INVALID, OverallResult.INCONCLUSIVE),
        (INVALID, INVALID, OverallResult.INCONCLUSIVE),
    ],
)
def test_positive_if_any_is_negative_only_if_all_are(
    cocaine: AnalyteResult, opiates: AnalyteResult, result: OverallResult
) -> None:
    assert overall({"cocaine": cocaine, "opiates": opiates}) is result


def test_a_panel_that_was_not_read_is_not_negative() -> None:
    assert overall({}) is OverallResult.INCONCLUSIVE
    assert a_record(analytes={}, result_at=None).overall_result is None


def test_opiates_are_not_heroin_and_an_invalid_line_is_said() -> None:
    shown = result_findings({"cocaine": INVALID, "opiates": POSITIVE})
    assert [(finding.rule, finding.bearing) for finding in shown] == [("V-030", Bearing.NOTES)]
    assert [finding.rule for finding in result_findings({"cocaine": INVALID, "opiates": NEGATIVE})] == ["V-031"]


@pytest.mark.parametrize("condition", [SampleCondition.INSUFFICIENT, SampleCondition.UNSUITABLE, SampleCondition.LOST])
def test_a_sample_that_was_not_enough_or_not_usable_gives_no_valid_sample(condition: SampleCondition) -> None:
    record = a_record(sample_condition=condition, analytes={}, result_at=None)
    assert record.overall_result is OverallResult.NO_VALID_SAMPLE


def test_an_arrest_sample_is_treated_as_a_charge_sample_once_the_charge_condition_is_met() -> None:
    sample = SampleFacts(route=SampleRoute.ARREST, condition=SampleCondition.SUFFICIENT)
    minute = timedelta(minutes=1)
    case = a_case(NOW, offences=(an_offence(charged_at=NOW),))
    assert treated_as_charge_from(case, sample, NOW) == NOW
    assert treated_as_charge_from(case, sample, NOW - minute) is None
    assert treated_as_charge_from(case, replace(sample, taken_at=NOW + minute), NOW + minute) == NOW + minute
    assert treated_as_charge_from(case, replace(sample, route=SampleRoute.CHARGE), NOW) is None
    assert treated_as_charge_from(a_case(NOW), sample, NOW) is None
    no_trigger = a_case(NOW, offences=(an_offence("TA78-3", charged_at=NOW),))
    assert treated_as_charge_from(no_trigger, sample, NOW) is None
    authorised = replace(no_trigger, authorities=(an_authority(),))
    assert treated_as_charge_from(authorised, sample, NOW) == NOW
    later = replace(no_trigger, authorities=(an_authority(at=NOW + minute),))
    assert treated_as_charge_from(later, sample, NOW + minute) == NOW + minute
    twice = replace(no_trigger, authorities=(an_authority(), an_authority(at=NOW + minute)))
    assert treated_as_charge_from(twice, sample, NOW + minute) == NOW, "a second authority moves nothing"


def test_a_charge_after_the_release_makes_no_charge_sample_and_a_dropped_one_undoes_none() -> None:
    sample = SampleFacts(route=SampleRoute.ARREST, condition=SampleCondition.SUFFICIENT)
    by_post = an_offence(charged_at=NOW + timedelta(days=9))
    case = a_case(NOW, offences=(by_post,), released_at=NOW)
    assert treated_as_charge_from(case, sample, NOW + timedelta(days=10)) is None
    dropped = an_offence(charged_at=NOW, closed_at=NOW + timedelta(hours=1))
    assert treated_as_charge_from(replace(case, offences=(dropped,)), sample, NOW + timedelta(days=1)) == NOW
