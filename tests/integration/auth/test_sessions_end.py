"""A copied cookie is dead after sign-out, a password change, a disabling, a removed role, 15 idle minutes, 12 hours."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from pathways.admin.actions import accounts as admin
from pathways.admin.rules import DisableReason
from pathways.audit import record as audit
from pathways.audit.models import AuditEvent
from pathways.auth import passwords
from pathways.auth.models import RoleHeld, SignInSession
from pathways.auth.roles import Role
from pathways.store.base import db as database
from tests import county
from tests.client import SignedInClient

PASSWORD = "kettle anchor plum"
NEW = "seven wooden ladders"


@pytest.fixture
def user(app):
    return county.user(Role.AD, password_hash=passwords.hash_of(PASSWORD))


@pytest.fixture
def administrator(app):
    return county.viewer_of(county.user(Role.AD))


@pytest.fixture
def browser(app, user):
    client = SignedInClient(app)
    client.post("/sign-in", {"name": user.sign_in_name, "password": PASSWORD})
    return client


@pytest.fixture
def stolen(app, browser):
    """A second browser with a copy of the cookie; it works for now."""
    thief = SignedInClient(app)
    thief.browser.set_cookie("pathways", browser.browser.get_cookie("pathways").value)
    assert thief.get("/account").status_code == 200
    return thief


def is_dead(thief):
    answer = thief.get("/account")
    return answer.status_code == 302 and answer.location.startswith("/sign-in")


def test_a_stolen_cookie_is_dead_after_sign_out(browser, stolen):
    answer = browser.post("/sign-out")
    assert answer.location == "/sign-in?ended=signed_out"
    assert browser.browser.get_cookie("pathways") is None
    assert "You are signed out" in browser.get(answer.location).text
    assert is_dead(stolen)


def test_a_link_to_sign_out_changes_nothing_by_itself(browser, stolen):
    assert browser.get("/sign-out").status_code == 200
    assert not is_dead(stolen)


def test_signing_out_everywhere_ends_every_session(browser, stolen, user, app):
    elsewhere = SignedInClient(app, user.id, Role.AD).begun()
    answer = browser.post("/account/sessions/end-all", form_at="/account")
    assert answer.location == "/sign-in?ended=everywhere"
    assert is_dead(stolen)
    assert is_dead(elsewhere)


def change(browser, current=PASSWORD, new=NEW, again=NEW):
    return browser.post("/account/password", {"current_password": current, "new_password": new, "again": again})


def test_a_stolen_cookie_is_dead_after_a_password_change_and_its_owner_goes_on(browser, stolen, user):
    assert change(browser).location == "/account"
    assert is_dead(stolen)
    assert browser.get("/account").status_code == 200
    browser.post("/sign-out")
    assert browser.post("/sign-in", {"name": user.sign_in_name, "password": PASSWORD}).status_code == 200
    assert browser.post("/sign-in", {"name": user.sign_in_name, "password": NEW}).status_code == 302


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"current": "not the one"}, "The password you use now is wrong"),
        ({"new": "short", "again": "short"}, "Use at least 12 characters"),
        ({"again": "seven wooden ladder"}, "The two new passwords are not the same"),
    ],
)
def test_a_password_change_that_fails_changes_nothing(browser, stolen, typed, says):
    answer = change(browser, **typed)
    assert answer.status_code == 200
    assert says in answer.text
    assert not is_dead(stolen)


def test_the_sign_in_name_is_refused_as_a_password(browser, user):
    assert "Leave your sign-in name out" in change(browser, new=user.sign_in_name, again=user.sign_in_name).text


def test_guessing_the_present_password_from_an_open_session_is_slowed_too(browser, user):
    for _ in range(10):
        change(browser, current="not the one")
    answer = change(browser)
    assert answer.status_code == 429
    assert "Try again at" in answer.text


@pytest.mark.database
def test_a_stolen_cookie_is_dead_after_the_user_is_disabled(browser, stolen, user, administrator):
    admin.disable(by=administrator, user=user, reason=DisableReason.LOST_DEVICE)
    assert is_dead(stolen)
    assert is_dead(browser)


def test_every_session_is_dead_after_a_role_is_removed(browser, stolen, user, administrator):
    role_held = database.session.scalars(select(RoleHeld).where(RoleHeld.user_id == user.id)).one()
    admin.end_role(by=administrator, user=user, role_held=role_held)
    assert is_dead(stolen)


def test_a_session_is_dead_on_the_day_after_the_role_ended(browser, stolen, user, the_clock):
    role_held = database.session.scalars(select(RoleHeld).where(RoleHeld.user_id == user.id)).one()
    role_held.until_on = the_clock.now().date() - timedelta(days=1)
    assert is_dead(stolen)


def test_a_session_is_dead_after_15_minutes_without_use_and_the_page_says_what_is_kept(browser, stolen, the_clock):
    the_clock.advance(timedelta(minutes=14))
    assert browser.get("/account").status_code == 200
    the_clock.advance(timedelta(minutes=15, seconds=1))
    answer = browser.get("/account")
    assert answer.location == "/sign-in?next=/account&ended=idle"
    assert "You were signed out after 15 minutes without use" in browser.get(answer.location).text
    assert is_dead(stolen)


def test_a_session_is_dead_after_12_hours_however_busy(browser, stolen, the_clock):
    for _ in range(72):
        the_clock.advance(timedelta(minutes=10))
        assert browser.get("/account").status_code == 200
    the_clock.advance(timedelta(minutes=1))
    answer = browser.get("/account")
    assert "ended=too_long" in answer.location
    assert "You were signed out after 12 hours" in browser.get(answer.location).text
    assert is_dead(stolen)


def test_a_dead_session_never_comes_back(browser, stolen, the_clock):
    the_clock.advance(timedelta(minutes=16))
    assert is_dead(stolen)
    the_clock.advance(timedelta(minutes=-10))
    assert is_dead(stolen)


def test_the_account_page_lists_where_one_is_signed_in(browser, user, app):
    SignedInClient(app, user.id, Role.AD).begun()
    page = browser.get("/account").text
    assert "This one" in page
    assert page.count("Administrator</td>") == 2


def test_the_cookie_is_kept_from_scripts_and_from_other_sites(app, user):
    client = SignedInClient(app)
    answer = client.post("/sign-in", {"name": user.sign_in_name, "password": PASSWORD})
    (cookie,) = [each for each in answer.headers.getlist("Set-Cookie") if each.startswith("pathways=")]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert database.session.scalar(select(SignInSession.token_hash)) not in cookie


def events(action):
    return list(database.session.scalars(select(AuditEvent).where(AuditEvent.action == action)))


def test_a_cookie_sent_again_after_its_session_ended_is_in_the_log_once_a_minute(browser, stolen, user, the_clock):
    browser.post("/sign-out")
    for _ in range(3):
        assert is_dead(stolen)
    (event,) = events("session.used_after_end")
    assert json.loads(event.payload)["why"] == "signed_out"
    assert json.loads(event.payload)["user_id"] == user.id
    assert event.actor_id is None
    the_clock.advance(timedelta(minutes=1))
    assert is_dead(stolen)
    assert len(events("session.used_after_end")) == 2


def test_who_comes_back_after_15_minutes_has_sent_no_cookie_again(browser, the_clock):
    the_clock.advance(timedelta(minutes=16))
    answer = browser.get("/account")
    browser.get(answer.location)
    assert events("session.used_after_end") == []


def test_a_session_of_the_future_is_refused_ended_and_in_the_log(browser, stolen, the_clock):
    the_clock.advance(timedelta(hours=-1))
    assert is_dead(stolen)
    assert database.session.scalars(select(SignInSession.end_reason)).one() == "of_the_future"
    assert len(events("session.of_the_future")) == 1
    the_clock.advance(timedelta(hours=1))
    assert is_dead(stolen)


def test_a_session_of_the_future_ends_with_its_event_or_not_at_all(browser, stolen, the_clock, monkeypatch):
    def the_power_is_gone(*_args, **_facts):
        raise RuntimeError

    the_clock.advance(timedelta(hours=-1))
    monkeypatch.setattr(audit, "administered", the_power_is_gone)
    assert stolen.browser.get("/account").status_code == 500
    assert database.session.scalars(select(SignInSession.end_reason)).one() is None


def test_a_host_whose_clock_is_a_little_behind_refuses_nobody(browser, the_clock):
    the_clock.advance(timedelta(seconds=-30))
    assert browser.get("/account").status_code == 200
