"""What makes a password good enough, how it is checked, and what happens when too many are checked at once."""

import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
from flask import Flask

from pathways.auth import passwords


@pytest.fixture
def app():
    application = Flask(__name__)
    application.config.update(ARGON2_TIME_COST=1, ARGON2_MEMORY_KIB=64, HASHING_AT_ONCE=1)
    with application.app_context():
        yield application


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("elevenchars", "Use at least 12 characters"),
        ("x" * 201, "Use at most 200 characters"),
        ("my m.ellery@force.example words", "Leave your sign-in name out"),
        ("M.ELLERY and three more words", "Leave your sign-in name out"),
        ("aaaaaaaaaaaaaaaa", "more than four different characters"),
    ],
)
def test_a_poor_password_is_refused_with_what_to_do(password, says):
    assert says in passwords.problem_with(password, "m.ellery@force.example")


@pytest.mark.parametrize("password", ["twelve chars", "kettle anchor Nguyễn plum", "p" + "ass words" * 20])
def test_length_is_enough_and_no_kind_of_character_is_demanded(password):
    assert passwords.problem_with(password, "m.ellery@force.example") is None


def test_a_very_short_name_does_not_forbid_its_letters():
    assert passwords.problem_with("a long enough phrase", "a@b.example") is None


def test_only_the_password_that_made_the_hash_is_right(app):
    stored = passwords.hash_of("kettle anchor plum")
    assert stored.startswith("$argon2id$")
    assert passwords.is_right(stored, "kettle anchor plum")
    assert not passwords.is_right(stored, "kettle anchor plun")


def test_an_unknown_name_costs_a_hash_too_and_is_never_right(app, monkeypatch):
    checked = []
    real = passwords._hasher

    class Counting:
        def __init__(self, *cost):
            self.hasher = real(*cost)

        def verify(self, stored, password):
            checked.append(stored)
            return self.hasher.verify(stored, password)

        def hash(self, password):
            return self.hasher.hash(password)

    monkeypatch.setattr(passwords, "_hasher", Counting)
    assert not passwords.is_right(None, "kettle anchor plum")
    assert checked
    assert checked[0].startswith("$argon2id$")


def test_a_damaged_hash_is_wrong_and_no_error(app):
    assert not passwords.is_right("not a hash", "kettle anchor plum")


def test_a_hash_of_another_cost_is_made_again(app):
    stored = passwords.hash_of("kettle anchor plum")
    assert not passwords.is_outdated(stored)
    app.config["ARGON2_TIME_COST"] = 2
    assert passwords.is_outdated(stored)


def test_one_stranger_is_served_four_wait_and_the_next_is_told_to_try_again_at_once(app):
    with ExitStack() as others:
        for _ in range(1 + 4):
            others.enter_context(passwords.turn())
        assert refused_in(app)
    assert not refused_in(app)


def refused_in(app):
    """Whether somebody else who signs in now, in a thread of their own, is told that too many do."""

    def sign_in():
        with app.app_context():
            try:
                passwords.hash_of("kettle anchor plum")
            except passwords.Busy:
                return True
        return False

    with ThreadPoolExecutor(1) as stranger:
        return stranger.submit(sign_in).result()


def test_strangers_take_no_place_of_somebody_who_is_known_and_nobody_known_takes_two(app):
    with ExitStack() as strangers:
        while not refused_in(app):
            strangers.enter_context(passwords.turn())
        with passwords.turn("device 7"):
            assert passwords.hash_of("kettle anchor plum")
            with pytest.raises(passwords.Busy), passwords.turn("device 7"):
                pass
            with passwords.turn("device 8"):
                pass
        with passwords.turn("device 7"):
            pass


def test_hashing_is_done_by_as_many_threads_as_are_allowed_and_by_no_page_s_own(app):
    threads = set()
    with passwords.turn():
        for _ in range(5):
            threads.add(passwords._by_the_pool(threading.get_ident))
    assert len(threads) == 1
    assert threading.get_ident() not in threads


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_process_that_is_forked_after_a_password_was_checked_checks_one_itself(app):
    stored = passwords.hash_of("kettle anchor plum")
    if not (child := os.fork()):
        signal.alarm(20)  # whoever waits for a thread that is not there is ended
        try:
            os._exit(0 if passwords.is_right(stored, "kettle anchor plum") else 1)
        finally:
            os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
