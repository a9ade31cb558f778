"""Deny by default: every route names its permission, and the application does not start with one that names none."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user
from werkzeug.exceptions import BadRequest

from pathways import audit
from pathways.auth import devices, sessions
from pathways.auth.roles import Role, may, permissions
from pathways.auth.viewer import Viewer
from pathways.server_log import request_number
from pathways.store import db

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
    found: Viewer = current_user.viewer
    return found


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
        found = sessions.find()
        g.session_found = found
        return SignedIn(found.viewer) if found.viewer else None

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
    app.after_request(devices.put_cookie)


def _is_out_of_sight(role: Role, permission: str) -> bool:
    """Whether a role that may not take a step is told of nothing there, rather than of a step that is not theirs.

    A record of a kind that the role has no permission on at all answers like one that is not there (rule R2). Who may
    do something else with that kind of record, and who asks for a page without a record, is told no.
    """
    asks_for_a_record = any(isinstance(value, int) for value in (request.view_args or {}).values())
    kind = permission.split(".")[0]
    return asks_for_a_record and not any(name.split(".")[0] == kind and may(role, name) for name in permissions())


def _signed_out(park: Callable[[int], bool]) -> ResponseReturnValue:
    """Every address answers alike. What a session that ran out had typed is kept for its own user."""
    found = g.session_found
    if found.ended_before is not None:
        sessions.note_replay(found.ended_before)
    kept = bool(request.method == "POST" and found.expired_user_id and park(found.expired_user_id))
    where = request.full_path.rstrip("?") if request.method in ("GET", "HEAD") else ""
    values: dict[str, Any] = {"next": where} if where and where != "/" else {}
    if found.end_reason in sessions.RAN_OUT:
        values["ended"] = "kept" if kept and found.end_reason != sessions.LOCKED else found.end_reason
    return redirect(url_for("auth.sign_in", **values))
