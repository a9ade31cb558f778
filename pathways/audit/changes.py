"""Whose record changed since an event of the log, also where others write at the same moment; and what of one record
since a version."""

import hashlib
from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, Integer, Select, Text, cast, func, literal, null, select

from pathways import clock
from pathways.audit.models import AuditChain, AuditEvent, EventClass
from pathways.store.base import db, shared_alias

_NO_CHANGE = (EventClass.CONSULTATION, EventClass.SYSTEM)
"""A look, and what became of a message: nothing that anybody counts changed."""
_EVENT = shared_alias(AuditEvent)


class Changed(NamedTuple):
    """The people whose record changed, and a digest of every such event: another as soon as there is one more.

    The last event alone does not say so: one with a lower number may be committed after it.
    """

    person_ids: frozenset[int]
    digest: str


def changed_since(event_id: int, *, most: int) -> Changed | None:
    """Whose record changed after an event; None where more than `most` events say so."""
    rows = db.session.execute(_events_since(event_id).order_by(AuditEvent.id).limit(most + 1)).all()
    if len(rows) > most:
        return None
    digest = hashlib.sha256("".join(row.hash for row in rows).encode()).hexdigest()
    return Changed(frozenset(row.person_id for row in rows), digest)


def records_changed_since(event_id: int, *, most: int) -> Select[int | None]:
    """The records that changed after an event, each as often as it did, and no more than one past `most`: a part of
    another statement."""
    return _events_since(event_id).with_only_columns(AuditChain.person_id).order_by(AuditEvent.id).limit(most + 1)


def _events_since(event_id: int) -> Select[int | None, str]:
    return (
        select(AuditChain.person_id, AuditEvent.hash)
        .join_from(AuditEvent, AuditChain)
        .where(AuditEvent.id > event_id, AuditEvent.event_class.not_in(_NO_CHANGE), AuditChain.person_id.is_not(None))
    )


def erased_among(person_ids: Collection[int]) -> frozenset[int]:
    """Of whom something was erased or taken back, so that it must not be kept elsewhere either."""
    erased = (
        select(AuditChain.person_id)
        .join_from(AuditEvent, AuditChain)
        .where(AuditEvent.event_class == EventClass.ERASURE, AuditChain.person_id.in_(person_ids))
    )
    return frozenset(db.session.scalars(erased.distinct()))


# Who only reads, and keeps what was read: from which event on it must be read again.


class LogPlace(NamedTuple):
    """An event of the log: its number and its hash, which is that of no other history. Every event before it is there
    once each transaction with a number below `next_transaction` has ended; at once where that is None."""

    event_id: int
    hash: str
    next_transaction: int | None


class LogNow(NamedTuple):
    """Where the log stands at the moment of a statement.

    `settled` are the places of before that are in it with every event before them. `gone` are those that are not in it,
    or are of another server: the database was restored, or this is a standby that has not come so far.
    """

    last: LogPlace
    settled: frozenset[LogPlace]
    gone: frozenset[LogPlace]


def log_now(places: Sequence[LogPlace]) -> list[ColumnElement[Any]]:
    """The columns of a statement that `read_log` reads, for some places of before."""
    last = select(func.max(AuditEvent.id)).scalar_subquery()
    hashes = [_hash_of(literal(place.event_id, Integer())) for place in places]
    if db.engine.dialect.name != "postgresql":  # one writes at a time
        return [last, _hash_of(last), null(), null(), *hashes]
    return [last, _hash_of(last), *_begun_and_running(), *hashes]


def read_log(columns: Sequence[Any], places: Sequence[LogPlace]) -> LogNow:
    """Where the log stands, by the columns of `log_now`."""
    event_id, last_hash, next_one, first_running, *hashes = columns
    there = {place for place, hash_now in zip(places, hashes, strict=True) if hash_now == place.hash}
    of_now = {place for place in there if next_one is None or next_one >= (place.next_transaction or 0)}
    return LogNow(
        last=LogPlace(event_id or 0, last_hash or "", next_one),
        settled=frozenset(place for place in of_now if first_running is None or _has_settled(place, first_running)),
        gone=frozenset(places) - of_now,
    )


def _has_settled(place: LogPlace, first_running: int) -> bool:
    return place.next_transaction is None or first_running >= place.next_transaction


def _hash_of(event_id: ColumnElement[Any]) -> ColumnElement[str]:
    event = _EVENT
    return select(event.hash).where(event.id == event_id).correlate_except(event).scalar_subquery()


# The worker, who writes down how far it has come.


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
    until, first = db.session.execute(select(*_begun_and_running())).one()
    return bool(first >= of or until < of)


def _begun_and_running() -> tuple[ColumnElement[int], ColumnElement[int]]:
    """The number that the next transaction gets, and that of the first which has not ended."""
    snapshot = func.pg_current_snapshot()
    return _number(func.pg_snapshot_xmax(snapshot)), _number(func.pg_snapshot_xmin(snapshot))


def _number(of_transaction: ColumnElement[Any]) -> ColumnElement[int]:
    return cast(cast(of_transaction, Text), BigInteger)


# What was recorded of a person since a version: for whoever filled a form from it.


LONGEST = timedelta(hours=24)
"""No form is older than its session, so no page of today shows an older version."""


def recorded_since(person_id: int, version: int, *, in_confidence: bool = False, most: int = 5) -> list[AuditEvent]:
    """The latest events that moved the record on after `version`, newest first; no look, no message,
    nothing a day old.

    The version is `version_of` of the same kind: without `in_confidence` only what everybody's forms notice.
    """
    of_person = select(AuditEvent).join(AuditChain).where(AuditChain.key == f"person:{person_id}")
    lately = AuditEvent.at >= clock.now() - LONGEST
    recorded = of_person.where(AuditEvent.event_class.not_in((EventClass.CONSULTATION, EventClass.SYSTEM)), lately)
    if in_confidence:
        events = recorded.where(AuditEvent.position > version)
    else:
        # The version moves with the first event that carries it; what a service recorded in confidence carries it on.
        moved = (
            select(func.min(AuditEvent.position))
            .join(AuditChain)
            .where(AuditChain.key == f"person:{person_id}", AuditEvent.version > version)
            .group_by(AuditEvent.version)
        )
        events = recorded.where(AuditEvent.position.in_(moved))
    return list(db.session.scalars(events.order_by(AuditEvent.position.desc()).limit(most)))
