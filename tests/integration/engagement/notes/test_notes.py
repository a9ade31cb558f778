"""Contacts and notes on the pages of a case."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from pathways.audit.models import AuditEvent
from pathways.auth.roles import Role
from pathways.engagement.models.case import Contact, Note
from pathways.engagement.notes.rules import LONGEST_NOTE
from pathways.people.deaths.rules import DEAD
from pathways.people.models.identity import Person
from pathways.people.rules import DeathSource
from pathways.referrals.needs.rules import Naloxone
from tests import county
from tests.integration.arrest_tests.custody_scenes import boxes
from tests.integration.engagement.addresses import at
from tests.pages import hidden_values, is_told_it_was_saved

SENTINEL = "ZZ-CLINICAL-1 "
HELD = {"how": "in_person", "whom": "person", "is_structured": "yes", "naloxone": "already_has"}


def test_a_contact_with_a_note_of_100000_characters_counts_as_structured_and_one_character_more_is_kept_unsaved(
    db, signs_in, scene
):
    scene.start()
    long = SENTINEL + "x" * (LONGEST_NOTE - len(SENTINEL))
    browser = signs_in()
    asked = HELD | boxes("at", scene.clock.now())
    refused = browser.post(at(scene, "/contacts/new"), asked | {"text": long + "y"})
    assert "100,000 characters or fewer. You typed 100,001" in refused.text
    assert long + "y" in refused.text
    sent = browser.post(at(scene, "/contacts/new"), asked | {"text": long})
    assert is_told_it_was_saved(browser.get(sent.location).text)
    contact = db.session.scalars(select(Contact)).one()
    assert contact.is_structured
    assert scene.case.structured_contacts
    assert len(db.session.scalars(select(Note.text)).one()) == LONGEST_NOTE
    page = browser.get(at(scene, "/contacts")).text
    assert SENTINEL in page
    assert not is_told_it_was_saved(page)


def test_a_reason_typed_before_the_answer_about_naloxone_was_changed_is_not_recorded(db, signs_in, scene):
    scene.start()
    asked = HELD | boxes("at", scene.clock.now()) | {"naloxone_why": "Out of stock"}
    browser = signs_in()
    sent = browser.post(at(scene, "/contacts/new"), asked)
    assert is_told_it_was_saved(browser.get(sent.location).text)
    contact = db.session.scalars(select(Contact)).one()
    assert (contact.naloxone, contact.naloxone_why) == (Naloxone.ALREADY_HAS, None)


def test_a_contact_sent_again_from_the_page_that_back_shows_is_recorded_once_and_the_note_stays_typed(
    db, signs_in, scene
):
    scene.start()
    asked = HELD | boxes("at", scene.clock.now()) | {"text": SENTINEL}
    browser = signs_in()
    assert is_told_it_was_saved(browser.get(browser.post(at(scene, "/contacts/new"), asked).location).text)
    again = browser.post(at(scene, "/contacts/new"), asked)
    assert "You recorded this contact already" in again.text
    assert SENTINEL in again.text
    assert len(db.session.scalars(select(Contact)).all()) == 1
    assert "Contact: in the room" in browser.get(at(scene, "/timeline")).text
    another = browser.post(at(scene, "/contacts/new"), asked | {"how": "phone"})
    assert is_told_it_was_saved(browser.get(another.location).text)


@pytest.mark.database
def test_a_note_is_changed_for_a_day_then_only_added_to_and_nobody_else_reads_it(db, client_of, signs_in, scene):
    browser = signs_in()
    written = browser.post(at(scene, "/notes/new"), {"text": SENTINEL + "first"})
    assert is_told_it_was_saved(browser.get(written.location).text)
    note = db.session.scalars(select(Note)).one()
    address = at(scene, f"/notes/{note.id}")
    assert is_told_it_was_saved(browser.get(browser.post(address, {"text": SENTINEL + "second"}).location).text)
    opened = browser.get(address).text
    assert "You may change it until" in opened
    scene.clock.advance(timedelta(hours=24))
    browser = signs_in()
    late = browser.post(address, {"text": "third", "then": ""})
    assert "save it as an addition" in late.text
    assert is_told_it_was_saved(browser.get(browser.post(address, {"text": "third"}).location).text)
    page = browser.get(address).text
    assert SENTINEL + "second" in page
    assert "third" in page
    coast = county.user(Role.TW, of=county.provider("Coastline Recovery"))
    for who, role in ((coast, Role.TW), (scene.officer_user, Role.CO)):
        assert client_of(who, role).ask("GET", address).status_code == 404
    payloads = " ".join(event.payload or "" for event in db.session.scalars(select(AuditEvent)))
    assert SENTINEL not in payloads


@pytest.mark.database
def test_a_note_is_saved_though_a_colleague_recorded_meanwhile_and_whoever_wrote_it_reads_what(
    client_of, signs_in, scene
):
    browser, address = signs_in(), at(scene, "/notes/new")
    typed = hidden_values(browser.get(address).text, address) | {"text": SENTINEL + "rang back"}
    colleague = county.user(Role.TW, name="Priya Nair")
    client_of(colleague, Role.TW).post(address, {"text": SENTINEL + "came in"})
    saved = browser.send(address, typed)
    page = browser.get(saved.location).text
    assert is_told_it_was_saved(page)
    assert "Recorded by others while you wrote" in page
    assert "a note, by Priya Nair" in page
    assert "by Sam Okafor</li>" not in page
    assert SENTINEL + "rang back" in page
    alone = browser.post(address, {"text": SENTINEL + "later"})
    assert "Recorded by others" not in browser.get(alone.location).text
    for nothing in ("", "x", "-1", "9" * 30):
        assert "Recorded by others" not in browser.get(at(scene, f"/contacts?done=written&since={nothing}")).text


def test_no_note_is_written_on_a_case_whose_person_died_meanwhile(db, signs_in, scene):
    browser, address = signs_in(), at(scene, "/notes/new")
    typed = hidden_values(browser.get(address).text, address) | {"text": SENTINEL + "rang back"}
    person = db.session.get_one(Person, scene.referral.person_id)
    person.died_at = person.death_recorded_at = scene.clock.now()
    person.death_recorded_by_id, person.death_source = scene.worker.user_id, DeathSource.SERVICE
    db.session.commit()
    answer = browser.send(address, typed)
    assert answer.status_code == 200
    assert DEAD in answer.text
    assert db.session.scalars(select(Note)).all() == []
