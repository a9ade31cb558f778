"""Whose record changed since an event of the log, also where others write at the same moment."""

from typing import NamedTuple

from sqlalchemy import BigInteger, Text, cast, func, select

from pathways.audit.models import AuditChain, AuditEvent, EventClass
from pathways.store.base import db

_NO_CHANGE = (EventClass.CONSULTATION, EventClass.SYSTEM)
"""A look, and what became of a message: nothing that anybody counts changed."""


class Changed(NamedTuple):
    """The people whose record changed, and the hash of the last such event: another as soon as one more did."""

    person_ids: frozenset[int]
    last: str


def changed_since(event_id: int, *, most: int) -> Changed | None:
    """Whose record changed after an event; None where more than `most` events say so."""
    events = (
        select(AuditChain.person_id, AuditEvent.hash)
        .join_from(AuditEvent, AuditChain)
        .where(AuditEvent.id > event_id, AuditEvent.event_class.not_in(_NO_CHANGE), AuditChain.person_id.is_not(None))
        .order_by(AuditEvent.id)
        .limit(most + 1)
    )
    rows = db.session.execute(events).all()
    if len(rows) > most:
        return None
    return Changed(frozenset(row.person_id for row in rows), rows[-1].hash if rows else "")


class Ahead(NamedTuple):
    """The last event that stood in the log at a moment. Everything before it is there once `of` has ended."""

    event_id: int
    of: int | None


def ahead() -> Ahead:
    """The last event now, and the first transaction that had not begun then.

    On PostgreSQL several write at once, and an event with a lower number may be committed later. None of them has when
    every transaction that had begun by now has ended. SQLite lets one write at a time.
    """
    last = select(func.coalesce(func.max(AuditEvent.id), 0))
    if db.engine.dialect.name != "postgresql":
        return Ahead(db.session.execute(last).scalar_one(), None)
    begun = cast(cast(func.pg_snapshot_xmax(func.pg_current_snapshot()), Text), BigInteger)
    return Ahead(*db.session.execute(select(last.scalar_subquery(), begun)).one())


def is_past(of: int | None) -> bool:
    """Whether every transaction before `of` has ended."""
    if of is None:
        return True
    running = cast(cast(func.pg_snapshot_xmin(func.pg_current_snapshot()), Text), BigInteger)
    return db.session.execute(select(running)).scalar_one() >= of
