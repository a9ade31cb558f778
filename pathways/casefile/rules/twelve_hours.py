"""The line over the board: where the deadlines of the next twelve hours lie (design choice: custody desk, page 1).

Decoration for the eye: everything on it stands in the table beneath, in words. It is given clocks, never a result.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pathways.casefile.rules.clocks import Band, RowClock

HOURS, WIDTH, LETTER, APART = 12, 1200, 8, 14
"""The line is WIDTH units long; a letter of a name takes about LETTER of them."""


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One deadline: its place on the line in units from now, and the row its name stands in (None: no room for it)."""

    name: str
    at: datetime
    place: int
    begins: int
    row: int | None
    band: Band


def on_the_line(clocks: Iterable[tuple[str, RowClock]], now: datetime) -> tuple[Mark, ...]:
    """The first deadline of each person that runs out within twelve hours, soonest first; names never overlap."""
    soon = [(name, each.at, each.band) for name, each in clocks if each.runs and each.at and _is_on(each.at, now)]
    marks: list[Mark] = []
    ends = [-APART, -APART]
    for name, at, band in sorted(soon, key=lambda one: (one[1], one[0])):
        place = _place(at, now)
        wide = (len(name) + 6) * LETTER
        begins = min(max(place - wide // 2, 0), WIDTH - wide)
        row = next((number for number, end in enumerate(ends) if begins >= end + APART), None)
        if row is not None:
            ends[row] = begins + wide
        marks.append(Mark(name=name, at=at, place=place, begins=begins, row=row, band=band))
    return tuple(marks)


def hours_of(now: datetime) -> tuple[tuple[int, datetime], ...]:
    """Each whole hour from now, with its place: elapsed hours, also over a night on which the clock changes."""
    start = now.astimezone(UTC)
    return tuple((_place(at, now), at) for at in (start + timedelta(hours=each) for each in range(1, HOURS)))


def _place(at: datetime, now: datetime) -> int:
    return int(WIDTH * ((at.astimezone(UTC) - now.astimezone(UTC)) / timedelta(hours=HOURS)))


def _is_on(at: datetime, now: datetime) -> bool:
    return timedelta(0) <= at.astimezone(UTC) - now.astimezone(UTC) < timedelta(hours=HOURS)
