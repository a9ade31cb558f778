"""The pages of the treatment desk after acceptance: the day, the caseload, the case, and what is recorded on it."""

from pathways.engagement.views import (
    assessing,
    changing,
    contacts,
    course,
    duties,
    following_up,
    leaving,
    lists,
    noting,
    planning,
    reaching,
    required,
    safeguarding,
    today,
)
from pathways.engagement.views.blueprint import pages

__all__ = [
    "assessing",
    "changing",
    "contacts",
    "course",
    "duties",
    "following_up",
    "leaving",
    "lists",
    "noting",
    "pages",
    "planning",
    "reaching",
    "required",
    "safeguarding",
    "today",
]
