"""The record of a test, its result, and the assessment that only a positive result opens."""

from datetime import date, timedelta
from typing import Any

import pytest

from pathways.arrest_tests.rules import (
    AnalyteResult,
    AssessmentFacts,
    Bearing,
    NotTestedReason,
    Outcome,
    OverallResult,
    RecordedTest,
    Route,
    SampleCondition,
    SampleFacts,
    ToldAnswer,
    appointment_faults,
    faults,
    may_a_sample_be_requested,
    may_assessment_be_required,
    missing_explanations,
    notice_faults,
    overall,
    relied_route,
    result_findings,
    treated_as_charge_sample,
    unwarned_refusal,
)
from pathways.vocabulary import Mark
from tests.unit.arrest_tests.cases import NIGHT, a_case, an_authority, an_offence

POSITIVE, NEGATIVE, INVALID = AnalyteResult
NOW = NIGHT + timedelta(hours=2)
PANEL = {"cocaine": "Cocaine (includes crack)", "opiates": "Opiates"}


def a_record(**changes: Any) -> RecordedTest:
    facts: dict[str, Any] = {
        "outcome": Outcome.SAMPLE_GIVEN,
        "warned_at": NOW - timedelta(minutes=30),
        "requested_at": NOW - timedelta(minutes=20),
        "taken_at": NOW - timedelta(minutes=18),
        "sample_condition": SampleCondition.SUFFICIENT,
        "result_at": NOW - timedelta(minutes=15),
        "analytes": {"cocaine": POSITIVE, "opiates": NEGATIVE},
        "has_medicine": False,
        "told_answer": ToldAnswer.ACCEPTS,
    }
    return RecordedTest(**(facts | changes))


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
    assert [(one.rule, one.bearing) for one in shown] == [("V-030", Bearing.NOTES)]
    assert [one.rule for one in result_findings({"cocaine": INVALID, "opiates": NEGATIVE})] == ["V-031"]


@pytest.mark.parametrize("condition", [SampleCondition.INSUFFICIENT, SampleCondition.UNSUITABLE, SampleCondition.LOST])
def test_a_sample_that_was_not_enough_or_not_usable_gives_no_valid_sample(condition: SampleCondition) -> None:
    record = a_record(sample_condition=condition, analytes={}, result_at=None)
    assert record.overall_result is OverallResult.NO_VALID_SAMPLE


def test_the_plain_record_has_no_fault() -> None:
    assert faults(a_record(), now=NOW, panel=PANEL) == ()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"warned_at": None}, "warned_at"),
        ({"warned_at": NOW - timedelta(minutes=19)}, "warned_at"),
        ({"requested_at": None}, "requested_at"),
        ({"requested_at": NOW + timedelta(minutes=1), "taken_at": NOW + timedelta(minutes=2)}, "requested_at"),
        ({"taken_at": None}, "taken_at"),
        ({"taken_at": NOW - timedelta(minutes=21)}, "taken_at"),
        ({"sample_condition": None, "analytes": {}, "result_at": None}, "sample_condition"),
        ({"sample_condition": SampleCondition.LOST}, "result_at"),
        ({"result_at": None}, "result_at"),
        ({"result_at": NOW - timedelta(minutes=19)}, "result_at"),
        ({"result_at": NOW + timedelta(minutes=1)}, "result_at"),
        ({"analytes": {"cocaine": POSITIVE}}, "analyte_opiates"),
        ({"has_medicine": None}, "has_medicine"),
        ({"has_medicine": True}, "medicine"),
        ({"told_answer": None}, "told_answer"),
        ({"outcome": Outcome.REFUSED, "analytes": {}, "result_at": None}, "refusal_words"),
        ({"outcome": Outcome.COULD_NOT, "analytes": {}, "result_at": None}, "good_cause"),
        ({"outcome": Outcome.NOT_ASKED, "analytes": {}, "result_at": None}, "not_tested_reason"),
        (
            {
                "outcome": Outcome.NOT_ASKED,
                "analytes": {},
                "result_at": None,
                "not_tested_reason": NotTestedReason.OFFICER_DISCRETION,
            },
            "not_tested_text",
        ),
        ({"outcome": Outcome.REFUSED, "refusal_words": "No chance"}, "result_at"),
    ],
)
def test_what_a_record_lacks_is_said_at_its_field(changes: dict[str, Any], field: str) -> None:
    assert field in [reason.field for reason in faults(a_record(**changes), now=NOW, panel=PANEL)]


def test_a_substance_that_the_device_does_not_show_is_refused() -> None:
    record = a_record(analytes={"cocaine": POSITIVE, "opiates": NEGATIVE, "cannabis": POSITIVE})
    assert [reason.message for reason in faults(record, now=NOW, panel=PANEL)] == [
        "cannabis is not tested by the device. Record declared use in the assessment, not here."
    ]


def test_not_asked_needs_nothing_but_its_reason() -> None:
    record = RecordedTest(outcome=Outcome.NOT_ASKED, not_tested_reason=NotTestedReason.HOSPITAL)
    assert faults(record, now=NOW, panel=PANEL) == ()


def test_the_record_rests_on_the_open_route() -> None:
    route, standing = relied_route(a_record(), may_a_sample_be_requested(a_case()))
    assert route is not None
    assert route.route is Route.ARREST
    assert standing == ()


def test_a_request_that_no_route_supports_is_refused_with_the_reasons_of_the_nearer_one() -> None:
    route, standing = relied_route(a_record(), may_a_sample_be_requested(a_case(offences=(an_offence("TA78-3"),))))
    assert route is None
    assert [one.rule for one in standing] == ["V-010"]


def test_a_refusal_without_a_warning_is_kept_but_cannot_go_forward_as_an_offence() -> None:
    unwarned = may_a_sample_be_requested(a_case(warned_at=None))
    refused = a_record(outcome=Outcome.REFUSED, warned_at=None, refusal_words="No", analytes={}, result_at=None)
    assert faults(refused, now=NOW, panel=PANEL) == ()
    assert relied_route(refused, unwarned)[0] is not None
    assert relied_route(a_record(), unwarned)[0] is None
    found = unwarned_refusal(refused)
    assert found is not None
    assert found.message == "No warning was recorded before this refusal. It cannot go forward as an offence."


def test_an_arrest_sample_is_treated_as_a_charge_sample_once_the_charge_condition_is_met() -> None:
    sample = (SampleFacts(route=Route.ARREST, condition=SampleCondition.SUFFICIENT),)
    charged = an_offence(charged_at=NOW)
    case = a_case(NOW, offences=(charged,), samples=sample)
    assert treated_as_charge_sample(case, NOW)
    assert not treated_as_charge_sample(case, NOW - timedelta(minutes=1))
    no_trigger = a_case(NOW, offences=(an_offence("TA78-3", charged_at=NOW),), samples=sample)
    assert not treated_as_charge_sample(no_trigger, NOW)
    authorised = a_case(
        NOW, offences=(an_offence("TA78-3", charged_at=NOW),), samples=sample, authorities=(an_authority(),)
    )
    assert treated_as_charge_sample(authorised, NOW)


def an_assessment(**changes: Any) -> AssessmentFacts:
    facts: dict[str, Any] = {
        "at": NOW,
        "born_on": date(1991, 6, 9),
        "result": OverallResult.POSITIVE,
        "site": "Lincoln",
        "is_notified": True,
    }
    return AssessmentFacts(**(facts | changes))


def test_a_positive_result_of_an_adult_before_release_lets_both_assessments_be_required() -> None:
    answer = may_assessment_be_required(an_assessment())
    assert answer.may_be_required
    assert answer.verdict == "Yes, if the notice is given before release"


@pytest.mark.parametrize("result", [None, *(one for one in OverallResult if one is not OverallResult.POSITIVE)])
def test_nothing_but_a_positive_result_opens_a_required_assessment(result: OverallResult | None) -> None:
    answer = may_assessment_be_required(an_assessment(result=result))
    assert [one.rule for one in answer.bars] == ["V-032"]


def test_a_refused_sample_never_opens_a_required_assessment() -> None:
    refused = a_record(outcome=Outcome.REFUSED, refusal_words="No", analytes={}, result_at=None)
    assert not may_assessment_be_required(an_assessment(result=refused.overall_result)).may_be_required


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"born_on": date(2007, 6, 2)}, "V-033"),
        ({"is_notified": False}, "V-032a"),
        ({"released_at": NOW}, "V-034"),
        ({"released_at": NOW - timedelta(hours=1)}, "V-034"),
    ],
)
def test_what_bars_a_required_assessment(changes: dict[str, Any], rule: str) -> None:
    answer = may_assessment_be_required(an_assessment(**changes))
    assert [one.rule for one in answer.bars] == [rule]
    assert answer.verdict == "No: offer a voluntary referral"


def test_a_requirement_after_release_says_when_the_person_left() -> None:
    (bar,) = may_assessment_be_required(an_assessment(released_at=NOW)).bars
    assert bar.message == (
        "The requirement must be imposed before release from the police station. The person left at 06:00, 1 June 2025."
    )


def test_the_first_appointment_lies_ahead_and_a_late_one_only_warns() -> None:
    assert [one.rule for one in appointment_faults(an_assessment(initial_at=NOW))] == ["V-038"]
    assert appointment_faults(an_assessment(initial_at=NOW + timedelta(days=1))) == ()
    late = an_assessment(initial_at=NOW + timedelta(days=20), target_on=date(2025, 6, 6))
    warning = [one.rule for one in may_assessment_be_required(late).findings if one.bearing is Bearing.WARNS]
    assert warning == ["V-036", "V-040"]


def test_the_notice_is_served_after_the_requirement_and_before_release() -> None:
    half_past = NOW + timedelta(minutes=30)
    assert notice_faults(served_at=half_past, imposed_at=NOW, released_at=None) == ()
    assert notice_faults(served_at=half_past, imposed_at=NOW, released_at=half_past)
    assert notice_faults(served_at=NOW - timedelta(minutes=1), imposed_at=NOW, released_at=None)
    told = may_assessment_be_required(an_assessment(notice_served_at=half_past, has_been_told=True))
    assert told.verdict == "Yes. The notice has been given"


def test_the_five_things_are_named_when_not_all_were_said() -> None:
    found = missing_explanations()
    assert found.message.count(";") == 4
    assert found.mark is Mark.VERIFIED
