"""A death recorded in error: every stage reads the person as living again once a second person has confirmed it."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from pathways import clock
from pathways.audit import verify as audit
from pathways.audit.models import AuditEvent
from pathways.auth.roles import Role
from pathways.cli.jobs import act_on_due_clocks
from pathways.engagement.caseload.queries import cases
from pathways.engagement.caseload.rules import Listing
from pathways.people.deaths import actions as deaths_actions
from pathways.people.identity import actions as identity_actions
from pathways.people.models.identity import DeathCorrection
from pathways.people.rules import DeathSource
from pathways.referrals.first_appointments.rules import AppointmentOutcome
from pathways.referrals.models.referral import Referral
from pathways.referrals.steps.rules import ReferralState
from pathways.refusals import OutOfSight, Refused
from tests import county
from tests.accepted import accepted

HOW = "He rang from the hospital himself"


@pytest.fixture
def scene(app, the_clock):
    scene = accepted(the_clock)
    person = scene.case.person
    identity_actions.record_death(by=scene.worker, person=person, died_at=clock.now(), source=DeathSource.FAMILY)
    return scene


def test_one_says_so_another_confirms_and_the_case_runs_on(db, scene):
    person, colleague = scene.case.person, county.viewer_of(county.user(Role.PM))
    deaths_actions.say_death_is_wrong(by=scene.worker, person=person, reason=HOW)
    with pytest.raises(Refused, match="Somebody else has to confirm"):
        deaths_actions.decide_death_error(by=scene.worker, person=person, confirms=True)
    with pytest.raises(Refused, match="said so already"):
        deaths_actions.say_death_is_wrong(by=colleague, person=person, reason=HOW)
    assert not scene.case.is_open
    db.session.get_one(Referral, scene.referral.id).look_at = None
    row = deaths_actions.decide_death_error(by=colleague, person=person, confirms=True)
    assert (person.died_at, person.death_source, row.source) == (None, None, DeathSource.FAMILY)
    assert scene.case.is_open
    db.session.expire_all()
    assert db.session.get_one(Referral, scene.referral.id).look_at == clock.now()
    assert cases.caseload(scene.worker, Listing()).rows[0].has_died is False
    actions = db.session.scalars(
        select(AuditEvent.action).where(AuditEvent.action.like("death.%")).order_by(AuditEvent.id)
    )
    assert list(actions) == ["death.recorded", "death.error.said", "death.taken_back"]
    assert list(audit.verify()) == []
    identity_actions.record_death(by=colleague, person=person, died_at=clock.now(), source=DeathSource.CORONER)


@pytest.mark.database
def test_four_weeks_as_dead_by_an_error_send_nobody_to_outreach_when_it_is_taken_back(db, scene, the_clock):
    person, colleague = scene.case.person, county.viewer_of(county.user(Role.PM))
    db.session.commit()
    the_clock.advance(timedelta(days=60))
    deaths_actions.say_death_is_wrong(by=scene.worker, person=person, reason=HOW)
    deaths_actions.decide_death_error(by=colleague, person=person, confirms=True)
    db.session.commit()
    act_on_due_clocks()
    db.session.refresh(scene.referral)
    assert scene.referral.state is not ReferralState.OUTREACH
    the_clock.advance(timedelta(days=30))  # the 28 days that were left are over now
    act_on_due_clocks()
    db.session.refresh(scene.referral)
    assert scene.referral.state is ReferralState.OUTREACH


def test_an_appointment_missed_while_somebody_stood_as_dead_counts_against_nobody(db, scene, the_clock):
    person, colleague = scene.case.person, county.viewer_of(county.user(Role.PM))
    first = scene.case.appointments[0]
    the_clock.advance(timedelta(days=2))
    deaths_actions.say_death_is_wrong(by=scene.worker, person=person, reason=HOW)
    deaths_actions.decide_death_error(by=colleague, person=person, confirms=True)
    scene.record(first, AppointmentOutcome.DID_NOT_ATTEND)
    assert scene.case.missed == 0


@pytest.mark.database
def test_turned_down_the_death_stands_and_police_who_are_told_nothing_find_nothing_to_correct(db, scene):
    person, colleague = scene.case.person, county.viewer_of(county.user(Role.TW))
    with pytest.raises(OutOfSight):
        deaths_actions.say_death_is_wrong(by=scene.officer, person=person, reason=HOW)
    deaths_actions.say_death_is_wrong(by=scene.worker, person=person, reason=HOW)
    deaths_actions.decide_death_error(by=colleague, person=person, confirms=False)
    assert person.died_at is not None
    with pytest.raises(Refused, match="Nobody says"):
        deaths_actions.decide_death_error(by=colleague, person=person, confirms=True)
    assert deaths_actions.say_death_is_wrong(by=colleague, person=person, reason=HOW).decided_at is None


def test_the_database_itself_keeps_one_person_from_saying_and_confirming(db, scene):
    row = deaths_actions.say_death_is_wrong(by=scene.worker, person=scene.case.person, reason=HOW)
    row.decided_at, row.decided_by_id, row.is_confirmed = clock.now(), scene.worker.user_id, True
    with pytest.raises(IntegrityError):
        db.session.flush()


@pytest.mark.database
def test_both_find_it_on_the_page_of_the_death(db, scene, client_of):
    address = f"/people/{scene.case.person.id}/died"
    browser = client_of(scene.worker_user, Role.TW)
    assert "Say that it is an error" in browser.get(address).text
    assert "at least 10 letters" in browser.post(address, {"reason": "lives"}).text
    assert browser.post(address, {"reason": HOW}).status_code == 302
    assert "Somebody else has to confirm it" in browser.get(address).text
    colleague = client_of(county.user(Role.PM), Role.PM)
    assert HOW in colleague.get(address).text
    assert colleague.post(address, {"answer": "confirm"}).status_code == 302
    assert "Record the death" in colleague.get(address).text
    assert db.session.scalars(select(DeathCorrection.is_confirmed)).all() == [True]


@pytest.mark.parametrize("first", ["confirm", "turn_down"])
def test_whoever_answers_after_another_did_is_told_and_not_asked_when_the_person_died(db, scene, client_of, first):
    address = f"/people/{scene.case.person.id}/died"
    deaths_actions.say_death_is_wrong(by=scene.worker, person=scene.case.person, reason=HOW)
    db.session.commit()
    colleague, late = (client_of(county.user(Role.PM), Role.PM) for _ in range(2))
    opened = late.get(address).text
    colleague.post(address, {"answer": first})
    carried = {name: re.search(f'name="{name}" value="([^"]*)"', opened)[1] for name in ("csrf_token", "post_key")}
    answer = late.send(address, {**carried, "answer": "turn_down"})
    assert answer.status_code == 200
    assert "it was decided meanwhile. Your answer was not recorded" in answer.text
    assert "Enter" not in answer.text.partition("</h2>")[2].partition("<h1")[0]  # the summary speaks of no field


def test_how_a_service_knows_that_somebody_lives_is_read_in_that_service_alone(db, the_clock, client_of):
    scene = accepted(the_clock)
    person = scene.case.person
    identity_actions.record_death(by=scene.officer, person=person, died_at=clock.now(), source=DeathSource.POLICE)
    deaths_actions.say_death_is_wrong(
        by=scene.worker, person=person, reason="ZZ-WHY-1 she came to her appointment today"
    )
    db.session.commit()
    address = f"/people/{person.id}/died"
    police = client_of(scene.officer_user, Role.CO)
    page = police.get(address).text
    assert [words for words in ("ZZ-WHY-1", scene.worker.name) if words in page] == []
    assert "It was said elsewhere" in page
    theirs = client_of(county.user(Role.PM), Role.PM).get(address).text
    assert "ZZ-WHY-1" in theirs
    assert scene.officer.name not in theirs
    assert police.post(address, {"answer": "confirm"}).status_code == 302
    db.session.expire_all()
    assert person.died_at is None
