"""A failure that was told is decided by police; the laboratory's answer ends the requirement and the file."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pathways import clock
from pathways.arrest_tests.assessment import actions as assessment_actions
from pathways.arrest_tests.assessment import queries as assessment_queries
from pathways.arrest_tests.assessment.rules import EndedBy
from pathways.arrest_tests.disclosure import actions as disclosure_actions
from pathways.arrest_tests.disclosure.rules import ResultRecipient, SharingFacts
from pathways.arrest_tests.failures_to_attend import actions as failures_to_attend_actions
from pathways.arrest_tests.failures_to_attend import queries as failures
from pathways.arrest_tests.failures_to_attend.rules import FailureKind, FailureState, FailureStep
from pathways.arrest_tests.testing import actions as testing_actions
from pathways.arrest_tests.testing import queries as testing_queries
from pathways.arrest_tests.testing.queries import lab_check_of
from pathways.arrest_tests.testing.rules.results import LabBasis, LabStep, ResultPurpose
from pathways.auth.roles import Rank, Role
from pathways.disposals.facts.queries import sample_id_of
from pathways.engagement.required_assessments.rules import RequiredOutcome
from pathways.people.custody.queries import episode
from pathways.referrals.routing import queries as referrals
from pathways.referrals.sending.rules import ReferralRoute
from pathways.refusals import OutOfSight, Refused
from pathways.store.base import db
from tests import county
from tests.by_notice import by_notice
from tests.failures_told import failures_of
from tests.integration.arrest_tests import held_scenes
from tests.integration.arrest_tests.custody_scenes import again, arrested_for, in_custody, refused
from tests.pages import is_told_it_was_saved


@pytest.fixture
def scene(app, the_clock):
    """Somebody who missed the initial assessment, as the service told."""
    scene = by_notice(the_clock)
    db.session.refresh(scene.required)
    scene.passes()
    scene.tell(RequiredOutcome.FAILED_TO_ATTEND)
    return scene


def view_of(scene):
    return episode(scene.officer, scene.episode.id)


def decide(scene, step, **more):
    (waiting,) = failures_of(view_of(scene))
    failure_view, view = failures.failure(scene.officer, waiting.failure.id)
    facts = {
        "by": scene.officer,
        "failure_view": failure_view,
        "view": view,
        "on": clock.today(),
        "reason": "As he said",
    }
    return failures_to_attend_actions.decide_failure(step=step, **(facts | more))


def lab(scene, step, **more):
    basis = LabBasis.DENIES_USE if step is LabStep.DISPUTE else None
    facts = {
        "basis": basis,
        "by": scene.officer,
        "view": view_of(scene),
        "at": clock.now(),
        "words": "Not me",
        "reference": "L-17",
    }
    return testing_actions.record_lab_step(step=step, **(facts | more))


def test_the_report_opens_a_decision_and_a_corrected_report_takes_it_back(scene):
    (waiting,) = failures.failures_waiting(scene.officer).rows
    assert (waiting.failure.kind, waiting.state) == (FailureKind.INITIAL_ATTEND, FailureState.REVIEW)
    scene.tell(RequiredOutcome.ATTENDED_REMAINED, correction_reason="Other door")
    assert failures.failures_waiting(scene.officer).rows == ()
    with pytest.raises(OutOfSight):
        failures.failure(scene.officer, waiting.failure.id)


def test_whoever_decides_a_failure_is_told_that_the_decision_is_recorded(scene, client_of):
    browser = client_of(scene.officer_user, Role.CO)
    (waiting,) = failures.failures_waiting(scene.officer).rows
    today = clock.today()
    on = {"on-day": today.day, "on-month": today.month, "on-year": today.year}
    sent = browser.post(f"/failures/{waiting.failure.id}", on | {"step": "good_cause", "reason": "As he said"})
    assert is_told_it_was_saved(browser.get(sent.location).text)
    assert not is_told_it_was_saved(browser.get("/failures").text)


def test_from_no_good_cause_to_the_court(scene, client_of):
    assert decide(scene, FailureStep.NO_GOOD_CAUSE).state is FailureState.FILE
    assert decide(scene, FailureStep.CHARGE).state is FailureState.CHARGED
    assert decide(scene, FailureStep.COURT_OUTCOME).state is FailureState.COURT_DECIDED
    browser = client_of(scene.officer_user, Role.CO)
    (done,) = failures_of(view_of(scene))
    page = browser.get(f"/failures/{done.failure.id}").text
    assert "Decided by a court" in page
    assert page.count("As he said") == 3
    assert "No failure is waiting for a decision" in browser.get("/failures").text
    assert client_of(scene.worker_user, Role.TW).ask("GET", f"/failures/{done.failure.id}").status_code == 404
    other = county.officer(at=county.suite("Leeds", of=county.force("West Yorkshire Police")))
    assert failures.failures_waiting(other).rows == ()


def test_the_list_tells_two_people_of_one_name_apart(scene, client_of):
    view = view_of(scene)
    page = client_of(scene.officer_user, Role.CO).get("/failures").text
    born = view.details.date_of_birth
    assert f"Born {born.day} {born:%B %Y} · {view.detention.custody_record_no}" in page


@pytest.mark.database
def test_a_result_that_is_not_confirmed_ends_the_requirement_and_the_file_and_is_used_no_more(scene):
    lab(scene, LabStep.DISPUTE)
    with pytest.raises(Refused, match="answer is awaited"):
        decide(scene, FailureStep.NO_GOOD_CAUSE)
    check = lab(scene, LabStep.SEND)
    assert f"{check.due_on:%d %B}" == "02 December"
    assert assessment_queries.required_assessment_of(scene.episode.id) is scene.required
    assert testing_queries.result_for(scene.officer, scene.episode.id, ResultPurpose.BAIL) is not None
    lab(scene, LabStep.NOT_CONFIRMED)
    assert assessment_queries.required_assessment_of(scene.episode.id) is None
    assert testing_queries.result_for(scene.officer, scene.episode.id, ResultPurpose.BAIL) is None
    assert sample_id_of(scene.episode.id) is None
    sharing = SharingFacts(purpose=ResultPurpose.BAIL, recipient=ResultRecipient.BAIL_OFFICER)
    with pytest.raises(Refused, match="the laboratory did not confirm it"):
        disclosure_actions.share_result(by=scene.officer, view=view_of(scene), facts=sharing, told_to="PS Ellery")
    happened = {"facts": sharing, "told_to": "PS Ellery", "told_at": clock.now()}
    assert disclosure_actions.record_told_outside(by=scene.officer, view=view_of(scene), **happened).rule == "V-049"
    (ended,) = failures_of(view_of(scene))
    assert ended.state is FailureState.DISCONTINUED
    testing_actions.tell_not_confirmed(by=scene.officer, view=view_of(scene), at=clock.now())
    assert check.told_at == clock.now()
    with pytest.raises(Refused, match="nothing left to tell"):
        testing_actions.tell_not_confirmed(by=scene.officer, view=view_of(scene), at=clock.now())


def test_a_referral_sent_after_the_result_was_overturned_counts_as_voluntary(scene):
    assert referrals.route_for(scene.episode) is ReferralRoute.REQUIRED_ASSESSMENT
    lab(scene, LabStep.QUALITY)
    assert referrals.route_for(scene.episode) is ReferralRoute.REQUIRED_ASSESSMENT
    lab(scene, LabStep.NOT_CONFIRMED)
    assert referrals.route_for(scene.episode) is ReferralRoute.TESTED_VOLUNTARY


def test_after_a_courts_condition_an_earlier_failure_stays_and_after_an_error_it_ends(scene):
    facts = {"view": view_of(scene), "reason": "Bailed with a condition", "on": clock.today()}
    with pytest.raises(Refused, match="An inspector or above"):
        assessment_actions.end_requirement(by=scene.officer, why=EndedBy.ERROR, **facts)
    assessment_actions.end_requirement(by=scene.officer, why=EndedBy.COURT_BAIL, **facts)
    (stays,) = failures_of(view_of(scene))
    assert (stays.state, scene.required.superseded_at) == (FailureState.REVIEW, clock.now())


def test_in_error_the_file_ends_with_the_requirement(scene):
    inspector = county.officer(Rank.INSPECTOR)
    facts = {"view": view_of(scene), "reason": "He was 17", "on": clock.today()}
    assessment_actions.end_requirement(by=inspector, why=EndedBy.ERROR, **facts)
    (ended,) = failures_of(view_of(scene))
    assert ended.state is FailureState.DISCONTINUED


@pytest.mark.database
def test_a_refused_sample_is_a_failure_of_its_own_until_the_entry_is_corrected(officer):
    view = in_custody(officer)
    arrested_for(officer, view)
    test = testing_actions.record_test(by=officer, view=again(officer, view), record=refused())
    (waiting,) = failures.failures_waiting(officer).rows
    assert (waiting.failure.kind, waiting.failure.drug_test_id) == (FailureKind.SAMPLE, test.id)
    (on_the_task_list,) = failures.failures_of(officer, [again(officer, view)])[view.episode.id]
    assert (on_the_task_list.to_do, on_the_task_list.opens) == ("Decide whether there was good cause.", True)
    after = testing_actions.correct_test(
        by=officer, view=again(officer, view), record=replace(refused(), refusal_words="Never"), reason="Misheard"
    )
    assert waiting.failure.drug_test_id == after.id
    assert lab_check_of(after.id) is None
    assert failures.failures_waiting(officer).rows[0].limit_on > clock.today() + timedelta(days=150)


def test_a_failure_is_read_until_it_is_decided_though_the_case_was_closed_months_before(scene):
    view_of(scene).episode.closed_at = clock.now()
    scene.clock.advance(timedelta(days=160))
    (waiting,) = failures.failures_waiting(scene.officer).rows
    assert [note.rule for note in waiting.notes] == ["V-048"]
    failure_view, view = failures.failure(scene.officer, waiting.failure.id)
    facts = {"on": clock.today(), "reason": "As he said"}
    failures_to_attend_actions.decide_failure(
        by=scene.officer, failure_view=failure_view, view=view, step=FailureStep.GOOD_CAUSE, **facts
    )
    with pytest.raises(OutOfSight):
        failures.failure(scene.officer, waiting.failure.id)
    elsewhere = county.officer(at=county.suite("Grantham"))
    assert failures.failures_waiting(elsewhere).rows == ()


def test_a_refusal_that_was_held_opens_its_decision_when_an_inspector_releases_it(officer):
    view = in_custody(officer, custody_officer_seen_at=clock.now())
    arrested_for(officer, view)
    test = held_scenes.as_it_happened(officer, view, refused(), differences=frozenset())
    assert failures.failures_waiting(officer).rows == ()
    held_scenes.decide(held_scenes.inspector(), test)
    (waiting,) = failures.failures_waiting(officer).rows
    assert waiting.failure.drug_test_id == test.id
