"""Somebody who refused the referral and must come by notice: who sees what, and what is recorded of it."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from pathways import clock, dates
from pathways.acceptance import actions as accepting
from pathways.acceptance.rules import decline_reasons
from pathways.arrest_tests.held_records.rules import HoldState
from pathways.arrest_tests.models.testing import Hold
from pathways.audit import verify as audit
from pathways.audit.models import AuditEvent
from pathways.auth.roles import Role
from pathways.engagement.case import actions as case_actions
from pathways.engagement.case.queries import case as queries
from pathways.engagement.follow_up import actions as follow_up_actions
from pathways.engagement.follow_up.rules import FollowUpDecision
from pathways.engagement.models.treatment import RequiredAssessmentOutcome
from pathways.engagement.required_assessments import actions as required_assessments_actions
from pathways.engagement.required_assessments.queries import recorded_lately
from pathways.engagement.required_assessments.rules import RequiredOutcome
from pathways.people.custody import queries as custody_queries
from pathways.people.deaths.rules import DEAD
from pathways.people.identity import actions as people
from pathways.people.identity import queries as identity_queries
from pathways.people.rules import DeathSource
from pathways.refusals import OutOfSight, Refused
from tests import county
from tests.accepted import accepted, require
from tests.bench.statements import plan_of, statements_in
from tests.by_notice import LIST, by_notice
from tests.integration.engagement.addresses import day
from tests.many_rows import many_like
from tests.pages import hidden_values
from tests.referred import referred

NOT_ON_THE_NOTICE = ("ZZ-NOTE-1", "Crack", "ositive", "07700 900318", "Theft", "PNC", "Male", "He ")


@pytest.fixture
def scene(app, the_clock):
    return by_notice(the_clock)


@pytest.fixture
def signs_in(client_of, scene):
    return lambda: client_of(scene.worker_user, Role.TW)


def accepted_by_the_service(scene, referral):
    """The service on the notice takes the case; its worker is the keyworker."""
    by, tomorrow = scene.worker, clock.now() + timedelta(days=1)
    accepting.accept(by=by, referral_id=referral.id, keyworker_id=by.user_id, first_slot_at=tomorrow, place="Room 2")


def typed(outcome, at, **more):
    wall = dates.london(at)
    return {"outcome": outcome, "at-time": f"{wall:%H:%M}", **day("at", wall), **more}


def test_the_service_on_the_notice_sees_what_stands_on_the_notice_and_nothing_else(scene, signs_in):
    browser = signs_in()
    for page in (browser.get(LIST).text, browser.get(scene.page).text):
        for words in ("Dean Rawcliffe", "9 June 1991", "Brayford Service", "RA1, custody record LN-26-04417"):
            assert words in page
        assert not [words for words in NOT_ON_THE_NOTICE if words in page]
    assert "Dean Rawcliffe" not in browser.get("/inbox").text
    assert "1 required assessment by notice" in browser.get("/today").text


def test_a_name_corrected_after_the_notice_is_not_told(scene, signs_in):
    view = custody_queries.episode(scene.officer, scene.episode.id)
    scene.clock.advance(timedelta(minutes=5))
    facts = identity_queries.person_facts(view.details)
    changed = type(facts)(**{**vars(facts), "surname": "Marwood"})
    people.correct_details(by=scene.officer, person=view.person, facts=changed, reason="Gave his brother's name")
    page = signs_in().get(LIST).text
    assert "Rawcliffe" in page
    assert "Marwood" not in page


def test_every_look_is_in_the_log_with_who_was_shown(db, scene, signs_in):
    browser = signs_in()
    browser.get(LIST)
    browser.get(scene.page)
    events = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc()).limit(2)).all()
    assert [event.action for event in events] == ["required_assessment.viewed", "required_assessment.listed"]
    assert f"[{scene.episode.person_id}]" in events[1].payload


def test_before_the_notice_is_handed_over_nobody_is_told(db, scene, signs_in):
    row = scene.required
    row.notice_served_at = row.notice_served_by_id = row.notice_sha256 = row.words_version = None
    db.session.flush()
    browser = signs_in()
    assert "Rawcliffe" not in browser.get(LIST).text
    assert browser.ask("GET", scene.page).status_code == 404


def test_another_provider_and_the_police_find_nothing(scene, client_of):
    stranger = client_of(county.user(Role.TW, of=county.provider("Trent Bank")), Role.TW)
    assert "Rawcliffe" not in stranger.get(LIST).text
    theirs, none = stranger.ask("GET", scene.page), stranger.ask("GET", f"{LIST}/999999")
    assert (theirs.status_code, theirs.data) == (404, none.data)
    assert stranger.ask("POST", scene.page).status_code == 404
    officer = client_of(scene.officer_user, Role.CO)
    assert officer.ask("GET", LIST).status_code == 403
    assert officer.ask("GET", scene.page).status_code == 404
    with pytest.raises(OutOfSight):
        scene.tell(RequiredOutcome.FAILED_TO_ATTEND, by=scene.officer)


def test_nothing_is_recorded_before_the_time_on_the_notice(scene, signs_in):
    page = signs_in().post(scene.page, typed("failed_to_attend", clock.now()))
    assert "Whether they came can be recorded from 15 minutes before it" in page.text


def test_while_an_inspector_holds_the_test_no_failure_is_told(db, scene, signs_in):
    db.session.add(Hold(drug_test_id=scene.required.drug_test_id, state=HoldState.QUARANTINED, opened_at=clock.now()))
    scene.passes()
    page = signs_in().post(scene.page, typed("failed_to_attend", scene.required.initial_at)).text
    assert "An inspector is looking" in page
    assert db.session.scalar(select(func.count(RequiredAssessmentOutcome.id))) == 0


def test_posted_twice_it_is_recorded_once_and_told_once(db, scene, signs_in):
    scene.passes()
    browser = signs_in()
    form = hidden_values(browser.get(scene.page).text, scene.page)
    data = {**form, **typed("failed_to_attend", scene.required.initial_at)}
    answers = [browser.send(scene.page, data) for _ in range(3)]
    assert {(answer.status_code, answer.location) for answer in answers} == {(302, LIST)}
    row = db.session.scalars(select(RequiredAssessmentOutcome)).one()
    assert (row.recorded_by_id, row.referral_id) == (scene.worker.user_id, None)
    assert row.reported_to_police_at is not None
    query = select(func.count(AuditEvent.id)).where(AuditEvent.action == "required_assessment.outcome.disclosed")
    assert db.session.scalar(query) == 1


def test_a_colleague_with_an_older_page_is_told_and_makes_no_second_outcome(db, scene, signs_in):
    scene.passes()
    browser = signs_in()
    form = hidden_values(browser.get(scene.page).text, scene.page)
    scene.tell(RequiredOutcome.ATTENDED_REMAINED)
    page = browser.send(scene.page, {**form, **typed("failed_to_attend", scene.required.initial_at)})
    assert f"already recorded as “{RequiredOutcome.ATTENDED_REMAINED.label}”" in page.text
    assert len(db.session.scalars(select(RequiredAssessmentOutcome)).all()) == 1


def test_what_was_typed_on_a_page_from_before_a_colleague_wrote_is_kept_and_not_recorded(db, scene, signs_in):
    scene.passes()
    browser = signs_in()
    form = hidden_values(browser.get(scene.page).text, scene.page)
    decision = FollowUpDecision.NOT_REQUIRED
    follow_up_actions.decide_follow_up(by=scene.worker, required_id=scene.required.id, decision=decision)
    page = browser.send(scene.page, {**form, **typed("attended_remained", scene.required.initial_at)})
    assert "Somebody else changed this record" in page.text
    assert db.session.scalars(select(RequiredAssessmentOutcome)).all() == []


def test_a_wrong_outcome_is_superseded_with_its_reason_and_both_are_kept(db, scene, signs_in):
    scene.passes()
    wrong = scene.tell(RequiredOutcome.FAILED_TO_ATTEND)
    browser = signs_in()
    assert "Recorded in the last 28 days" in browser.get(LIST).text
    saved = browser.post(
        scene.page, typed("attended_remained", scene.required.initial_at, correction_reason="Came by the other door")
    )
    assert saved.status_code == 302, saved.text
    db.session.refresh(wrong)
    right = db.session.get_one(RequiredAssessmentOutcome, wrong.superseded_by_id)
    assert (wrong.correction_reason, right.outcome) == ("Came by the other door", RequiredOutcome.ATTENDED_REMAINED)
    assert right.reported_to_police_at is None
    assert list(audit.verify()) == []


def test_four_weeks_after_it_was_recorded_the_notice_is_read_no_more(scene, signs_in):
    scene.passes()
    scene.tell(RequiredOutcome.FAILED_TO_REMAIN)
    assert signs_in().get(scene.page).status_code == 200
    scene.clock.advance(timedelta(days=28))
    assert "Rawcliffe" not in signs_in().get(LIST).text
    assert signs_in().ask("GET", scene.page).status_code == 404


@pytest.mark.database
def test_what_was_recorded_lately_is_read_from_the_latest_notices_and_not_from_all_there_ever_were(
    db, scene, owner_engine
):
    """SQLite begins with the services of the provider."""
    is_postgres = db.engine.dialect.name == "postgresql"
    scene.passes()
    outcome = scene.tell(RequiredOutcome.FAILED_TO_REMAIN)
    before = {column: f"{column} - more * interval '1 hour'" for column in ("initial_at", "imposed_at")}
    of_each = {"required_assessment_id": "required_assessment_id + more"}
    notices = {"episode_id": "episode_id + more", **before}
    if is_postgres:
        many_like(owner_engine, {scene.episode: {}, scene.required: notices, outcome: of_each})
    with statements_in(db.engine) as statements:
        assert recorded_lately(scene.worker)[0][3] == outcome
    (asked,) = [each for each in statements if "required_assessment" in each.sql]
    plan = plan_of(asked, db.session.connection())
    assert ("ix_required_assessment_initial_at" if is_postgres else "ix_required_assessment_service_id") in plan, plan
    assert "Sort" not in plan, plan


def test_of_somebody_who_died_nothing_is_listed_or_reported(scene, signs_in):
    scene.passes()
    person = custody_queries.episode(scene.officer, scene.episode.id).person
    people.record_death(by=scene.officer, person=person, died_at=clock.now(), source=DeathSource.HOSPITAL)
    browser = signs_in()
    assert "Rawcliffe" not in browser.get(LIST).text
    assert "by notice" not in browser.get("/today").text
    page = browser.post(scene.page, typed("failed_to_attend", scene.required.initial_at)).text
    assert DEAD in page
    with pytest.raises(Refused, match="has died"):
        scene.tell(RequiredOutcome.FAILED_TO_ATTEND)


def test_an_outcome_recorded_by_the_notice_is_the_same_fact_on_a_case_accepted_later(db, scene, signs_in):
    scene.passes()
    outcome = scene.tell(RequiredOutcome.FAILED_TO_ATTEND)
    referral = referred(scene.officer, episode=scene.episode)
    assert "Recorded in the last 28 days" not in signs_in().get(LIST).text
    accepted_by_the_service(scene, referral)
    assert queries.case(scene.worker, referral.id).required_outcome.id == outcome.id
    assert "The failure, told" in signs_in().get(f"/cases/{referral.id}").text
    again = typed("attended_remained", scene.required.initial_at, correction_reason="Wrong person")
    assert signs_in().post(f"/cases/{referral.id}/required-assessment/failure", again).status_code == 302
    rows = db.session.scalars(select(RequiredAssessmentOutcome).order_by(RequiredAssessmentOutcome.id)).all()
    assert [(row.outcome.value, row.referral_id) for row in rows] == [
        ("failed_to_attend", None),
        ("attended_remained", referral.id),
    ]


def test_whoever_comes_by_notice_is_listed_whether_they_wait_in_the_inbox_or_are_accepted(scene, signs_in):
    referral = referred(scene.officer, episode=scene.episode)
    inbox, listed = signs_in().get("/inbox").text, signs_in().get(LIST).text
    assert "Required assessment" in inbox
    assert inbox.count(">Dean Rawcliffe, 35</a>") == 1
    assert listed.count(">Dean Rawcliffe</a>") == 1
    assert "Waits in your inbox" in listed
    assert "1 required assessment by notice" in signs_in().get("/today").text
    assert scene.page in signs_in().get(f"/inbox/{referral.id}").text
    assert f"/inbox/{referral.id}" in signs_in().get(scene.page).text
    scene.clock.advance(timedelta(hours=1))
    accepted_by_the_service(scene, referral)
    assert "On your caseload" in signs_in().get(LIST).text
    assert "by notice" not in signs_in().get("/today").text
    assert "Required assessment, " in signs_in().get("/cases").text
    assert "This person is on your caseload" in signs_in().get(scene.page).text


def test_a_service_that_declined_the_referral_still_expects_whom_its_notice_names(scene, signs_in):
    referral = referred(scene.officer, episode=scene.episode)
    accepting.decline(by=scene.worker, referral_id=referral.id, reason=decline_reasons()["no_place"])
    assert "Dean Rawcliffe" in signs_in().get(LIST).text


def test_a_provider_that_is_not_on_the_notice_neither_records_nor_reads_the_outcome(client_of, app, the_clock):
    """It was passed nothing of it: s.15(3)."""
    scene = accepted(the_clock)
    there = county.service("Boston Open Door", of=county.provider("Coastline Recovery"), town="Boston")
    required = require(scene.episode, the_clock.now() + timedelta(hours=1), service=there)
    assessor = county.viewer_of(county.user(Role.TW, of=county.provider("Coastline Recovery")))
    scene.clock.advance(timedelta(hours=2))
    with pytest.raises(OutOfSight):
        required_assessments_actions.report_required_assessment(
            by=scene.worker, required_id=required.id, outcome=RequiredOutcome.FAILED_TO_ATTEND, at=clock.now()
        )
    browser = client_of(scene.worker_user, Role.TW)
    address = f"/cases/{scene.referral.id}"
    before = browser.get(address).text
    required_assessments_actions.report_required_assessment(
        by=assessor, required_id=required.id, outcome=RequiredOutcome.FAILED_TO_ATTEND, at=clock.now()
    )
    assert scene.case.required_outcome is None
    after = browser.get(address).text
    assert "Recorded by the provider on the notice" in before
    assert "Failed to attend" not in after
    assert "that one is the assessor" in browser.get(f"{address}/required-assessment/failure").text


def accepted_and_missed(scene):
    """The service accepted whom its notice names, and told the police that they did not come."""
    scene.passes()
    referral = referred(scene.officer, episode=scene.episode)
    accepted_by_the_service(scene, referral)
    scene.tell(RequiredOutcome.FAILED_TO_ATTEND)
    return referral


@pytest.mark.database
def test_what_was_recorded_long_ago_is_corrected_on_a_paused_case(scene, signs_in):
    referral = accepted_and_missed(scene)
    case = f"/cases/{referral.id}"
    page = f"{case}/required-assessment/failure"
    away = {"how": "remand", "on": clock.today(), "place": "Lincoln Prison"}
    case_actions.step_in_case(by=scene.worker, referral_id=referral.id, event="taken_into_custody", given=away)
    scene.clock.advance(timedelta(days=29))
    assert "Paused" in signs_in().get(case).text
    assert "Correct what happened" in signs_in().get(case).text
    again = typed("attended_remained", scene.required.initial_at, correction_reason="Wrong person")
    assert signs_in().post(page, again).location == case
    assert queries.case(scene.worker, referral.id).required_outcome.outcome is RequiredOutcome.ATTENDED_REMAINED


@pytest.mark.database
def test_a_closed_case_offers_no_correction_of_what_was_recorded_too_long_ago(scene, signs_in):
    referral = accepted_and_missed(scene)
    scene.clock.advance(timedelta(days=29))
    case = f"/cases/{referral.id}"
    page = f"{case}/required-assessment/failure"
    assert "What happened?" in signs_in().get(page).text
    assert "Correct what happened" in signs_in().get(case).text
    case_actions.leave(by=scene.worker, referral_id=referral.id, reason="88", exited_on=clock.today())
    assert "Required assessment, " in signs_in().get(case).text
    assert "Correct what happened" not in signs_in().get(case).text
    assert "it can no longer be corrected here" in signs_in().get(page).text
    assert "What happened?" not in signs_in().get(page).text
    with pytest.raises(OutOfSight):
        scene.tell(RequiredOutcome.ATTENDED_REMAINED, correction_reason="Wrong person")
