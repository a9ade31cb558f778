"""A slow, independent reading of the clocks of custody: whole minutes, counted one by one, with no time zone library.

It knows the clock changes by their own rule (the last Sundays of March and October, at one in the morning in
Greenwich) and adds an hour by going through sixty minutes. Nothing of the product is imported: it is what the product
is held against.
"""

from dataclasses import dataclass
from typing import NamedTuple


class Wall(NamedTuple):
    """What the clock on the wall of a London suite says. `again` is the second time of an hour that comes twice."""

    year: int
    month: int
    day: int
    hour: int
    minute: int
    again: bool = False


DAYS_OF = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
FIRST_YEAR = 2000


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in(year: int, month: int) -> int:
    return 29 if month == 2 and _is_leap(year) else DAYS_OF[month - 1]


def day_number(year: int, month: int, day: int) -> int:
    """Days since 1 January 2000, which was a Saturday."""
    number = 0
    for each in range(FIRST_YEAR, year):
        number += 366 if _is_leap(each) else 365
    for each in range(1, month):
        number += days_in(year, each)
    return number + day - 1


def _last_sunday(year: int, month: int) -> int:
    day = days_in(year, month)
    while day_number(year, month, day) % 7 != 1:
        day -= 1
    return day


def minute_of(wall: Wall) -> int:
    """Minutes in Greenwich since the start of 2000, for what the wall says."""
    on_the_wall = day_number(wall.year, wall.month, wall.day) * 1440 + wall.hour * 60 + wall.minute
    forward = day_number(wall.year, 3, _last_sunday(wall.year, 3)) * 1440 + 60
    back = day_number(wall.year, 10, _last_sunday(wall.year, 10)) * 1440 + 60
    in_summer = on_the_wall - 60
    is_summer = forward <= in_summer < back and not (wall.again and in_summer >= back - 60)
    return in_summer if is_summer else on_the_wall


def hours_on(start: int, hours: int) -> int:
    """So many hours later, minute by minute."""
    now = start
    for _ in range(hours):
        for _ in range(60):
            now += 1
    return now


@dataclass(frozen=True)
class Timeline:
    """What happened in custody, in minutes; None is what did not."""

    now: int
    arrived: int
    planned: int | None = None
    decision: str | None = None
    only_for_sample: bool = False
    charged: tuple[int, ...] = ()
    first_offence_from: int | None = None
    oral_authority: int | None = None
    ask_again: int | None = None
    sampled: int | None = None


def ground(line: Timeline) -> tuple[str, int | None]:
    """The one ground for keeping somebody merely for a sample: its name, and the last minute of it."""
    earliest = None
    for minute in line.charged:
        if minute <= line.now and (earliest is None or minute < earliest):
            earliest = minute
    if earliest is not None:
        return "after charge", hours_on(earliest, 6)
    if line.decision in ("without_bail", "out_of_court", "no_further_action"):
        return "no hold", None
    if line.decision == "on_bail" and line.only_for_sample:
        return "before bail", hours_on(line.arrived, 24)
    return "none", None


def breach(line: Timeline) -> str:
    """The rule broken by keeping somebody only for a sample, "" for none."""
    if not line.only_for_sample:
        return ""
    name, last = ground(line)
    if name == "no hold":
        return "V-019a"
    if last is None or line.now <= last:
        return ""
    return "V-020" if name == "after charge" else "V-019"


def first_out(line: Timeline) -> tuple[str, int | None]:
    """What the board says of this person: the word, and the minute it runs out (or ran out, or stopped)."""
    wants = line.sampled is None
    limits: list[tuple[int, str]] = []
    if line.planned is not None:
        limits.append((line.planned, "release"))
    if line.ask_again is not None and wants:
        limits.append((line.ask_again, "ask again"))
    if line.oral_authority is not None and line.oral_authority <= line.now:
        limits.append((hours_on(line.oral_authority, 2), "authority"))
    name, last = ground(line)
    over: list[int] = []
    if wants and last is not None:
        if line.now <= last:
            limits.append((last, name))
        else:
            over.append(last)
    if wants and line.first_offence_from is not None:
        last_of_first = hours_on(line.first_offence_from, 24)
        if line.now < last_of_first:
            limits.append((last_of_first, "first offence"))
        else:
            over.append(last_of_first)
    if limits:
        soonest = min(minute for minute, _ in limits)
        return "running", soonest
    if line.sampled is not None:
        return "stopped", line.sampled
    if over:
        return "passed", max(over)
    return ("no hold" if name == "no hold" else "none"), None
