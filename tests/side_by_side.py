"""Every statement that a test has the application say is read for tables side by side in a question inside another.

`FROM consent, referral` within `EXISTS` is nearly always a mistake: the outer row was meant, and each row there is was
read instead. SQLAlchemy takes a table from the statement around a question only one step in; further in, say
`correlate_except`. Where two tables are truly wanted in a question, JOIN them.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from flask import Flask
from sqlalchemy import event

from pathways.store.base import db

TOKENS = re.compile(
    r"""'(?:[^']|'')*' | (?P<name>"[^"]+") | (?P<sign>[(),]) | (?P<word>DISTINCT\s+FROM|[A-Za-z_][\w.]*)""", re.X
)
ENDS_FROM = frozenset(("WHERE", "GROUP", "ORDER", "HAVING", "LIMIT", "UNION", "EXCEPT", "INTERSECT", "SELECT", "FOR"))


class SideBySide(AssertionError):
    """A question inside a statement reads two tables side by side."""


@cache
def side_by_side(sql: str) -> tuple[str, ...]:
    """What stands after each FROM inside parentheses that names several things with a comma between them."""
    return tuple(_inner_lists(sql)) if "(SELECT" in sql else ()


def _inner_lists(sql: str) -> Iterator[str]:
    began: list[int | None] = [None]
    several = [False]
    for token in TOKENS.finditer(sql):
        word = token.group().upper()
        if word in (")", *ENDS_FROM) and began[-1] is not None:
            if several[-1] and len(began) > 1:
                yield sql[began[-1] : token.start()].strip()
            began[-1], several[-1] = None, False
        if word == "(":
            began.append(None)
            several.append(False)
        elif word == ")":
            began.pop()
            several.pop()
        elif word == "FROM":
            began[-1] = token.end()
        elif word == ",":
            several[-1] = began[-1] is not None


def watch_for_tables_side_by_side(app: Flask) -> None:
    """Fail whatever says such a statement."""

    def read(_connection: Any, _cursor: Any, sql: str, *_more: Any) -> None:
        if tables := side_by_side(sql):
            raise SideBySide(f"FROM {tables[0]} in\n{sql}")

    with app.app_context():
        for engine in db.engines.values():
            event.listen(engine, "before_cursor_execute", read)
