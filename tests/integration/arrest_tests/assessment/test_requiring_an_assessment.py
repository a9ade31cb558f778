"""Both assessments required after a positive result, told, and noticed before release."""

import hashlib
from datetime import timedelta

import pytest

from pathways import clock
from pathways.arrest_tests.assessment import actions as assessment_actions
from pathways.arrest_tests.assessment import queries
from pathways.arrest_tests.assessment.rules import AssessmentDecision
from pathways.arrest_tests.disclosure import actions as disclosure_actions
from pathways.arrest_tests.testing import actions as testing_actions
from pathways.arrest_tests.testing.rules.results import AnalyteResult
from pathways.dates import time_in_words
from pathways.law.rules.findings import SampleCondition, stops
from pathways.people.custody import actions as people_actions
from pathways.people.rules import ReleaseType
from tests.integration.arrest_tests.custody_scenes import (
    a_test,
    again,
    negative,
    refusal,
    require,
)
from tests.leaving import no_time


def test_a_positive_adult_may_be_required_to_go_to_both_assessments(officer, view):
    testing_actions.record_test(by=officer, view=view, record=a_test())
    required = require(officer, view)
    assert required.initial_place == "Lincoln Recovery Hub, Lincoln"
    assert queries.required_assessment_of(view.episode.id) is required
    assert queries.progress(view.episode.id).assessment is queries.AssessmentProgress.IMPOSED


@pytest.mark.parametrize(
    "record",
    [
        lambda: negative(),
        lambda: a_test(
            sample_condition=SampleCondition.INSUFFICIENT,
            result_at=None,
            analytes={},
            has_medicine=None,
            told_answer=None,
        ),
        lambda: a_test(analytes={"cocaine": AnalyteResult.NEGATIVE, "opiates": AnalyteResult.INVALID}),
    ],
)
def test_no_other_result_opens_a_required_assessment(officer, view, record):
    testing_actions.record_test(by=officer, view=view, record=record())
    assert refusal(require, by=officer, view=view) == [stops("V-032").message]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"initial_at": -timedelta(minutes=1)}, "The appointment must be in the future."),
        ({"initial_at": None}, "Enter the date and time of the initial assessment"),
        ({"service_id": None}, "Select the service where the initial assessment is"),
        (
            {"decision": AssessmentDecision.NOT_IMPOSED},
            "Enter why you do not require the assessments",
        ),
    ],
)
def test_what_a_requirement_needs(officer, view, changes, message):
    testing_actions.record_test(by=officer, view=view, record=a_test())
    moved = {name: clock.now() + value if isinstance(value, timedelta) else value for name, value in changes.items()}
    assert message in refusal(require, by=officer, view=view, **moved)


def test_after_release_nothing_can_be_required_any_more(officer, view):
    testing_actions.record_test(by=officer, view=view, record=a_test())
    people_actions.release(
        by=officer,
        episode=view.episode,
        released_at=clock.now(),
        release_type=next(iter(ReleaseType)),
        not_done=no_time(officer, view.episode),
    )
    (message,) = refusal(require, by=officer, view=again(officer, view))
    assert message == stops("V-034", time=time_in_words(clock.now())).message


def test_the_notice_is_handed_over_before_release_with_the_hash_of_its_paper(officer, view):
    testing_actions.record_test(by=officer, view=view, record=a_test())
    required = require(officer, view)
    assert (
        "the notice in writing"
        in refusal(assessment_actions.serve_notice, by=officer, view=view, all_said=False, served_at=clock.now())[0]
    )
    before = required.imposed_at - timedelta(minutes=1)
    (message,) = refusal(assessment_actions.serve_notice, by=officer, view=view, all_said=True, served_at=before)
    assert "03:12, 25 November 2026" in message
    assessment_actions.serve_notice(by=officer, view=view, all_said=True, served_at=clock.now())
    paper = disclosure_actions.print_notice(by=officer, view=view, required=required)
    assert paper.startswith(b"%PDF")
    assert required.notice_sha256 == hashlib.sha256(paper).hexdigest()
    assert queries.progress(view.episode.id).assessment is queries.AssessmentProgress.SERVED
    (message,) = refusal(require, by=officer, view=view)
    assert "notice has been handed over" in message


def test_until_the_notice_is_handed_over_the_time_may_be_changed(officer, view):
    testing_actions.record_test(by=officer, view=view, record=a_test())
    first = require(officer, view)
    second = require(officer, view, initial_at=clock.now() + timedelta(days=2))
    assert first.superseded_by_id == second.id
