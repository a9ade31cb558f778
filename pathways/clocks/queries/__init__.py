"""Reads of this room: courses of referrals, calendars, who is told, and the lists of what is overdue."""

from pathways.clocks.queries.beside_it import running_on
from pathways.clocks.queries.calendars import calendars_of, closures
from pathways.clocks.queries.courses import Held, held_of
from pathways.clocks.queries.due import due, unread_since
from pathways.clocks.queries.facts import attempts_of
from pathways.clocks.queries.notices import Unreferred, unreferred
from pathways.clocks.queries.overdue import Overdue, clocks_in_words, overdue, why_urgent
from pathways.clocks.queries.who import Recipient, managers_of, officer, recipients, ring
from pathways.referrals.queries import lapsed

__all__ = [
    "Held",
    "Overdue",
    "Recipient",
    "Unreferred",
    "attempts_of",
    "calendars_of",
    "clocks_in_words",
    "closures",
    "due",
    "held_of",
    "lapsed",
    "managers_of",
    "officer",
    "overdue",
    "recipients",
    "ring",
    "running_on",
    "unread_since",
    "unreferred",
    "why_urgent",
]
