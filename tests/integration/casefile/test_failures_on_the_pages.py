"""What is left to do about a failure: the task list, the board and the list of failures say the same of it."""

import pytest

from pathways import clock
from pathways.arrest_tests.assessment import actions as assessment_actions
from pathways.arrest_tests.assessment.rules import EndedBy
from pathways.arrest_tests.failures_to_attend import actions, queries
from pathways.arrest_tests.failures_to_attend.rules import FailureStep
from pathways.auth.roles import Rank, Role
from pathways.casefile.queries import timeline as timeline_queries
from pathways.engagement.required_assessments.rules import RequiredOutcome
from pathways.people.custody.queries import episode
from tests import county
from tests.by_notice import by_notice

DECIDE = "Decide whether there was good cause."
CHARGE = "Record the charge, or that there is no further action."
COURT = "Record what the court decides."
KIND = "Failed to attend the initial assessment"

pytestmark = pytest.mark.database


@pytest.fixture
def scene(app, the_clock):
    """Somebody who left custody and missed the initial assessment, as the service told."""
    scene = by_notice(the_clock)
    scene.leaves()
    scene.passes()
    scene.tell(RequiredOutcome.FAILED_TO_ATTEND)
    return scene


def decide(scene, step):
    (failure_id,) = [each.failure.id for each in failures_of(scene)]
    failure_view, view = queries.failure(scene.officer, failure_id)
    actions.decide_failure(
        by=scene.officer, failure_view=failure_view, view=view, step=step, on=clock.today(), reason="The ward’s letter"
    )


def failures_of(scene):
    return queries.failures_of(scene.officer, [episode(scene.officer, scene.episode.id)])[scene.episode.id]


def left_to_do(scene, client_of):
    """What each page tells the officer to do about the failure: the task list, the board, the list of failures."""
    browser = client_of(scene.officer_user, Role.CO)
    page = browser.get(f"/episodes/{scene.episode.id}").text
    return (
        [words for words in (DECIDE, CHARGE, COURT) if words in page],
        "A decision to record" in browser.get("/custody?view=released").text,
        "No failure is waiting" not in browser.get("/failures").text,
    )


def test_whoever_is_told_of_a_failure_is_told_only_what_is_left_to_do(scene, client_of):
    assert left_to_do(scene, client_of) == ([DECIDE], True, True)
    decide(scene, FailureStep.NO_GOOD_CAUSE)
    assert left_to_do(scene, client_of) == ([CHARGE], True, True)
    decide(scene, FailureStep.CHARGE)
    assert left_to_do(scene, client_of) == ([COURT], True, True)
    decide(scene, FailureStep.COURT_OUTCOME)
    assert left_to_do(scene, client_of) == ([], False, False)


def test_nothing_is_left_to_do_once_good_cause_was_accepted_and_the_decision_can_still_be_read(scene, client_of):
    decide(scene, FailureStep.GOOD_CAUSE)
    assert left_to_do(scene, client_of) == ([], False, False)
    browser, (failure,) = client_of(scene.officer_user, Role.CO), failures_of(scene)
    address = f"/failures/{failure.failure.id}"
    task_list = browser.get(f"/episodes/{scene.episode.id}").text
    assert f'href="{address}"' in task_list
    assert "Good cause accepted" in task_list
    assert "There was good cause. The ward’s letter" in browser.get(address).text


def test_who_may_not_book_another_time_is_told_who_does_and_is_led_to_no_page_that_is_shut_to_them(scene, client_of):
    decide(scene, FailureStep.GOOD_CAUSE)
    (failure,) = failures_of(scene)
    decider = county.user(Role.DM, rank=Rank.SERGEANT)
    shown = [
        client_of(user, role).get(f"/failures/{failure.failure.id}").text
        for user, role in ((scene.officer_user, Role.CO), (decider, Role.DM))
    ]
    assert ["required-assessment/change" in page for page in shown] == [True, False]
    assert ["A custody officer may book another time" in page for page in shown] == [False, True]


def test_everything_in_time_order_says_what_was_decided_and_by_whom_without_its_reason(scene, client_of):
    decide(scene, FailureStep.NO_GOOD_CAUSE)
    page = client_of(scene.officer_user, Role.CO).get(f"/people/{scene.episode.person_id}/timeline").text
    assert f"{KIND}: there was no good cause" in page
    assert "The ward’s letter" not in page
    lines = timeline_queries.for_police(scene.officer, scene.episode.person_id).entries
    (decided,) = [line for line in lines if line.title.startswith(KIND)]
    assert decided.by == scene.officer_user.name


def test_a_failure_that_ended_with_its_requirement_leaves_nothing_to_do(scene, client_of):
    inspector = county.officer(Rank.INSPECTOR)
    view = episode(scene.officer, scene.episode.id)
    assessment_actions.end_requirement(by=inspector, view=view, why=EndedBy.ERROR, reason="He was 17", on=clock.today())
    assert left_to_do(scene, client_of) == ([], False, False)
    page = client_of(scene.officer_user, Role.CO).get(f"/people/{scene.episode.person_id}/timeline").text
    assert f"{KIND}: discontinued" in page


def test_the_page_of_a_failure_is_offered_only_to_those_who_can_open_it(scene):
    view = episode(scene.officer, scene.episode.id)
    elsewhere = county.officer(at=county.suite("Grantham"))
    assert [each.opens for each in queries.failures_of(elsewhere, [view])[scene.episode.id]] == [False]
    assert [each.opens for each in queries.failures_of(scene.worker, [view])[scene.episode.id]] == [False]
