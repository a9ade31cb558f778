"""Each field saved when it is left: as a draft, by its page, for its user, and nothing more."""

from datetime import timedelta
from time import sleep

import pytest
from sqlalchemy import func, select

from pathways import clock
from pathways.audit.models import AuditEvent
from pathways.auth.roles import Role
from pathways.drafts import actions as drafts
from pathways.drafts.models import Draft, PostKey
from pathways.people.custody import actions
from pathways.people.custody import queries as custody_queries
from pathways.people.identity.queries import details_of
from pathways.people.leaving_custody import queries as leaving_custody_queries
from pathways.people.leaving_custody.rules import NotDone, reasons_left_open
from pathways.people.rules import ReleaseType
from pathways.store.base import db
from tests import county
from tests.integration.arrest_tests.custody_scenes import boxes
from tests.pages import hidden_values
from tests.together import at_once, both_look_first

MARK = {"X-Draft-Only": "yes"}


@pytest.fixture
def user(app):
    return county.user(Role.CO)


@pytest.fixture
def episode(user):
    return county.detained(by=county.viewer_of(user))[0]


@pytest.fixture
def address(episode):
    return f"/episodes/{episode.id}/leaving"


class Tab:
    """One page of a form in one tab, with what it carries."""

    def __init__(self, browser, address):
        self.browser, self.address = browser, address
        self.text = browser.get(address).text
        self.carried = hidden_values(self.text, address)

    def leaves(self, **typed):
        """A field is left: the script sends the form."""
        data = {**self.carried, **typed}
        return self.browser.ask("POST", self.address, data=data, headers=MARK)


def planned(at):
    return boxes("planned_release_at", at)


def test_a_field_that_is_left_is_kept_for_its_user_alone_and_the_record_stays_as_it_is(
    client_of, user, episode, address
):
    tab = Tab(client_of(user, Role.CO), address)
    at = clock.now() + timedelta(hours=3)
    answer = tab.leaves(**planned(at), decision="not a choice", surname="not asked")
    assert answer.status_code == 200
    assert answer.json["saved_at"] == clock.now().isoformat()
    draft = db.session.scalars(select(Draft)).one()
    assert (draft.address, draft.user_id) == (address, user.id)
    assert draft.typed["decision"] == ["not a choice"]
    assert not {"surname", "csrf_token", "post_key", "version", "draft_seen"} & set(draft.typed)
    assert custody_queries.detention_of(episode.id).planned_release_at is None
    tab.leaves(**planned(at), decision="on_bail")
    query = select(func.count()).where(AuditEvent.action == "draft.kept")
    assert db.session.scalar(query) == 1, "one event for a page, not for a field"
    assert db.session.scalar(select(func.count()).select_from(PostKey)) == 0
    shown = tab.browser.get(address).text
    assert "What you typed here is shown again" in shown
    assert "Throw this draft away" in shown
    other = county.user(Role.CO)
    assert "What you typed here" not in client_of(other, Role.CO).get(address).text
    name = details_of(episode.person_id).full_name
    offered = tab.browser.get("/carry-on").text
    assert f"Planned release: {name}" in offered
    assert "Throw away what you typed on" in offered
    listed = select(func.count()).where(AuditEvent.action == "draft.listed")
    assert db.session.scalar(listed) == 1, "whoever is named was looked at"
    for then, leads_to in (("throw_away_draft", address), ("forget_draft", "/carry-on")):
        forged = tab.browser.ask("POST", address, data={**tab.carried, "then": then, "csrf_token": "x"})
        assert forged.status_code == 400
        assert "What you typed here" in tab.browser.get(address).text
        assert tab.browser.send(address, {**tab.carried, "then": then}).location == leads_to
        assert "What you typed here" not in tab.browser.get(address).text
        Tab(tab.browser, address).leaves(decision="on_bail")


@pytest.mark.database
def test_of_two_tabs_the_newer_draft_stands_and_the_older_tab_is_told(client_of, user, address):
    browser = client_of(user, Role.CO)
    older, newer = Tab(browser, address), Tab(browser, address)
    assert newer.leaves(decision="on_bail").status_code == 200
    answer = older.leaves(decision="no_further_action")
    assert answer.status_code == 409
    assert "in another tab" in answer.json["not_saved"]
    assert newer.leaves(decision="on_bail", held_only_for_sample="no").status_code == 200
    refused = browser.send(address, {**older.carried, "decision": "no_further_action", "decided_at-time": "25:00"})
    assert "There is a newer draft" in refused.text
    assert db.session.scalars(select(Draft)).one().typed["held_only_for_sample"] == ["no"]
    sent = browser.send(
        address, {**older.carried, "decision": "undecided", **planned(clock.now() + timedelta(hours=2))}
    )
    assert sent.status_code == 302
    assert "What you typed here is shown again" in browser.get(address).text, "the newer tab's draft is not lost"


def test_a_form_that_was_sent_leaves_no_draft_behind_and_a_stranger_keeps_none(client_of, user, address, episode):
    browser = client_of(user, Role.CO)
    tab = Tab(browser, address)
    tab.leaves(decision="undecided")
    typed = {**tab.carried, "decision": "undecided", **planned(clock.now() + timedelta(hours=2))}
    assert browser.send(address, typed).status_code == 302
    assert "sent already" in tab.leaves(decision="on_bail").json["not_saved"]
    forged = browser.ask("POST", address, data={"decision": "on_bail", "csrf_token": "x"}, headers=MARK)
    assert forged.status_code == 400
    assert db.session.scalar(select(func.count()).where(AuditEvent.action == "csrf.failed")) == 1
    elsewhere = client_of(county.user(Role.CO, of=county.force("Kent Police")), Role.CO)
    assert elsewhere.ask("POST", address, data=tab.carried, headers=MARK).status_code == 404
    worker = client_of(county.user(Role.TW), Role.TW)
    assert worker.ask("POST", address, data=tab.carried, headers=MARK).status_code in (403, 404)
    assert db.session.scalar(select(func.count()).select_from(Draft)) == 0


def test_throwing_a_draft_away_does_nothing_else_where_the_address_acts_on_any_post(client_of, user):
    browser, address = client_of(user, Role.CO), "/account/sessions/end-all"
    drafts.keep(user_id=user.id, address=address, title="My account", typed={})
    db.session.commit()
    carried = hidden_values(browser.get("/carry-on").text, address)
    assert browser.send(address, {**carried, "then": "forget_draft"}).location == "/carry-on"
    assert "Nothing of yours is left open" in browser.get("/carry-on").text, "still signed in, and it is gone"


def test_a_button_at_an_address_that_is_no_page_leaves_nothing_to_carry_on_with(client_of, user, the_clock):
    browser, address = client_of(user, Role.CO), "/account/sessions/end-all"
    carried = hidden_values(browser.get("/account").text, address)
    the_clock.advance(timedelta(minutes=16))
    assert browser.ask("POST", address, data=carried).location == "/sign-in?ended=idle"
    assert db.session.scalar(select(func.count()).select_from(Draft)) == 0


def test_a_draft_that_is_shown_after_the_release_says_so_and_that_the_record_changed(client_of, user, episode):
    address, by = f"/episodes/{episode.id}/test", county.viewer_of(user)
    tab = Tab(client_of(user, Role.CO), address)
    tab.leaves(outcome="sample_given")
    left = {
        part.key: reasons_left_open()["no_time"]
        for part in leaving_custody_queries.open_parts(by, custody_queries.view_of(episode))
    }
    actions.release(
        by=by,
        episode=episode,
        released_at=clock.now(),
        release_type=ReleaseType.WITHOUT_BAIL,
        not_done=NotDone(why=left),
    )
    shown = tab.browser.get(address).text
    assert "recorded after this draft was kept" in shown
    assert "The record was changed" in shown


@pytest.mark.database
def test_a_draft_that_the_other_press_throws_away_at_this_moment_is_kept_all_the_same(app, user, address, monkeypatch):
    """The first press went through and drops the draft, just as the refused second one writes over it."""
    drafts.keep(user_id=user.id, address=address, title="Leaving", typed={"why": ["Once"]})
    user_id = user.id
    both_look_first(monkeypatch, drafts, "may_replace")

    def second_press():
        drafts.keep(user_id=user_id, address=address, title="Leaving", typed={"why": ["Twice"]})

    def first_press():
        sleep(0.1)
        drafts.throw_away(user_id=user_id, address=address)

    assert at_once(app, second_press, first_press) == ["", ""]
