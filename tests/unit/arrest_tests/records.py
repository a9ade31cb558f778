"""The plainest record of a positive test, and the plainest case for a required assessment."""

from datetime import date, timedelta
from typing import Any

from pathways.arrest_tests.assessment.rules import RequiredAssessmentFacts
from pathways.arrest_tests.testing.rules.record import RecordedTest
from pathways.arrest_tests.testing.rules.results import AnalyteResult, OverallResult, SampleOutcome, ToldAnswer
from pathways.law.rules.findings import SampleCondition
from tests.unit.arrest_tests.cases import NIGHT

POSITIVE, NEGATIVE, INVALID = AnalyteResult
NOW = NIGHT + timedelta(hours=2)
PANEL = {"cocaine": "Cocaine (includes crack)", "opiates": "Opiates"}


def a_record(**changes: Any) -> RecordedTest:
    facts: dict[str, Any] = {
        "outcome": SampleOutcome.SAMPLE_GIVEN,
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


def an_assessment(**changes: Any) -> RequiredAssessmentFacts:
    facts: dict[str, Any] = {
        "at": NOW,
        "born_on": date(1991, 6, 9),
        "result": OverallResult.POSITIVE,
        "site": "Lincoln",
        "is_notified": True,
    }
    return RequiredAssessmentFacts(**(facts | changes))
