"""Whose record changed since an event of the log, also where others write at the same moment."""

import hashlib
from typing import NamedTuple

from sqlalchemy import BigInteger, Text, cast, func, select

from pathways.audit.models import AuditChain, AuditEvent, EventClass
from pathways.store.base import db

_NO_CHANGE = (EventClass.CONSULTATION, EventClass.SYSTEM)
"""A look, and what became of a message: nothing that anybody counts changed."""


class Changed(NamedTuple):
    """The people whose record changed, and a digest of every such event: another as soon as there is one more.

    The last event alone does not say so: one with a lower number may be committed after it.
    """

    person_ids: frozenset[int]
    digest: str


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
    digest = hashlib.sha256("".join(row.hash for row in rows).encode()).hexdigest()
    return Changed(frozenset(row.person_id for row in rows), digest)


class Ahead(NamedTuple):
    """The last event of the log at a moment. All before it is there once every transaction before `of` has ended."""

    event_id: int
    of: int | None


def last_event() -> int:
    """The number of the last event that stands in the log."""
    return db.session.execute(select(func.coalesce(func.max(AuditEvent.id), 0))).scalar_one()


def ahead(event_id: int) -> Ahead:
    """Wait for what may still come in before this event, which was the `last_event` before this transaction wrote.

    On PostgreSQL several write at once, and an event with a lower number may be committed later. Whoever writes one has
    locked the head of its chain, and is numbered as a transaction since: lower than this one, which is numbered when
    the event already stands there. None comes in any more when all of them have ended. SQLite lets one write at a time.
    """
    if db.engine.dialect.name != "postgresql":
        return Ahead(event_id, None)
    own = cast(cast(func.pg_current_xact_id(), Text), BigInteger)
    return Ahead(event_id, db.session.execute(select(own)).scalar_one())


def is_past(of: int | None) -> bool:
    """Whether every transaction before `of` has ended.

    None of them goes on where the server has not counted as far as `of`: the database was brought here from another.
    """
    if of is None:
        return True
    snapshot = func.pg_current_snapshot()
    begun, running = (
        cast(cast(number, Text), BigInteger)
        for number in (func.pg_snapshot_xmax(snapshot), func.pg_snapshot_xmin(snapshot))
    )
    until, first = db.session.execute(select(begun, running)).one()
    return first >= of or until < of
