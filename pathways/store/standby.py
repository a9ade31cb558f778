"""The figures of a report, read from a standby of the database where one is named.

The standby is PostgreSQL's own: it replays what the database writes, some moments later. How far behind it is is asked
before each report and goes onto its page. Where the standby does not answer, is none, or is too far behind, the report
is read from the database itself, and its page says so. What is decided about the viewer, and the audit row of the look,
never leave the database itself: only `ask`, the function that counts, is called with the standby behind `db.session`.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotInTime
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TypeVar

from flask import Flask, current_app
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from pathways.server_log import told_without_words
from pathways.store import long_reads
from pathways.store.base import db, reading_from
from pathways.store.engines import STATEMENT_SECONDS, Outage, options_for, outage_of

logger = logging.getLogger(__name__)
Figures = TypeVar("Figures")

CONNECTIONS = 8
"""One for each thread of a process."""
SECONDS_TO_CONNECT = 1.0
SHUT_FOR = 10.0
"""How long a standby that did not answer, or is none, is not asked again: nobody waits for it meanwhile."""


class WhyNot(StrEnum):
    """Why figures were not read from the standby that is named."""

    DOES_NOT_ANSWER = "does not answer"
    NO_STANDBY = "is not a standby of this database"
    TOO_FAR_BEHIND = "is too far behind"


@dataclass(frozen=True)
class Freshness:
    """How old figures are that were read from the standby, or why they were not; neither where none is named.

    `behind` is None where the standby cannot tell: it has replayed nothing since it was started.
    """

    behind: timedelta | None = None
    why_not: WhyNot | None = None

    @property
    def is_of_the_standby(self) -> bool:
        """Whether the figures were read from the standby."""
        return self.why_not is None and self.behind is not None


def read(ask: Callable[[], Figures]) -> tuple[Figures, Freshness]:
    """What `ask` reads, and how fresh it is. `ask` may be called twice, and must not write.

    Raises TooMany and TooLong: it is read apart from the desks, few at once and each with an end (see long_reads).
    """
    standby: Standby | None = current_app.extensions["standby"]
    with long_reads.place():
        return standby.read(ask) if standby else (long_reads.apart(ask), Freshness())


def install(app: Flask) -> None:
    """Let this application's reports read from the standby that its settings name, if they name one."""
    url = app.config["REPORTING_DATABASE_URL"]
    app.extensions["standby"] = Standby(url, timedelta(seconds=app.config["REPORTING_LAG_SECONDS"])) if url else None


def advice() -> list[str]:
    """Why reports are not read from the standby that is named, in a sentence; nothing where the database is gone."""
    try:
        _, fresh = read(lambda: None)
    except SQLAlchemyError:
        return []
    finally:
        db.session.rollback()
    why = fresh.why_not
    return (
        [f"The standby for reports {why}: reports are read from the database itself (REPORTING_DATABASE_URL)"]
        if why
        else []
    )


# Where the log of the database stands, by its own clock: both instants that are compared are of one host.
_WRITTEN = text(
    "SELECT (SELECT system_identifier FROM pg_control_system()) AS cluster, clock_timestamp() AS at, "
    "CASE WHEN pg_is_in_recovery() THEN NULL ELSE pg_current_wal_lsn()::text END AS position"
)
# An instant of a transaction says little where nobody writes: where the whole log is replayed nothing is missing.
_REPLAYED = text(
    "SELECT (SELECT system_identifier FROM pg_control_system()) AS cluster, pg_is_in_recovery() AS is_standby, "
    "pg_last_wal_replay_lsn() >= CAST(:written AS pg_lsn) AS has_all, pg_last_xact_replay_timestamp() AS at"
)


class _Unusable(Exception):
    """The standby is not read from; what the page says of it."""

    def __init__(self, freshness: Freshness) -> None:
        super().__init__(freshness.why_not)
        self.freshness = freshness


class Standby:
    """A standby of the database, and for how long it is left alone after it did not answer."""

    def __init__(self, url: str, bound: timedelta) -> None:
        self.bound = bound
        self.engine = _engine_of(url)
        # Connecting to a host that is gone may take longer than anybody waits for it.
        self.connecting = ThreadPoolExecutor(CONNECTIONS, thread_name_prefix="standby")
        self.lock, self.shut_until, self.shut_as = threading.Lock(), 0.0, Freshness()

    def read(self, ask: Callable[[], Figures]) -> tuple[Figures, Freshness]:
        """From the standby, or else from the database itself. Raises what `ask` raises there.

        What took too long on the standby is not asked a second time of the database.
        """
        try:
            return self._ask_there(ask)
        except _Unusable as unusable:
            freshness = unusable.freshness
        except SQLAlchemyError as error:
            if outage_of(error) is Outage.SLOW:
                raise
            logger.warning("A report could not be read from the standby: %s", told_without_words(error))
            freshness = Freshness(why_not=WhyNot.DOES_NOT_ANSWER)
        return long_reads.apart(ask), freshness

    def _ask_there(self, ask: Callable[[], Figures], *, is_second_try: bool = False) -> tuple[Figures, Freshness]:
        """From the standby alone. Raises _Unusable.

        After a failover connections may lead to the server that took over: they are given up, and another one is asked
        for, once.
        """
        with self._connected() as connection:
            freshness = self._how_fresh(connection)
            if freshness.why_not is None:
                with reading_from(connection):
                    return ask(), freshness
        if freshness.why_not is not WhyNot.NO_STANDBY:
            raise _Unusable(freshness)
        if is_second_try:
            raise self._shut(WhyNot.NO_STANDBY)
        self.engine.dispose()
        return self._ask_there(ask, is_second_try=True)

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        """A connection, within a second. Raises _Unusable, and at once where there was none a moment ago."""
        if time.monotonic() < self.shut_until:
            raise _Unusable(self.shut_as)
        coming = self.connecting.submit(self.engine.connect)
        try:
            connection = coming.result(SECONDS_TO_CONNECT)
        except (SQLAlchemyError, NotInTime) as error:
            coming.cancel()
            coming.add_done_callback(_close)
            raise self._shut(WhyNot.DOES_NOT_ANSWER, error) from error
        with connection:
            yield connection

    def _how_fresh(self, connection: Connection) -> Freshness:
        """How far behind the standby is, at most, or why it is not read. Raises _Unusable where it does not answer.

        Its first statement is what the state of the data that the report reads begins with.
        """
        written = db.session.execute(_WRITTEN).one()
        try:
            replayed = connection.execute(_REPLAYED, {"written": written.position}).one()
        except SQLAlchemyError as error:
            raise self._shut(WhyNot.DOES_NOT_ANSWER, error) from error
        if not replayed.is_standby or replayed.cluster != written.cluster or written.position is None:
            return Freshness(why_not=WhyNot.NO_STANDBY)
        if replayed.has_all:
            return Freshness(timedelta())
        behind = max(written.at - replayed.at, timedelta()) if replayed.at else None
        is_too_far = behind is None or behind > self.bound
        return Freshness(behind, WhyNot.TOO_FAR_BEHIND if is_too_far else None)

    def _shut(self, why: WhyNot, error: BaseException | None = None) -> _Unusable:
        """Leave the standby alone for some seconds."""
        with self.lock:
            self.shut_until, self.shut_as = time.monotonic() + SHUT_FOR, Freshness(why_not=why)
        words = f" ({told_without_words(error)})" if error else ""
        logger.warning("The standby for reports %s%s", why, words, extra={"repeated": f"standby: {why}"})
        return _Unusable(self.shut_as)


def _engine_of(url: str) -> Engine:
    """One report is one transaction, and one state of the data, whatever is replayed meanwhile."""
    options = options_for(url)
    limits = {**options["connect_args"], "options": f"-c statement_timeout={STATEMENT_SECONDS}s -c jit=off"}
    engine = create_engine(
        url, **{**options, "pool_size": CONNECTIONS, "max_overflow": 0, "connect_args": limits},
        isolation_level="REPEATABLE READ", execution_options={"postgresql_readonly": True},
    )  # fmt: skip
    long_reads.end_in_time(engine)
    return engine


def _close(coming: "Future[Connection]") -> None:
    """Give back a connection that came when nobody waited for it any more."""
    if not coming.cancelled() and coming.exception() is None:
        coming.result().close()
