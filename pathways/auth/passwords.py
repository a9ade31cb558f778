"""Passwords: how long they must be, how they are kept and checked, and how guessing is slowed."""

import hashlib
import hmac
import os
import secrets
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from functools import cache
from ipaddress import IPv6Address, ip_address
from threading import BoundedSemaphore
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app
from sqlalchemy import ColumnElement, String, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from pathways import clock
from pathways.store.base import Instant, Record, db

# Passwords: how long they must be, and how they are kept and checked.
#
# argon2id. Its cost is a setting (ARGON2_TIME_COST, ARGON2_MEMORY_KIB), low only under tests. Hashing is slow on
# purpose, so it is done outside database transactions, by threads of its own that give way to those which serve pages,
# and for few at once: in a process one stranger's password is checked and one stranger waits; whoever comes after is
# told at once to try again. Who signs in from a known device has a place of the same size apart from the strangers',
# so that no flood of theirs keeps anybody from their work (docs/decisions/0048).


Made = TypeVar("Made")
SHORTEST = 12
LONGEST = 200


class Busy(Exception):
    """Too many passwords are being checked now. The page asks to try again in a moment; nothing was counted."""


def problem_with(password: str, sign_in_name: str) -> str | None:
    """What is wrong with a new password, in a sentence that says what to do, or None.

    12 to 200 characters and not the name; no rule about kinds of characters (design choice, after NCSC and NIST
    advice on length over composition: recalled).
    """
    if len(password) < SHORTEST:
        return f"Use at least {SHORTEST} characters. Three or four words that do not belong together are good"
    if len(password) > LONGEST:
        return f"Use at most {LONGEST} characters"
    folded = password.casefold()
    name = sign_in_name.casefold()
    if name and (name in folded or (len(name.split("@")[0]) > 3 and name.split("@")[0] in folded)):
        return "Leave your sign-in name out of the password"
    if len(set(password)) < 5:
        return "Use more than four different characters"
    return None


def hash_of(password: str) -> str:
    """The argon2id hash to store. Raises Busy outside a turn. Never call it inside a database transaction."""
    return _by_the_pool(_hasher(*_cost()).hash, password)


def is_right(stored: str | None, password: str) -> bool:
    """Whether `password` made `stored`. With None (unknown name, or no password set) a hash that nothing matches is
    checked, so that both answers take the same time. Raises Busy outside a turn. Never call it inside a database
    transaction."""
    # Made whether it is needed or not, so that a process's first unknown name takes no longer than the next.
    cost = _cost()
    nothing = _by_the_pool(_matches_nothing, *cost)
    try:
        _by_the_pool(_hasher(*cost).verify, stored or nothing, password)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def is_outdated(stored: str) -> bool:
    """Whether the hash was made at another cost than today's setting: hash again at the next right password."""
    return _hasher(*_cost()).check_needs_rehash(stored)


def _cost() -> tuple[int, int]:
    return int(current_app.config["ARGON2_TIME_COST"]), int(current_app.config["ARGON2_MEMORY_KIB"])


@cache
def _hasher(time_cost: int, memory_kib: int) -> PasswordHasher:
    # One lane: the cap on concurrency is in threads, and a hash that starts threads of its own would escape it.
    return PasswordHasher(time_cost=time_cost, memory_cost=memory_kib, parallelism=1)


@cache
def _matches_nothing(time_cost: int, memory_kib: int) -> str:
    return _hasher(time_cost, memory_kib).hash(secrets.token_hex(32))


class PasswordDesk:
    """Where passwords are checked in this process: `at_once` at the same time, while `waiting` others wait."""

    def __init__(self, at_once: int, waiting: int) -> None:
        self.places = BoundedSemaphore(at_once + waiting)
        self.pool = ThreadPoolExecutor(at_once, thread_name_prefix="hashing", initializer=_give_way)
        self.served: set[str] = set()
        self.lock = threading.Lock()

    @contextmanager
    def place(self, whose: str) -> Iterator[None]:
        """One of the places, or Busy at once; nobody who is named has two."""
        if not self._is_first(whose):
            raise Busy
        try:
            if not self.places.acquire(blocking=False):
                raise Busy
            try:
                yield
            finally:
                self.places.release()
        finally:
            with self.lock:
                self.served.discard(whose)

    def _is_first(self, whose: str) -> bool:
        with self.lock:
            is_first = not whose or whose not in self.served
            if whose:
                self.served.add(whose)
            return is_first


WAITING = {"strangers": 4, "known": 1}
"""A shift that changes brings half a dozen people to sign in at one moment. Of eight threads three stay with others."""


@cache
def desk_of(kind: str, at_once: int) -> PasswordDesk:
    """The desk for `strangers`, or for those who are `known`."""
    return PasswordDesk(at_once, WAITING[kind])


# A process that is forked has none of the threads of its desks, and whoever waited for one would wait for ever: it
# makes desks of its own. The process that makes the demonstration county becomes the server, and forks.
os.register_at_fork(after_in_child=desk_of.cache_clear)


_here = threading.local()


@contextmanager
def turn(whose: str = "") -> Iterator[None]:
    """A place among those whose password is checked now, for as long as the block takes. Raises Busy at once.

    `whose` names a known device, a session or a link that works; who is not named is a stranger. Taken before anything
    is read or written, so that whoever is turned away has cost next to nothing.
    """
    at_once = int(current_app.config.get("HASHING_AT_ONCE", 1))
    desk = desk_of("known" if whose else "strangers", at_once)
    with desk.place(whose):
        before, _here.desk = getattr(_here, "desk", None), desk
        try:
            yield
        finally:
            _here.desk = before


def _by_the_pool(work: Callable[..., Made], *given: str | int) -> Made:
    """What `work` makes of what is given, made by a hashing thread while this one waits."""
    desk: PasswordDesk | None = getattr(_here, "desk", None)
    if desk is None:
        with turn():
            return _by_the_pool(work, *given)
    return desk.pool.submit(work, *given).result()


def _give_way() -> None:
    """A hashing thread is less urgent than one that serves a page. Only Linux ranks the threads of a process."""
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)


# Guessing passwords is slowed, by account and by address, without locking anybody out.
#
# At most 10 wrong guesses in 5 minutes for one name from devices that nobody knows, and as many from each device that
# its own user signed in with before, counted apart: strangers never use up what is left to the user. One address makes
# strangers wait after 50 wrong guesses, but for the first three of each name: behind the address of a police station
# are many people, and one of them, or a stranger on the same network, must not lock the others out. Counted in the
# database, so that every process and every restart sees the same. An unknown name is counted like a known one: the
# answer tells a stranger nothing (design choice: docs/decisions/0048).


WINDOW = timedelta(minutes=5)
WRONG_A_NAME = 10
WRONG_AN_ADDRESS = 50
FIRST_TRIES = 3


class SignInAttempt(Record):
    """A try that has not turned out right. The typed name is kept only as a keyed hash: people type passwords there."""

    __tablename__ = "sign_in_attempt"

    name_key: Mapped[str] = mapped_column(String(64), index=True)
    address: Mapped[str] = mapped_column(String(64), index=True)
    tried_at: Mapped[datetime] = mapped_column(Instant, index=True)


class Wait(Exception):
    """Too many wrong guesses. `until` is when the next one is let in."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until.isoformat())
        self.until = until


def begin(*, name: str, address: str | None, apart: str = "") -> int:
    """Count a try as wrong before the password is looked at, and return its number. Raises Wait.

    `apart` names what is counted by itself, by name and by address: who opens links that are over is not kept from
    signing in, nor is the user at a device that is known by what strangers guess.

    It commits: the count is taken again after the own row stands, so that of any number of simultaneous tries no more
    than the limit gets through; and the password is then hashed outside a transaction. A try that is not let in is no
    guess: counting it would let a flood extend the wait for ever.
    """
    attempt = _attempt(name, address, apart)
    if (until := _waits_until(attempt, apart)) is not None:
        db.session.rollback()
        raise Wait(until)
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.tried_at <= attempt.tried_at - WINDOW))
    db.session.add(attempt)
    db.session.commit()
    until = _waits_until(attempt, apart)
    if until is not None:
        db.session.delete(attempt)
    db.session.commit()
    if until is not None:
        raise Wait(until)
    return attempt.id


def forget(attempt_id: int) -> None:
    """The try was no wrong guess (right, or not looked at): it no longer counts. In the caller's transaction."""
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.id == attempt_id))


def must_wait(*, name: str, address: str | None, apart: str = "") -> bool:
    """Whether the next try for this name, or from this address, would have to wait."""
    return _waits_until(_attempt(name, address, apart), apart) is not None


def _attempt(name: str, address: str | None, apart: str) -> SignInAttempt:
    network = f"{apart} {_network(address)}".strip()
    return SignInAttempt(name_key=_key(name, apart), address=network, tried_at=clock.now())


def _waits_until(attempt: SignInAttempt, apart: str) -> datetime | None:
    same_name, same_place = SignInAttempt.name_key == attempt.name_key, SignInAttempt.address == attempt.address
    by_name = _limit_passed(attempt, same_name, WRONG_A_NAME)
    by_place = _limit_passed(attempt, same_place, WRONG_AN_ADDRESS)
    if by_place is not None and not apart:
        first_tries = _limit_passed(attempt, same_name & same_place, FIRST_TRIES)
        by_place = min(by_place, first_tries) if first_tries is not None else None
    return max((until for until in (by_name, by_place) if until is not None), default=None)


def _limit_passed(attempt: SignInAttempt, same: ColumnElement[bool], limit: int) -> datetime | None:
    others = (
        select(SignInAttempt.tried_at)
        .where(same, SignInAttempt.id != (attempt.id or 0), SignInAttempt.tried_at > attempt.tried_at - WINDOW)
        .order_by(SignInAttempt.tried_at.desc(), SignInAttempt.id.desc())
        .offset(limit - 1)
        .limit(1)
    )
    oldest = db.session.scalar(others)
    return None if oldest is None else oldest + WINDOW


def _key(name: str, apart: str) -> str:
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(secret, f"{apart}\n{name.strip().casefold()}".encode(), hashlib.sha256).hexdigest()


def _network(address: str | None) -> str:
    """The address itself, or for IPv6 its /64: one subscriber has 2**64 of those."""
    try:
        known = ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(known, IPv6Address):
        return known.exploded[:19]
    return str(known)
