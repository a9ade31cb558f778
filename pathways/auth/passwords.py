"""Passwords: how long they must be, and how they are kept and checked.

argon2id. Its cost is a setting (ARGON2_TIME_COST, ARGON2_MEMORY_KIB), low only under tests. Hashing is slow on
purpose, so it is done outside database transactions and by few threads at once: HASHING_AT_ONCE hash, as many again
wait, and whoever comes after is told to try again, so that a flood of sign-ins leaves threads for signed-in pages
(`trust.md`, decision 7: design choice).
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app

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
    said = password.casefold()
    name = sign_in_name.casefold()
    if name and (name in said or (len(name.split("@")[0]) > 3 and name.split("@")[0] in said)):
        return "Leave your sign-in name out of the password"
    if len(set(password)) < 5:
        return "Use more than four different characters"
    return None


def hash_of(password: str) -> str:
    """The argon2id hash to store. Raises Busy. Never call it inside a database transaction."""
    with _turn():
        return _hasher(*_cost()).hash(password)


def is_right(stored: str | None, password: str) -> bool:
    """Whether `password` made `stored`. With None (unknown name, or no password set) a hash that nothing matches is
    checked, so that both answers take the same time. Raises Busy. Never call it inside a database transaction."""
    with _turn():
        # Made whether it is needed or not, so that a process's first unknown name takes no longer than the next.
        nothing = _matches_nothing(*_cost())
        try:
            _hasher(*_cost()).verify(stored or nothing, password)
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


class _Desk:
    """How many hash and how many may wait, in this process."""

    def __init__(self, at_once: int) -> None:
        self.hashing = BoundedSemaphore(at_once)
        self.in_the_room = BoundedSemaphore(at_once * 2)


@cache
def _desk(at_once: int) -> _Desk:
    return _Desk(at_once)


@contextmanager
def _turn() -> Iterator[None]:
    desk = _desk(int(current_app.config.get("HASHING_AT_ONCE", 1)))
    if not desk.in_the_room.acquire(blocking=False):
        raise Busy
    try:
        with desk.hashing:
            yield
    finally:
        desk.in_the_room.release()
