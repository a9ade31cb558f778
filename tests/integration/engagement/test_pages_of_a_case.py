"""What is recorded on a case, page by page."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from pathways import clock
from pathways.drafts.models import Draft
from pathways.engagement.models.case import Assessment
from pathways.referrals.first_appointments.rules import AppointmentOutcome
from pathways.referrals.models.referral import Appointment
from pathways.referrals.steps.rules import ReferralState
from tests.integration.engagement.addresses import at, day
from tests.pages import faulty, hidden_values


@pytest.mark.database
def test_an_attendance_before_the_appointment_is_refused_and_the_answer_stays(db, signs_in, scene):
    first = scene.case.appointments[0]
    browser = signs_in()
    page = browser.post(at(scene, f"/appointments/{first.id}/outcome"), {"outcome": "attended", "slot": "not_yet"})
    assert "can be recorded from 15 minutes before it" in page.text
    assert 'value="attended" checked' in page.text
    assert db.session.get_one(Appointment, first.id).outcome is None
    assert db.session.scalars(select(Draft)).one().user_id == scene.worker.user_id


def test_a_double_post_records_one_outcome_and_goes_to_the_same_place(signs_in, scene):
    first = scene.case.appointments[0]
    scene.clock.set(first.starts_at)
    address = at(scene, f"/appointments/{first.id}/outcome")
    browser = signs_in()
    form = {**hidden_values(browser.get(address).text, address), "outcome": "did_not_attend", "slot": "not_yet"}
    once, twice = browser.send(address, form), browser.send(address, form)
    assert once.location == twice.location
    assert scene.case.missed == 1


def test_the_assessment_keeps_what_was_typed_when_none_and_substances_contradict(signs_in, scene):
    scene.comes_to_the_first()
    typed = {**day("attended_on", clock.today()), "assessor": str(scene.worker.user_id), "uses_substances": "no"}
    browser = signs_in()
    page = browser.post(at(scene, "/assessment"), {**typed, "substances": ["crack"], "needs_agreed": "Housing first"})
    assert "substances" in faulty(page.text)
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
    scene.record(contact, AppointmentOutcome.ATTENDED)
    browser = signs_in()
    assert browser.post(at(scene, "/engaged"), day("engaged_on", today)).status_code == 302
    case = browser.get(at(scene)).text
    assert "Crack, Alcohol" in case
    leaving = {"reason": "80", **day("exited_on", today), "naloxone": "already_has", "staying_well": ["check_ins"]}
    checked = browser.post(at(scene, "/exit"), leaving | {"then": "check"}).text
    assert "Check, then close the case" in checked
    assert scene.case.referral.state is ReferralState.IN_TREATMENT
    saved = browser.post(at(scene, "/exit"), leaving)
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
