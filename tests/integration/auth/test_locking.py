"""Whoever walks away from a shared terminal locks it with one press: nothing shows, and nothing kept is lost."""

import json

import pytest
from sqlalchemy import select

from pathways.audit.models import AuditEvent
from pathways.auth import passwords
from pathways.auth.models import RoleHeld, SignInSession
from pathways.auth.roles import Role
from pathways.drafts.models import Draft
from pathways.store.base import db as database
from tests import county
from tests.client import SignedInClient
from tests.pages import hidden_values

PASSWORD = "kettle anchor plum"


@pytest.fixture
def officer(app):
    return county.user(Role.CO, name="M. Ellery", password_hash=passwords.hash_of(PASSWORD))


@pytest.fixture
def browser(app, officer):
    return signed_in(SignedInClient(app), officer)


def signed_in(client, user, **more):
    client.post("/sign-in", {"name": user.sign_in_name, "password": PASSWORD, **more})
    return client


def events(action):
    return [
        event.payload if isinstance(event.payload, dict) else json.loads(event.payload)
        for event in database.session.scalars(select(AuditEvent).where(AuditEvent.action == action))
    ]


def test_every_page_can_be_locked_and_then_shows_nothing_until_the_password_is_typed(browser, officer):
    assert 'action="/lock?next=/people/new"' in browser.get("/people/new").text
    answer = browser.post("/lock?next=/people/new", form_at="/people/new")
    assert answer.location == "/sign-in?ended=locked&next=/people/new"
    page = browser.get(answer.location).text
    assert "Locked" in page
    assert officer.sign_in_name in page
    assert "My referrals" not in page
    for address in ("/people/new", "/custody", "/account"):
        assert browser.browser.get(address).location.startswith("/sign-in?")
    wrong = browser.post("/sign-in", {"name": officer.sign_in_name, "password": "not the one"})
    assert wrong.status_code == 200
    again = browser.post("/sign-in", {"name": officer.sign_in_name, "password": PASSWORD, "next": "/people/new"})
    assert again.location == "/people/new"
    assert browser.get("/people/new").status_code == 200
    assert [event["why"] for event in events("session.revoked")] == ["locked"]


def test_what_another_tab_sends_after_the_lock_is_kept_for_its_officer_and_does_nothing(browser, officer, db):
    form = hidden_values(browser.get("/people/new").text, "/people/new") | {"family_name": "Rawcliffe"}
    browser.post("/lock", form_at="/people/new")
    answer = browser.browser.post("/people/new", data=form)
    assert answer.location == "/sign-in?ended=locked"
    draft = db.session.scalars(select(Draft)).one()
    assert (draft.user_id, "Rawcliffe" in json.dumps(draft.typed)) == (officer.id, True)
    assert events("session.used_after_end") == []  # a tab that was left open is no stolen cookie


def test_a_colleague_signs_in_at_the_locked_terminal_and_sees_nothing_of_whoever_locked_it(app, browser):
    browser.post("/lock?next=/people/new", form_at="/people/new")
    colleague = county.user(Role.TW, name="Sam Okafor", password_hash=passwords.hash_of(PASSWORD))
    signed_in(browser, colleague)
    page = browser.get("/today").text
    assert "Sam Okafor" in page
    assert "Ellery" not in page


def test_whoever_has_two_roles_comes_back_in_the_one_they_locked(app, officer):
    database.session.add(RoleHeld(user_id=officer.id, role=Role.DM, from_on=county.LONG_AGO.date()))
    browser = signed_in(SignedInClient(app), officer)
    browser.post("/account/role", {"role": Role.DM.value})
    browser.post("/lock", form_at="/account")
    answer = browser.post("/sign-in", {"name": officer.sign_in_name, "password": PASSWORD})
    assert answer.location == "/"
    roles = database.session.scalars(select(SignInSession).order_by(SignInSession.id.desc())).first()
    assert roles.role is Role.DM


def test_guesses_at_a_locked_terminal_wait_like_guesses_at_sign_in(browser, officer):
    browser.post("/lock", form_at="/account")
    for _ in range(10):
        browser.post("/sign-in", {"name": officer.sign_in_name, "password": "not the one"})
    answer = browser.post("/sign-in", {"name": officer.sign_in_name, "password": PASSWORD})
    assert answer.status_code == 429


def test_a_link_or_another_site_locks_nobody(browser):
    assert browser.get("/lock").status_code == 200
    assert browser.browser.post("/lock", data={}).status_code == 200
    assert browser.get("/account").status_code == 200
