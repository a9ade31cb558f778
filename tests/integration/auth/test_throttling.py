"""Guessing is slowed by name and by address, for five minutes, and locks nobody out: not even whom it is about."""

import hashlib
import threading
from contextlib import ExitStack
from datetime import timedelta

import pytest
from sqlalchemy import event, select

from pathways.audit.models import SYSTEM, AuditEvent
from pathways.auth import links, passwords
from pathways.auth import passwords as throttle
from pathways.auth import sessions as devices
from pathways.auth.models import KnownDevice, User
from pathways.auth.passwords import SignInAttempt
from pathways.auth.roles import Role
from pathways.store.base import db as database
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
    cookie = browser.browser.get_cookie("pathways")
    return cookie.value if cookie else None


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


def test_fifty_wrong_guesses_from_one_address_leave_every_name_its_first_three(app):
    for number in range(throttle.WRONG_AN_ADDRESS):
        throttle.begin(name=f"guess{number}", address="192.0.2.7")
    for _ in range(throttle.FIRST_TRIES):
        throttle.begin(name="somebody", address="192.0.2.7")
    with pytest.raises(throttle.Wait):
        throttle.begin(name="somebody", address="192.0.2.7")
    throttle.begin(name="somebody", address="192.0.2.8")


def test_a_stranger_behind_the_address_of_a_station_does_not_lock_the_station(browser, administrator):
    for number in range(throttle.WRONG_AN_ADDRESS + 5):
        throttle.begin(name=f"guess{number}", address="127.0.0.1")
    assert sign_in(browser, administrator, "mistyped once").status_code == 200
    assert sign_in(browser, administrator).status_code == 302


def test_an_ipv6_subscriber_is_one_address(app):
    for number in range(throttle.WRONG_AN_ADDRESS):
        throttle.begin(name=f"guess{number % 20}", address=f"2001:db8:0:1::{number:x}", apart="link")
    with pytest.raises(throttle.Wait):
        throttle.begin(name="somebody", address="2001:db8:0:1:ffff::1", apart="link")
    throttle.begin(name="somebody", address="2001:db8:0:2::1", apart="link")


def test_opening_links_that_are_over_keeps_nobody_from_signing_in(browser, administrator):
    for _ in range(throttle.WRONG_A_NAME + 1):
        browser.ask("GET", f"/answer/{administrator.sign_in_name}")
    assert browser.ask("GET", f"/answer/{administrator.sign_in_name}").status_code == 429
    assert sign_in(browser, administrator).status_code == 302


def test_strangers_who_guess_do_not_lock_the_user_out_of_a_device_they_signed_in_at(app, browser, administrator):
    assert sign_in(browser, administrator).status_code == 302
    browser.post("/sign-out")
    stranger = SignedInClient(app)
    for _ in range(throttle.WRONG_A_NAME):
        assert sign_in(stranger, administrator, "guessed").status_code == 200
    assert sign_in(stranger, administrator).status_code == 429
    assert sign_in(browser, administrator, "mistyped").status_code == 200
    assert sign_in(browser, administrator).status_code == 302


def test_a_known_device_has_ten_guesses_of_its_own_and_takes_none_of_another(app, browser, administrator):
    sign_in(browser, administrator)
    browser.post("/sign-out")
    for _ in range(throttle.WRONG_A_NAME):
        assert sign_in(browser, administrator, "mistyped").status_code == 200
    assert sign_in(browser, administrator).status_code == 429
    assert sign_in(SignedInClient(app), administrator).status_code == 302


def test_a_device_is_known_to_those_who_signed_in_there_and_to_nobody_else(app, browser, administrator):
    other = county.user(Role.AD, password_hash=passwords.hash_of(PASSWORD))
    sign_in(browser, administrator)
    browser.post("/sign-out")
    stranger = SignedInClient(app)
    for _ in range(throttle.WRONG_A_NAME):
        sign_in(stranger, other, "guessed")
    assert sign_in(browser, other).status_code == 429


def test_the_terminal_of_a_suite_is_known_to_each_who_signed_in_there_under_a_new_token(app, browser, administrator):
    other = county.user(Role.AD, password_hash=passwords.hash_of(PASSWORD))
    sign_in(browser, administrator)
    before = device_of(browser)
    copied = SignedInClient(app)
    copied.browser.set_cookie("pathways-device", before)
    browser.post("/sign-out")
    sign_in(browser, other)
    browser.post("/sign-out")
    assert device_of(browser) != before
    stranger = SignedInClient(app)
    for someone in (administrator, other):
        for _ in range(throttle.WRONG_A_NAME):
            sign_in(stranger, someone, "guessed")
        assert sign_in(browser, someone).status_code == 302
        browser.post("/sign-out")
        assert sign_in(copied, someone).status_code == 429


def device_of(browser):
    return browser.browser.get_cookie("pathways-device").value


def test_the_device_is_kept_as_a_hash_in_a_cookie_that_no_script_reads(browser, administrator):
    answer = sign_in(browser, administrator)
    (cookie,) = (each for each in answer.headers.getlist("Set-Cookie") if each.startswith("pathways-device="))
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    row = database.session.scalars(select(KnownDevice)).one()
    assert row.token_hash not in cookie
    assert row.token_hash == hashlib.sha256(device_of(browser).partition(".")[0].encode()).hexdigest()


def test_a_device_cookie_without_our_seal_is_no_device(app, browser, administrator):
    sign_in(browser, administrator)
    token = device_of(browser).partition(".")[0]
    stranger = SignedInClient(app)
    stranger.browser.set_cookie("pathways-device", f"{token}.{'0' * 64}")
    for _ in range(throttle.WRONG_A_NAME):
        sign_in(stranger, administrator, "guessed")
    assert sign_in(stranger, administrator).status_code == 429


@pytest.mark.database
def test_a_device_is_forgotten_when_the_password_changed_elsewhere_and_after_half_a_year(
    app, browser, administrator, the_clock
):
    sign_in(browser, administrator)
    elsewhere = SignedInClient(app)
    sign_in(elsewhere, administrator)
    new = "seven wooden ladders"
    elsewhere.post("/account/password", {"current_password": PASSWORD, "new_password": new, "again": new})
    row = database.session.scalars(select(KnownDevice)).one()
    assert row.token_hash == hashlib.sha256(device_of(elsewhere).partition(".")[0].encode()).hexdigest()
    the_clock.advance(timedelta(days=181))
    devices.forget_unused()
    assert database.session.scalars(select(KnownDevice)).all() == []


def test_no_more_than_ten_devices_of_a_user_are_known(app, administrator):
    for _ in range(devices.MOST_OF_A_USER + 2):
        sign_in(SignedInClient(app), administrator)
    assert len(database.session.scalars(select(KnownDevice)).all()) == devices.MOST_OF_A_USER


def test_where_somebody_used_their_link_is_a_device_they_are_known_at(app, browser, administrator):
    token = links.make(user=administrator, purpose=links.LinkPurpose.RESET, by=SYSTEM)
    new = "seven wooden ladders"
    stranger = SignedInClient(app)
    for _ in range(throttle.WRONG_A_NAME):
        sign_in(stranger, administrator, "guessed")
    assert browser.post(f"/link/{token}", {"new_password": new, "again": new}).status_code == 302
    assert sign_in(browser, administrator, new).status_code == 302


def test_a_change_of_password_is_not_held_up_by_what_strangers_guessed(app, browser, administrator):
    sign_in(browser, administrator)
    for _ in range(throttle.WRONG_A_NAME):
        sign_in(SignedInClient(app), administrator, "guessed")
    new = "seven wooden ladders"
    answer = browser.post("/account/password", {"current_password": PASSWORD, "new_password": new, "again": new})
    assert answer.status_code == 302


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
    assert answer.headers["Retry-After"] == "5"
    assert "Wait a few seconds and try again" in answer.text
    assert database.session.scalars(select(SignInAttempt)).all() == []


def test_whoever_comes_past_the_bound_is_turned_away_before_anything_is_read_or_written(browser, administrator):
    typed = {"name": administrator.sign_in_name, "password": PASSWORD}
    asked = []
    with ExitStack() as strangers:
        for _ in range(1 + passwords.WAITING["strangers"]):
            strangers.enter_context(passwords.turn())
        event.listen(database.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
        answer = browser.send("/sign-in", typed)
    assert answer.status_code == 429
    assert asked == []
