"""Another appointment after good cause: what became of the one before stays, and a second outcome follows."""

import io
from datetime import timedelta

import pypdf
import pytest

from pathways import clock, dates
from pathways.arrest_tests.assessment import actions as assessment_actions
from pathways.arrest_tests.assessment import queries as diaries
from pathways.arrest_tests.assessment.rules import THE_SERVICE_BOOKS
from pathways.arrest_tests.failures_to_attend import actions as failures_to_attend_actions
from pathways.arrest_tests.failures_to_attend import queries as failures
from pathways.arrest_tests.failures_to_attend.rules import FailureStep
from pathways.auth.roles import Role
from pathways.casefile.queries.referral_facts import required_assessment, requirements_of
from pathways.engagement.follow_up import actions, queries
from pathways.engagement.follow_up.rules import FollowUpDecision
from pathways.engagement.models.treatment import RequiredAssessmentOutcome
from pathways.engagement.required_assessments.rules import RequiredOutcome
from pathways.people.custody.queries import episode
from pathways.refusals import Refused
from pathways.store.base import db
from tests import county
from tests.by_notice import LIST, by_notice
from tests.failures_told import failures_of
from tests.integration.engagement.addresses import day

CAME, MISSED, LEFT = (
    RequiredOutcome.ATTENDED_REMAINED,
    RequiredOutcome.FAILED_TO_ATTEND,
    RequiredOutcome.FAILED_TO_REMAIN,
)


@pytest.fixture
def scene(app, the_clock):
    scene = by_notice(the_clock)
    db.session.refresh(scene.required)
    scene.passes()
    return scene


def accept_good_cause(scene):
    (waiting,) = failures.failures_waiting(scene.officer).rows
    failure_view, view = failures.failure(scene.officer, waiting.failure.id)
    facts = {
        "by": scene.officer,
        "failure_view": failure_view,
        "view": view,
        "on": clock.today(),
        "reason": "He was in hospital",
    }
    failures_to_attend_actions.decide_failure(step=FailureStep.GOOD_CAUSE, **facts)
    return waiting.failure.id


def left_to_do(scene):
    """What the pages of the police tell them to do about the failures of this person."""
    view = episode(scene.officer, scene.episode.id)
    return [each.to_do for each in failures.failures_of(scene.officer, [view])[scene.episode.id] if each.to_do]


def moment(name, at):
    wall = dates.london(at)
    return {f"{name}-time": f"{wall:%H:%M}", **day(name, wall)}


def words_of(paper):
    pages = pypdf.PdfReader(io.BytesIO(paper)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def change(scene, by=None):
    facts = {"by": by or scene.officer, "person": episode(scene.officer, scene.episode.id).person}
    at, place = clock.now() + timedelta(days=2), county.service().id
    return assessment_actions.propose_change(
        required=scene.required, new_at=at, service_id=place, slot_id=None, reason="As agreed", **facts
    )


def test_after_a_missed_initial_an_officer_books_another_whose_outcome_is_the_last_step(scene, client_of):
    first_time = scene.required.initial_at
    scene.tell(MISSED)
    with pytest.raises(Refused, match="has passed"):
        change(scene)
    failure_id = accept_good_cause(scene)
    officer, worker = client_of(scene.officer_user, Role.CO), client_of(scene.worker_user, Role.TW)
    page = f"/episodes/{scene.episode.id}/required-assessment/change"
    assert page in officer.get(f"/failures/{failure_id}").text
    assert f"{scene.page}/change" in worker.get(scene.page).text
    at = clock.now() + timedelta(days=2)
    typed = {"service_id": str(county.service().id), "reason": "He was in hospital", **moment("initial_at", at)}
    assert officer.post(page, typed | {"slot": "by_hand"}).status_code == 302
    assert scene.required.initial_at == first_time
    text = officer.get(page).text
    assert "Book another appointment" in text
    assert "You do not have to go to a follow-up assessment" in text
    change_id = diaries.pending_change(scene.required.id).id
    paper = words_of(officer.browser.get(f"{page}/{change_id}.pdf").data)
    assert "You do not have to go to a follow-up assessment" in paper
    assert "If you do not go to the follow-up" not in paper
    assert officer.post(page, {"what": "given", **moment("served_at", clock.now())}).status_code == 302
    assert (scene.required.booking, scene.required.initial_at > first_time) == (2, True)
    assert left_to_do(scene) == []
    (requirement,) = requirements_of([scene.required]).values()
    (failed,) = (fact.note for fact in required_assessment(requirement) if fact.was_reported)
    assert f"The notice: {dates.london(first_time):%A}" in failed
    assert "Still to come" in worker.get(LIST).text
    scene.passes()
    assert "The follow-up ended" in client_of(scene.worker_user, Role.TW).get(scene.page).text
    typed = {"outcome": "attended_remained", **moment("at", scene.required.initial_at)}
    assert client_of(scene.worker_user, Role.TW).post(scene.page, typed).status_code == 302
    outcomes = db.session.query(RequiredAssessmentOutcome).order_by(RequiredAssessmentOutcome.id).all()
    assert [(outcome.booking, outcome.outcome, outcome.superseded_at) for outcome in outcomes] == [
        (1, MISSED, None),
        (2, CAME, None),
    ]
    with pytest.raises(Refused, match="follow-up requirement ended"):
        actions.decide_follow_up(by=scene.worker, required_id=scene.required.id, decision=FollowUpDecision.NOT_REQUIRED)


def test_after_leaving_early_only_the_service_books_and_a_second_failure_is_decided_anew(scene):
    scene.tell(LEFT)
    accept_good_cause(scene)
    with pytest.raises(Refused, match=THE_SERVICE_BOOKS[:30]):
        change(scene)
    change(scene, by=scene.worker)
    actions.serve_change(by=scene.worker, required_id=scene.required.id, served_at=clock.now())
    scene.passes()
    scene.tell(LEFT)
    (waiting,) = failures.failures_waiting(scene.officer).rows
    assert (waiting.failure.booking, waiting.failure.kind.value) == (2, "initial_remain")
    scene.tell(CAME, correction_reason="It was somebody else")
    assert failures.failures_waiting(scene.officer).rows == ()
    assert len(failures_of(episode(scene.officer, scene.episode.id))) == 1


@pytest.mark.database
def test_a_booking_entered_before_the_report_was_corrected_is_not_told(scene):
    scene.tell(MISSED)
    accept_good_cause(scene)
    change(scene, by=scene.worker)
    scene.tell(CAME, correction_reason="He came to the other door")
    with pytest.raises(Refused, match="has passed"):
        actions.serve_change(by=scene.worker, required_id=scene.required.id, served_at=clock.now())
    actions.drop_change(by=scene.worker, required_id=scene.required.id)
    assert scene.required.booking == 1


def test_after_a_follow_up_that_was_missed_with_good_cause_another_is_told(scene):
    facts = {"by": scene.worker, "required_id": scene.required.id}
    again = facts | {"decision": FollowUpDecision.REQUIRED, "place": "Room 2"}
    actions.decide_follow_up(**again, starts_at=clock.now() + timedelta(days=1))
    actions.give_notice(**facts, given_at=clock.now())
    scene.clock.advance(timedelta(days=2))
    actions.report_follow_up(**facts, outcome=MISSED, at=clock.now())
    with pytest.raises(Refused, match="can no longer be changed"):
        actions.decide_follow_up(**again, starts_at=clock.now() + timedelta(days=1), reason="Ill")
    (waits,) = left_to_do(scene)
    assert "Decide whether there was good cause" in waits
    accept_good_cause(scene)
    assert left_to_do(scene) == []
    actions.decide_follow_up(**again, starts_at=clock.now() + timedelta(days=1), reason="Ill")
    actions.give_notice(**facts, given_at=clock.now())
    assert left_to_do(scene) == []
    scene.clock.advance(timedelta(days=2))
    assert actions.report_follow_up(**facts, outcome=CAME, at=clock.now()).booking == 2
    assert [failure.booking for failure in queries.what_became_of([scene.required.id])[1]] == [1]
