"""A result stays behind its purposes, and a wrong one is put right beside what it was."""

from datetime import date

import pytest

from pathways.arrest_tests.assessment import queries as assessment_queries
from pathways.arrest_tests.lawful_basis import actions as lawful_basis_actions
from pathways.arrest_tests.testing import actions as testing_actions
from pathways.arrest_tests.testing import queries as testing_queries
from pathways.arrest_tests.testing.rules.results import OverallResult, ResultPurpose
from pathways.auth.roles import Role
from pathways.refusals import OutOfSight
from tests import county
from tests.integration.arrest_tests.custody_scenes import (
    a_test,
    arrested_for,
    in_custody,
    negative,
    refusal,
    refused,
    require,
)


def test_a_wrong_result_is_corrected_beside_what_it_corrects_and_the_assessment_ends(officer, view):
    first = testing_actions.record_test(by=officer, view=view, record=a_test())
    required = require(officer, view)
    right = lawful_basis_actions.recorded(first)
    (message,) = refusal(testing_actions.correct_test, by=officer, view=view, record=right, reason="")
    assert message.startswith("Say why it was wrong")
    clean = negative(warned_at=first.warned_at, requested_at=first.requested_at, taken_at=first.taken_at)
    second = testing_actions.correct_test(by=officer, view=view, record=clean, reason="Read the wrong line")
    assert second.overall_result is OverallResult.NEGATIVE
    assert (first.superseded_by_id, first.correction_reason) == (second.id, "Read the wrong line")
    assert assessment_queries.required_assessment_of(view.episode.id) is None
    assert "was corrected" in required.correction_reason


def test_a_result_is_told_only_for_a_purpose_that_the_role_may_use(officer, view):
    testing_actions.record_test(by=officer, view=view, record=a_test())
    decider = county.viewer_of(county.user(Role.DM))
    worker = county.viewer_of(county.user(Role.TW))
    manager = county.viewer_of(county.user(Role.MG))
    number = view.episode.id
    assert (
        testing_queries.result_for(decider, number, ResultPurpose.CONDITIONAL_CAUTION).overall is OverallResult.POSITIVE
    )
    accepted = {"accepting_organisation_id": worker.organisation_id}
    result = testing_queries.result_for(worker, number, ResultPurpose.ADVICE_AND_TREATMENT, **accepted)
    assert result.lines == (("Cocaine (includes crack)", "Positive"), ("Opiates", "Negative"))
    assert result.taken_on == date(2026, 11, 25)
    for viewer, purpose in (
        (decider, ResultPurpose.SUPERVISION),
        (worker, ResultPurpose.CONDITIONAL_CAUTION),
        *((manager, each) for each in ResultPurpose),
    ):
        with pytest.raises(OutOfSight):
            testing_queries.result_for(viewer, number, purpose, accepting_organisation_id=viewer.organisation_id)


@pytest.mark.parametrize("role", [Role.TW, Role.PM])
def test_treatment_staff_are_told_only_what_their_own_organisation_accepted(officer, view, role):
    testing_actions.record_test(by=officer, view=view, record=a_test())
    worker, other = county.viewer_of(county.user(role)), county.provider("Coastline Recovery")
    for accepted_by in (None, other.id):
        with pytest.raises(OutOfSight):
            testing_queries.result_for(
                worker, view.episode.id, ResultPurpose.ADVICE_AND_TREATMENT, accepting_organisation_id=accepted_by
            )


def test_no_result_is_told_of_a_refusal_and_a_corrected_one_is_told_as_it_stands(officer, view):
    decider, number = county.viewer_of(county.user(Role.DM)), view.episode.id
    testing_actions.record_test(by=officer, view=view, record=refused())
    assert testing_queries.result_for(decider, number, ResultPurpose.CONDITIONAL_CAUTION) is None
    testing_actions.record_test(by=officer, view=view, record=a_test())
    first = testing_queries.result_for(decider, number, ResultPurpose.CONDITIONAL_CAUTION)
    testing_actions.correct_test(by=officer, view=view, record=negative(), reason="Read the wrong line")
    now = testing_queries.result_for(decider, number, ResultPurpose.CONDITIONAL_CAUTION)
    assert (first.overall, now.overall) == (OverallResult.POSITIVE, OverallResult.NEGATIVE)
    assert first.test_id != now.test_id


def test_what_other_rooms_are_told_of_a_test_never_tells_positive_from_negative(officer, app):
    answers = []
    for record in (a_test(), negative()):
        view = in_custody(officer, of=county.person(surname=f"Other{len(answers)}", by=officer))
        arrested_for(officer, view)
        testing_actions.record_test(by=officer, view=view, record=record)
        progress = assessment_queries.progress(view.episode.id)
        answers.append((progress.test, progress.test_words, progress.assessment))
    assert answers[0] == answers[1]
