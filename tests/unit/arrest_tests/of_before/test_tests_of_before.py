"""A test of before is asked what the desk asks of a test, but for what only somebody of today could answer."""

from datetime import UTC, datetime, timedelta

import pytest

from pathways.arrest_tests.of_before.rules import PastTest, past_test_reasons
from pathways.arrest_tests.testing.rules.results import AnalyteResult, OverallResult, SampleOutcome
from pathways.law.rules.findings import SampleCondition
from pathways.law.rules.tables import packaged

ASKED = datetime(2025, 3, 4, 22, 40, tzinfo=UTC)
NOW = datetime(2026, 11, 25, 3, 12, tzinfo=UTC)
GIVEN = {
    "warned_at": ASKED - timedelta(minutes=1),
    "requested_at": ASKED,
    "outcome": SampleOutcome.SAMPLE_GIVEN,
    "taken_at": ASKED + timedelta(minutes=2),
    "sample_condition": SampleCondition.SUFFICIENT,
    "result_at": ASKED + timedelta(minutes=12),
    "cocaine": AnalyteResult.POSITIVE,
    "opiates": AnalyteResult.NEGATIVE,
}
REQUIRED = {
    "required_at": ASKED + timedelta(minutes=20),
    "initial_at": ASKED + timedelta(days=3),
    "service_id": 4,
}
NO_SAMPLE = dict.fromkeys(("taken_at", "sample_condition", "result_at", "cocaine", "opiates"))
REFUSED = GIVEN | NO_SAMPLE | {"outcome": SampleOutcome.REFUSED, "refusal_words": "No"}


def fields(facts):
    return [each.field for each in past_test_reasons(PastTest(**facts), now=NOW, law=packaged())]


def test_what_another_system_kept_is_enough_without_a_word_of_medicine_or_of_what_the_person_said():
    assert fields(GIVEN) == []
    assert fields(REFUSED) == []
    assert PastTest(**GIVEN).record.overall_result is OverallResult.POSITIVE


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"warned_at": ASKED + timedelta(minutes=1)}, "warned_at"),
        ({"result_at": NOW + timedelta(days=1)}, "result_at"),
        ({"taken_at": None}, "taken_at"),
        ({"taken_at": ASKED - timedelta(minutes=1)}, "taken_at"),
        ({"sample_condition": None, "result_at": None, "cocaine": None, "opiates": None}, "sample_condition"),
        ({"sample_condition": SampleCondition.LOST}, "result_at"),
        ({"result_at": None}, "result_at"),
        ({"result_at": None, "cocaine": None, "opiates": None}, "result_at"),
        ({"result_at": ASKED}, "result_at"),
        ({"opiates": None}, "opiates"),
        ({"offence": "TA68-1", "other_offence": "Begging"}, "other_offence"),
        ({"offence_drug": "crack_cocaine"}, "offence_drug"),
        ({"offence": "OTHER"}, "offence"),
    ],
)
def test_what_cannot_be_is_told_at_its_column(changed, field):
    assert set(fields(GIVEN | changed)) == {field}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({}, None),
        ({"initial_at": None}, "initial_at"),
        ({"service_id": None}, "service"),
        ({"required_at": None}, "required_at"),
        ({"cocaine": AnalyteResult.NEGATIVE}, "required_at"),
        ({"required_at": ASKED}, "required_at"),
        ({"initial_at": ASKED}, "initial_at"),
    ],
)
def test_an_assessment_is_required_after_a_positive_result_for_a_time_and_a_service(changed, field):
    assert fields(GIVEN | REQUIRED | changed) == ([field] if field else [])


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"refusal_words": None}, "refusal_words"),
        ({"outcome": SampleOutcome.COULD_NOT, "refusal_words": None}, "good_cause"),
        ({"taken_at": ASKED}, "taken_at"),
        ({"cocaine": AnalyteResult.POSITIVE}, "result_at"),
        ({"outcome": SampleOutcome.NOT_ASKED}, "outcome"),
    ],
)
def test_without_a_sample_it_is_said_why_and_nothing_of_a_sample(changed, field):
    assert field in fields(REFUSED | changed)


def test_a_test_by_a_device_that_was_not_there_yet_is_told():
    early = {name: at - timedelta(days=400) for name, at in GIVEN.items() if isinstance(at, datetime)}
    messages = [each.message for each in past_test_reasons(PastTest(**(GIVEN | early)), now=NOW, law=packaged())]
    assert messages
    assert all("device" in each for each in messages)
