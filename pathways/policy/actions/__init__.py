"""What policy leads do, each with its entry in the log of their organisation. Nothing here commits."""

from pathways.policy.actions.asking import ask_what_if, cancel_what_if, go_on
from pathways.policy.actions.changes import (
    decide_change,
    propose_gravity,
    propose_leaflet,
    propose_switch,
    seen_of,
    withdraw_change,
)

__all__ = [
    "ask_what_if",
    "cancel_what_if",
    "decide_change",
    "go_on",
    "propose_gravity",
    "propose_leaflet",
    "propose_switch",
    "seen_of",
    "withdraw_change",
]
