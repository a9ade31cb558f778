"""How each database is set up for the application.

SQLite: write-ahead log, foreign keys on, 30 s of patience, every commit on disk. A transaction that reads first and
writes later fails at once as "locked" when another writer came between, whatever the time-out; so one that may write
(an audited look included) takes the write lock at its first statement. Only pages about nobody begin deferred.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import Connection, Engine, event

BUSY_SECONDS = 30

_about_nobody: ContextVar[bool] = ContextVar("about_nobody", default=False)


@contextmanager
def about_nobody() -> Iterator[None]:
    """Transactions begun inside only read, and show no person: they need no write lock."""
    token = _about_nobody.set(True)
    try:
        yield
    finally:
        _about_nobody.reset(token)


def prepare(engine: Engine) -> None:
    """Attach to `engine` what its database needs. Safe to call once an engine."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    # The driver must not begin transactions of its own: ours say IMMEDIATE or DEFERRED.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout={BUSY_SECONDS * 1000}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN DEFERRED" if _about_nobody.get() else "BEGIN IMMEDIATE")
