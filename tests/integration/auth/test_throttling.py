"""Guessing is slowed by name and by address, for five minutes, and locks nobody else out."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from pathways.audit.models import AuditEvent
from pathways.auth import Role, passwords, throttle
from pathways.auth.models import User
from pathways.auth.throttle import SignInAttempt
from pathways.store import db as database
from tests import county
from tests.client import SignedInClient

PASSWORD = "kettle anchor plum"
WRONG = "Name or password is wrong. Check both and try again"


@pytest.fixture
def browser(app):
    return SignedInClient(app)


@pytest.fixture
def administrator(app):
    return county.user(Role.AD, password_hash=passwords.hash_of(PASSWORD))


def sign_in(browser, user_or_name, password=PASSWORD, **more):
    name = user_or_name.sign_in_name if isinstance(user_or_name, User) else user_or_name
    return browser.post("/sign-in", {"name": name, "password": password, **more})


def cookie_of(browser):
    found = browser.browser.get_cookie("pathways")
    return found.value if found else None


def test_ten_wrong_guesses_make_the_name_wait_and_the_page_says_until_when(browser, administrator, the_clock):
    for _ in range(throttle.WRONG_A_NAME):
        assert sign_in(browser, administrator, "wrong").status_code == 200
    answer = sign_in(browser, administrator)
    assert answer.status_code == 429
    assert "Try again at 03:17" in answer.text
    assert cookie_of(browser) is None
    the_clock.advance(timedelta(minutes=5))
    assert sign_in(browser, administrator).status_code == 302


def test_an_unknown_name_waits_like_a_known_one(browser, administrator):
    for _ in range(throttle.WRONG_A_NAME):
        sign_in(browser, "nobody@example.test", "wrong")
    assert sign_in(browser, "nobody@example.test", "wrong").status_code == 429


def test_one_name_waiting_locks_nobody_else_out(browser, administrator):
    other = county.user(Role.AD, password_hash=passwords.hash_of(PASSWORD))
    for _ in range(throttle.WRONG_A_NAME + 3):
        sign_in(browser, administrator, "wrong")
    assert sign_in(browser, other).status_code == 302


def test_tries_that_are_not_let_in_do_not_make_the_wait_longer(browser, administrator, the_clock):
    for _ in range(throttle.WRONG_A_NAME):
        sign_in(browser, administrator, "wrong")
    for _ in range(5):
        the_clock.advance(timedelta(seconds=55))
        assert sign_in(browser, administrator).status_code == 429
    the_clock.advance(timedelta(seconds=25))
    assert sign_in(browser, administrator).status_code == 302


def test_a_right_password_is_no_guess(browser, administrator):
    for _ in range(throttle.WRONG_A_NAME + 2):
        assert sign_in(SignedInClient(browser.browser.application), administrator).status_code == 302
    assert database.session.scalars(select(SignInAttempt)).all() == []


def test_fifty_wrong_guesses_from_one_address_make_it_wait_whatever_the_names(app):
    for number in range(throttle.WRONG_AN_ADDRESS):
        throttle.begin(name=f"guess{number}", address="192.0.2.7")
    with pytest.raises(throttle.Wait):
        throttle.begin(name="somebody", address="192.0.2.7")
    throttle.begin(name="somebody", address="192.0.2.8")


def test_an_ipv6_subscriber_is_one_address(app):
    for number in range(throttle.WRONG_AN_ADDRESS):
        throttle.begin(name=f"guess{number}", address=f"2001:db8:0:1::{number:x}")
    with pytest.raises(throttle.Wait):
        throttle.begin(name="somebody", address="2001:db8:0:1:ffff::1")
    throttle.begin(name="somebody", address="2001:db8:0:2::1")


def test_of_many_simultaneous_guesses_no_more_than_the_limit_get_through(app):
    let_in = []

    def guess():
        with app.app_context():
            try:
                let_in.append(throttle.begin(name="somebody", address="192.0.2.7"))
            except throttle.Wait:
                database.session.rollback()

    threads = [threading.Thread(target=guess) for _ in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for _ in range(throttle.WRONG_A_NAME - len(let_in)):
        throttle.begin(name="somebody", address="192.0.2.7")
    assert len(let_in) <= throttle.WRONG_A_NAME
    with pytest.raises(throttle.Wait):
        throttle.begin(name="somebody", address="192.0.2.7")


def test_the_typed_name_is_kept_nowhere(browser, administrator):
    sign_in(browser, "my-password-in-the-name-box", "wrong")
    assert "my-password" not in database.session.scalar(select(SignInAttempt)).name_key
    assert all("my-password" not in event.payload for event in database.session.scalars(select(AuditEvent)))


def test_when_all_are_hashing_the_page_asks_to_try_again_and_counts_nothing(browser, administrator, monkeypatch):
    def busy(stored, typed):
        raise passwords.Busy

    monkeypatch.setattr(passwords, "is_right", busy)
    answer = sign_in(browser, administrator)
    assert answer.status_code == 429
    assert "Wait a few seconds and try again" in answer.text
    assert database.session.scalars(select(SignInAttempt)).all() == []
