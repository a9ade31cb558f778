"""Many misses: somebody who asks for record after record that is not theirs, or not there, may be counting.

Design choice, after the misuse report of the trust rules (mass look-ups): the auditor is told, and nobody is stopped.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from pathways.refusals import Reason
from pathways.vocabulary import Worded

IN_A_ROW, WITHIN = 10, timedelta(minutes=10)
IN_A_SESSION = 30
"""Slower counting shows in the whole session, which lasts twelve hours at most."""


class MissesFound(Worded):
    """What they were, as the auditor found."""

    OLD_LINKS = "old_links", "An old list of links or a bookmark"
    MISTAKE = "mistake", "They looked for the wrong records by mistake"
    COUNTING = "counting", "They tried to see what is not theirs"
    NOT_CLEAR = "not_clear", "It is still not clear"


def closing_bars(*, by_id: int | None, of_user_id: int | None, is_closed: bool) -> tuple[Reason, ...]:
    """Why an auditor does not say what these were."""
    if is_closed:
        return (Reason("This is closed already. What was found is below"),)
    if by_id == of_user_id:
        return (Reason("These are your own. Another auditor says what was found"),)
    return ()


def is_many(misses: Sequence[datetime], now: datetime) -> bool:
    """Whether the misses of a session that nobody was told of yet are to be told."""
    lately = [at for at in misses if at > now - WITHIN]
    return len(lately) >= IN_A_ROW or len(misses) >= IN_A_SESSION
