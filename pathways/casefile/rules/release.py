"""How long is left to a planned release, and who leaves first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from pathways.vocabulary import Worded

SOON, NEXT = timedelta(hours=1), timedelta(hours=3)


class Band(Worded):
    """How near the planned release is."""

    PASSED = "passed", "Passed"
    UNDER_1 = "under_1", "Under 1 hour"
    UNDER_3 = "under_3", "Under 3 hours"
    LATER = "later", ""
    NOT_SET = "not_set", "No release time set"


@dataclass(frozen=True, kw_only=True)
class ReleaseClock:
    """Time left to the planned release. `minutes` is negative once it has passed, None where none is set."""

    band: Band
    at: datetime | None = None
    minutes: int | None = None

    @property
    def is_urgent(self) -> bool:
        return self.band in (Band.PASSED, Band.UNDER_1)


def release_clock(planned_at: datetime | None, now: datetime) -> ReleaseClock:
    """The clock of a planned release at `now`."""
    if planned_at is None:
        return ReleaseClock(band=Band.NOT_SET)
    left = planned_at - now
    minutes = int(left.total_seconds() // 60)
    if left < timedelta(0):
        return ReleaseClock(band=Band.PASSED, at=planned_at, minutes=minutes)
    band = Band.UNDER_1 if left < SOON else Band.UNDER_3 if left < NEXT else Band.LATER
    return ReleaseClock(band=band, at=planned_at, minutes=minutes)


def in_order(rows: Iterable[tuple[ReleaseClock, datetime, int]]) -> tuple[int, ...]:
    """Ids by soonest planned release, then those with none by who came first. Rows are (clock, arrived, id)."""
    return tuple(
        row_id
        for _, row_id in sorted(
            ((clock.at is None, clock.at or arrived, arrived, row_id), row_id) for clock, arrived, row_id in rows
        )
    )
