"""Quiet at night: nothing is written to anybody's mailbox between eight and eight. What is urgent is by telephone.

Source: treatment desk, clocks (design choice).
"""

from datetime import datetime, time, timedelta

from pathways.clocks.rules.calendar import LONDON, at_wall

FROM, UNTIL = time(20), time(8)


def not_before(now: datetime) -> datetime | None:
    """The earliest moment at which a message may go: eight in the morning after a night; None by day."""
    local = now.astimezone(LONDON)
    if UNTIL <= local.time() < FROM:
        return None
    day = local.date() + timedelta(days=1) if local.time() >= FROM else local.date()
    return at_wall(day, UNTIL)
