"""Reads that may take long (reports, what runs over everything): few at once, each with an end, apart from the desks.

They have connections of their own, which cannot write. A process makes one of them at a time and lets three wait;
whoever comes then is told so at once, and after twenty seconds one is stopped and says that it was. So half of its
eight threads are always left to the desks, and no report works on for somebody who has gone.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import BoundedSemaphore
from typing import Any, Final, TypeVar

from sqlalchemy import Engine, event
from sqlalchemy.exc import DBAPIError

from pathways.store import engines
from pathways.store.base import db, reading_from
from pathways.store.engines import Outage, Stopped, outage_of

SECONDS = 20.0
AT_ONCE, IN_LINE, PATIENCE = 1, 3, 5.0
APART: Final = "long reads"
"""The name of their engine among those of the application."""
STEPS: Final = 20_000
"""After so many steps SQLite asks whether to go on: some milliseconds."""

_at_work, _in_the_room = BoundedSemaphore(AT_ONCE), BoundedSemaphore(AT_ONCE + IN_LINE)
_until: ContextVar[float] = ContextVar("until", default=0.0)
"""When the read in hand is to end, by the monotonic clock; 0 outside of one."""

Figures = TypeVar("Figures")


class TooLong(Stopped):
    """The report was not ready in its time."""

    outage = Outage.REPORT_TOO_LONG


class TooMany(Stopped):
    """As many reports are being made as may be, and as many wait."""

    outage = Outage.REPORTS_BUSY


@contextmanager
def place() -> Iterator[None]:
    """The place for a long read, for twenty seconds. Raises TooMany, TooLong."""
    if not _in_the_room.acquire(blocking=False):
        raise TooMany
    try:
        if not _at_work.acquire(timeout=PATIENCE):
            raise TooMany
        try:
            with _ending(time.monotonic() + SECONDS):
                yield
        finally:
            _at_work.release()
    finally:
        _in_the_room.release()


def apart(ask: Callable[[], Figures]) -> Figures:
    """What `ask` reads from the database itself, all of one moment; it must not write. Of a page only in a `place`: the
    worker, for whom nobody waits, reads without an end."""
    with engines.about_nobody(), db.engines[APART].connect() as connection, reading_from(connection):
        return ask()


@contextmanager
def _ending(moment: float) -> Iterator[None]:
    token = _until.set(moment)
    try:
        yield
    except DBAPIError as error:
        if outage_of(error) is Outage.SLOW:
            raise TooLong from error
        raise
    finally:
        _until.reset(token)


def binds_for(url: str) -> dict[str, Any]:
    """What Flask-SQLAlchemy makes their engine with, beside that of the desks."""
    return {APART: {"url": url, **engines.options_for(url), "pool_size": AT_ONCE}}


def prepare(engine: Engine) -> None:
    """Attach to their engine what its database needs, what ends them, and what keeps them from writing."""
    engines.prepare(engine)
    event.listen(engine, "connect", _limit_sqlite if engine.dialect.name == "sqlite" else _limit_postgres)
    end_in_time(engine)


def end_in_time(engine: Engine) -> None:
    """No statement is begun past the end of a read, and PostgreSQL ends one that goes on past it."""
    event.listen(engine, "before_cursor_execute", _stop_in_time)
    if engine.dialect.name == "postgresql":
        event.listen(engine, "begin", _limit_statements)


def _limit_sqlite(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA query_only=ON")
    connection.set_progress_handler(_is_over, STEPS)


def _limit_postgres(connection: Any, _record: Any) -> None:
    connection.autocommit = True
    connection.execute("SET default_transaction_read_only = on")
    # All that a report reads is of one moment, as it always is on SQLite.
    connection.execute("SET default_transaction_isolation = 'repeatable read'")
    connection.autocommit = False


def _limit_statements(connection: Any) -> None:
    if until := _until.get():
        left = max(1, int(1000 * (until - time.monotonic())))
        connection.exec_driver_sql(f"SET LOCAL statement_timeout = {left}")


def _is_over() -> bool:
    return 0 < _until.get() < time.monotonic()


def _stop_in_time(*_statement: Any) -> None:
    if _is_over():
        raise TooLong
