"""Today: attendance in two clicks with the next time filled in, and what a slot of the diary is given to."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from pathways.auth.roles import Role
from pathways.cli.jobs import deliver
from pathways.directory.diary.actions import TakenMeanwhile
from pathways.directory.models import Slot
from pathways.engagement.appointments import actions as appointments_actions
from pathways.engagement.case import actions as case_actions
from pathways.outbox import actions as outbox
from pathways.outbox.models import Message
from pathways.outbox.rules import MessageState
from pathways.outbox.settings import settings_of
from pathways.referrals.first_appointments.rules import (
    AppointmentOutcome,
    AppointmentPurpose,
    ContactFacts,
    TextHolds,
    WayToMeet,
    kept_for,
)
from pathways.referrals.needs.rules import ContactWay
from tests import county
from tests.accepted import accepted
from tests.integration.engagement.addresses import at
from tests.integration.hostile.typed import Filled
from tests.notify_server import BY_NOTIFY, notify_server, settings_for


def pressed(page: str, words: str) -> str:
    """The address behind a button of a page."""
    match = re.search(rf'<a href="([^"]+)"[^>]*>{words}<', page)
    assert match, words
    return match[1].replace("&amp;", "&")


def test_attendance_is_two_clicks_and_takes_the_next_time_of_the_diary(app, db, signs_in, scene, monkeypatch):
    for name, value in BY_NOTIFY.items():
        monkeypatch.setitem(app.config, name, value)
    first = scene.case.appointments[0]
    scene.clock.set(first.starts_at)
    free = county.slot(in_hours=50)
    db.session.commit()
    browser = signs_in()
    clicks, page = 0, browser.get("/today").text
    opened = browser.get(pressed(page, "Did not attend"))
    clicks += 1
    assert "At three in a row" in opened.text or "outreach is asked to find him" in opened.text
    address = at(scene, f"/appointments/{first.id}/outcome")
    saved = browser.send(address, dict(Filled(opened.text, address).values))
    clicks += 1
    assert (saved.status_code, saved.location, clicks) == (302, "/today#to-record", 2)
    assert first.outcome is AppointmentOutcome.DID_NOT_ATTEND
    following = scene.case.next_appointment
    assert following is not None
    assert (following.starts_at, following.purpose) == (free.starts_at, AppointmentPurpose.ASSESSMENT)
    db.session.refresh(free)
    assert free.kept_for == kept_for(scene.referral.id, free.starts_at)
    assert "Please ring 01632" in opened.text
    assert "Save and let him know" in opened.text
    text, reminder = db.session.scalars(select(Message).order_by(Message.id.desc()).limit(2)).all()[::-1]
    assert (text.kind, text.about_person_id) == ("appointment_ring", scene.case.person.id)
    assert (reminder.kind, reminder.reference) == ("reminder", scene.referral.reference)
    assert "Did not attend" in browser.get("/today").text


def test_who_looks_at_their_own_day_goes_back_to_their_own_day(signs_in, scene):
    first = scene.case.appointments[0]
    scene.clock.set(first.starts_at)
    browser = signs_in()
    opened = browser.get(pressed(browser.get("/today?whose=mine").text, "Did not attend")).text
    address = at(scene, f"/appointments/{first.id}/outcome")
    assert browser.send(address, dict(Filled(opened, address).values)).location == "/today?whose=mine#to-record"


def test_where_nothing_is_set_up_to_send_a_text_the_button_promises_none_and_none_waits(db, signs_in, scene):
    scene.clock.set(scene.case.appointments[0].starts_at)
    browser = signs_in()
    opened = browser.get(pressed(browser.get("/today").text, "Did not attend")).text
    assert re.search(r"<button[^>]*>\s*Save\s*<", opened)
    assert re.search(r"Text 07700.900.?318 yourself", opened)
    address = at(scene, f"/appointments/{scene.case.appointments[0].id}/outcome")
    assert browser.send(address, dict(Filled(opened, address).values)).status_code == 302
    assert db.session.scalars(select(Message.id).where(Message.kind.like("appointment_%"))).all() == []
    assert db.session.scalars(select(Message.id).where(Message.kind == "reminder")).all() == []


@pytest.mark.database
def test_a_time_of_the_diary_goes_to_one_person_and_comes_back_when_the_appointment_is_cancelled(db, scene, the_clock):
    other = accepted(the_clock)
    free = county.slot(in_hours=50)

    def take(case):
        return appointments_actions.offer_appointment(
            by=case.worker,
            referral_id=case.referral.id,
            starts_at=free.starts_at,
            place="Room 2",
            channel=WayToMeet.IN_PERSON,
            purpose=AppointmentPurpose.STRUCTURED,
            slot_id=free.id,
        )

    made = take(scene)
    with pytest.raises(TakenMeanwhile, match="Somebody else took that time meanwhile"):
        take(other)
    scene.record(made, AppointmentOutcome.CANCELLED_BY_SERVICE)
    assert db.session.get_one(Slot, free.id).kept_for is None
    assert scene.case.missed == 0


def test_a_required_assessment_is_recorded_once_with_the_appointment_at_its_time(db, client_of, the_clock):
    scene = accepted(the_clock, required_at=the_clock.now() + timedelta(hours=25))
    first = scene.case.appointments[0]
    assert scene.case.required.initial_at == first.starts_at
    scene.clock.set(first.starts_at)
    browser = client_of(scene.worker_user, Role.TW)
    address = pressed(browser.get("/today").text, "Attended and stayed")
    form_at = address.split("?")[0]
    saved = browser.send(form_at, dict(Filled(browser.get(address).text, form_at).values))
    assert saved.status_code == 302
    assert first.outcome is AppointmentOutcome.ATTENDED
    assert scene.case.required_outcome is not None


def test_a_reminder_goes_to_the_safe_number_alone_and_not_at_all_for_a_cancelled_appointment(db, scene):
    at_once = scene.case.appointments[0].starts_at
    made = appointments_actions.offer_appointment(
        by=scene.worker,
        referral_id=scene.referral.id,
        starts_at=at_once + timedelta(days=6),
        place="Room 2",
        channel=WayToMeet.IN_PERSON,
        purpose=AppointmentPurpose.OTHER,
        tells=True,
    )
    new = ContactFacts(way=ContactWay.TEXT, number="07700 900 555", note="", holds=TextHolds.NUMBER)
    appointments_actions.agree_contact(by=scene.worker, referral_id=scene.referral.id, contact=new)

    def waiting():
        rows = select(Message).where(Message.state == MessageState.QUEUED).order_by(Message.id)
        return [(message.kind, message.address) for message in db.session.scalars(rows)]

    assert waiting() == [("reminder", "07700900555")]
    scene.record(made, AppointmentOutcome.CANCELLED_BY_PERSON)
    assert waiting() == []


@pytest.mark.database
def test_a_text_leaves_for_nobody_whose_case_paused_or_closed_or_whose_number_changed(app, db, scene):
    def texted(days):
        made = appointments_actions.offer_appointment(
            by=scene.worker,
            referral_id=scene.referral.id,
            starts_at=scene.clock.now() + timedelta(days=days),
            place="Room 2",
            channel=WayToMeet.IN_PERSON,
            purpose=AppointmentPurpose.OTHER,
            tells=True,
        )
        db.session.commit()
        of_it = select(Message).where(Message.key.startswith(f"appointment {made.id} "))
        return made, db.session.scalars(of_it).one()

    scene.comes_to_the_first()
    scene.clock.set(scene.clock.now().replace(hour=12))
    with notify_server() as server:
        app.config.update(settings_for(server))

        def sent():
            deliver(settings_of(app.config), "one worker")
            db.session.expire_all()
            return len(server.posted)

        texted(3)
        assert sent() == 1
        server.answer = 400
        _, refused = texted(4)
        assert (sent(), refused.state) == (1, MessageState.DEAD)
        server.answer = 201
        new = ContactFacts(way=ContactWay.TEXT, number="07700 900 555", note="", holds=TextHolds.NUMBER)
        appointments_actions.agree_contact(by=scene.worker, referral_id=scene.referral.id, contact=new)
        outbox.resend(by=scene.worker, message_id=refused.id)
        db.session.commit()
        assert (sent(), refused.state) == (1, MessageState.SUPPRESSED)
        _, waits = texted(5)
        paused = {"how": "remand", "on": scene.clock.now().date(), "place": "Lincoln Prison"}
        case_actions.step_in_case(
            by=scene.worker, referral_id=scene.referral.id, event="taken_into_custody", given=paused
        )
        db.session.commit()
        assert (sent(), waits.state) == (1, MessageState.SUPPRESSED)


def test_a_worker_who_moves_loses_sight_at_once_and_the_manager_sees_a_case_with_no_keyworker(db, client_of, scene):
    scene.clock.set(scene.case.appointments[0].starts_at)
    mover, manager = client_of(scene.worker_user, Role.TW), client_of(county.user(Role.PM), Role.PM)
    assert "Dean Rawcliffe" in mover.get("/today").text
    assert "Keyworker Sam Okafor" in manager.get("/today").text
    scene.worker_user.organisation_id = county.provider("Coastline Recovery").id
    db.session.commit()
    assert "Dean Rawcliffe" not in mover.ask("GET", "/today").text
    assert mover.ask("GET", at(scene)).status_code in (302, 404)
    for page in ("/today", "/cases", "/cases?whose=nobody", at(scene)):
        assert "o keyworker" in manager.get(page).text
        assert "Sam Okafor" not in manager.get(page).text.split("Course of treatment")[0]
