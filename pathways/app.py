"""The one place that knows every room: settings in, a guarded application out."""

import sys
from collections.abc import Iterable, Mapping
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import click
from flask import Blueprint, Flask, Response, redirect, request, url_for
from flask.cli import AppGroup
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import event
from sqlalchemy.orm import configure_mappers
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map

import config
from pathways import clock as the_clock
from pathways import health, server_log
from pathways.audit import record as audit
from pathways.auth import guard, readiness
from pathways.auth import links as by_link
from pathways.auth.guard import frame_of_page
from pathways.auth.roles import role_facts
from pathways.documents import chart
from pathways.drafts import actions as drafts
from pathways.drafts import desk
from pathways.imports.queries import runs as imports
from pathways.people import queries as people
from pathways.referrals.steps import queries as referrals
from pathways.reporting.queries import counting
from pathways.store import engines, long_reads, schema, standby
from pathways.store.base import db
from pathways.ui import assets, errors, files, loopback, places, security, templates

SWITCHES_AFTER = 0.0005
"""Seconds after which a thread that works gives way to one that waits: a page waits so long whenever it has asked the
database, and of the usual 5 ms beside a report it would wait a hundred."""


class UnsafeSettings(SystemExit):
    """The application will not start. The message says why, one line for each problem.

    The exit status is the one at which gunicorn stops; with any other it would start its workers again for ever.
    """

    def __init__(self, problems: Iterable[str]) -> None:
        super().__init__("Pathways does not start:\n" + "\n".join(f"- {line}" for line in problems))
        self.code = 3


def create_app(settings: Mapping[str, Any] | None = None, clock: the_clock.Clock | None = None) -> Flask:
    """The application. `clock` is refused in production; `settings` go over those of the environment."""
    app = Flask("pathways", root_path=str(config.ROOT / "pathways"), template_folder="../templates", static_folder=None)
    app.config.from_mapping({**config.load(), **(settings or {})})
    if app.config["PATHWAYS_ENV"] != "testing":
        server_log.install(form=app.config["LOG_FORMAT"], traces=bool(app.config["LOG_TRACES"]))
    refuse_to_start_if_unsafe(app, clock)
    the_clock.install(clock or the_clock.SystemClock())
    load_tables()
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engines.options_for(app.config["SQLALCHEMY_DATABASE_URI"])
    app.config["SQLALCHEMY_BINDS"] = long_reads.binds_for(app.config["SQLALCHEMY_DATABASE_URI"])
    db.init_app(app)
    standby.install(app)
    if proxies := app.config["TRUSTED_PROXIES"]:
        # Who asks, and by which scheme, is what our nearest proxy says; the host never is: TRUSTED_HOSTS checks that.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies)  # type: ignore[method-assign]  # Flask's way
    if click.get_current_context(silent=True):  # a command, which `flask db` may be
        schema.migrate_extension_of(app)
    with app.app_context():
        engines.prepare(db.engine, statement_seconds=lambda: app.config["STATEMENT_SECONDS"])
        long_reads.prepare(apart := db.engines[long_reads.APART])
        event.listen(db.engine, "engine_disposed", lambda _engine: apart.dispose())
    _open_the_doors(app)
    app.cli = _Commands(app)
    guard.every_route_is_named(app)
    return app


class _Commands(AppGroup):
    """Every command, read when somebody asks for one: a process that only serves does without them."""

    def __init__(self, app: Flask) -> None:
        super().__init__(app.name)
        self._app, self._are_read = app, False

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        self._read()
        return super().get_command(context, name)

    def list_commands(self, context: click.Context) -> list[str]:
        self._read()
        return super().list_commands(context)

    def _read(self) -> None:
        if not self._are_read:  # there may be commands before: migrating adds its own
            from pathways.cli import setup as cli

            cli.install(self._app)
            self._are_read = True


def refuse_to_start_if_unsafe(app: Flask, clock: the_clock.Clock | None) -> None:
    """Raises UnsafeSettings with one line for each thing that is wrong."""
    problems = config.problems(app.config) + loopback.problems(app.config)
    problems += assets.problems(app.config["NODE_MODULES"])
    if clock is not None and app.config["PATHWAYS_ENV"] == "production":
        problems.append("A settable clock was given: production runs on the machine's own")
    _stop_at(problems)


def app_to_serve() -> Flask:
    """The application that `wsgi` serves. A command gets it in any case: it may be what makes the database fit."""
    command = click.get_current_context(silent=True)
    app = create_app()
    if command is None or command.info_name == "run":
        _ready_to_serve(app)
    return app


def _ready_to_serve(app: Flask) -> None:
    """What comes before `app` is served, in the process that forks those which serve it (`flask serve` asks by itself).

    Refused where no environment was set and others can reach it, and in production while its database is not fit to
    serve from. While the database does not answer, it serves the page that says so and looks again: a process that
    starts during an outage must not end the site.
    """
    app.config["STATEMENT_SECONDS"] = engines.STATEMENT_SECONDS
    _stop_at(loopback.problems_of_server(app.config))
    if app.config["PATHWAYS_ENV"] == "production":
        unfit = readiness.shut_until_fit(app)
        with app.app_context():
            db.engine.dispose()  # no connection goes with a server that forks, or stays of one that stops
        _stop_at(unfit)
    templates.compile_shared(app)
    counting.rules_in_use()  # of the files that this process has read, not of those that replace them while it serves


def _stop_at(problems: list[str]) -> None:
    if problems:
        unsafe = UnsafeSettings(problems)
        print(unsafe, file=sys.stderr)
        raise unsafe


def modules_of(kind: str) -> list[str]:
    """Every module of a kind (`models`, `views`) by name: a stage's, a topic's, or one in a folder of that name."""
    ours = (path.relative_to(config.ROOT).with_suffix("") for path in (config.ROOT / "pathways").rglob("*.py"))
    return sorted(".".join(path.parts).removesuffix(".__init__") for path in ours if kind in path.parts)


def load_tables() -> None:
    """Import every table, so that relationships and migrations see the whole, and tie them together."""
    for name in (*modules_of("models"), "pathways.auth.passwords"):
        import_module(name)
    configure_mappers()


class Number(IntegerConverter):
    """An id in an address. One that is too large for the database, or starts with a zero, is a 404 like any other."""

    def __init__(self, url_map: Map, *args: Any, **kwargs: Any) -> None:
        super().__init__(url_map, *args, **{"max": 2**31 - 1, **kwargs})

    regex = r"0|[1-9][0-9]{0,9}"


def _open_the_doors(app: Flask) -> None:
    app.url_map.converters["int"] = Number
    templates.install(app)
    loopback.install(app)
    CSRFProtect(app)
    assets.install(app)
    chart.look_in(Path(app.config["NODE_MODULES"]))
    security.install(app)
    files.install(app)
    errors.install(app, unseen=record_unseen)
    app.jinja_env.globals["frame_of_page"] = frame_of_page
    guard.install(app, park=desk.park)
    by_link.install(app)
    app.after_request(record_looks)
    app.before_request(files.read_scans)
    app.before_request(desk.first_result)
    app.before_request(desk.thrown_away)
    app.after_request(desk.first_result_instead)
    app.extensions["open_drafts"] = drafts.open_drafts  # the account pages stand below the drafts room
    app.extensions["on_their_way"] = referrals.open_at_service  # and so do the service pages, below the referrals
    app.extensions["import_under_way"] = imports.under_way  # reports wait for it, and stand beside the imports
    # Every module of pages names its blueprint `pages`. It is registered once all the pages on it are known.
    for pages in {getattr(module, "pages", None): None for module in map(import_module, modules_of("views"))}:
        if isinstance(pages, Blueprint):
            app.register_blueprint(pages)
    app.add_url_rule("/", "home", guard.permit("account.own")(home))
    health.install(app)
    app.extensions["ready_to_serve"] = partial(_ready_to_serve, app)
    app.extensions["begin_to_serve"] = partial(_begin_to_serve, app)


def _begin_to_serve(app: Flask, threads: int) -> None:
    """Called in a process that was forked to serve `app`: a fork brings no threads along, and no connection of its own.

    What is counted in the log is counted anew, and one of its threads is kept free. Refused where no environment was
    set and others can reach it: only now are the sockets of the server open.
    """
    sys.setswitchinterval(SWITCHES_AFTER)
    _stop_at(loopback.problems_of_server(app.config))
    server_log.install(form=app.config["LOG_FORMAT"], traces=bool(app.config["LOG_TRACES"]))
    with app.app_context():
        db.engine.dispose(close=False)
    places.install(app, threads=threads, without=guard.READS_NO_SESSION)


def record_unseen() -> None:
    """Record that somebody asked for what they may not see or what is not there. They get the same 404 for both."""
    if looking := guard.viewer_or_none():
        named = {name: (request.view_args or {}).get(name) for name in ("person_id", "episode_id")}
        shut = people.shut_record(looking, **named)
        what = {"route": request.endpoint} | ({"person": shut} if shut is not None else {})
        audit.security(looking, "restriction.denied_view" if shut is not None else "object.not_in_scope", **what)
        db.session.commit()


def record_looks(response: Response) -> Response:
    """Record the looks of what was answered past `ui.pages`, which commits: nothing is sent before its look."""
    if db.session.registry.has() and db.session().in_transaction() and audit.entries_waiting(db.session()):
        db.session.commit()
    return response


def home() -> ResponseReturnValue:
    """The first page of each role: the custody board, the inbox, the overview."""
    return redirect(url_for(role_facts()[guard.viewer().role].lands_on))
