"""Requests for records that are not the asker's, or not there: of one session, and those an auditor is told of."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from pathways.audit import chain_of_session
from pathways.audit.models import AuditChain, AuditEvent
from pathways.auth import Role, Viewer
from pathways.people.models import MissesClosed
from pathways.refusals import OutOfSight
from pathways.store import db

MISSES = ("object.not_in_scope", "restriction.denied_view", "authz.denied")
FLAGGED = "misuse.flagged"
MOST_SHOWN = 100


@dataclass(frozen=True, kw_only=True)
class ManyMisses:
    """Who asked for how many records in vain, in which role, on which kinds of pages, and when that was noticed;
    what an auditor found, once it is closed."""

    event_id: int
    at: datetime
    user_id: int | None
    role: Role
    session_id: int | None
    misses: int
    routes: tuple[str, ...]
    closed: MissesClosed | None = None


def misses_not_told(viewer: Viewer) -> tuple[tuple[datetime, str], ...]:
    """When this session missed since it was last told of, oldest first, with the route of each."""
    of_session = select(AuditChain.id).where(AuditChain.key == chain_of_session(viewer)).scalar_subquery()
    flags = select(AuditEvent.position).where(AuditEvent.chain_id == of_session, AuditEvent.action == FLAGGED)
    last_told = db.session.scalar(flags.order_by(AuditEvent.position.desc()).limit(1))
    events = select(AuditEvent.at, AuditEvent.payload).where(
        AuditEvent.chain_id == of_session,
        AuditEvent.action.in_(MISSES),
        AuditEvent.position > (-1 if last_told is None else last_told),
    )
    rows = db.session.execute(events.order_by(AuditEvent.position))
    return tuple((at, _said(payload).get("route") or "") for at, payload in rows)


def open_misses(viewer: Viewer) -> tuple[ManyMisses, ...]:
    """What the auditor of an organisation is told of its own people and nobody closed, the latest first."""
    waits = _told(viewer).where(MissesClosed.id.is_(None))
    latest = waits.order_by(AuditEvent.at.desc(), AuditEvent.id.desc()).limit(MOST_SHOWN)
    return tuple(_read(row[0], row[1]) for row in db.session.execute(latest))


def closed_misses(viewer: Viewer) -> tuple[ManyMisses, ...]:
    """What was closed, the latest first."""
    closed = _told(viewer).where(MissesClosed.id.is_not(None))
    latest = closed.order_by(MissesClosed.closed_at.desc(), MissesClosed.id.desc()).limit(MOST_SHOWN)
    return tuple(_read(row[0], row[1]) for row in db.session.execute(latest))


def misses_told(viewer: Viewer, event_id: int) -> ManyMisses:
    """One of them. Raises OutOfSight."""
    row = db.session.execute(_told(viewer).where(AuditEvent.id == event_id)).one_or_none()
    if row is None:
        raise OutOfSight
    return _read(row[0], row[1])


def _told(viewer: Viewer) -> Select[AuditEvent, MissesClosed]:
    statement = select(AuditEvent, MissesClosed).outerjoin(MissesClosed, MissesClosed.event_id == AuditEvent.id)
    return statement.where(AuditEvent.action == FLAGGED, AuditEvent.organisation_id == viewer.organisation_id)


def _read(event: AuditEvent, closed: MissesClosed | None) -> ManyMisses:
    facts = _said(event.payload)
    return ManyMisses(
        event_id=event.id,
        at=event.at,
        user_id=event.actor_id,
        role=Role(event.role),
        session_id=event.session_id,
        misses=int(facts.get("misses", 0)),
        routes=tuple(facts.get("routes", ())),
        closed=closed,
    )


def _said(payload: str | None) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(payload or "{}")
    return facts
