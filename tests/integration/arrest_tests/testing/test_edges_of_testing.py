"""What the actions refuse at their edges, and what stays when an entry is put right."""

from datetime import timedelta

import pytest

from pathways import clock
from pathways.arrest_tests.assessment import actions as assessment_actions
from pathways.arrest_tests.assessment import queries as assessment_queries
from pathways.arrest_tests.assessment.rules import AssessmentDecision
from pathways.arrest_tests.authority import actions as authority_actions
from pathways.arrest_tests.lawful_basis import actions as lawful_basis_actions
from pathways.arrest_tests.lawful_basis import queries as lawful_basis_queries
from pathways.arrest_tests.offences import queries as offences_queries
from pathways.arrest_tests.rules import AuthorityMode
from pathways.arrest_tests.testing import actions as testing_actions
from pathways.arrest_tests.testing import queries as testing_queries
from pathways.arrest_tests.testing.rules.results import OverallResult, SampleOutcome
from pathways.auth.roles import Rank
from pathways.law.rules.findings import SampleCondition
from pathways.people.custody import queries as people
from pathways.refusals import Refused
from tests import county
from tests.integration.arrest_tests.custody_scenes import (
    GROUNDS,
    NO_SAMPLE,
    a_test,
    again,
    arrested_for,
    in_custody,
    refused,
)
from tests.integration.arrest_tests.held_scenes import as_it_happened, rules_met


def message_of(act, **facts) -> str:
    with pytest.raises(Refused) as raised:
        act(**facts)
    return raised.value.reasons[0].message


def test_a_sample_on_an_authority_keeps_when_the_person_was_told_of_it(officer):
    view = in_custody(officer)
    arrested_for(officer, view, "TA78-3")
    (line,) = offences_queries.offences_of(view.episode.id)
    given = authority_actions.give_authority(
        by=officer,
        view=view,
        offence_id=line.id,
        given_by_id=county.officer(Rank.INSPECTOR).user_id,
        mode=AuthorityMode.ORAL,
        grounds=GROUNDS,
        given_at=clock.now() - timedelta(minutes=30),
    )
    made = testing_actions.record_test(by=officer, view=view, record=a_test())
    assert (made.relied_on, given.told_at) == ([line.id], made.warned_at)
    late = {"offence_id": line.id, "given_by_id": given.given_by_id, "mode": AuthorityMode.ORAL, "grounds": GROUNDS}
    assert "That decision stands" in message_of(
        authority_actions.give_authority, by=officer, view=view, given_at=clock.now(), **late
    )
    assert testing_queries.hold_of(made.id) is None


def test_a_test_that_has_its_result_takes_no_second_entry(officer, view):
    made = testing_actions.record_test(by=officer, view=view, record=a_test())
    assert "correct it" in message_of(testing_actions.record_test, by=officer, view=view, record=a_test())
    same = lawful_basis_actions.recorded(made)
    assert "Nothing here differs" in message_of(
        testing_actions.correct_test, by=officer, view=view, record=same, reason="Wrong"
    )


def test_a_waiting_sample_is_not_told_otherwise_by_its_result(officer, view):
    unread = a_test(result_at=None, analytes={}, has_medicine=None, told_answer=None)
    testing_actions.record_test(by=officer, view=view, record=unread)
    other = a_test(taken_at=clock.now() - timedelta(minutes=10))
    assert "differs from this" in message_of(testing_actions.record_test, by=officer, view=view, record=other)


def test_a_correction_that_stays_positive_leaves_the_assessment_standing(officer, view):
    made = testing_actions.record_test(by=officer, view=view, record=a_test())
    facts = {"decision": AssessmentDecision.IMPOSED, "initial_at": clock.now() + timedelta(days=1)}
    assessment_actions.decide_assessment(by=officer, view=view, service_id=county.service().id, **facts)
    earlier = a_test(warned_at=made.warned_at - timedelta(minutes=1))
    testing_actions.correct_test(by=officer, view=view, record=earlier, reason="The warning came sooner")
    assert assessment_queries.required_assessment_of(view.episode.id) is not None


@pytest.mark.database
def test_there_is_nothing_to_correct_before_a_test_and_no_notice_before_a_requirement(officer, view):
    facts = {"by": officer, "view": view}
    assert "no test to correct" in message_of(testing_actions.correct_test, record=a_test(), reason="x", **facts)
    assert message_of(assessment_actions.serve_notice, all_said=True, served_at=clock.now(), **facts) == (
        "No assessment is required yet"
    )


def test_outside_detention_there_is_no_test(officer):
    view = people.episode(officer, county.episode(by=officer).id)
    assert "Only a person in police detention" in message_of(
        testing_actions.record_test, by=officer, view=view, record=refused()
    )


def test_a_transfer_keeps_the_first_sample_in_view(officer, view):
    testing_actions.record_test(by=officer, view=view, record=a_test())
    test = testing_queries.deciding_test(view.episode.id)
    assert len(lawful_basis_queries.case_facts(view, clock.now()).samples) == 1
    assert lawful_basis_queries.case_facts(view, clock.now(), without_test=test.id).samples == ()


def test_no_test_yet_says_so(officer, view):
    assert assessment_queries.progress(again(officer, view).episode.id).test is assessment_queries.TestProgress.NONE
    assert assessment_queries.progress(view.episode.id).offence_words == "Theft (incl. shoplifting)"
    not_asked = {"outcome": SampleOutcome.NOT_ASKED, "warned_at": None, "requested_at": None, **NO_SAMPLE}
    assert a_test(**not_asked).overall_result is None


def test_a_spoiled_sample_that_was_read_all_the_same_is_held_and_its_reading_is_no_result(officer, view):
    spoiled = a_test(sample_condition=SampleCondition.INSUFFICIENT)
    test = as_it_happened(officer, view, spoiled, differences=frozenset())
    assert (test.overall_result, rules_met(test)) == (OverallResult.NO_VALID_SAMPLE, ["V-027"])
