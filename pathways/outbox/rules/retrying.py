"""When a message that failed is tried again: a fixed schedule, kept as data, without chance in it (design choice)."""

from datetime import timedelta
from functools import cache
from pathlib import Path

from pathways.tables import rows_of

WAITS = Path(__file__).parent.parent / "data" / "waits.csv"


def wait_after(attempts: int) -> timedelta | None:
    """How long a message rests after so many attempts that failed; None when it is tried no more.

    A row holds until the next one, so a server that is down for a day is tried every two hours until it is back.
    """
    minutes = [wait for after, wait in _waits() if after <= attempts][-1]
    return None if minutes is None else timedelta(minutes=minutes)


@cache
def _waits() -> tuple[tuple[int, int | None], ...]:
    return tuple(
        (int(row["after_attempt"]), int(row["wait_minutes"]) if row["wait_minutes"] else None) for row in rows_of(WAITS)
    )
