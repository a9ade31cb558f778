"""How far a question is, and how long its answer is kept."""

from datetime import datetime, timedelta
from typing import Final

from pathways.vocabulary import Worded

KEPT: Final = timedelta(hours=1)
"""How long an answer waits for whoever asked (design of the page)."""

AT_A_LOOK: Final = 25_000
"""Decisions answered each time the page is looked at: a county's year at one look, and none waits for long."""


class RunState(Worded):
    RUNNING = "running", "Answering again"
    DONE = "done", "Answered"
    CANCELLED = "cancelled", "Cancelled"
    DROPPED = "dropped", "Answer dropped"


def is_old(ended_at: datetime | None, now: datetime) -> bool:
    """Whether an answer has waited its hour."""
    return ended_at is not None and now - ended_at >= KEPT


def left_in_words(*, done: int, total: int, began: datetime, now: datetime) -> str:
    """How long the rest takes if it goes on as it went: "" before the first look is done."""
    gone = (now - began).total_seconds()
    if not done or gone <= 0:
        return ""
    seconds = round(gone * (total - done) / done)
    return f"about {seconds} seconds left" if seconds < 90 else f"about {round(seconds / 60)} minutes left"
