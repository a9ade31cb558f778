"""Guessing passwords is slowed, by account and by address, without locking anybody out.

At most 10 wrong guesses in 5 minutes for one name from devices that nobody knows, and as many from each device that its
own user signed in with before, counted apart: strangers never use up what is left to the user. One address makes
strangers wait after 50 wrong guesses, but for the first three of each name: behind the address of a police station are
many people, and one of them, or a stranger on the same network, must not lock the others out. Counted in the database,
so that every process and every restart sees the same. An unknown name is counted like a known one: the answer tells a
stranger nothing (`trust.md`, decision 7: design choice; docs/decisions/0048).
"""

import hashlib
import hmac
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

from flask import current_app
from sqlalchemy import ColumnElement, String, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from pathways import clock
from pathways.store import Instant, Record, db

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
