"""Known devices: browsers in which somebody signed in before, or used a link of theirs.

What a user mistypes at their own device is counted apart from what strangers guess, so that no stranger can lock them
out (`trust.md`, decision 7; docs/decisions/0048). A device opens nothing: the password is asked there as everywhere.
The cookie holds a random token with our seal on it, the row only the token's hash. The terminal of a suite is one
browser of several people: it is known to each of them by a row of their own, under a fresh token whenever somebody new
signs in.
"""

import hashlib
import hmac
import secrets
from datetime import timedelta

from flask import Response, current_app, g, request
from sqlalchemy import ColumnElement, delete, select, update

from pathways import clock
from pathways.auth.models import KnownDevice, User
from pathways.store import db

KNOWN_FOR = timedelta(days=180)
MOST_OF_A_USER = 10


def presented() -> str:
    """The hash of the device token that the request brings; "" without one that carries our seal."""
    token, _, seal = request.cookies.get(cookie_name(), "").partition(".")
    return _hash(token) if token and hmac.compare_digest(seal.encode(), _seal(token).encode()) else ""


def known_to(name: str, device: str) -> int | None:
    """The row by which `device` is known to the user of a sign-in name, if it is."""
    theirs = (User.sign_in_name == name.strip().lower(), KnownDevice.token_hash == device, _is_fresh())
    row_id = select(KnownDevice.id).join(User, User.id == KnownDevice.user_id).where(*theirs)
    return db.session.scalar(row_id) if device else None


def remember(user_id: int) -> None:
    """This browser is known to `user_id` from now on; the response sets its cookie. In the caller's transaction."""
    device, at = presented(), clock.now()
    mine = select(KnownDevice).where(KnownDevice.user_id == user_id).order_by(KnownDevice.used_at, KnownDevice.id)
    rows = list(db.session.scalars(mine))
    row = next((known for known in rows if device and known.token_hash == device), None)
    if row is not None:
        row.used_at, g.device_cookie = at, request.cookies[cookie_name()]
        return
    token = secrets.token_urlsafe(32)
    if device:  # whoever put this token here, or copied it, has nothing of the newcomer's
        renewed = update(KnownDevice).where(KnownDevice.token_hash == device).values(token_hash=_hash(token))
        db.session.execute(renewed)
    for oldest in rows[: len(rows) - MOST_OF_A_USER + 1] if len(rows) >= MOST_OF_A_USER else ():
        db.session.delete(oldest)
    db.session.add(KnownDevice(user_id=user_id, token_hash=_hash(token), known_at=at, used_at=at))
    db.session.flush()
    g.device_cookie = f"{token}.{_seal(token)}"


def forget_all(user_id: int) -> None:
    """No device is known to this user any more: their password may have been somebody else's."""
    db.session.execute(delete(KnownDevice).where(KnownDevice.user_id == user_id))


def forget_unused() -> None:
    """Nobody signed in there for half a year."""
    db.session.execute(delete(KnownDevice).where(~_is_fresh()))


def cookie_name() -> str:
    """`__Host-` needs Secure; plain-HTTP loopback development has a name of its own."""
    return "__Host-pathways-device" if current_app.config["SESSION_COOKIE_SECURE"] else "pathways-device"


def put_cookie(response: Response) -> Response:
    """Set the cookie that `remember` asked for."""
    if value := g.get("device_cookie"):
        response.set_cookie(
            cookie_name(),
            value,
            max_age=KNOWN_FOR,
            secure=current_app.config["SESSION_COOKIE_SECURE"],
            httponly=True,
            samesite="Strict",
            path="/",
        )
    return response


def _is_fresh() -> ColumnElement[bool]:
    return KnownDevice.used_at > clock.now() - KNOWN_FOR


def _seal(token: str) -> str:
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(key, b"known device " + token.encode(), hashlib.sha256).hexdigest()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
