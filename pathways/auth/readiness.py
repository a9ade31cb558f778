"""What in the database keeps this service from being safe to run, a sentence each."""

import logging
from collections.abc import Iterator
from threading import Lock
from time import monotonic

from flask import Flask, Response, request
from sqlalchemy import Connection, create_engine, distinct, func, select, text
from sqlalchemy.exc import SQLAlchemyError

from pathways.auth import queries
from pathways.auth.guard import READS_NO_SESSION
from pathways.auth.models import User
from pathways.store import backup as damage
from pathways.store import schema
from pathways.store.base import db
from pathways.store.engines import Outage, outage_of

logger = logging.getLogger(__name__)
LOOKS_EVERY = 2.0

NOT_ALLOWED = "42501"
"""What PostgreSQL calls a missing right."""


def problems(app: Flask) -> list[str]:
    """Everything found; in development only what stops any work (no database, migrations missing)."""
    try:
        return _unfit(app)
    except SQLAlchemyError as error:
        return [_unanswered(error)]


def advice(app: Flask) -> list[str]:
    """What does not keep it from running, and would be better otherwise."""
    if app.config["PATHWAYS_ENV"] != "production":
        return []
    better = []
    if not app.config["TRUSTED_PROXIES"]:
        better.append(
            "No proxy is set (TRUSTED_PROXIES is 0). One that reads each request whole before it hands it on keeps "
            "slow senders from holding up others, speaks TLS and limits sign-ins: docs/operating.md has its settings"
        )
    if not app.config["SUPPORT"]:
        better.append("SUPPORT is not set: the page “Help” names nobody to ring. Say who, and on which number")
    return better


def _unfit(app: Flask) -> list[str]:
    with app.app_context():
        try:
            return list(_found(app))
        finally:
            db.session.remove()


def _unanswered(error: SQLAlchemyError) -> str:
    # These are the words of connecting, before any statement: they hold an address and nobody's facts.
    reason = damage.reason_of(error)
    if "malformed" in reason:
        return damage.of_file(reason)
    if getattr(error.__cause__, "sqlstate", "") == NOT_ALLOWED:
        return f"The application may not use the tables ({reason}): run flask protect"
    return f"The database does not answer: {reason}. Check DATABASE_URL"


def shut_until_fit(app: Flask) -> list[str]:
    """Look now: what is unfit, for which the process stops. Where the database does not answer, shut the door instead.

    A shut door answers every page with the page of an outage, looks again with whoever comes next, at most every two
    seconds, and opens when the database is there and fit. One that is there and unfit is said, and not served.
    """
    door = _Door(app)
    try:
        if problems := door.look():
            return problems
    except SQLAlchemyError as error:
        if outage_of(error) is None:
            return [_unanswered(error)]
        logger.error("%s. A page that says so is served until it does", _unanswered(error))
    if not door.is_open:
        app.before_request_funcs.setdefault(None, []).insert(0, door.answer)
    return []


class _Door:
    """Whether the database was found fit to serve from since this process began."""

    def __init__(self, app: Flask) -> None:
        self.app, self.is_open, self.looked_at, self.looking = app, False, 0.0, Lock()

    def look(self) -> list[str]:
        """What is unfit now; opens when nothing is. Raises what the database raises."""
        self.looked_at = monotonic()
        problems = _unfit(self.app)
        self.is_open = not problems
        return problems

    def answer(self) -> Response | None:
        """None once it is open; else the page of an outage."""
        if not self.is_open and request.endpoint not in READS_NO_SESSION:
            self._look_again()
            if not self.is_open:
                page: Response = self.app.extensions["outage_page"](Outage.GONE)
                return page
        return None

    def _look_again(self) -> None:
        """One request looks at a time, and not too often: the others are told the same without waiting."""
        if monotonic() - self.looked_at < LOOKS_EVERY or not self.looking.acquire(blocking=False):
            return
        try:
            for line in self.look():
                logger.critical("Nothing is served: %s", line, extra={"repeated": line})
        except SQLAlchemyError as error:
            logger.error("%s", _unanswered(error), extra={"repeated": "the database does not answer yet"})
        finally:
            self.looking.release()


def problems_of_owner(app: Flask) -> list[str]:
    """What is wrong with where migrations connect, for a setting that only they and the backup need."""
    if not app.config["MIGRATION_DATABASE_URL"]:
        return []
    engine = create_engine(schema.owner_url(app))
    try:
        with app.app_context(), engine.connect() as owner, db.engine.connect() as application:
            theirs, ours = (_which_database(connection) for connection in (owner, application))
    except SQLAlchemyError as error:
        return [f"Migrations cannot connect: {damage.reason_of(error)}. Check MIGRATION_DATABASE_URL"]
    finally:
        engine.dispose()
    if theirs != ours:
        return [f"MIGRATION_DATABASE_URL leads to the database {theirs[0]}, DATABASE_URL to {ours[0]}"]
    return []


def _which_database(connection: Connection) -> tuple[str, int]:
    """The name of the database, and its number on its server."""
    if connection.dialect.name == "sqlite":
        return str(connection.engine.url.database), 0
    named = text("SELECT datname, oid FROM pg_database WHERE datname = current_database()")
    row = connection.execute(named).one()
    return row[0], row[1]


def _found(app: Flask) -> Iterator[str]:
    if problem := schema.problem_of_age(app):
        yield problem
        return
    if problem := schema.problem_of_lists(db.session.connection()):
        yield problem
    if app.config["PATHWAYS_ENV"] != "production":
        return
    if queries.is_demonstration():
        yield "The database holds the demonstration: production needs an empty one"
    if db.engine.dialect.name == "sqlite":
        organisations = (
            db.session.scalar(select(func.count(distinct(User.organisation_id))).where(User.stand_in_at.is_(None))) or 0
        )
        if organisations > 1 and app.config["SQLITE_SHARED"] != "accepted":
            yield "Several organisations share an SQLite file: use PostgreSQL, or set SQLITE_SHARED=accepted"
    elif db.engine.dialect.name == "postgresql":
        is_super, owns = db.session.execute(
            text(
                "SELECT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user), "
                "EXISTS (SELECT 1 FROM pg_tables WHERE tableowner = current_user)"
            )
        ).one()
        if is_super:
            yield "The application connects as a superuser: give DATABASE_URL a role that owns nothing"
        elif owns:
            yield "The application connects as the owner of tables: set MIGRATION_DATABASE_URL for the owner"
        if is_super or owns:
            return  # a superuser may change the log, whatever rights are taken from them
    if not schema.is_protected(db.session.connection()):
        yield "The log is not add-only for the application: run flask protect"
