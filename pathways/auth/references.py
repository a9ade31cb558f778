"""A reference to a record that a page handed to one user in one session, for half an hour.

Records have numbers, and numbers can be counted. A page that shows somebody who is not in sight yet opens with such a
reference, which only the user's own search gives; the number alone opens nothing.
"""

import hashlib
from datetime import UTC, datetime, timedelta
from enum import Enum

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from pathways import clock

OPENS_FOR = timedelta(minutes=30)
"""How long a page opens by it (design choice). What was opened may be sent for as long as the session lasts: whoever
fills it in saw it already."""


class Standing(Enum):
    """What a reference is worth: it `LIVES`, it `ENDED` (its time or its session), or it is `NONE` of this user's."""

    LIVES = "lives"
    ENDED = "ended"
    NONE = "none"


def reference_to(record_id: int, *, user_id: int | None, session_id: int | None) -> str:
    """A fresh reference, fit for an address."""
    return str(_signer().dumps([record_id, user_id, session_id, int(clock.now().timestamp())]))


def standing_of(
    reference: str, record_id: int, *, user_id: int | None, session_id: int | None, to_send: bool = False
) -> Standing:
    """What this is worth to that user for that record. `to_send`: the page was opened before, and is being sent."""
    try:
        of_record, of_user, of_session, made_at = _signer().loads(reference)
    except BadSignature:
        return Standing.NONE
    if (of_record, of_user) != (record_id, user_id):
        return Standing.NONE
    is_old = clock.now() > datetime.fromtimestamp(made_at, UTC) + OPENS_FOR
    return Standing.ENDED if of_session != session_id or (is_old and not to_send) else Standing.LIVES


def _signer() -> URLSafeSerializer:
    key = str(current_app.config["SECRET_KEY"])
    return URLSafeSerializer(key, salt="a record found by its user", signer_kwargs={"digest_method": hashlib.sha256})
