"""Requests for records that are not the asker's, or not there: of one session, and those an auditor is told of."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from pathways.audit import chain_of_session
from pathways.audit.models import AuditChain, AuditEvent
from pathways.auth import Role, Viewer
from pathways.store import db

MISSES = ("object.not_in_scope", "restriction.denied_view", "authz.denied")
FLAGGED = "misuse.flagged"
MOST_SHOWN = 100


@dataclass(frozen=True, kw_only=True)
class ManyMisses:
    """Who asked for how many records in vain, in which role, on which kinds of pages, and when that was noticed."""

    at: datetime
    user_id: int | None
    role: Role
    session_id: int | None
    misses: int
    routes: tuple[str, ...]


def misses_not_told(viewer: Viewer) -> tuple[tuple[datetime, str], ...]:
    """When this session missed since it was last told of, oldest first, with the route of each."""
    of_session = select(AuditChain.id).where(AuditChain.key == chain_of_session(viewer)).scalar_subquery()
    events = select(AuditEvent.action, AuditEvent.at, AuditEvent.payload).where(
        AuditEvent.chain_id == of_session, AuditEvent.action.in_((*MISSES, FLAGGED))
    )
    misses: list[tuple[datetime, str]] = []
    for action, at, payload in db.session.execute(events.order_by(AuditEvent.position)):
        misses = [] if action == FLAGGED else [*misses, (at, _said(payload).get("route") or "")]
    return tuple(misses)


def many_misses(viewer: Viewer) -> tuple[ManyMisses, ...]:
    """What the auditor of an organisation is told of its own people, the latest first."""
    flagged = select(AuditEvent).where(
        AuditEvent.action == FLAGGED, AuditEvent.organisation_id == viewer.organisation_id
    )
    latest = flagged.order_by(AuditEvent.at.desc(), AuditEvent.id.desc()).limit(MOST_SHOWN)
    return tuple(_read(event) for event in db.session.scalars(latest))


def _read(event: AuditEvent) -> ManyMisses:
    facts = _said(event.payload)
    return ManyMisses(
        at=event.at,
        user_id=event.actor_id,
        role=Role(event.role),
        session_id=event.session_id,
        misses=int(facts.get("misses", 0)),
        routes=tuple(facts.get("routes", ())),
    )


def _said(payload: str | None) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(payload or "{}")
    return facts
