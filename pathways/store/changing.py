"""How many rows a change found: of two who make the same one at once, whoever finds none came second. And its end."""

from typing import Any, cast

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
