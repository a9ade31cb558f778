"""A second sample in one detention: on its page from the day on which the law allows it, and on no day before."""

from datetime import timedelta

import pytest

from pathways import clock
from pathways.arrest_tests.assessment import queries as assessment_queries
from pathways.arrest_tests.assessment.rules import may_assessment_be_required
from pathways.arrest_tests.held_records.rules import HoldDecision
from pathways.arrest_tests.testing import actions
from pathways.arrest_tests.testing import queries as testing_queries
from pathways.arrest_tests.testing.rules.results import OverallResult
from pathways.auth.roles import Role
from pathways.disposals.facts.queries import sample_id_of
from pathways.law.rules.findings import SampleCondition
from tests import county
from tests.client import SignedInClient
from tests.integration.arrest_tests import law_scenes
from tests.integration.arrest_tests.custody_scenes import (
    NO_SAMPLE,
    a_test,
    again,
    arrested_for,
    boxes,
    refused,
    require,
)
from tests.integration.arrest_tests.held_scenes import as_it_happened, decide, inspector, rules_met

ASKED, ASK = "Asked before in this detention", "Ask for a second sample"


def spoiled(condition=SampleCondition.INSUFFICIENT):
    facts = {name: value for name, value in NO_SAMPLE.items() if name not in ("taken_at", "sample_condition")}
    return a_test(sample_condition=condition, **facts)


def typed(**changes):
    at = clock.now()
    plain = {
        "all_said": "all",
        "outcome": "sample_given",
        "sample_condition": "sufficient_and_suitable",
        "analyte_cocaine": "positive",
        "analyte_opiates": "negative",
        "has_medicine": "no",
        "told_answer": "accepts",
    }
    times = ("warned_at", "requested_at", "taken_at", "result_at")
    return plain | {box: value for name in times for box, value in boxes(name, at).items()} | changes


def first_day_of_the_regime(the_clock, officer):
    """Half past midnight on the day from which a second sample is allowed, a new shift set up."""
    law_scenes.approved(law_scenes.the_regime_of_2026(clock.today() + timedelta(days=1)))
    the_clock.advance(timedelta(hours=21, minutes=18))
    county.shift_set_up(officer.user_id, county.suite().id)


@pytest.mark.database
def test_the_page_asks_for_a_second_sample_only_under_a_law_that_allows_it(app, scene, the_clock):
    client, officer, view = scene
    arrested_for(officer, view)
    first = actions.record_test(by=officer, view=again(officer, view), record=spoiled())
    page = f"/episodes/{view.episode.id}/test"
    assert ASK not in client.get(page).text
    refusal = client.post(page, typed(), form_at=f"{page}/correct").text
    assert "This test has its result" in refusal
    first_day_of_the_regime(the_clock, officer)
    client = SignedInClient(app, officer.user_id, Role.CO)
    text = client.get(page).text
    assert ASK in text
    assert "One more may be asked for" in text
    assert client.post(f"{page}?again=1", typed()).location == f"/episodes/{view.episode.id}/required-assessment"
    second = testing_queries.deciding_test(view.episode.id)
    assert (second.sample_seq, second.overall_result) == (2, OverallResult.POSITIVE)
    assert (first.sample_seq, first.superseded_at) == (1, None)
    text = client.get(page).text
    assert ASKED in text
    assert ASK not in text
    entered = typed(analyte_cocaine="negative", correction_reason="Misread")
    assert client.post(f"{page}/correct", entered).status_code == 302
    assert testing_queries.deciding_test(view.episode.id).sample_seq == 2


def test_whoever_refuses_the_second_sample_has_refused_and_what_was_spoiled_before_stays(officer, view, the_clock):
    record = spoiled(SampleCondition.UNSUITABLE)
    first = actions.record_test(by=officer, view=again(officer, view), record=record)
    first_day_of_the_regime(the_clock, officer)
    test = actions.record_test(by=officer, view=again(officer, view), record=refused())
    assert testing_queries.deciding_test(view.episode.id) is test
    assert testing_queries.tests_of(view.episode.id) == (first, test)


def test_a_second_sample_is_an_entry_of_its_own_and_the_first_keeps_its_result(officer, view):
    first = actions.record_test(by=officer, view=view, record=a_test())
    second = as_it_happened(officer, view, differences=frozenset(), is_another_sample=True)
    assert rules_met(second) == ["V-018"]
    assert testing_queries.deciding_test(view.episode.id) == first
    assert testing_queries.hold_of(first.id) is None
    decide(inspector(), second)
    assert sample_id_of(view.episode.id) == first.id  # the one whose result is told
    facts = assessment_queries.assessment_facts(again(officer, view), clock.now())
    assert may_assessment_be_required(facts).may_be_required


def test_voiding_another_sample_leaves_the_requirement_that_rests_on_the_first(officer, view):
    actions.record_test(by=officer, view=view, record=a_test())
    required = require(officer, again(officer, view))
    second = as_it_happened(officer, view, is_another_sample=True)
    decide(inspector(), second, HoldDecision.VOID)
    assert assessment_queries.required_assessment_of(view.episode.id) == required
