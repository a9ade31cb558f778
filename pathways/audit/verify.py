"""Recomputing every chain, and naming what does not fit: which chain, which person, which position."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import select

from pathways.audit.models import AuditChain, AuditEvent, AuditShown
from pathways.audit.shapes import GENESIS, EventClass, EventFacts, commit_to, hash_of
from pathways.store import db


@dataclass(frozen=True)
class Break:
    """One thing that does not fit. `person_id` is None for session, organisation and system chains."""

    chain: str
    person_id: int | None
    position: int
    what: str


def verify(expected_chains: Iterable[str] = ()) -> Iterator[Break]:
    """Every break in the log, chain by chain. `expected_chains` names chains that must exist (one per person)."""
    missing = set(expected_chains)
    statement = select(AuditEvent).order_by(AuditEvent.chain_id, AuditEvent.position, AuditEvent.id)
    heads = {head.id: head for head in db.session.scalars(select(AuditChain))}
    shown = _shown()
    seen: set[int] = set()
    events = db.session.scalars(statement.execution_options(yield_per=1000))
    for chain_id, chain_events in groupby(events, key=lambda event: event.chain_id):
        seen.add(chain_id)
        head = heads.get(chain_id)
        if head is None:
            yield Break(f"chain {chain_id}", None, 0, "its head was removed")
            continue
        missing.discard(head.key)
        yield from _verify_chain(head, list(chain_events), shown)
    for head in heads.values():
        if head.id not in seen:
            missing.discard(head.key)
            yield Break(head.key, head.person_id, 1, "every event was removed")
    for key in sorted(missing):
        yield Break(key, int(key.removeprefix("person:")), 0, "the whole chain was removed")


def _shown() -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for event_id, person_id in db.session.execute(
        select(AuditShown.event_id, AuditShown.person_id).order_by(AuditShown.event_id, AuditShown.person_id)
    ):
        found.setdefault(event_id, []).append(person_id)
    return found


def _verify_chain(head: AuditChain, events: list[AuditEvent], shown: dict[int, list[int]]) -> Iterator[Break]:
    erased = {event.position: text for event in events if (text := _erases(event))}

    def broken(position: int, what: str) -> Break:
        return Break(head.key, head.person_id, position, what)

    previous, due = GENESIS, 1
    for event in events:
        if event.position > due:
            yield broken(due, "an event was removed")
        elif event.position < due:
            yield broken(event.position, "an event was inserted")
        if event.previous_hash != previous or event.hash != hash_of(_facts(head.key, event), event.previous_hash):
            yield broken(event.position, "the event was changed, swapped or inserted")
        if event.payload is None or event.salt is None:
            if event.position not in erased.values():
                yield broken(event.position, "the payload was emptied without an erasure event")
        elif commit_to(event.salt, event.payload) != event.payload_commit:
            yield broken(event.position, "the payload was changed")
        elif not _names_those_shown(event, shown.get(event.id, [])):
            yield broken(event.position, "the list of people shown was changed")
        previous, due = event.hash, event.position + 1
    if events[-1].position < head.position:
        yield broken(events[-1].position + 1, "the tail was cut")
    elif (events[-1].position, events[-1].hash, events[-1].version) != (head.position, head.head, head.version):
        yield broken(events[-1].position, "the head does not match the last event")


def _erases(event: AuditEvent) -> int | None:
    """The position that an erasure event speaks of; read from its payload, which the hash covers."""
    if event.event_class != EventClass.ERASURE or not event.payload:
        return None
    position = json.loads(event.payload).get("position")
    return position if isinstance(position, int) else None


def _names_those_shown(event: AuditEvent, shown: list[int]) -> bool:
    """Whether the side table names exactly the people that the event's payload, which the hash covers, names."""
    payload = event.payload or ""
    if not shown and '"shown":' not in payload:
        return True
    return bool(json.loads(payload).get("shown", []) == shown)


def _facts(chain: str, event: AuditEvent) -> EventFacts:
    return EventFacts(
        chain=chain,
        position=event.position,
        version=event.version,
        at=event.at,
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
