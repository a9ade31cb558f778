"""Deny by default: every route names its permission; and what stands around each page for somebody signed in."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.exceptions import BadRequest

from pathways import VERSION, clock
from pathways.audit import record as audit
from pathways.auth import queries, sessions
from pathways.auth import sessions as devices
from pathways.auth.roles import Rank, Role, Viewer, may, permissions, role_facts
from pathways.dates import day_in_words
from pathways.server_log import request_number
from pathways.store.base import db
from pathways.tables import rows_of
from pathways.ui.pages import Frame, NavItem

# Deny by default: every route names its permission, and the application does not start with one that names none.


PUBLIC = "public"
READS_NO_SESSION = ("assets", "health", "health_alive", "health_ready")
View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


class SignedIn(UserMixin):
    """What Flask-Login carries through a request: the viewer whose session row was found open."""

    def __init__(self, viewer: Viewer) -> None:
        self.id = str(viewer.user_id)
        self.viewer = viewer


def permit(permission: str) -> Callable[[View], View]:
    """Name the permission a view needs. Raises ValueError at import for one that is not in the table."""
    if permission != PUBLIC and permission not in permissions():
        raise ValueError(f"{permission} is not a permission: add it to auth/data/permissions.csv")

    def mark(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]  # the mark that `every_route_is_named` reads
        return view

    return mark


def viewer() -> Viewer:
    """Who is looking, in this request. Only behind a permission other than public."""
    viewer: Viewer = current_user.viewer
    return viewer


def viewer_or_none() -> Viewer | None:
    """Who is looking, if anybody signed in."""
    return current_user.viewer if current_user.is_authenticated else None


def permission_of(app: Flask, endpoint: str) -> str | None:
    """The permission an endpoint names."""
    return getattr(app.view_functions[endpoint], "permission", None)


def every_route_is_named(app: Flask) -> None:
    """Raises RuntimeError naming each route that names no permission: such an application does not start."""
    nameless = sorted({rule.endpoint for rule in app.url_map.iter_rules() if not permission_of(app, rule.endpoint)})
    if nameless:
        raise RuntimeError(f"These routes name no permission: {', '.join(nameless)}")


def install(app: Flask, park: Callable[[int], bool]) -> None:
    """Guard every request. `park(user_id)` keeps the post of a session that ran out, and says whether it did."""
    manager = LoginManager()
    manager.session_protection = None  # the session row decides, not a fingerprint of the browser
    manager.init_app(app)

    @manager.request_loader
    def load(_request: object) -> SignedIn | None:
        session = sessions.find()
        g.session_found = session
        return SignedIn(session.viewer) if session.viewer else None

    @app.before_request
    def authorise() -> ResponseReturnValue | None:
        g.request_id = request_number()
        if isinstance(request.routing_exception, BadRequest):
            raise request.routing_exception  # a host name that is not ours: no address can be made on it
        permission = permission_of(app, request.endpoint) if request.endpoint else None
        if request.endpoint in READS_NO_SESSION:
            return None
        looking = viewer_or_none()
        if permission == PUBLIC:
            return None
        if looking is None:
            return _signed_out(park)
        if permission is not None and not looking.may(permission):
            audit.security(looking, "authz.denied", route=request.endpoint, permission=permission)
            db.session.commit()
            abort(404 if _is_out_of_sight(looking.role, permission) else 403)
        return None  # no such route: the router answers 404 or 405

    app.after_request(sessions.put_cookie)
    app.after_request(devices.put_device_cookie)


def _is_out_of_sight(role: Role, permission: str) -> bool:
    """Whether a role that may not take a step is told of nothing there, rather than of a step that is not theirs.

    A record of a kind that the role has no permission on at all answers like one that is not there (rule R2). Who may
    do something else with that kind of record, and who asks for a page without a record, is told no.
    """
    asks_for_a_record = any(isinstance(value, int) for value in (request.view_args or {}).values())
    kind = permission.split(".")[0]
    return asks_for_a_record and not any(name.split(".")[0] == kind and may(role, name) for name in permissions())


def _signed_out(park: Callable[[int], bool]) -> ResponseReturnValue:
    """Every address answers alike. What is sent from a page of a session that ended is kept for its own user."""
    session = g.session_found
    if session.ended_before is not None:
        sessions.note_replay(session.ended_before)
    is_kept = bool(request.method == "POST" and session.expired_user_id and park(session.expired_user_id))
    where = request.full_path.rstrip("?") if request.method in ("GET", "HEAD") else ""
    values: dict[str, Any] = {"next": where} if where and where != "/" else {}
    if session.end_reason in sessions.RAN_OUT:
        values["ended"] = "kept" if is_kept and session.end_reason != sessions.LOCKED else session.end_reason
    elif is_kept:
        values["ended"] = sessions.LEFT
    return redirect(url_for("auth.sign_in", **values))


# What stands around each page for the person signed in: their name, role and place, and where that role may go.


@cache
def _navigation() -> tuple[dict[str, str], ...]:
    """Each entry: its desk, words, page and rank, and how the addresses of the pages begin that lie under it."""
    return tuple(rows_of(Path(__file__).parent / "data" / "navigation.csv"))


def frame_of_page() -> Frame:
    """The frame of this request. Reads the viewer's place; writes nothing."""
    partnership = str(current_app.config["PARTNERSHIP_NAME"])
    looking = viewer_or_none()
    if looking is None:
        is_demonstration = queries.is_demonstration()
        return Frame(partnership=partnership, demonstration=is_demonstration, marking="OFFICIAL", footer=_about())
    session = g.session_found
    return Frame(
        partnership=partnership,
        home_url=url_for("home"),
        person=looking.name,
        role=_working_as(looking),
        place=session.place,
        account_url=url_for("auth.account"),
        sign_out_url=url_for("auth.sign_out"),
        lock_url=url_for("auth.lock", next=request.full_path.rstrip("?")),
        navigation=_navigation_of(looking),
        footer=_footer(),
        demonstration=session.is_demonstration,
        version=VERSION,
    )


def _working_as(looking: Viewer) -> str:
    """The role, after the rank where the rank is what it is known by: "Sergeant, deciding officer"."""
    if looking.role is not Role.DM or looking.rank is None:
        return looking.role.label
    return f"{looking.rank.label}, {looking.role.label.lower()}"


def _navigation_of(looking: Viewer) -> tuple[NavItem, ...]:
    """The entries that this viewer may open. One at most is marked: the page itself, else the list it lies under."""
    wanted = role_facts()[looking.role].navigation
    entries = [
        (entry, url_for(entry["endpoint"]))
        for entry in _navigation()
        if entry["navigation"] == wanted
        and entry["endpoint"] in current_app.view_functions
        and _may_follow(looking, entry["endpoint"], entry["rank"])
    ]
    nearness = [_nearness(request.path, (url, *entry["covers"].split())) for entry, url in entries]
    nearest = max(nearness, default=0)
    current = [request.endpoint == entry["endpoint"] for entry, _ in entries]
    return tuple(
        NavItem(entry["label"], url, is_current, not any(current) and 0 < near == nearest)
        for (entry, url), is_current, near in zip(entries, current, nearness, strict=True)
    )


def _nearness(path: str, beginnings: tuple[str, ...]) -> int:
    """How much of the page's address the longest of these beginnings is; 0 where it begins with none."""
    return max((len(each) for each in beginnings if path == each or path.startswith(each + "/")), default=0)


def _footer() -> tuple[NavItem, ...]:
    """The law as it stands today and the services people are sent to, one link away from every page."""
    today = clock.today()
    law = NavItem(f"Rules in force, {day_in_words(today)}", url_for("law.law"))
    return law, NavItem("Service directory", url_for("directory.services")), *_about()


def _about() -> tuple[NavItem, ...]:
    """What Pathways says of itself, also to people who are not signed in."""
    pages = (("Help", "help_page"), ("Privacy", "privacy"), ("Accessibility statement", "accessibility"))
    return tuple(NavItem(label, url_for(f"about.{name}")) for label, name in pages)


def _may_follow(looking: Viewer, endpoint: str, rank: str) -> bool:
    """An entry stands only before those who may open it; one for a rank, before that rank and above."""
    may_open = looking.may(permission_of(current_app, endpoint) or "")
    return may_open and (not rank or (looking.rank is not None and looking.rank.at_least(Rank(rank))))


# A reference to a record that a page handed to one user in one session, for half an hour.
#
# Records have numbers, and numbers can be counted. A page that shows somebody who is not in sight yet opens with such
# a reference, which only the user's own search gives; the number alone opens nothing.


OPENS_FOR = timedelta(minutes=30)
"""How long a page opens by it (design choice). What was opened may be sent for as long as the session lasts: whoever
fills it in saw it already."""


class ReferenceStanding(Enum):
    """What a reference is worth: it `LIVES`, it `ENDED` (its time or its session), or it is `NONE` of this user's."""

    LIVES = "lives"
    ENDED = "ended"
    NONE = "none"


def reference_to(record_id: int, *, user_id: int | None, session_id: int | None) -> str:
    """A fresh reference, fit for an address."""
    return str(_signer().dumps([record_id, user_id, session_id, int(clock.now().timestamp())]))


def standing_of(
    reference: str, record_id: int, *, user_id: int | None, session_id: int | None, to_send: bool = False
) -> ReferenceStanding:
    """What this is worth to that user for that record. `to_send`: the page was opened before, and is being sent."""
    try:
        of_record, of_user, of_session, made_at = _signer().loads(reference)
    except BadSignature:
        return ReferenceStanding.NONE
    if (of_record, of_user) != (record_id, user_id):
        return ReferenceStanding.NONE
    is_old = clock.now() > datetime.fromtimestamp(made_at, UTC) + OPENS_FOR
    return ReferenceStanding.ENDED if of_session != session_id or (is_old and not to_send) else ReferenceStanding.LIVES


def _signer() -> URLSafeSerializer:
    key = str(current_app.config["SECRET_KEY"])
    return URLSafeSerializer(key, salt="a record found by its user", signer_kwargs={"digest_method": hashlib.sha256})
