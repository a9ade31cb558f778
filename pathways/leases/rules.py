"""For how long what a worker makes is that worker's alone, and when it is given up."""

from datetime import datetime, timedelta
from typing import Final

TRIES: Final = 3
"""So often the making of a file is begun. What stopped it three times will not pass by itself (design choice)."""
LEASE: Final = timedelta(minutes=1)
"""Longer than any lot takes: a worker that has said nothing for so long is taken for dead, as by its beats."""


def is_leased(leased_until: datetime | None, now: datetime) -> bool:
    """Whether a worker is at it. One that has said nothing for too long is not: it will be begun anew."""
    return leased_until is not None and now < leased_until


def is_given_up(tries: int) -> bool:
    """Whether what was begun so often is begun no more."""
    return tries >= TRIES
