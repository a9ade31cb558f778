"""The token of a link that works once, and why a link does not work any more."""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from enum import StrEnum

# The token, made from a random name when it is needed, so that no table holds it.
#
# Somebody who reads the database, or a copy of it, finds the name and the hash of the token, but can make the token
# from neither without the service's key. Changing SECRET_KEY ends the links that were not sent yet.


LONGEST_TOKEN = 64


def new_name() -> str:
    """A random name of 256 bits to make a token from."""
    return secrets.token_hex(32)


def token_of(name: str, key: str) -> str:
    """The token of a name: 256 bits in letters that an address may have."""
    made = hmac.new(key.encode(), b"one-time link " + name.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def hash_of(token: str) -> str:
    """The hash of a token, which is all that a table stores of it."""
    return hashlib.sha256(token.encode()).hexdigest()


# Why a link does not work. The person who opens it is told none of this: they all get the same page.


SHOWN_AGAIN = timedelta(minutes=10)
"""How long the same form, sent twice, still gets the page of the first time (design choice)."""


class LinkOver(StrEnum):
    USED = "used"
    ENDED = "ended"
    RAN_OUT = "ran out"
    SENT_ELSEWHERE = "sent elsewhere"


def why_over(
    *,
    used_at: datetime | None,
    expires_at: datetime,
    now: datetime,
    ended_at: datetime | None = None,
    sent_to: str | None = None,
    address: str | None = None,
) -> tuple[LinkOver, ...]:
    """Each reason why a link does not work; empty where it works.

    `sent_to` is where it went, `address` where links to its service go now, or None where it takes none (any more).
    What went to an address that is not the service's present one opens nothing.
    """
    reasons = {
        LinkOver.USED: used_at is not None,
        LinkOver.ENDED: ended_at is not None,
        LinkOver.RAN_OUT: expires_at <= now,
        LinkOver.SENT_ELSEWHERE: sent_to != address,
    }
    return tuple(reason for reason, is_so in reasons.items() if is_so)


def is_shown_again(*, used_at: datetime | None, used_key: str | None, key: str, now: datetime) -> bool:
    """Whether the same form, sent twice within a few minutes, gets the page that it got the first time."""
    return used_at is not None and bool(key) and used_key == key and used_at >= now - SHOWN_AGAIN
