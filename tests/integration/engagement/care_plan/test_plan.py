"""The care plan of a case: the start stands in it, and it is seen on its page by nobody else."""

from datetime import timedelta

from pathways.engagement.care_plan import queries
from pathways.engagement.care_plan.rules import GoalState
from pathways.engagement.case import actions
from tests.integration.engagement.addresses import at, day


def test_the_start_is_the_first_intervention_and_a_correction_of_it_corrects_that(scene):
    scene.start()
    scene.next_day()
    (first,) = queries.plan_of(scene.case).interventions
    assert (first.modality, first.started_on, first.is_start) == ("95", scene.case.start.started_on, True)
    actions.start_treatment(
        by=scene.worker,
        referral_id=scene.referral.id,
        started_on=scene.case.start.started_on,
        modality="94",
        correction_reason="Wrong row",
    )
    (first,) = queries.plan_of(scene.case).interventions
    assert first.modality == "94"


def test_a_goal_and_a_review_are_recorded_and_read_on_the_page_of_the_treatment(signs_in, scene):
    scene.start()
    today = scene.case.start.started_on
    browser = signs_in()
    typed = {"goal": "Sleep through", "does": "Goes to the GP", "who": "Dean", **day("by_on", today + timedelta(9))}
    assert browser.post(at(scene, "/goals/new"), typed).status_code == 302
    (goal,) = queries.plan_of(scene.case).goals
    assert browser.post(at(scene, f"/goals/{goal.id}"), {"state": "done"}).status_code == 302
    assert queries.plan_of(scene.case).goals[0].state is GoalState.DONE
    review = {"summary": "ZZ-CLINICAL-1 better", **day("reviewed_on", today)}
    assert browser.post(at(scene, "/reviews/new"), review).status_code == 302
    page = browser.get(at(scene, "/treatment")).text
    assert "Sleep through" in page
    assert "ZZ-CLINICAL-1 better" in page
