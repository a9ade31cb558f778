"""Whatever a test has the application do is watched for a row of a person that is locked before the person's head.

Everything recorded of somebody moves the head of their chain. Whoever takes a row first and then waits for the head can
wait for somebody who holds the head and waits for the row: `audit.lock` comes before any row (see audit.record.lock).
An UPDATE outside a request is a scene being built, and is not watched; a row that is read to be changed always is.
A draft that is thrown away in a request counts as such a row: whoever sends the form holds the person first.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from flask import Flask, has_request_context
from sqlalchemy import event

from pathways.store.base import db

HEAD = "SELECT audit_chain.id, audit_chain.position"
PERSON = "person:"
DRAFT = "DELETE FROM draft"
HEADS, ROW = "heads of persons", "first row before them"


class RowBeforeHead(AssertionError):
    """A row of a person was locked in a transaction that took the person's head only afterwards."""


@cache
def tables_of_a_person() -> frozenset[str]:
    """The table of persons, and each that leads to it by its keys."""
    names, before = {"person"}, 0
    while len(names) != before:
        before = len(names)
        names |= {
            table.name
            for table in db.metadata.tables.values()
            if any(key.column.table.name in names for key in table.foreign_keys)
        }
    return frozenset(names)


def row_locked(sql: str, compiled: Any, *, in_request: bool) -> str | None:
    """The table of a person whose rows this statement locks; None where it locks none."""
    asked = getattr(getattr(compiled, "statement", None), "_for_update_arg", None)
    if asked is not None:
        table = sql.partition("FROM ")[2].split(maxsplit=1)[0]
    elif in_request and sql.startswith("UPDATE "):
        table = sql.split(maxsplit=2)[1]
    else:
        return None
    return table if table in tables_of_a_person() else None


def watch_for_rows_before_heads(app: Flask) -> None:
    """Fail whatever takes them in that order."""

    def begun(connection: Any) -> None:
        connection.info[HEADS], connection.info[ROW] = False, None

    def read(connection: Any, _cursor: Any, sql: str, parameters: Any, context: Any, _many: bool) -> None:
        info = connection.info
        if info.get(HEADS):
            return
        if sql.startswith(HEAD):
            key = next(iter(parameters.values() if isinstance(parameters, Mapping) else parameters))
            if str(key).startswith(PERSON):
                if info.get(ROW):
                    raise RowBeforeHead(f"{key} is held after a row of {info[ROW]}: audit.lock comes first")
                info[HEADS] = True
        elif not info.get(ROW):
            info[ROW] = row_locked(sql, context.compiled, in_request=has_request_context())

    def thrown_away(connection: Any, cursor: Any, sql: str, *_of_the_statement: Any) -> None:
        if sql.startswith(DRAFT) and cursor.rowcount > 0 and has_request_context() and not connection.info.get(HEADS):
            connection.info[ROW] = connection.info.get(ROW) or "draft"

    with app.app_context():
        event.listen(db.engine, "begin", begun)
        event.listen(db.engine, "before_cursor_execute", read)
        event.listen(db.engine, "after_cursor_execute", thrown_away)
