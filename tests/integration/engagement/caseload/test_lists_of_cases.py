"""The caseload, today, and one case, as a worker's browser gets them."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from pathways import clock
from pathways.acceptance import actions as accepting
from pathways.audit.models import AuditEvent
from pathways.auth.roles import Role
from pathways.engagement.caseload.queries import cases
from pathways.engagement.caseload.rules import CaseFilter, CaseOrder, Listing
from pathways.engagement.notes import actions
from pathways.engagement.notes.rules import ContactHow, ContactRecord, ContactWith
from pathways.people.deaths.rules import DEAD
from pathways.people.models.identity import Person
from pathways.people.rules import DeathSource
from pathways.referrals.consents.rules.consents import ConsentState
from pathways.referrals.first_appointments.rules import AppointmentOutcome
from pathways.referrals.needs.rules import Naloxone, NaloxoneFacts
from pathways.store.paging import page_of
from tests import county
from tests.accepted import accepted
from tests.integration.engagement.addresses import at
from tests.referred import referred


@pytest.mark.database
def test_the_caseload_names_who_what_next_and_the_risk(signs_in):
    browser = signs_in()
    page = browser.get("/cases").text
    assert "Dean Rawcliffe" in page
    assert "Overdose in last 7 days" in page
    assert "Sam Okafor" in page


@pytest.mark.database
def test_only_mine_leaves_out_a_colleagues_people(client_of, scene):
    colleague = county.user(Role.TW)
    page = client_of(colleague, Role.TW).get("/cases?whose=mine").text
    assert "Dean Rawcliffe" not in page
    assert "No open case matches" in page


@pytest.mark.database
def test_the_caseload_is_narrowed_and_ordered_by_its_address_and_searched_by_post(signs_in, scene):
    browser = signs_in()

    def is_listed(asked):
        page = browser.get(f"/cases?{asked}")
        assert page.status_code == 200
        return "Dean Rawcliffe" in page.text

    def is_found(words):
        return "Dean Rawcliffe" in browser.get(browser.post("/cases", {"words": words}).location).text

    here = (
        "whose=mine",
        "only=at_risk",
        "whose=everyone&only=all",
    )
    assert all(is_listed(asked) for asked in here)
    not_here = (
        "whose=nobody",
        "only=overdue",
        "only=conditions",
        "only=nothing_booked",
        "only=paused",
    )
    assert not any(is_listed(asked) for asked in not_here)
    words = ("rawc", scene.referral.reference.lower(), "awcliffe")
    assert [is_found(each) for each in words] == [True, True, False]
    assert all(is_listed(f"order={order}") for order in ("longest", "newest", "next", "unseen", "name"))
    assert is_listed("whose=anybody&only=what&order=sideways&after=%00x")
    scene.clock.set(scene.case.appointments[0].starts_at + timedelta(hours=1))
    browser = signs_in()
    assert is_listed("only=overdue")
    assert is_listed("only=nothing_booked")


@pytest.mark.database
def test_a_contact_in_the_room_or_by_phone_moves_last_seen_and_a_text_or_a_relative_does_not(app, the_clock):
    scene = accepted(the_clock)
    scene.record(scene.case.appointments[0], AppointmentOutcome.CANCELLED_BY_SERVICE)

    def at_risk():
        rows = cases.caseload(scene.worker, Listing(only=CaseFilter.AT_RISK, order=CaseOrder.UNSEEN)).rows
        (line,) = cases.caseload(scene.worker, Listing()).rows
        assert bool(rows) == (line.is_unseen or line.missed >= 2)
        return line

    def contact(how, whom=ContactWith.PERSON):
        asked = NaloxoneFacts(answer=Naloxone.SUPPLIED) if whom is ContactWith.PERSON else None
        record = ContactRecord(at=clock.now(), how=how, whom=whom, is_structured=False, naloxone=asked)
        actions.record_contact(by=scene.worker, referral_id=scene.referral.id, contact=record)

    assert not at_risk().is_unseen
    scene.next_day(22)
    contact(ContactHow.TEXT)
    contact(ContactHow.PHONE, ContactWith.FAMILY)
    assert at_risk().is_unseen
    assert at_risk().last_seen_on is None
    contact(ContactHow.PHONE)
    assert (at_risk().is_unseen, at_risk().last_seen_on) == (False, clock.today())
    for _ in range(2):
        missed = scene.offer()
        the_clock.set(missed.starts_at)
        scene.record(missed, AppointmentOutcome.DID_NOT_ATTEND)
    assert at_risk().missed == 2
    scene.next_day()
    contact(ContactHow.OUTREACH)
    assert at_risk().missed == 0
    assert scene.case.last_seen_on == clock.today()
    scene.next_day(21)
    assert not at_risk().is_unseen
    scene.next_day()
    assert at_risk().is_unseen


@pytest.mark.database
def test_every_order_of_the_caseload_goes_on_to_the_next_page_without_a_gap(scene, monkeypatch):
    as_accepted = ["Rawcliffe", *(f"Ashby{letter}" for letter in "dcba")]
    expected = dict.fromkeys(CaseOrder, as_accepted)
    expected |= {CaseOrder.NEWEST: as_accepted[::-1], CaseOrder.NAME: sorted(as_accepted)}
    for surname in as_accepted[1:]:
        scene.clock.advance(timedelta(minutes=1))
        opened = county.episode(county.person(surname, by=scene.officer), by=scene.officer)
        referral = referred(scene.officer, county.service(), episode=opened)
        slot = {"first_slot_at": clock.now() + timedelta(days=1), "place": "Main clinic"}
        accepting.accept(by=scene.worker, referral_id=referral.id, keyworker_id=scene.worker.user_id, **slot)
    monkeypatch.setitem(page_of.__kwdefaults__, "size", 2)
    for order in CaseOrder:
        seen, page = [], cases.caseload(scene.worker, Listing(order=order))
        seen += [row.details.surname for row in page.rows]
        while page.after:
            page = cases.caseload(scene.worker, Listing(order=order), page.after)
            seen += [row.details.surname for row in page.rows]
        assert seen == expected[order], order
    caseload = cases.caseload(scene.worker, Listing(order=CaseOrder.NAME, words="ashby"))
    assert [row.details.surname for row in caseload.rows] == ["Ashbya", "Ashbyb"]


@pytest.mark.database
def test_an_appointment_of_which_nothing_is_recorded_stands_where_it_was_and_not_with_those_who_have_none(scene):
    opened = county.episode(county.person("Ashby", by=scene.officer), by=scene.officer)
    referral = referred(scene.officer, county.service(), episode=opened)
    slot = {"first_slot_at": clock.now() + timedelta(hours=1), "place": "Main clinic"}
    accepting.accept(by=scene.worker, referral_id=referral.id, keyworker_id=scene.worker.user_id, **slot)
    for _ in range(2):
        rows = cases.caseload(scene.worker, Listing(order=CaseOrder.NEXT)).rows
        assert [row.details.surname for row in rows] == ["Ashby", "Rawcliffe"]
        scene.clock.advance(timedelta(hours=2))
    assert rows[0].is_unrecorded


def test_the_case_says_what_police_can_see_and_links_to_their_view(signs_in, scene):
    browser = signs_in()
    page = browser.get(at(scene)).text
    assert "What police can see" in page
    assert f"/cases/{scene.referral.id}/as-police" in page
    assert "He agreed in writing on 25 November 2026, until 25 November 2027" in page


def test_after_a_death_the_case_says_so_and_offers_no_step(db, signs_in, scene):
    person = db.session.get_one(Person, scene.referral.person_id)
    person.died_at = person.death_recorded_at = clock.now()
    person.death_recorded_by_id, person.death_source = scene.worker.user_id, DeathSource.SERVICE
    browser = signs_in()
    page = browser.get(at(scene)).text
    assert DEAD in page
    assert "/appointments/new" not in page
    assert "Dean Rawcliffe" not in browser.get("/cases").text
    assert "Ended: has died" in browser.get("/cases?only=died").text
    assert "Ended: has died" in browser.get(browser.post("/cases", {"words": "rawc"}).location).text
    scene.clock.set(scene.case.appointments[0].starts_at)
    browser = signs_in()
    assert "Dean Rawcliffe" not in browser.get("/today").text
    refused = browser.post(at(scene, "/appointments/new"), {"place": "Room 1", "channel": "phone", "purpose": "other"})
    assert refused.status_code == 200


def test_without_consent_the_panel_says_that_police_see_nothing_of_whether_he_came(client_of, app, the_clock):
    scene = accepted(the_clock, feedback=ConsentState.REFUSED)
    page = client_of(scene.worker_user, Role.TW).get(at(scene)).text
    assert "Does not agree (25 November 2026)" in page


def test_every_page_of_a_case_is_recorded_as_a_look(db, signs_in, scene):
    scene.comes_to_the_first()
    pages = ["", "/assessment", "/care-plan", "/start", "/engaged", "/exit", "/appointments/new"]
    browser = signs_in()
    for page in pages:
        assert browser.get(at(scene, page)).status_code == 200
    looks = select(AuditEvent).where(AuditEvent.action == "person.viewed", AuditEvent.actor_id == scene.worker.user_id)
    assert len(db.session.scalars(looks).all()) == len(pages)
