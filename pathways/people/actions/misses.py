"""Telling the auditor of many misses, and what the auditor found."""

from pathways import audit, clock
from pathways.auth import Viewer
from pathways.people.models import MissesClosed
from pathways.people.queries.misses import FLAGGED, misses_not_told, misses_told
from pathways.people.rules import MissesFound, closing_bars, is_many
from pathways.refusals import Refused
from pathways.store import db


def tell_of_misses(*, by: Viewer) -> bool:
    """Note it where this session has asked for many records in vain; the auditor reads the list."""
    misses = misses_not_told(by)
    if not is_many([at for at, _ in misses], clock.now()):
        return False
    audit.security(
        by, FLAGGED, rule="many_misses", misses=len(misses), routes=sorted({route for _, route in misses if route})
    )
    return True


def close_misses(*, by: Viewer, event_id: int, outcome: MissesFound, words: str) -> MissesClosed:
    """Say what they were: they leave the open list, and are kept. Raises OutOfSight, Refused."""
    flagged = misses_told(by, event_id)
    if bars := closing_bars(by_id=by.user_id, of_user_id=flagged.user_id, is_closed=flagged.closed is not None):
        raise Refused(reasons=bars)
    closed = MissesClosed(
        event_id=event_id, outcome=outcome, words=words, closed_at=clock.now(), closed_by_id=by.user_id
    )
    db.session.add(closed)
    db.session.flush()
    audit.administered(by, "misuse.closed", by.organisation_id, event=event_id, outcome=outcome.value)
    return closed
