"""Recomputing every chain, and naming what does not fit: which chain, which person, which position.

Cells are read as they lie in the database and understood here, one by one: one that was spoiled is a break in its
chain, and the chains after it are verified all the same.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Row, String, func, select, type_coerce

from pathways.audit.models import (
    GENESIS,
    AuditChain,
    AuditEvent,
    AuditShown,
    EventClass,
    EventFacts,
    commit_to,
    hash_of,
)
from pathways.store.base import db

COLUMNS = [
    type_coerce(column, String).label(column.name) if column.name == "at" else column
    for column in AuditEvent.__table__.columns
]
_NUMBERS = ("position", "version")
_WORDS = ("payload_commit", "previous_hash", "hash")


@dataclass(frozen=True)
class Break:
    """One thing that does not fit. `person_id` is None for session, organisation and system chains."""

    chain: str
    person_id: int | None
    position: int
    what: str


def first_session_begun() -> int | None:
    """The first session whose own chain began with it: every later one has a chain, an earlier one may have none."""
    return db.session.scalar(select(func.min(AuditEvent.session_id)).where(AuditEvent.action == "session.begun"))


def verify(expected_chains: Iterable[str] = ()) -> Iterator[Break]:
    """Every break in the log, chain by chain.

    `expected_chains` names chains that must exist: of each person, organisation and session. Those that an event says
    it began are expected too.
    """
    missing = set(expected_chains)
    with as_it_lies():
        heads = {head.id: head for head in db.session.execute(select(*AuditChain.__table__.columns))}
        shown = _shown()
        seen: set[int] = set()
        statement = select(*COLUMNS).order_by(AuditEvent.chain_id, AuditEvent.position, AuditEvent.id)
        events = db.session.execute(statement.execution_options(yield_per=1000))
        for chain_id, rows in groupby(events, key=lambda event: event.chain_id):
            seen.add(chain_id)
            chain_events = list(rows)
            missing.update(begun for event in chain_events if (begun := _begins(event)))
            head = heads.get(chain_id)
            if head is None:
                yield Break(f"chain {chain_id}", None, 0, "its head was removed")
            else:
                yield from _verify_chain(head, chain_events, shown)
        for head in heads.values():
            if head.id not in seen:
                yield Break(head.key, head.person_id, 1, "every event was removed")
    for key in sorted(missing - {head.key for head in heads.values()}):
        yield Break(key, _person_of(key), 0, "the whole chain was removed")


@contextmanager
def as_it_lies() -> Iterator[None]:
    """Read what is no UTF-8 as such, where SQLite would end the whole reading at it: its hash will not fit."""
    connection = db.session.connection().connection.driver_connection
    if db.engine.dialect.name != "sqlite" or connection is None:
        yield
        return
    connection.text_factory = lambda stored: stored.decode(errors="replace")
    try:
        yield
    finally:
        connection.text_factory = str


def _person_of(key: str) -> int | None:
    room, _, number = key.partition(":")
    return int(number) if room == "person" and number.isdecimal() else None


def _shown() -> dict[int, list[int]]:
    shown: dict[int, list[int]] = {}
    for event_id, person_id in db.session.execute(
        select(AuditShown.event_id, AuditShown.person_id).order_by(AuditShown.event_id, AuditShown.person_id)
    ):
        shown.setdefault(event_id, []).append(person_id)
    return shown


def _verify_chain(head: Row[Any], events: list[Row[Any]], shown: dict[int, list[int]]) -> Iterator[Break]:
    erased = {position for event in events if (position := _erases(event))}

    def broken(position: int, what: str) -> Break:
        return Break(head.key, head.person_id, position, what)

    previous, due = GENESIS, 1
    for event in events:
        if not _can_be_read(event):
            yield broken(due, "the event cannot be read: what is stored there is no event")
            previous, due = event.hash, due + 1
            continue
        if event.position > due:
            yield broken(due, "an event was removed")
        elif event.position < due:
            yield broken(event.position, "an event was inserted")
        if event.previous_hash != previous or event.hash != hash_of(_facts(head.key, event), event.previous_hash):
            yield broken(event.position, "the event was changed, swapped or inserted")
        if event.payload is None or event.salt is None:
            if event.position not in erased:
                yield broken(event.position, "the payload was emptied without an erasure event")
        elif commit_to(event.salt, event.payload) != event.payload_commit:
            yield broken(event.position, "the payload was changed")
        elif not _names_those_shown(event, shown.get(event.id, [])):
            yield broken(event.position, "the list of people shown was changed")
        previous, due = event.hash, event.position + 1
    if not isinstance(head.position, int) or head.position < due - 1:
        yield broken(due - 1, "the head does not match the last event")
    elif due - 1 < head.position:
        yield broken(due, "the tail was cut")
    elif (events[-1].hash, events[-1].version) != (head.head, head.version):
        yield broken(due - 1, "the head does not match the last event")


def is_as_sealed(chain: str, event: Row[Any]) -> bool:
    """Whether an event of this chain still has the hash that its facts and its payload give. Not asked of one whose
    payload was lawfully emptied: it shows nothing any more."""
    if not _can_be_read(event) or event.payload is None or event.salt is None:
        return False
    is_committed = commit_to(event.salt, event.payload) == event.payload_commit
    return bool(is_committed and event.hash == hash_of(_facts(chain, event), event.previous_hash))


def _can_be_read(event: Row[Any]) -> bool:
    """Whether each cell is of its kind: on SQLite anything can be stored anywhere."""
    return (
        all(isinstance(getattr(event, name), int) for name in _NUMBERS)
        and all(isinstance(getattr(event, name), str) for name in _WORDS)
        and all(isinstance(cell, str | None) for cell in (event.salt, event.payload))
        and instant_of(event.at) is not None
    )


def instant_of(stored: Any) -> datetime | None:
    """When it was, as the hash has it: PostgreSQL gives an instant, SQLite the words for one. None for neither."""
    try:
        at = datetime.fromisoformat(stored) if isinstance(stored, str) else stored
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, AttributeError, OverflowError):
        return None


def payload_of(event: Row[Any]) -> dict[str, Any]:
    """What the event's payload, which the hash covers, says; nothing where it cannot be read."""
    try:
        payload = json.loads(event.payload or "{}")
    except (ValueError, TypeError, RecursionError):
        return {}
    return payload if isinstance(payload, dict) else {}


def _erases(event: Row[Any]) -> int | None:
    """The position that an erasure event speaks of."""
    if event.event_class != EventClass.ERASURE:
        return None
    position = payload_of(event).get("position")
    return position if isinstance(position, int) else None


def _begins(event: Row[Any]) -> str | None:
    """The chain that this event began, for one that speaks of one."""
    if not isinstance(event.payload, str) or '"begins":' not in event.payload:
        return None
    key = payload_of(event).get("begins")
    return key if isinstance(key, str) else None


def _names_those_shown(event: Row[Any], shown: list[int]) -> bool:
    """Whether the side table names exactly the people that the event's payload names."""
    if not shown and '"shown":' not in event.payload:
        return True
    return bool(payload_of(event).get("shown", []) == shown)


def _facts(chain: str, event: Row[Any]) -> EventFacts:
    return EventFacts(
        chain=chain,
        position=event.position,
        version=event.version,
        at=instant_of(event.at) or datetime.min.replace(tzinfo=UTC),
        actor_id=event.actor_id,
        role=event.role,
        organisation_id=event.organisation_id,
        session_id=event.session_id,
        request_id=event.request_id,
        event_class=event.event_class,
        action=event.action,
        subject_type=event.subject_type,
        subject_id=event.subject_id,
        purpose=event.purpose,
        outcome=event.outcome,
        payload_commit=event.payload_commit,
    )
