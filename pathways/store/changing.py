"""How many rows a change found: of two who make the same one at once, whoever finds none came second. And its end."""

from collections.abc import Callable
from typing import Any, TypeAlias, cast

from sqlalchemy import CursorResult, Delete, Update
from sqlalchemy.exc import SQLAlchemyError

from pathways.store.base import db


def rows_changed(statement: Update | Delete) -> int:
    """Execute it; how many rows it found. An UPDATE or DELETE answers with a cursor's result, which counts."""
    return int(cast(CursorResult[Any], db.session.execute(statement)).rowcount)


def roll_back() -> None:
    """End a transaction that failed, also where the connection itself is what failed: then it is never used again."""
    try:
        db.session.rollback()
    except SQLAlchemyError:
        db.session().invalidate()


Each: TypeAlias = Callable[[Callable[[], int], str], int]
"""How each of several things is done: what to call, which says how many it did, and what to say where it fails."""


def one_after_another(act: Callable[[], int], _what: str) -> int:
    """All in the caller's transaction. The worker gives each its own instead, so that it holds one person at a time."""
    return act()
