"""How each database is set up for the application.

SQLite: write-ahead log, foreign keys on, 10 s of patience, every commit on disk. A transaction that reads first and
writes later fails at once as "locked" when another writer came between, whatever the time-out; so one that may write
(an audited look included) takes the write lock at its first statement. Only pages about nobody begin deferred.

PostgreSQL: as much patience with a lock; a connection is checked before use, so that a server that was started anew
costs nobody a page; connecting, and for whoever serves pages each statement, ends in time to say so on a page: a proxy
usually waits 60 s.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine, event

LOCK_SECONDS = 10
STATEMENT_SECONDS = 45
CONNECT_SECONDS = 3
POOL, POOL_SECONDS = 10, 5
"""Connections that a process keeps: one for each of its threads, and some to spare."""
STATEMENTS_KEPT = 1_000
"""Statements that a connection of SQLite keeps as it has understood them: the usual 128 are fewer than a case asks."""
# A server that vanished without a word (a cable, a firewall) is noticed after about this long, in milliseconds as well.
SILENCE = {"keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3, "tcp_user_timeout": 11_000}

_about_nobody: ContextVar[bool] = ContextVar("about_nobody", default=False)


@contextmanager
def about_nobody() -> Iterator[None]:
    """Transactions begun inside only read, and show no person: they need no write lock."""
    token = _about_nobody.set(True)
    try:
        yield
    finally:
        _about_nobody.reset(token)


def options_for(url: str) -> dict[str, Any]:
    """What an engine for this address is made with."""
    options = {"pool_size": POOL, "pool_timeout": POOL_SECONDS}
    if not url.startswith("postgresql"):
        return {**options, "connect_args": {"cached_statements": STATEMENTS_KEPT}}
    limits = {"connect_timeout": CONNECT_SECONDS, **SILENCE}
    return {**options, "pool_pre_ping": True, "connect_args": limits}


def prepare(engine: Engine, *, statement_seconds: int = 0) -> None:
    """Attach to `engine` what its database needs. Safe to call once an engine.

    `statement_seconds` ends a statement of PostgreSQL that takes longer; 0 lets it run: a command or the worker has
    nobody who waits for a page.
    """
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "connect", partial(_set_up_postgres, statement_seconds))


@contextmanager
def not_waiting_for_the_disk(engine: Engine) -> Iterator[None]:
    """What is written inside need not outlive a power cut before all of it is there: an SQLite file is put on disk
    once, at the end. For a database that held nothing before; on PostgreSQL each commit waits as it always does."""
    if engine.dialect.name != "sqlite":
        yield
        return
    _tell_sqlite(engine, "synchronous=OFF")
    try:
        yield
    finally:
        _tell_sqlite(engine, "synchronous=FULL", "wal_checkpoint(TRUNCATE)")


def _tell_sqlite(engine: Engine, *pragmas: str) -> None:
    """Outside of a transaction: in one these can neither be said nor done. One thread has one connection."""
    with closing(engine.raw_connection()) as connection, closing(connection.cursor()) as cursor:
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")


def _set_up_postgres(statement_seconds: int, connection: Any, _record: Any) -> None:
    connection.autocommit = True
    connection.execute(f"SET lock_timeout = '{LOCK_SECONDS}s'")
    connection.execute(f"SET statement_timeout = '{statement_seconds}s'")
    connection.autocommit = False


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    # The driver must not begin transactions of its own: ours say IMMEDIATE or DEFERRED.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout={LOCK_SECONDS * 1000}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN DEFERRED" if _about_nobody.get() else "BEGIN IMMEDIATE")
