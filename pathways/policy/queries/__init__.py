"""Reads of this room: what was proposed, and what holds for a force."""

from pathways.policy.queries.changes import (
    change,
    changes_of,
    decisions_since,
    latest_of,
    waiting_beside,
    waiting_of,
)
from pathways.policy.queries.decisions import Decided, decisions, extent_of
from pathways.policy.queries.questions import what_if_run, what_if_runs
from pathways.policy.queries.signed_off import gravity_tables, leaflets
from pathways.policy.queries.switches import said_of, switch_shown, switches_shown
from pathways.policy.queries.waiting import WaitingChange, waiting_changes

__all__ = [
    "Decided",
    "WaitingChange",
    "change",
    "changes_of",
    "decisions",
    "decisions_since",
    "extent_of",
    "gravity_tables",
    "latest_of",
    "leaflets",
    "said_of",
    "switch_shown",
    "switches_shown",
    "waiting_beside",
    "waiting_changes",
    "waiting_of",
    "what_if_run",
    "what_if_runs",
]
