"""Of several samples the one that was released decides, and never the one that was voided (V-055)."""

import pytest

from pathways.arrest_tests.assessment import queries as assessment_queries
from pathways.arrest_tests.assessment.rules import AssessmentDecision
from pathways.arrest_tests.held_records.rules import HoldDecision
from pathways.arrest_tests.testing import queries as testing_queries
from pathways.arrest_tests.testing.rules.results import ResultPurpose
from tests.integration.arrest_tests.custody_scenes import a_test, again, negative, require
from tests.integration.arrest_tests.held_scenes import as_it_happened, decide, inspector

VOID = HoldDecision.VOID


@pytest.fixture
def two(officer, view):
    """Two samples by force, the first positive and the second negative, both held."""
    first = as_it_happened(officer, view, a_test())
    second = as_it_happened(officer, again(officer, view), negative(), is_another_sample=True)
    return first, second


def test_the_voided_one_steps_aside_for_the_one_that_was_released(officer, view, two):
    first, second = two
    assert testing_queries.deciding_test(view.episode.id) == first
    decide(inspector(), second)
    assert testing_queries.deciding_test(view.episode.id) == second
    decide(inspector(), first, VOID)
    assert testing_queries.deciding_test(view.episode.id) == second
    seen = testing_queries.result_for(officer, view.episode.id, ResultPurpose.SUPERVISION)
    assert seen is not None
    assert seen.test_id == second.id


def test_where_the_first_is_voided_the_second_waits_for_its_inspector_and_decides(officer, view, two):
    first, second = two
    decide(inspector(), first, VOID)
    assert testing_queries.deciding_test(view.episode.id) == second
    assert testing_queries.is_held(second)


def test_a_requirement_that_rested_on_the_voided_sample_ends_though_another_decides_now(officer, view):
    first = as_it_happened(officer, view, a_test())
    decide(inspector(), first)
    require(officer, again(officer, view))
    as_it_happened(officer, again(officer, view), a_test(), is_another_sample=True)
    as_it_happened(officer, again(officer, view), a_test())  # said otherwise: held anew
    first = testing_queries.deciding_test(view.episode.id)
    decide(inspector(), first, VOID)
    assert testing_queries.deciding_test(view.episode.id) != first
    assert assessment_queries.decision_of(view.episode.id) is None


def test_a_requirement_rests_on_the_released_sample_beside_a_voided_one(officer, view):
    first = as_it_happened(officer, view, negative())
    second = as_it_happened(officer, again(officer, view), a_test(), is_another_sample=True)
    decide(inspector(), first, VOID)
    decide(inspector(), second)
    required = require(officer, again(officer, view))
    assert (required.decision, required.drug_test_id) == (AssessmentDecision.IMPOSED, second.id)


def test_one_alone_that_was_voided_still_stands_in_the_record_and_opens_nothing(officer, view):
    test = as_it_happened(officer, view, a_test())
    decide(inspector(), test, VOID)
    assert testing_queries.deciding_test(view.episode.id) == test
    assert testing_queries.result_for(officer, view.episode.id, ResultPurpose.SUPERVISION) is None
