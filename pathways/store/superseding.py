"""Correcting a record: a new row takes the place of the live one; nothing is overwritten."""

from datetime import datetime
from typing import Any, TypeVar, cast

from sqlalchemy import Table, update
from sqlalchemy.orm.attributes import set_committed_value

from pathways.store.base import Record, db

Row = TypeVar("Row", bound=Record)


def supersede(old: Row, new: Row, *, at: datetime, reason: str | None) -> Row:
    """Put `new` in the place of `old`, which keeps when, by which row and why. Flushes.

    For tables with `superseded_at`, `superseded_by_id` and `correction_reason`. `reason` is None where nothing was
    wrong and a blank was filled. The old row steps aside first: such a table lets one row of an owner be live. By
    which row it did so changes nothing else: whatever follows from a changed row was asked when it stepped aside.
    """
    left: Any = old
    left.superseded_at, left.correction_reason = at, reason
    db.session.flush()
    db.session.add(new)
    db.session.flush()
    table = cast(Table, type(old).__table__)
    db.session.execute(update(table).where(table.c.id == old.id).values(superseded_by_id=new.id))
    set_committed_value(old, "superseded_by_id", new.id)
    return new
