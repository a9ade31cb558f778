"""The page that shares a result: the purposes of the Act, those whom each concerns, and every sharing recorded."""

from sqlalchemy import select

from pathways.arrest_tests import actions, queries
from pathways.arrest_tests.rules.holds import Difference
from pathways.audit.models import AuditEvent
from pathways.store import db
from tests.integration.arrest_tests.custody_scenes import a_test, arrested_for, in_custody


def test_a_result_is_shared_for_a_purpose_of_the_act_recorded_and_refused_for_any_other(desk):
    client, officer = desk
    view = in_custody(officer)
    arrested_for(officer, view)
    page = f"/episodes/{view.episode.id}/test/share"
    assert client.get(page).status_code == 404
    actions.record_test(by=officer, view=view, record=a_test())
    assert "ositive for" not in client.get(page).text
    said = client.post(page, {"purpose": "else", "asked_for": "his landlord", "told_to": "Mr Hale"}).text
    assert "Choose a purpose allowed by section 63B(7). This result cannot be shared for ‘his landlord’." in said
    assert "Select whom you told" in client.post(page, {"purpose": "s63B7_a", "told_to": "Clerk"}).text
    told = {"purpose": "s63B7_a", "to_s63B7_a": "court", "told_to": "Clerk of Lincoln magistrates"}
    assert client.post(page, told).location == page
    assert "Clerk of Lincoln magistrates" in client.get(page).text
    (shared,) = queries.shared_of(view.episode.id)
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "test.result.shared")).one()
    assert (event.subject_id, event.event_class) == (shared.drug_test_id, "DIS")
    said = actions.WhatHappened(words="Force was used, we learnt since.", differences=frozenset({Difference.FORCE}))
    actions.record_as_it_happened(by=officer, view=view, record=a_test(), said=said)
    held = client.get(page).text
    assert "This record is held for an inspector" in held
    assert "What was told before is held with the record" in held
    refused = client.post(page, told).text
    assert "It cannot be used until it is released" in refused
    assert len(queries.shared_of(view.episode.id)) == 1
