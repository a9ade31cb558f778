"""The pages of the treatment desk after acceptance: the day, the caseload, the case, and what is recorded on it."""

from pathways.engagement.views import (
    aftercare,
    assessing,
    changing,
    contacts,
    course,
    duties,
    following_up,
    leaving,
    lists,
    noting,
    outcomes,
    planning,
    reaching,
    required,
    safeguarding,
    stepping,
    today,
)
from pathways.engagement.views.blueprint import pages

__all__ = [
    "aftercare",
    "assessing",
    "changing",
    "contacts",
    "course",
    "duties",
    "following_up",
    "leaving",
    "lists",
    "noting",
    "outcomes",
    "pages",
    "planning",
    "reaching",
    "required",
    "safeguarding",
    "stepping",
    "today",
]
