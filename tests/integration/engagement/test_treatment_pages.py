"""The treatment desk after acceptance, as its browsers get it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from pathways import clock
from pathways.audit.models import AuditEvent
from pathways.auth import Role
from pathways.drafts.models import Draft
from pathways.engagement.models import Assessment
from pathways.people.models import Person
from pathways.people.rules import DeathSource
from pathways.referrals.models import Appointment
from pathways.referrals.rules import ConsentState, Outcome, ReferralState
from pathways.vocabulary import Answer
from tests import county
from tests.accepted import accepted
from tests.pages import hidden_values


@pytest.fixture
def scene(app, the_clock):
    return accepted(the_clock, overdose_last_7_days=Answer.YES)


@pytest.fixture
def signs_in(client_of, scene):
    """The worker signs in now: a session that stood through a day of the clock would have run out."""
    return lambda: client_of(scene.worker_user, Role.TW)


def at(scene, page=""):
    return f"/cases/{scene.referral.id}{page}"


def day(name, on):
    return {f"{name}-day": str(on.day), f"{name}-month": str(on.month), f"{name}-year": str(on.year)}


def test_the_caseload_names_who_what_next_and_the_risk(signs_in):
    browser = signs_in()
    page = browser.get("/cases").text
    assert "Dean Rawcliffe" in page
    assert "Overdose in last 7 days" in page
    assert "Sam Okafor" in page


def test_only_mine_leaves_out_a_colleagues_people(client_of, scene):
    colleague = county.user(Role.TW)
    page = client_of(colleague, Role.TW).get("/cases?whose=mine").text
    assert "Dean Rawcliffe" not in page
    assert "Nobody is on your caseload" in page


def test_the_case_says_what_police_can_see_and_links_to_their_view(signs_in, scene):
    browser = signs_in()
    page = browser.get(at(scene)).text
    assert "What police can see" in page
    assert f"/cases/{scene.referral.id}/as-police" in page
    assert "He agreed in writing on 25 November 2026, until 25 November 2027" in page


def test_today_has_attended_and_did_not_attend_two_clicks_away_once_the_time_has_come(signs_in, scene):
    first = scene.case.appointments[0]
    scene.clock.set(first.starts_at)
    browser = signs_in()
    page = browser.get("/today").text
    assert f"/appointments/{first.id}/outcome?outcome=attended" in page
    form = browser.get(at(scene, f"/appointments/{first.id}/outcome?outcome=attended")).text
    assert 'value="attended" checked' in form
    saved = browser.post(at(scene, f"/appointments/{first.id}/outcome"), {"outcome": "attended"})
    assert saved.status_code == 302
    assert "Recorded" in browser.get("/today").text


def test_an_attendance_before_the_appointment_is_refused_and_the_answer_stays(db, signs_in, scene):
    first = scene.case.appointments[0]
    browser = signs_in()
    page = browser.post(at(scene, f"/appointments/{first.id}/outcome"), {"outcome": "attended"})
    assert "can be recorded from 15 minutes before it" in page.text
    assert 'value="attended" checked' in page.text
    assert db.session.get_one(Appointment, first.id).outcome is None
    assert db.session.scalars(select(Draft)).one().user_id == scene.worker.user_id


def test_after_a_missed_appointment_the_next_page_offers_the_next(signs_in, scene):
    first = scene.case.appointments[0]
    scene.clock.set(first.starts_at)
    browser = signs_in()
    saved = browser.post(at(scene, f"/appointments/{first.id}/outcome"), {"outcome": "did_not_attend"})
    assert saved.location.endswith("/appointments/new")
    assert "Offer within 2 working days" in browser.get(saved.location).text


def test_a_double_post_records_one_outcome_and_goes_to_the_same_place(signs_in, scene):
    first = scene.case.appointments[0]
    scene.clock.set(first.starts_at)
    address = at(scene, f"/appointments/{first.id}/outcome")
    browser = signs_in()
    form = {**hidden_values(browser.get(address).text, address), "outcome": "did_not_attend"}
    once, twice = browser.send(address, form), browser.send(address, form)
    assert once.location == twice.location
    assert scene.case.missed == 1


def test_the_assessment_keeps_what_was_typed_when_none_and_substances_contradict(signs_in, scene):
    scene.comes_to_the_first()
    typed = {**day("attended_on", clock.today()), "assessor": str(scene.worker.user_id), "uses_substances": "no"}
    browser = signs_in()
    page = browser.post(at(scene, "/assessment"), {**typed, "substances": ["crack"], "needs_agreed": "Housing first"})
    assert "Nothing can be ticked where the person uses nothing" in page.text
    assert "Housing first" in page.text


def test_the_course_is_recorded_page_by_page_to_the_end(db, signs_in, scene):
    scene.comes_to_the_first()
    today = clock.today()
    answers = {"assessor": str(scene.worker.user_id), "uses_substances": "yes", "substances": ["crack", "alcohol"]}
    steps = [
        ("/assessment", {**day("attended_on", today), **answers, "needs_agreed": "Sleep, housing"}),
        ("/care-plan", day("agreed_on", today)),
        ("/start", {**day("started_on", today), "modality": "95"}),
    ]
    browser = signs_in()
    for page, typed in steps:
        saved = browser.post(at(scene, page), typed)
        assert saved.status_code == 302, saved.text
    contact = scene.offer()
    scene.clock.set(contact.starts_at)
    scene.record(contact, Outcome.ATTENDED)
    browser = signs_in()
    assert browser.post(at(scene, "/engaged"), day("engaged_on", today)).status_code == 302
    case = browser.get(at(scene)).text
    assert "Crack, Alcohol" in case
    saved = browser.post(at(scene, "/exit"), {"reason": "80", **day("exited_on", today)})
    assert saved.status_code == 302, saved.text
    assert scene.case.referral.state is ReferralState.COMPLETED
    assert "Completed" in browser.get(at(scene)).text
    assert db.session.query(Assessment).count() == 1


def test_an_impossible_date_has_a_message_that_says_what_to_do(signs_in, scene):
    browser = signs_in()
    page = browser.post(
        at(scene, "/care-plan"), {"agreed_on-day": "31", "agreed_on-month": "2", "agreed_on-year": "2026"}
    )
    assert "must be a real date" in page.text


def test_a_future_assessment_is_refused(signs_in, scene):
    scene.comes_to_the_first()
    browser = signs_in()
    page = browser.post(at(scene, "/assessment"), day("attended_on", clock.today() + timedelta(days=1)))
    assert "must be today or in the past" in page.text


def test_after_a_death_the_case_says_so_and_offers_no_step(db, signs_in, scene):
    person = db.session.get_one(Person, scene.referral.person_id)
    person.died_at = person.death_recorded_at = clock.now()
    person.death_recorded_by_id, person.death_source = scene.worker.user_id, DeathSource.SERVICE
    browser = signs_in()
    page = browser.get(at(scene)).text
    assert "This person has died. Open steps have ended and nothing will be sent." in page
    assert "/appointments/new" not in page
    assert "Ended: has died" in browser.get("/cases").text
    scene.clock.set(scene.case.appointments[0].starts_at)
    browser = signs_in()
    assert "Dean Rawcliffe" not in browser.get("/today").text
    refused = browser.post(at(scene, "/appointments/new"), {"place": "Room 1", "channel": "phone", "purpose": "other"})
    assert refused.status_code == 200


def test_a_required_assessment_page_says_what_saving_tells_the_police(client_of, app, the_clock):
    scene = accepted(the_clock, required_at=the_clock.now() + timedelta(days=1))
    scene.next_day(2)
    browser = client_of(scene.worker_user, Role.TW)
    page = browser.get(at(scene, "/required-assessment/failure")).text
    assert "Saving tells the police" in page
    assert "Drugs Act 2005 s.12(2), s.14(2)" in page
    saved = browser.post(at(scene, "/required-assessment/failure"), {"outcome": "failed_to_attend", **_moment(scene)})
    assert saved.status_code == 302, saved.text
    assert "The failure, told" in browser.get(at(scene)).text


def _moment(scene):
    wall = clock.london(scene.case.required.initial_at)
    return {"at-time": f"{wall:%H:%M}", **day("at", wall)}


def test_without_consent_the_panel_says_that_police_see_nothing_of_whether_he_came(client_of, app, the_clock):
    scene = accepted(the_clock, feedback=ConsentState.REFUSED)
    page = client_of(scene.worker_user, Role.TW).get(at(scene)).text
    assert "Does not agree (25 November 2026). They do not see whether he came." in page


def test_every_page_of_a_case_is_recorded_as_a_look(db, signs_in, scene):
    scene.comes_to_the_first()
    pages = ["", "/assessment", "/care-plan", "/start", "/engaged", "/exit", "/appointments/new"]
    browser = signs_in()
    for page in pages:
        assert browser.get(at(scene, page)).status_code == 200
    looks = select(AuditEvent).where(AuditEvent.action == "person.viewed", AuditEvent.actor_id == scene.worker.user_id)
    assert len(db.session.scalars(looks).all()) == len(pages)


@pytest.mark.parametrize("page", ["", "/assessment", "/exit", "/appointments/new", "/as-police", "/timeline"])
def test_another_providers_case_answers_like_one_that_does_not_exist(client_of, scene, page):
    stranger = client_of(county.user(Role.TW, of=county.provider("Trent Bank")), Role.TW)
    theirs, none = stranger.get(at(scene, page)), stranger.get(f"/cases/999999{page}")
    assert (theirs.status_code, theirs.data) == (404, none.data)


@pytest.mark.parametrize(
    ("page", "answer"), [("/cases", 403), ("/today", 403), ("/cases/1", 404), ("/cases/1/assessment", 404)]
)
def test_police_have_no_way_into_the_treatment_desk(client_of, scene, page, answer):
    assert client_of(scene.officer_user, Role.CO).get(page).status_code == answer
