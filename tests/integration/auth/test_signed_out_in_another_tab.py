"""Whoever signs out in one tab and sends another has not lost the words: they, and nobody else, are offered them."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from pathways.auth import passwords
from pathways.auth.roles import Role
from pathways.drafts.models import Draft
from tests import county
from tests.client import SignedInClient
from tests.pages import hidden_values

PASSWORD = "kettle anchor plum"
TYPED = {"surname": "Rawcliffe"}


@pytest.fixture
def officer(app):
    return county.user(Role.CO, name="M. Ellery", password_hash=passwords.hash_of(PASSWORD))


@pytest.fixture
def browser(app, officer):
    browser = SignedInClient(app)
    return sign_in(browser, officer)


def sign_in(browser, user):
    browser.post("/sign-in", {"name": user.sign_in_name, "password": PASSWORD})
    return browser


def open_tab(browser):
    """A page that stands open in another tab, as it would be sent."""
    return hidden_values(browser.get("/people/new").text, "/people/new") | TYPED


def drafts(db):
    return [(draft.user_id, draft.address, json.dumps(draft.typed)) for draft in db.session.scalars(select(Draft))]


@pytest.mark.database
def test_what_another_tab_sends_after_signing_out_is_offered_when_the_same_person_signs_in_again(browser, officer, db):
    tab = open_tab(browser)
    browser.post("/sign-out", form_at="/account")
    answer = browser.ask("POST", "/people/new", data=tab)
    assert answer.location == "/sign-in?ended=left"
    page = browser.get(answer.location).text
    assert "kept as your draft" in page
    assert "Ellery" not in page
    assert officer.sign_in_name not in page
    [(owner, address, typed)] = drafts(db)
    assert (owner, address, "Rawcliffe" in typed) == (officer.id, "/people/new", True)
    again = browser.post("/sign-in", {"name": officer.sign_in_name, "password": PASSWORD})
    assert again.location == "/carry-on"
    assert "Rawcliffe" in browser.get("/people/new").text


def test_once_a_colleague_has_signed_in_at_the_terminal_nothing_more_is_kept_for_whoever_left_it(app, browser, db):
    tab = open_tab(browser)
    browser.post("/sign-out", form_at="/account")
    colleague = county.user(Role.CO, name="Sam Okafor", password_hash=passwords.hash_of(PASSWORD))
    sign_in(browser, colleague)
    browser.ask("POST", "/people/new", data=tab)
    browser.post("/sign-out", form_at="/account")
    browser.ask("POST", "/people/new", data=tab)
    assert drafts(db) == []


def test_the_draft_of_whoever_left_is_offered_to_no_colleague_at_that_terminal(app, browser, db):
    tab = open_tab(browser)
    browser.post("/sign-out", form_at="/account")
    browser.ask("POST", "/people/new", data=tab)
    colleague = county.user(Role.CO, name="Sam Okafor", password_hash=passwords.hash_of(PASSWORD))
    answer = browser.post("/sign-in", {"name": colleague.sign_in_name, "password": PASSWORD})
    assert answer.location == "/"
    assert "Rawcliffe" not in browser.get("/people/new").text


@pytest.mark.parametrize("how", ["another site", "another browser", "a day later", "disabled", "everywhere"])
def test_nothing_is_kept_of_what_may_not_be_theirs(app, browser, officer, db, the_clock, how):
    tab = open_tab(browser)
    browser.post("/account/sessions/end-all" if how == "everywhere" else "/sign-out", form_at="/account")
    sender = browser.browser
    if how == "another site":
        tab["csrf_token"] = "made up"
    elif how == "another browser":
        sender = app.test_client()
    elif how == "a day later":
        the_clock.advance(timedelta(days=1))
    elif how == "disabled":
        officer.disabled_at, officer.disabled_reason = the_clock.now(), "Left the force"
        db.session.commit()
    assert sender.post("/people/new", data=tab).location == "/sign-in"
    assert drafts(db) == []


def test_throwing_a_draft_away_after_signing_out_leaves_it_as_it_was(browser, db):
    tab = open_tab(browser)
    browser.ask("POST", "/people/new", data=tab, headers={"X-Draft-Only": "yes"})
    browser.post("/sign-out", form_at="/account")
    token = {"csrf_token": tab["csrf_token"], "then": "throw_away_draft"}
    assert browser.ask("POST", "/people/new", data=token).location == "/sign-in"
    [(_, _, typed)] = drafts(db)
    assert "Rawcliffe" in typed


def test_the_browser_keeps_nothing_that_opens_a_page(browser):
    browser.post("/sign-out", form_at="/account")
    assert browser.browser.get_cookie("pathways") is None
    assert browser.browser.get("/account").location == "/sign-in?next=/account"
