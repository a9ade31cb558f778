"""Reads of this room: what was proposed, and what holds for a force."""

from pathways.policy.queries.changes import (
    change,
    changes_of,
    decisions_since,
    latest_of,
    waiting_beside,
    waiting_of,
)
from pathways.policy.queries.signed_off import gravity_tables, leaflets
from pathways.policy.queries.switches import said_of, switch_shown, switches_shown

__all__ = [
    "change",
    "changes_of",
    "decisions_since",
    "gravity_tables",
    "latest_of",
    "leaflets",
    "said_of",
    "switch_shown",
    "switches_shown",
    "waiting_beside",
    "waiting_of",
]
