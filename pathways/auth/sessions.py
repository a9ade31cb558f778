"""Sessions and known devices are rows on the server: a cookie holds a random token, the row its hash."""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from flask import Response, current_app, g, request, session
from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, delete, select, update

from pathways import clock
from pathways.audit import models as audit_models
from pathways.audit import record as audit
from pathways.auth.models import KnownDevice, Organisation, RankHeld, RoleHeld, SignInSession, Suite, User
from pathways.auth.roles import Role, Viewer
from pathways.store.base import db, save, shared_alias

# Known devices: browsers in which somebody signed in before, or used a link of theirs.
#
# What a user mistypes at their own device is counted apart from what strangers guess, so that no stranger can lock
# them out (docs/decisions/0048). A device opens nothing: the password is asked there as everywhere. The cookie holds a
# random token with our seal on it, the row only the token's hash. The terminal of a suite is one browser of several
# people: it is known to each of them by a row of their own, under a fresh token whenever somebody new signs in.


KNOWN_FOR = timedelta(days=180)
MOST_OF_A_USER = 10


def presented() -> str:
    """The hash of the device token that the request brings; "" without one that carries our seal."""
    token, _, seal = request.cookies.get(device_cookie_name(), "").partition(".")
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
        row.used_at, g.device_cookie = at, request.cookies[device_cookie_name()]
        return
    token = secrets.token_urlsafe(32)
    if device:  # whoever put this token here, or copied it, gets nothing that belongs to the newcomer
        renewed = update(KnownDevice).where(KnownDevice.token_hash == device).values(token_hash=_hash(token))
        db.session.execute(renewed)
    for oldest in rows[: len(rows) - MOST_OF_A_USER + 1] if len(rows) >= MOST_OF_A_USER else ():
        db.session.delete(oldest)
    save(KnownDevice(user_id=user_id, token_hash=_hash(token), known_at=at, used_at=at))
    g.device_cookie = f"{token}.{_seal(token)}"


def forget_all(user_id: int) -> None:
    """No device is known to this user any more: their password may have been somebody else's."""
    db.session.execute(delete(KnownDevice).where(KnownDevice.user_id == user_id))


def forget_unused() -> None:
    """Nobody signed in there for half a year."""
    db.session.execute(delete(KnownDevice).where(~_is_fresh()))


def device_cookie_name() -> str:
    """`__Host-` needs Secure; plain-HTTP loopback development has a name of its own."""
    return "__Host-pathways-device" if current_app.config["SESSION_COOKIE_SECURE"] else "pathways-device"


def put_device_cookie(response: Response) -> Response:
    """Set the cookie that `remember` asked for."""
    if value := g.get("device_cookie"):
        response.set_cookie(
            device_cookie_name(),
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


# Sessions are rows on the server: the cookie holds a random token, the row its hash.
#
# 15 minutes idle, 12 hours at most (design rule 6 of trust). A new id at sign-in and at a change of role; all end on a
# password change, a disabling or a removed role. Flask-Login only carries who was found: a row that ended lets nobody
# in, whatever the cookie says.


IDLE = timedelta(minutes=15)
LONGEST = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)
CLOCKS_DIFFER = timedelta(minutes=1)
"""Hosts that share a database agree on the time to less than this."""

# Asked once a request, with all that stands around each page: built once.
_TODAY: BindParameter[date] = bindparam("today")
_MADE_UP = shared_alias(User)
_RANK = (
    select(RankHeld.rank)
    .where(RankHeld.user_id == SignInSession.user_id, RankHeld.from_on <= _TODAY)
    .order_by(RankHeld.from_on.desc())
    .limit(1)
    .scalar_subquery()
)
_HOLDS_ROLE = (
    select(RoleHeld.id)
    .where(
        RoleHeld.user_id == SignInSession.user_id,
        RoleHeld.role == SignInSession.role,
        RoleHeld.is_held_on(_TODAY),
    )
    .exists()
)
_IS_DEMONSTRATION = select(_MADE_UP.id).where(_MADE_UP.is_demonstration).exists()
_FIND = (
    select(SignInSession, User, Organisation, Suite, _RANK, _HOLDS_ROLE, _IS_DEMONSTRATION)
    .join(User, User.id == SignInSession.user_id)
    .join(Organisation, Organisation.id == User.organisation_id)
    .outerjoin(Suite, Suite.id == User.suite_id)
    .where(SignInSession.token_hash == bindparam("token_hash"))
)
# What later rooms read with each session that is found, and take for the request.
_beside: list[tuple[ColumnElement[Any], Callable[[Viewer, Any], None]]] = []


def read_beside(column: ColumnElement[Any], keep: Callable[[Viewer, Any], None]) -> None:
    """For a later room, as it is imported: a value of the user (`User`, and `today`) that nearly every page asks for is
    read in the same statement, and kept for whoever looks."""
    _beside.append((column, keep))
    _find_with_all.cache_clear()


@cache
def _find_with_all() -> Select[*tuple[Any, ...]]:
    return _FIND.add_columns(*(column for column, _ in _beside))


LOCKED = "locked"
RAN_OUT = ("idle", "too_long", LOCKED)
"""What a browser still sends after these is kept for its own user: they come back, and it was their page."""
OF_THE_FUTURE = "of_the_future"
SIGNED_OUT = "signed_out"
LEFT = "left"
"""What the browser is told of a session that its own user signed out: its number, and no more."""


@dataclass(frozen=True)
class FoundSession:
    """What a cookie led to: a viewer, or the user whose session ended and whose tab may park a post.

    `ended_before` is the session where it had ended before this request: its cookie should be nowhere any more.

    With a viewer come the place where they work and whether the county is made up: each page says both, in words that
    stand when a refusal takes back the rest. `read_with` are their organisation and suite: the session has them at hand
    for whoever asks for one by its number.
    """

    viewer: Viewer | None = None
    expired_user_id: int | None = None
    end_reason: str = ""
    ended_before: SignInSession | None = None
    place: str = ""
    is_demonstration: bool = False
    read_with: tuple[Organisation, Suite | None] | None = None


def start(user_id: int, role: Role) -> SignInSession:
    """A new session for `user_id` acting as `role`; the response will set its cookie. Flushes; the caller commits."""
    token = secrets.token_urlsafe(32)
    at = clock.now()
    row = save(SignInSession(user_id=user_id, token_hash=_hash(token), role=role, started_at=at, last_seen_at=at))
    session.clear()  # a new anti-forgery secret with the new session: nothing fixed beforehand survives sign-in
    g.session_cookie = token
    return row


def end(session_id: int, reason: str) -> None:
    """End one session now, if it is still open, and drop this browser's cookie."""
    _end(SignInSession.id == session_id, reason)
    g.session_cookie = ""


def leave(session_id: int) -> None:
    """End one session as signed out. Its cookie goes; the number of the session and the secret of its forms stay until
    somebody signs in here: what another tab still sends is kept for its own user, and opens nothing."""
    end(session_id, SIGNED_OUT)
    stays = {name: session[name] for name in ("csrf_token", "last_title") if name in session}
    session.clear()
    session.update(stays, **{LEFT: session_id})


def _left_here() -> FoundSession:
    """What a tab sends without a session: whose it is, where they signed out in this browser and nobody signed in."""
    if request.method != "POST" or not isinstance(number := session.get(LEFT), int):
        return FoundSession()
    theirs = (SignInSession.id == number, SignInSession.end_reason == SIGNED_OUT, User.disabled_at.is_(None))
    lately = SignInSession.ended_at > clock.now() - LONGEST
    user_id = db.session.scalar(
        select(SignInSession.user_id).join(User, User.id == SignInSession.user_id).where(*theirs, lately)
    )
    return FoundSession(expired_user_id=user_id, end_reason=SIGNED_OUT if user_id else "")


def lock(session_id: int) -> None:
    """End one session as locked. The browser keeps its cookie, which opens nothing: it says whose terminal this was."""
    _end(SignInSession.id == session_id, LOCKED)


def end_all(user_id: int, reason: str, *, but: int | None = None) -> None:
    """End every open session of a user, except the one numbered `but`."""
    condition = SignInSession.user_id == user_id
    _end(condition & (SignInSession.id != but) if but is not None else condition, reason)


def _end(condition: ColumnElement[bool], reason: str) -> None:
    db.session.execute(
        update(SignInSession)
        .where(condition, SignInSession.ended_at.is_(None))
        .values(ended_at=clock.now(), end_reason=reason)
    )


def find() -> FoundSession:
    """Who the request's cookie stands for now. Marks a session that ran out, and one that was seen (once a minute)."""
    token = request.cookies.get(cookie_name(), "")
    if not token:
        return _left_here()
    at = clock.now()
    row = db.session.execute(_find_with_all(), {"token_hash": _hash(token), "today": clock.today()}).one_or_none()
    if row is None:
        return FoundSession()
    opened, user, organisation, suite, rank_now, still_holds_role, is_demonstration, *beside = row
    ended_before = opened if opened.ended_at is not None else None
    if user.disabled_at is not None or not still_holds_role:
        return FoundSession(end_reason="ended", ended_before=ended_before)
    if opened.ended_at is not None:
        ran_out = user.id if opened.end_reason in RAN_OUT else None
        return FoundSession(expired_user_id=ran_out, end_reason=opened.end_reason, ended_before=ended_before)
    if reason := _run_out(opened):
        _end_one(opened, reason, user.organisation_id)
        return FoundSession(expired_user_id=user.id if reason in RAN_OUT else None, end_reason=reason)
    if at - opened.last_seen_at >= SEEN_EVERY:
        opened.last_seen_at = at
        db.session.commit()
    viewer = Viewer(
        user_id=user.id,
        name=user.name,
        role=opened.role,
        organisation_id=user.organisation_id,
        organisation_kind=organisation.kind,
        suite_id=user.suite_id,
        rank=rank_now,
        session_id=opened.id,
        request_id=g.get("request_id", ""),
    )
    for (_, keep), value in zip(_beside, beside, strict=True):
        keep(viewer, value)
    place = f"{suite.name} custody" if suite else organisation.name
    return FoundSession(
        viewer=viewer, place=place, is_demonstration=bool(is_demonstration), read_with=(organisation, suite)
    )


def _end_one(opened: SignInSession, reason: str, organisation_id: int) -> None:
    """End a session that ran out, and keep that at once: the page that follows may be refused. Commits."""
    opened.ended_at, opened.end_reason = clock.now(), reason
    if reason == OF_THE_FUTURE:
        _record("session.of_the_future", opened, organisation_id)
    db.session.commit()


def note_replay(opened: SignInSession) -> None:
    """Somebody asks for a page with the cookie of a session that has ended: in the log, once a minute. Commits."""
    at = clock.now()
    if opened.end_reason == LOCKED:
        return  # the other tabs of a locked terminal ask too
    if opened.replayed_at is not None and at - opened.replayed_at < SEEN_EVERY:
        return
    opened.replayed_at = at
    organisation_id = db.session.scalar(select(User.organisation_id).where(User.id == opened.user_id))
    _record("session.used_after_end", opened, organisation_id)
    db.session.commit()


def _record(action: str, opened: SignInSession, organisation_id: int | None) -> None:
    """Nobody knows who sent the cookie: the event names whose session it is, and no actor."""
    by = audit_models.SystemActor(role="none", request_id=g.get("request_id", ""))
    facts = {"user_id": opened.user_id, "session": opened.id, "why": opened.end_reason}
    audit.administered(by, action, organisation_id, **facts)


def _run_out(opened: SignInSession) -> str:
    if max(opened.started_at, opened.last_seen_at) > clock.now() + CLOCKS_DIFFER:
        return OF_THE_FUTURE
    if clock.now() - opened.last_seen_at > IDLE:
        return "idle"
    return "too_long" if clock.now() - opened.started_at > LONGEST else ""


def cookie_name() -> str:
    """`__Host-` needs Secure; plain-HTTP loopback development has a name of its own."""
    return "__Host-pathways" if current_app.config["SESSION_COOKIE_SECURE"] else "pathways"


def put_cookie(response: Response) -> Response:
    """Set or drop the cookie that `start` or `end` asked for."""
    token = g.get("session_cookie")
    if token is None:
        return response
    flags = {"secure": current_app.config["SESSION_COOKIE_SECURE"], "httponly": True, "samesite": "Lax", "path": "/"}
    if token:
        response.set_cookie(cookie_name(), token, **flags)
    else:
        response.delete_cookie(cookie_name(), **flags)
    return response
