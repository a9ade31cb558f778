"""The page that shares a result: the purposes of the Act, those whom each concerns, and every sharing recorded."""

import html

import pytest
from sqlalchemy import select

from pathways import clock
from pathways.arrest_tests.disclosure import actions as disclosure_actions
from pathways.arrest_tests.disclosure import queries
from pathways.arrest_tests.disclosure.queries import told_outside_of
from pathways.arrest_tests.disclosure.rules import MAY_BE_TOLD, ResultRecipient, SharingFacts
from pathways.arrest_tests.held_records import actions as held_records_actions
from pathways.arrest_tests.held_records.rules import Difference
from pathways.arrest_tests.testing import actions as testing_actions
from pathways.arrest_tests.testing.rules.results import ResultPurpose
from pathways.audit.models import AuditEvent
from pathways.auth.roles import Rank, Role
from pathways.law.rules.findings import HELD, stops
from pathways.refusals import OutOfSight
from pathways.store.base import db
from tests import county
from tests.integration.arrest_tests.custody_scenes import a_test, again, arrested_for, boxes, in_custody
from tests.pages import faulty


def test_a_result_is_shared_for_a_purpose_of_the_act_recorded_and_refused_for_any_other(desk):
    client, officer = desk
    view = in_custody(officer)
    arrested_for(officer, view)
    page = f"/episodes/{view.episode.id}/test/share"
    assert client.get(page).status_code == 404
    testing_actions.record_test(by=officer, view=view, record=a_test())
    assert "ositive for" not in client.get(page).text
    what_happened = client.post(page, {"purpose": "else", "asked_for": "his landlord", "told_to": "Mr Hale"}).text
    assert stops("V-049", text="his landlord").message in what_happened
    assert "Select whom you told" in client.post(page, {"purpose": "s63B7_a", "told_to": "Clerk"}).text
    answers = {"purpose": "s63B7_a", "to_s63B7_a": "court", "told_to": "Clerk of Lincoln magistrates"}
    assert client.post(page, answers).location == page
    assert "Clerk of Lincoln magistrates" in client.get(page).text
    (shared,) = queries.shared_of(view.episode.id)
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "test.result.shared")).one()
    assert (event.subject_id, event.event_class) == (shared.drug_test_id, "DIS")
    what_happened = held_records_actions.WhatHappened(
        words="Force was used, we learnt since.", differences=frozenset({Difference.FORCE})
    )
    held_records_actions.record_as_it_happened(by=officer, view=view, record=a_test(), what_happened=what_happened)
    text = client.get(page).text
    assert "This record is held for an inspector" in text
    refused = client.post(page, answers).text
    assert "until it is released" in refused
    assert len(queries.shared_of(view.episode.id)) == 1


def test_what_was_told_although_it_might_not_be_is_kept_and_an_inspector_decides_about_it(desk, client_of):
    client, officer = desk
    view = in_custody(officer)
    arrested_for(officer, view)
    testing_actions.record_test(by=officer, view=view, record=a_test())
    page = f"/episodes/{view.episode.id}/test/share"
    answers = {"purpose": "else", "asked_for": "A tenancy", "told_to": "Mr Hale", "already": "yes"}
    assert "Enter when it was told" in client.post(page, answers).text
    lawful = {"purpose": "s63B7_d", "to_s63B7_d": "treatment", "told_to": "The hub", "already": "yes"}
    assert MAY_BE_TOLD in client.post(page, lawful | boxes("told_at", clock.now())).text
    nobody = lawful | {"to_s63B7_d": ""} | boxes("told_at", clock.now())
    assert faulty(client.post(page, nobody).text) == ["to_s63B7_d"]
    passed_on = {"purpose": "assessment", "told_to": "Mr Hale"}
    assert stops("V-050").message in html.unescape(client.post(page, passed_on).text)
    assert client.post(page, answers | boxes("told_at", clock.now())).location == page
    assert client.post(page, passed_on | {"already": "yes"} | boxes("told_at", clock.now())).location == page
    assert "Held for an inspector" in client.get(page).text
    row, of_assessment = sorted(told_outside_of(view.episode.id), key=lambda disclosure: disclosure.id)
    assert of_assessment.rule == "V-050"
    assert row.message == HELD + stops("V-049", text="A tenancy").message
    assert queries.shared_of(view.episode.id) == ()
    decider = client_of(county.user(Role.DM, rank=Rank.INSPECTOR), Role.DM)
    assert "Rawcliffe" in decider.get("/held").text
    address = f"/held/told/{row.id}"
    shown = decider.get(address).text
    assert "ositive" not in shown
    assert "Mr Hale" in shown
    assert "A release makes nothing lawful" in shown
    assert client_of(county.user(Role.DM, rank=Rank.SERGEANT), Role.DM).ask("GET", address).status_code == 404
    assert "Say why, in a sentence" in decider.post(address, {"decision": "voided", "reason": "No"}).text
    decided = decider.post(address, {"decision": "voided", "reason": "He was told to forget it"}).location
    assert "Your decision is recorded, in your name." in decider.get(decided).text
    assert decider.get(address).status_code == 404
    assert "Voided by an inspector" in client.get(page).text


def test_a_held_result_that_was_told_all_the_same_meets_its_own_rule(desk):
    _, officer = desk
    view = in_custody(officer)
    arrested_for(officer, view)
    what_happened = held_records_actions.WhatHappened(
        words="Force was used to take it, we learnt.", differences=frozenset({Difference.FORCE})
    )
    held_records_actions.record_as_it_happened(by=officer, view=view, record=a_test(), what_happened=what_happened)
    facts = SharingFacts(purpose=ResultPurpose.ADVICE_AND_TREATMENT, recipient=ResultRecipient.TREATMENT)
    recipient = {"told_to": "The hub", "told_at": clock.now()}
    made = disclosure_actions.record_told_outside(by=officer, view=again(officer, view), facts=facts, **recipient)
    assert (made.rule, made.asked_for) == ("V-055", ResultPurpose.ADVICE_AND_TREATMENT.label)
    sergeant = county.viewer_of(county.user(Role.DM))
    with pytest.raises(OutOfSight):
        disclosure_actions.decide_told_outside(by=sergeant, telling_id=made.id, decision=None, reason="")
