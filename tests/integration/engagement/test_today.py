"""Today: attendance in two clicks with the next time filled in, and what a slot of the diary is given to."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from pathways.auth import Role
from pathways.directory.actions import TakenMeanwhile
from pathways.directory.models import Slot
from pathways.engagement import actions, queries
from pathways.outbox.models import Message
from pathways.referrals.rules import Channel, Outcome, Purpose
from tests import county
from tests.accepted import accepted
from tests.integration.engagement.addresses import at
from tests.integration.hostile.typed import Filled


def pressed(page: str, words: str) -> str:
    """The address behind a button of a page."""
    found = re.search(rf'<a href="([^"]+)"[^>]*>{words}<', page)
    assert found, words
    return found[1].replace("&amp;", "&")


def test_attendance_is_two_clicks_and_takes_the_next_time_of_the_diary(db, signs_in, scene):
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
    assert first.outcome is Outcome.DID_NOT_ATTEND
    following = scene.case.next_appointment
    assert following is not None
    assert (following.starts_at, following.purpose) == (free.starts_at, Purpose.ASSESSMENT)
    db.session.refresh(free)
    assert free.kept_for == queries.kept_for(scene.referral.id, free.starts_at)
    assert "Please ring 01632" in opened.text
    text = db.session.scalars(select(Message)).one()
    assert (text.kind, text.about_person_id) == ("appointment_ring", scene.case.person.id)
    assert "Did not attend" in browser.get("/today").text


def test_a_time_of_the_diary_goes_to_one_person_and_comes_back_when_the_appointment_is_cancelled(db, scene, the_clock):
    other = accepted(the_clock)
    free = county.slot(in_hours=50)

    def take(one):
        return actions.offer_appointment(
            by=one.worker,
            referral_id=one.referral.id,
            starts_at=free.starts_at,
            place="Room 2",
            channel=Channel.IN_PERSON,
            purpose=Purpose.STRUCTURED,
            slot_id=free.id,
        )

    made = take(scene)
    with pytest.raises(TakenMeanwhile, match="Somebody else took that time meanwhile"):
        take(other)
    scene.record(made, Outcome.CANCELLED_BY_SERVICE)
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
    assert first.outcome is Outcome.ATTENDED
    assert scene.case.required_outcome is not None
