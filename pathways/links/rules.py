"""The token of a link that works once, and why a link does not work any more."""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from enum import StrEnum

# The token: made from a random name when it is needed, so that no table holds it.
#
# Whoever reads the database, or a copy of it, finds the name and the hash of the token, and can make neither into the
# token without the key of the service. A changed SECRET_KEY ends the links that were not sent yet.


LONGEST_TOKEN = 64


def new_name() -> str:
    """A random name of 256 bits to make a token from."""
    return secrets.token_hex(32)


def token_of(name: str, key: str) -> str:
    """The token that belongs to a name, 256 bits in the letters of an address."""
    made = hmac.new(key.encode(), b"one-time link " + name.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def hash_of(token: str) -> str:
    """What a table keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


# Why a link does not work. Whoever opens it is told none of this: one page for all.


SHOWN_AGAIN = timedelta(minutes=10)
"""How long whoever used a link up is shown the same page, for the same form sent twice (design choice)."""


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
    """Each reason why a link does not work; none for one that does.

    `sent_to` is where it went and `address` where its service has its links go now, None where that takes none (any
    more): what went to an address that is not theirs (any more) opens nothing.
    """
    reasons = {
        LinkOver.USED: used_at is not None,
        LinkOver.ENDED: ended_at is not None,
        LinkOver.RAN_OUT: expires_at <= now,
        LinkOver.SENT_ELSEWHERE: sent_to != address,
    }
    return tuple(reason for reason, is_so in reasons.items() if is_so)


def is_shown_again(*, used_at: datetime | None, used_key: str | None, key: str, now: datetime) -> bool:
    """Whether a form that was sent twice is shown what it was shown: the form that used the link up, a moment ago."""
    return used_at is not None and bool(key) and used_key == key and used_at >= now - SHOWN_AGAIN
