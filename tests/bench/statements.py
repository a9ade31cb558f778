"""What an action says to the database, kept word for word and said again by the driver alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine.interfaces import ExecuteStyle

from pathways.store.base import db


@dataclass(frozen=True)
class Statement:
    """One statement as the driver got it."""

    sql: str
    values: Any
    is_many: bool

    @property
    def reads(self) -> bool:
        return self.sql.lstrip().upper().startswith("SELECT")


@contextmanager
def statements_in(*engines: Engine) -> Iterator[list[Statement]]:
    """Every statement that is said inside, in order; SQLite's BEGIN included, COMMIT not."""
    statements: list[Statement] = []

    def keep(_connection: Any, _cursor: Any, sql: str, values: Any, context: Any, is_many: bool) -> None:
        # Several new rows in one INSERT count as many, but the driver gets them as one statement.
        is_one = context.execute_style is ExecuteStyle.INSERTMANYVALUES
        statements.append(Statement(sql, values, is_many and not is_one))

    for engine in engines:
        event.listen(engine, "before_cursor_execute", keep)
    try:
        yield statements
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", keep)


def plan_of(asked: Statement, connection: Connection) -> str:
    """How the database would answer a statement, in its own words."""
    explain = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
    return "\n".join(str(row) for row in connection.exec_driver_sql(f"{explain} {asked.sql}", asked.values))


def is_a_trip() -> bool:
    """Whether a statement is a trip to another process. SQLite answers within its own, in microseconds, beside which the
    same Python is many times as much: what is measured by a trip has no target there (docs/measures.md)."""
    return db.engine.dialect.name == "postgresql"


@contextmanager
def by_the_driver_alone(engine: Engine) -> Iterator[Any]:
    """A driver's connection. It is kept meanwhile: one that was let go of is given to whoever asks for one next."""
    connection = engine.raw_connection()
    try:
        yield connection.driver_connection
    finally:
        connection.close()


def say(connection: Any, statements: list[Statement]) -> None:
    """Say them again on a driver's connection and fetch what they answer."""
    for each in statements:
        cursor = connection.cursor()
        (cursor.executemany if each.is_many else cursor.execute)(each.sql, each.values or ())
        if cursor.description:
            cursor.fetchall()
        cursor.close()


def say_and_commit(connection: Any, statements: list[Statement]) -> tuple[float, float]:
    """The same with a commit: seconds of the whole, and of the commit in it."""
    began = perf_counter()
    say(connection, statements)
    before_commit = perf_counter()
    connection.commit()
    return perf_counter() - began, perf_counter() - before_commit
