"""Many misses: somebody who asks for record after record that is not theirs, or not there, may be counting.

Design choice, after the misuse report of the trust rules (mass look-ups): the auditor is told, and nobody is stopped.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

IN_A_ROW, WITHIN = 10, timedelta(minutes=10)
IN_A_SESSION = 30
"""Slower counting shows in the whole session, which lasts twelve hours at most."""


def is_many(misses: Sequence[datetime], now: datetime) -> bool:
    """Whether the misses of a session that nobody was told of yet are to be told."""
    lately = [at for at in misses if at > now - WITHIN]
    return len(lately) >= IN_A_ROW or len(misses) >= IN_A_SESSION
