"""What the record of a test must hold, and on which route it rests."""

from datetime import timedelta
from typing import Any

import pytest

from pathways.arrest_tests.lawful_basis.rules.basis import may_a_sample_be_requested
from pathways.arrest_tests.testing.rules.record import RecordedTest, faults, relied_route, unwarned_refusal
from pathways.arrest_tests.testing.rules.results import (
    AnalyteResult,
    OverallResult,
    SampleOutcome,
    authority_refused,
    not_tested_reasons,
)
from pathways.law.rules.findings import SampleCondition, SampleRoute
from tests.unit.arrest_tests.cases import a_case, an_offence
from tests.unit.arrest_tests.records import NOW, PANEL, a_record

POSITIVE, NEGATIVE, INVALID = AnalyteResult


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
        ({"outcome": SampleOutcome.REFUSED, "analytes": {}, "result_at": None}, "refusal_words"),
        ({"outcome": SampleOutcome.COULD_NOT, "analytes": {}, "result_at": None}, "good_cause"),
        ({"outcome": SampleOutcome.NOT_ASKED, "analytes": {}, "result_at": None}, "not_tested_reason"),
        (
            {
                "outcome": SampleOutcome.NOT_ASKED,
                "analytes": {},
                "result_at": None,
                "not_tested_reason": not_tested_reasons()["officer_discretion"],
            },
            "not_tested_text",
        ),
        ({"outcome": SampleOutcome.REFUSED, "refusal_words": "No chance"}, "result_at"),
    ],
)
def test_what_a_record_lacks_is_said_at_its_field(changes: dict[str, Any], field: str) -> None:
    assert field in [reason.field for reason in faults(a_record(**changes), now=NOW, panel=PANEL)]


def test_a_substance_that_the_device_does_not_show_is_refused() -> None:
    record = a_record(analytes={"cocaine": POSITIVE, "opiates": NEGATIVE, "cannabis": POSITIVE})
    assert [reason.message for reason in faults(record, now=NOW, panel=PANEL)] == [
        "cannabis is not tested by the device. Record declared use in the assessment, not here."
    ]


def test_a_spoiled_sample_that_was_read_all_the_same_is_no_reason_to_refuse_what_has_happened() -> None:
    spoiled = a_record(sample_condition=SampleCondition.INSUFFICIENT, told_answer=None)
    assert [fault.field for fault in faults(spoiled, now=NOW, panel=PANEL)] == ["result_at"]
    assert faults(spoiled, now=NOW, panel=PANEL, is_as_it_happened=True) == ()
    assert spoiled.overall_result is OverallResult.NO_VALID_SAMPLE
    nothing_given = a_record(outcome=SampleOutcome.REFUSED, refusal_words="No")
    assert [fault.field for fault in faults(nothing_given, now=NOW, panel=PANEL, is_as_it_happened=True)] == [
        "result_at"
    ]


def test_not_asked_needs_nothing_but_its_reason() -> None:
    record = RecordedTest(outcome=SampleOutcome.NOT_ASKED, not_tested_reason=not_tested_reasons()["hospital"])
    assert faults(record, now=NOW, panel=PANEL) == ()


def test_the_record_rests_on_the_open_route() -> None:
    route, standing = relied_route(a_record(), may_a_sample_be_requested(a_case()))
    assert route is not None
    assert route.route is SampleRoute.ARREST
    assert standing == ()


def test_a_request_that_no_route_supports_is_refused_with_the_reasons_of_the_nearer_one() -> None:
    route, standing = relied_route(a_record(), may_a_sample_be_requested(a_case(offences=(an_offence("TA78-3"),))))
    assert route is None
    assert [finding.rule for finding in standing] == ["V-010"]


def test_the_nearer_route_is_the_one_on_which_the_offence_stands_though_more_is_in_its_way() -> None:
    answer = may_a_sample_be_requested(a_case(offences=(an_offence("MDA71-5-2", "cannabis"),)))
    assert answer.nearest is answer.arrest
    assert {finding.rule for finding in relied_route(a_record(), answer)[1]} == {"V-010", "V-017"}


def test_a_refusal_without_a_warning_is_kept_but_cannot_go_forward_as_an_offence() -> None:
    unwarned = may_a_sample_be_requested(a_case(warned_at=None))
    refused = a_record(outcome=SampleOutcome.REFUSED, warned_at=None, refusal_words="No", analytes={}, result_at=None)
    assert faults(refused, now=NOW, panel=PANEL) == ()
    assert relied_route(refused, unwarned)[0] is not None
    assert relied_route(a_record(), unwarned)[0] is None
    finding = unwarned_refusal(refused)
    assert finding is not None
    assert finding.message == "No warning was recorded before this refusal. It cannot go forward as an offence."


def test_one_reason_asks_for_words_and_one_is_recorded_by_itself_where_an_inspector_refused():
    assert [reason.code for reason in not_tested_reasons().values() if reason.asks_why] == ["officer_discretion"]
    assert authority_refused().label == "The inspector refused authority"
