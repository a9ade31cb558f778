"""What two colleagues send one after the other, the second from a page that was made before: kept, said, not recorded."""

from datetime import timedelta

import pytest

from pathways import clock
from pathways.arrest_tests.failures_to_attend import actions as failures_to_attend_actions
from pathways.arrest_tests.failures_to_attend import queries as failures
from pathways.arrest_tests.failures_to_attend.rules import FailureStep
from pathways.arrest_tests.failures_to_attend.views import TOO_LATE
from pathways.arrest_tests.testing import actions as testing_actions
from pathways.arrest_tests.testing.queries import lab_check_of, steps_of
from pathways.arrest_tests.testing.rules.results import LabBasis, LabStep
from pathways.auth.roles import Role
from pathways.drafts.actions import draft_at
from pathways.engagement.follow_up import actions as engagement
from pathways.engagement.follow_up import queries
from pathways.engagement.follow_up.rules import FollowUpDecision
from pathways.engagement.required_assessments.rules import RequiredOutcome
from pathways.people.custody.queries import episode
from pathways.store.base import db
from tests.by_notice import by_notice
from tests.integration.arrest_tests.custody_scenes import boxes
from tests.pages import hidden_values

WORDS = "He says that he took codeine"


@pytest.mark.database
def test_a_step_of_the_laboratory_and_a_decision_about_a_failure_that_come_too_late(app, the_clock, client_of):
    scene = by_notice(the_clock)
    db.session.refresh(scene.required)
    scene.passes()
    scene.tell(RequiredOutcome.FAILED_TO_ATTEND)
    officer, view = client_of(scene.officer_user, Role.CO), episode(scene.officer, scene.episode.id)
    (waiting,) = failures.failures_waiting(scene.officer).rows
    pages = {
        f"/episodes/{scene.episode.id}/drug-test/laboratory": {"step": "withdraw", "words": WORDS},
        f"/failures/{waiting.failure.id}": {"step": "good_cause", "reason": WORDS},
    }
    facts = {"by": scene.officer, "view": view, "at": clock.now(), "words": "Not me"}
    testing_actions.record_lab_step(step=LabStep.DISPUTE, basis=LabBasis.DENIES_USE, **facts)
    forms = {page: hidden_values(officer.get(page).text, page) for page in pages}
    testing_actions.record_lab_step(step=LabStep.WITHDRAW, **facts)
    failure_view, _ = failures.failure(scene.officer, waiting.failure.id)
    facts = {"by": scene.officer, "view": view, "failure_view": failure_view, "on": clock.today(), "reason": "Ill"}
    failures_to_attend_actions.decide_failure(step=FailureStep.GOOD_CAUSE, **facts)
    for page, typed in pages.items():
        answer = officer.send(page, forms[page] | typed | boxes("at", clock.now()) | boxes("on", clock.now()))
        assert TOO_LATE in answer.text
        assert [WORDS] in draft_at(scene.officer.user_id, page).typed.values()
    check = lab_check_of(scene.required.drug_test_id)
    assert len(steps_of(check)) == 2


def test_a_notice_and_a_decision_of_the_follow_up_are_read_as_what_they_are(app, the_clock, client_of):
    scene = by_notice(the_clock)
    db.session.refresh(scene.required)
    scene.passes()
    worker, page = client_of(scene.worker_user, Role.TW), f"{scene.page}/follow-up"
    form = hidden_values(worker.get(page).text, page)
    assert "no follow-up notice left" in worker.send(page, form | boxes("given_at", clock.now())).text
    decided = {"decision": FollowUpDecision.REQUIRED, "starts_at": clock.now() + timedelta(days=1), "place": "Room 2"}
    engagement.decide_follow_up(by=scene.worker, required_id=scene.required.id, **decided)
    typed = {"decision": "required", "place": WORDS} | boxes("starts_at", clock.now() + timedelta(days=2))
    answer = worker.send(page, form | typed)
    assert "Somebody else changed this record" in answer.text
    assert WORDS in answer.text
    assert queries.follow_up_of(scene.required.id).place == "Room 2"
    assert "enter it again" in worker.get(page).text
    assert "Why is it changed?" in worker.get(f"{page}?again=1").text
