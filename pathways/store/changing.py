"""How many rows a change found: of two who make the same one at once, whoever finds none came second."""

from typing import Any, cast

from sqlalchemy import CursorResult, Delete, Update

from pathways.store.base import db


def rows_changed(statement: Update | Delete) -> int:
    """Execute it; how many rows it found. An UPDATE or DELETE answers with a cursor's result, which counts."""
    return int(cast(CursorResult[Any], db.session.execute(statement)).rowcount)
