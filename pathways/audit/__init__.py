"""The audit log: append-only, one hash chain per person, written in the transaction of what it records.

Looks are recorded like changes. A list or a search is one event on the viewer's session chain, with a side table that
answers "who looked at her". Administration has a chain per organisation. See docs/decisions and the trust rules.
"""

from pathways.audit.record import (
    administered,
    chain_of_organisation,
    chain_of_session,
    change,
    dispatched,
    erase_payload,
    expect,
    hold,
    in_confidence,
    listed,
    look,
    noted,
    security,
    session_begun,
    version_of,
)
from pathways.audit.shapes import SYSTEM, Actor, EventClass, SystemActor
from pathways.audit.since import recorded_since
from pathways.audit.verify import Break, first_session_begun, verify

__all__ = [
    "SYSTEM",
    "Actor",
    "Break",
    "EventClass",
    "SystemActor",
    "administered",
    "chain_of_organisation",
    "chain_of_session",
    "change",
    "dispatched",
    "erase_payload",
    "expect",
    "first_session_begun",
    "hold",
    "in_confidence",
    "listed",
    "look",
    "noted",
    "recorded_since",
    "security",
    "session_begun",
    "verify",
    "version_of",
]
