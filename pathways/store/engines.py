"""How each database is set up for the application, and what keeps it from answering."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any, TypeVar

from flask import has_request_context, request
from sqlalchemy import Connection, Engine, NullPool, create_engine, event, func, select
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from pathways.server_log import told_without_words
from pathways.store.base import db
from pathways.store.constraints import name_the_broken

# How each database is set up for the application.
#
# SQLite: write-ahead log, foreign keys on, 10 s of patience, every commit on disk. A transaction that reads first and
# writes later fails at once as "locked" when another writer came between, whatever the time-out; so a form that is sent
# takes the write lock at its first statement. A page that is only read begins without it, and takes it where something
# is written all the same (its audit row, at its end) or read FOR UPDATE: it ends what it was reading and begins anew.
# What it read before may have changed by then, as it may on PostgreSQL.
#
# PostgreSQL: as much patience with a lock; a connection is checked before use, so that a server that was started anew
# costs nobody a page; connecting, and for whoever serves pages each statement, ends in time to say so on a page: a
# proxy usually waits 60 s. Whoever serves pages has a statement planned once, not for the values of each asking, and
# keeps one core busy with it at most (docs/decisions/0086). A transaction that only read is committed where it would be
# rolled back, which leaves the same behind: the driver forgets all prepared statements of a connection that rolls back,
# and each is then asked five times before it is prepared and planned again (docs/decisions/0089).


T = TypeVar("T")
LOCK_SECONDS = 10
STATEMENT_SECONDS = 45
CONNECT_SECONDS = 3
POOL, POOL_SECONDS = 10, 5
"""Connections that a process keeps: one for each of its threads, and some to spare."""
STATEMENTS_KEPT = 1_000
"""Prepared statements that a connection of SQLite keeps: the usual 128 are fewer than one case asks."""
STATEMENTS_PREPARED = 300
"""Of PostgreSQL: the usual 100 are fewer than the desks ask in turn. Each takes some 150 kB of its server's process."""
# A server that vanished without a word (a cable, a firewall) is noticed after about this long, in milliseconds as well.
SILENCE = {"keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3, "tcp_user_timeout": 11_000}

_about_nobody: ContextVar[bool] = ContextVar("about_nobody", default=False)
WITHOUT_LOCK = "began without the write lock"
"""Whether the transaction of a connection began so, and has not written."""
ONLY_READ = "has only read"
"""Whether the transaction of a connection has written nothing yet; not said of what does not begin by SQLAlchemy."""


@contextmanager
def about_nobody() -> Iterator[None]:
    """Transactions begun inside only read, and show no person: they need no write lock."""
    token = _about_nobody.set(True)
    try:
        yield
    finally:
        _about_nobody.reset(token)


def looked_up(ask: Callable[[], T]) -> T:
    """What is asked in a transaction of its own, without the lock that a change needs. What is uncommitted is gone."""
    with about_nobody():
        answer = ask()
        db.session.rollback()
    return answer


def only_reads() -> bool:
    """Whether what is done now is to read: a page that is opened, or what is about nobody."""
    return _about_nobody.get() or (has_request_context() and request.method in ("GET", "HEAD"))


def options_for(url: str) -> dict[str, Any]:
    """What an engine for this address is made with."""
    options = {"pool_size": POOL, "pool_timeout": POOL_SECONDS}
    if not url.startswith("postgresql"):
        return {**options, "connect_args": {"cached_statements": STATEMENTS_KEPT}}
    limits = {"connect_timeout": CONNECT_SECONDS, **SILENCE}
    return {**options, "pool_pre_ping": True, "connect_args": limits}


def prepare(engine: Engine, *, statement_seconds: Callable[[], float] = lambda: 0) -> None:
    """Attach to `engine` what its database needs. Safe to call once an engine.

    `statement_seconds`, asked at each new connection, ends a statement of PostgreSQL that takes longer; 0 lets it run:
    a command or the worker has nobody who waits for a page.
    """
    event.listen(engine, "handle_error", name_the_broken)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        event.listen(engine, "before_cursor_execute", _lock_before_writing)
    else:
        event.listen(engine, "connect", partial(_set_up_postgres, statement_seconds))
        event.listen(engine, "begin", _begin_postgres)
        event.listen(engine, "before_cursor_execute", _note_writing)
        event.listen(engine, "commit", _forget_reading)
        dialect: Any = engine.dialect
        dialect.do_rollback = partial(_roll_back_what_wrote, dialect.do_rollback)


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


def plan_for_what_is_there() -> None:
    """Until this transaction ends PostgreSQL plans for the rows there are now, not as once for an empty table."""
    if db.engine.dialect.name != "sqlite":
        db.session.execute(select(func.set_config("plan_cache_mode", "force_custom_plan", True)))


def _tell_sqlite(engine: Engine, *pragmas: str) -> None:
    """Run pragmas outside a transaction: inside one SQLite refuses or ignores these. A thread has one connection."""
    with closing(engine.raw_connection()) as connection, closing(connection.cursor()) as cursor:
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")


def _set_up_postgres(statement_seconds: Callable[[], float], connection: Any, _record: Any) -> None:
    connection.prepared_max = STATEMENTS_PREPARED
    connection.autocommit = True
    connection.execute(f"SET lock_timeout = '{LOCK_SECONDS}s'")
    connection.execute(f"SET statement_timeout = '{statement_seconds()}s'")
    connection.execute("SET jit = off")
    if statement_seconds():
        connection.execute("SET plan_cache_mode = force_generic_plan")
        connection.execute("SET max_parallel_workers_per_gather = 0")
    connection.autocommit = False


def _begin_postgres(connection: Connection) -> None:
    connection.info[ONLY_READ] = True


def _note_writing(connection: Connection, _cursor: Any, statement: str, *_how: Any) -> None:
    if not _reads(statement):
        connection.info[ONLY_READ] = False


def _forget_reading(connection: Connection) -> None:
    connection.info.pop(ONLY_READ, None)


def _roll_back_what_wrote(roll_back: Callable[[Any], None], connection: Any) -> None:
    """End a transaction whose changes, if it has made any, are not to stay."""
    try:
        only_read = connection.info.pop(ONLY_READ, False)
    except NotImplementedError:  # the one by which SQLAlchemy makes itself known to the server
        only_read = False
    if only_read:
        connection.commit()
    else:
        roll_back(connection)


def _reads(statement: str) -> bool:
    """Whether a statement changes nothing; one of ours that begins with WITH does not."""
    return statement.startswith(("SELECT", "WITH", "PRAGMA", "EXPLAIN"))


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
    connection.info[WITHOUT_LOCK] = False
    reads = only_reads()
    connection.exec_driver_sql("BEGIN DEFERRED" if reads else "BEGIN IMMEDIATE")
    connection.info[WITHOUT_LOCK] = reads


def _lock_before_writing(
    connection: Connection, _cursor: Any, statement: str, _values: Any, context: Any, _is_many: bool
) -> None:
    """Where a transaction that began to read is about to write, or reads what must not change: take the write lock.

    What was read so far is let go, for a transaction of SQLite cannot write over what it has read.
    """
    if not connection.info.get(WITHOUT_LOCK):
        return
    asked = getattr(context.compiled, "statement", None)
    if _reads(statement) and getattr(asked, "_for_update_arg", None) is None:
        return
    connection.info[WITHOUT_LOCK] = False
    connection.exec_driver_sql("COMMIT")
    connection.exec_driver_sql("BEGIN IMMEDIATE")


# What keeps the database from answering, read from the error that it or its driver raised.


class Outage(StrEnum):
    """Why nothing can be read or saved now, though nobody did anything wrong."""

    LOCKED = "locked"
    BUSY = "busy"
    SLOW = "slow"
    FULL = "full"
    READ_ONLY = "read only"
    GONE = "gone"
    REPORT_TOO_LONG = "too slow for a report"
    REPORTS_BUSY = "busy with reports"


class Stopped(Exception):
    """We stopped it ourselves, so that others can work."""

    outage: Outage


# The beginnings of SQLite's names (https://www.sqlite.org/rescode.html) and of PostgreSQL's codes (its appendix A). The
# longest that fits decides.
_BY_CODE = {
    "SQLITE_BUSY": Outage.LOCKED,
    "SQLITE_LOCKED": Outage.LOCKED,
    "SQLITE_FULL": Outage.FULL,
    "SQLITE_IOERR_SHMSIZE": Outage.FULL,
    "SQLITE_IOERR": Outage.GONE,
    "SQLITE_READONLY": Outage.READ_ONLY,
    "SQLITE_CANTOPEN": Outage.GONE,
    "SQLITE_INTERRUPT": Outage.SLOW,
    "08": Outage.GONE,
    "25006": Outage.READ_ONLY,
    "25P03": Outage.SLOW,
    "28": Outage.GONE,
    "3D000": Outage.GONE,
    "40001": Outage.LOCKED,
    "40P01": Outage.LOCKED,
    "53": Outage.BUSY,
    "53100": Outage.FULL,
    "55P03": Outage.LOCKED,
    "57014": Outage.SLOW,
    "57P": Outage.GONE,
    "58030": Outage.GONE,
}


def outage_of(error: BaseException | None) -> Outage | None:
    """Which outage an error tells of, itself or by what it wraps; None when the error is of another kind."""
    if isinstance(error, NoConnectionFree):
        return Outage.BUSY
    if isinstance(error, Stopped):
        return error.outage
    if isinstance(error, DBAPIError):
        return outage_of(error.orig) or (Outage.GONE if error.connection_invalidated else None)
    code = getattr(error, "sqlstate", None) or getattr(error, "sqlite_errorname", None) or ""
    if fitting := [beginning for beginning in _BY_CODE if code.startswith(beginning)]:
        return _BY_CODE[max(fitting, key=len)]
    # Without a code: psycopg could not connect, or the connection broke.
    kinds = {f"{kind.__module__}.{kind.__name__}" for kind in type(error).__mro__}
    return Outage.GONE if not code and kinds & {"psycopg.OperationalError", "psycopg.InterfaceError"} else None


# Asking the database whether it answers, and waiting no longer than whoever asks can wait.


logger = logging.getLogger(__name__)

SECONDS = 1.2
FRESH_FOR = 1.0
DOES_NOT_ANSWER = "the database does not answer"
IS_FULL = "the disk of the database is full"
MISSES_THAT_ALARM = 2
_TAKES_LONG = frozenset({Outage.SLOW, Outage.LOCKED})


@dataclass(frozen=True)
class EngineAnswer:
    """What is wrong, a sentence each, and whether it may go on: one miss may only mean that the machine is busy."""

    problems: tuple[str, ...] = ()
    is_ready: bool = True


class _Question:
    """One question, asked in a thread of its own: it may never come back."""

    def __init__(self, ask: Callable[[], list[str]], seconds: float) -> None:
        self.began, self.seconds, self.came_back = time.monotonic(), seconds, threading.Event()
        self.problems, self.took_too_long, self.why = [DOES_NOT_ANSWER], False, ""
        threading.Thread(target=self._run, args=(ask,), daemon=True).start()

    @property
    def is_missed(self) -> bool:
        """Whether there is no answer yet, or the database gave up before it had one."""
        return self.took_too_long or not self.came_back.is_set()

    def _run(self, ask: Callable[[], list[str]]) -> None:
        try:
            self.problems = ask()
        except SQLAlchemyError as error:
            is_late = time.monotonic() - self.began > self.seconds
            self.took_too_long = is_late or outage_of(error) in _TAKES_LONG
            if outage_of(error) is Outage.FULL:
                self.problems = [IS_FULL]
            self.why = f" ({told_without_words(error)})"
        finally:
            self.came_back.set()


class Probe:
    """What is wrong with a database, on a connection of its own. One question at a time.

    `look` reads what it wants to know on that connection and says what is wrong. A question that hangs is not asked
    again before it came back. `name` is what the log calls it.
    """

    def __init__(
        self, url: str, look: Callable[[Connection], list[str]], *, name: str, seconds: float = SECONDS
    ) -> None:
        self.url, self.look, self.name, self.seconds = url, look, name, seconds
        self.engine: Engine | None = None
        self.lock = threading.Lock()
        self.question: _Question | None = None
        self.missed: _Question | None = None
        self.misses_in_a_row = 0
        self.last = EngineAnswer()

    def answer(self) -> EngineAnswer:
        """What is wrong, within `seconds`. Misses are counted in this process: it knows of no other."""
        with self.lock:
            now, question = time.monotonic(), self.question
            is_over = question is not None and question.came_back.is_set()
            if question is None or (is_over and now - question.began > FRESH_FOR):
                question = self.question = _Question(self._ask, self.seconds)
            until = question.began + self.seconds
            # The first miss was reported already: a second one takes as long again without an answer.
            is_asked_again = now >= until
            if is_asked_again and self.misses_in_a_row < MISSES_THAT_ALARM:
                until = now + self.seconds
        question.came_back.wait(max(0.0, until - time.monotonic()))
        with self.lock:
            return self._settled(question, is_asked_again=is_asked_again)

    def _settled(self, question: _Question, *, is_asked_again: bool) -> EngineAnswer:
        """The answer to a question that was waited for. An answer that differs from the last one goes into the log."""
        if question.is_missed:
            if question is not self.missed:
                self.missed, self.misses_in_a_row = question, self.misses_in_a_row + 1
            elif is_asked_again:
                self.misses_in_a_row = max(self.misses_in_a_row, MISSES_THAT_ALARM)
            too_slow = f"the database did not answer within {self.seconds:g} seconds"
            answer = EngineAnswer((too_slow,), is_ready=self.misses_in_a_row < MISSES_THAT_ALARM)
        else:
            self.misses_in_a_row = 0
            answer = EngineAnswer(tuple(question.problems), is_ready=not question.problems)
        if answer != self.last:
            self.last = answer
            self._tell(answer, question.why)
        return answer

    def _tell(self, answer: EngineAnswer, why: str) -> None:
        words = "; ".join(answer.problems)
        if not answer.problems:
            logger.warning("Health: %s is answered with 200 again", self.name)
        elif answer.is_ready:
            logger.warning("Health: %s: %s. A second time in a row is answered with 503", self.name, words)
        else:
            logger.error("Health: %s is answered with 503: %s%s", self.name, words, why)

    def _ask(self) -> list[str]:
        if self.engine is None:
            limits: dict[str, Any] = {"timeout": 1.0}
            if self.url.startswith("postgresql"):
                limits = {"connect_timeout": 2, "options": "-c statement_timeout=1000 -c lock_timeout=1000"}
            self.engine = create_engine(self.url, poolclass=NullPool, connect_args=limits)
        with self.engine.connect() as connection:
            return self.look(connection)
