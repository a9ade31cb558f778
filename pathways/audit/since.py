"""What was recorded of a person since a version: for whoever filled a form from it."""

from datetime import timedelta

from sqlalchemy import func, select

from pathways import clock
from pathways.audit.models import AuditChain, AuditEvent
from pathways.audit.shapes import EventClass
from pathways.store import db

LONGEST = timedelta(hours=24)
"""No form is older than its session: an older version was not seen on a page of today."""


def recorded_since(person_id: int, version: int, *, in_confidence: bool = False, most: int = 5) -> list[AuditEvent]:
    """The latest events that moved the record on after `version`, newest first; no look, no message,
    nothing a day old.

    The version is `version_of` of the same kind: without `in_confidence` only what everybody's forms notice.
    """
    of_person = select(AuditEvent).join(AuditChain).where(AuditChain.key == f"person:{person_id}")
    lately = AuditEvent.at >= clock.now() - LONGEST
    recorded = of_person.where(AuditEvent.event_class.not_in((EventClass.CONSULTATION, EventClass.SYSTEM)), lately)
    if in_confidence:
        found = recorded.where(AuditEvent.position > version)
    else:
        # The version moves with the first event that carries it; what a service recorded in confidence carries it on.
        moved = (
            select(func.min(AuditEvent.position))
            .join(AuditChain)
            .where(AuditChain.key == f"person:{person_id}", AuditEvent.version > version)
            .group_by(AuditEvent.version)
        )
        found = recorded.where(AuditEvent.position.in_(moved))
    return list(db.session.scalars(found.order_by(AuditEvent.position.desc()).limit(most)))
