"""The auditor says what many misses in a row were: they leave the open list, and are kept with who said so."""

import json

import pytest
from sqlalchemy import func, select

from pathways.audit import record as audit
from pathways.audit import verify
from pathways.audit.models import AuditEvent
from pathways.auth.roles import Role
from pathways.people.models.identity import MissesClosed
from pathways.people.restrictions import actions, queries
from pathways.people.restrictions import queries as misses
from pathways.people.restrictions.rules import MissesFound
from pathways.refusals import OutOfSight, Refused
from pathways.store.base import db
from tests import county
from tests.client import SignedInClient
from tests.pages import hidden_values

SAID = "Asked M. Ellery and the sergeant: links of an old handover list, which is gone now."


def flagged(someone):
    """Somebody whom the auditor is told of; gives the number of the event."""
    audit.security(county.viewer_of(someone), "misuse.flagged", rule="many_misses", misses=12, routes=["people.person"])
    db.session.commit()
    return db.session.scalar(select(func.max(AuditEvent.id)))


@pytest.fixture
def officer(app):
    return county.user(Role.CO, name="M. Ellery")


@pytest.fixture
def auditor(app):
    return county.user(Role.AU, of=county.force(), name="J. Appleby")


@pytest.fixture
def browser(client_of, auditor) -> SignedInClient:
    return client_of(auditor, Role.AU)


def test_what_an_auditor_was_told_of_is_not_read_again_with_each_later_miss(officer, monkeypatch):
    asker = county.viewer_of(officer)
    for address in range(3):
        audit.security(asker, "object.not_in_scope", route=f"people.person{address}")
    flagged(officer)
    audit.security(asker, "object.not_in_scope", route="people.last")
    read = []
    monkeypatch.setattr(misses, "_said", lambda payload: read.append(payload) or json.loads(payload))
    assert [route for _, route in misses.misses_not_told(asker)] == ["people.last"]
    assert len(read) == 1


def test_what_was_found_takes_it_off_the_open_list_and_is_kept_with_who_found_it(officer, browser):
    number = flagged(officer)
    address = f"/misses/{number}"
    assert f'href="{address}"' in browser.get("/misses").text
    values = hidden_values(browser.get(address).text, address) | {"outcome": "old_links", "words": SAID}
    answers = [browser.send(address, values) for _ in range(2)]
    assert [answer.location for answer in answers] == ["/misses", "/misses"]
    page = browser.get("/misses").text
    assert "Nothing is waiting for you." in page
    assert all(words in page for words in ("M. Ellery", "J. Appleby", "An old list of links", SAID))
    events = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "misuse.closed")).all()
    (payload,) = [json.loads(event.payload) for event in events]
    assert (payload["event"], payload["outcome"]) == (number, "old_links")
    assert SAID not in events[0].payload
    assert list(verify.verify()) == []


def test_nothing_is_closed_without_a_word_of_what_was_found(officer, browser):
    address = f"/misses/{flagged(officer)}"
    page = browser.post(address, {"outcome": "counting"}).text
    assert "Enter what was found" in page
    assert "Select what it was" in browser.post(address, {"words": SAID}).text
    assert db.session.scalars(select(MissesClosed)).all() == []


def test_a_second_auditor_is_told_that_it_is_closed_and_changes_nothing(officer, browser, client_of):
    number = flagged(officer)
    address, other = f"/misses/{number}", client_of(county.user(Role.AU, of=county.force()), Role.AU)
    values = hidden_values(other.get(address).text, address) | {"outcome": "counting", "words": "It was counting."}
    browser.post(address, {"outcome": "old_links", "words": SAID})
    assert "This is closed already" in other.send(address, values).text
    assert SAID in other.get(address).text
    assert [row.outcome for row in db.session.scalars(select(MissesClosed))] == [MissesFound.OLD_LINKS]


def test_nobody_closes_what_they_did_themselves_and_no_auditor_what_is_another_organisations(
    officer, auditor, browser, client_of
):
    own = flagged(auditor)
    page = browser.get(f"/misses/{own}").text
    assert "Another auditor says what was found" in page
    assert 'name="words"' not in page
    facts = {"outcome": MissesFound.MISTAKE, "words": "Me."}
    with pytest.raises(Refused, match="Another auditor"):
        actions.close_misses(by=county.viewer_of(auditor), event_id=own, **facts)
    elsewhere = county.user(Role.AU, of=county.force("Humberside Police"))
    theirs = flagged(officer)
    assert client_of(elsewhere, Role.AU).get(f"/misses/{theirs}").status_code == 404
    with pytest.raises(OutOfSight):
        actions.close_misses(by=county.viewer_of(elsewhere), event_id=theirs, **facts)
    assert len(queries.open_misses(county.viewer_of(auditor)).rows) == 2
