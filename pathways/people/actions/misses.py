"""Telling the auditor of many misses."""

from pathways import audit, clock
from pathways.auth import Viewer
from pathways.people.queries.misses import FLAGGED, misses_not_told
from pathways.people.rules import is_many


def tell_of_misses(*, by: Viewer) -> bool:
    """Note it where this session has asked for many records in vain; the auditor reads the list."""
    misses = misses_not_told(by)
    if not is_many([at for at, _ in misses], clock.now()):
        return False
    audit.security(
        by, FLAGGED, rule="many_misses", misses=len(misses), routes=sorted({route for _, route in misses if route})
    )
    return True
