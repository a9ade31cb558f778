"""The diary of a service: which times a provider enters at once, and whether one is free. Design choices, no law."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from pathways.dates import LONDON
from pathways.refusals import Reason
from pathways.vocabulary import Worded

RESERVED_FOR: Final = timedelta(minutes=15)
"""How long a time is reserved while an officer reads out the words and prints the notice (design choice)."""
SHORTEST, LONGEST = 10, 240
MOST_AT_ONCE: Final = 300
LONGEST_REPEAT: Final = timedelta(days=183)


class Weekday(Worded):
    """A day of the week, Monday first."""

    MONDAY = "monday", "Monday"
    TUESDAY = "tuesday", "Tuesday"
    WEDNESDAY = "wednesday", "Wednesday"
    THURSDAY = "thursday", "Thursday"
    FRIDAY = "friday", "Friday"
    SATURDAY = "saturday", "Saturday"
    SUNDAY = "sunday", "Sunday"


@dataclass(frozen=True, kw_only=True)
class TimeOffered:
    """A free time of a diary: its day as a heading, and its hour and place."""

    slot_id: int
    day: str
    words: str


class SlotState(Worded):
    """The state of a time. The diary knows no person: for whom a time is taken is recorded elsewhere."""

    FREE = "free", "Free"
    HELD = "held", "Held for an officer"
    TAKEN = "taken", "Taken"
    ENDED = "ended", "Taken out"


@dataclass(frozen=True, kw_only=True)
class RepeatedTimes:
    """Times on one day, or on the same weekdays up to a last day, one after the other without gaps."""

    first_on: date
    starts: time
    ends: time
    minutes: int
    weekdays: tuple[Weekday, ...] = ()
    last_on: date | None = None


def state_of(*, now: datetime, held_until: datetime | None, taken_at: datetime | None, has_ended: bool) -> SlotState:
    """The state at `now`. A hold that has run out counts as free: nobody has to release it."""
    if has_ended:
        return SlotState.ENDED
    if taken_at is not None:
        return SlotState.TAKEN
    return SlotState.HELD if held_until is not None and held_until > now else SlotState.FREE


def times_of(entry: RepeatedTimes, *, now: datetime) -> tuple[tuple[datetime, ...], tuple[Reason, ...]]:
    """The future instants of an entry, and every reason against it. A time that the clock change skips is left out."""
    faults = tuple(_faults(entry))
    if faults:
        return (), faults
    times = tuple(at for day in _days(entry) for at in _of_day(entry, day) if at > now)
    if not times:
        return (), (Reason("Every one of these times has passed, or the day is none of those ticked", "first_on"),)
    if len(times) > MOST_AT_ONCE:
        words = f"These are {len(times)} times: enter at most {MOST_AT_ONCE} at once, with an earlier last day"
        return (), (Reason(words, "last_on"),)
    return times, ()


def _faults(entry: RepeatedTimes) -> Iterator[Reason]:
    first, last = (datetime.combine(entry.first_on, each) for each in (entry.starts, entry.ends))
    if last - first < timedelta(minutes=entry.minutes):
        yield Reason("The end must leave room for one appointment after the start", "ends")
    if bool(entry.weekdays) != (entry.last_on is not None):
        field = "last_on" if entry.weekdays else "weekdays"
        words = "Enter the last day of the repeat" if entry.weekdays else "Tick the days on which the times repeat"
        yield Reason(words, field)
    elif entry.last_on is not None and not entry.first_on <= entry.last_on <= entry.first_on + LONGEST_REPEAT:
        yield Reason("The last day must be within six months after the first", "last_on")


def _days(entry: RepeatedTimes) -> Iterator[date]:
    last, order = entry.last_on or entry.first_on, list(Weekday)
    for number in range((last - entry.first_on).days + 1):
        day = entry.first_on + timedelta(days=number)
        if not entry.weekdays or order[day.weekday()] in entry.weekdays:
            yield day


def _of_day(entry: RepeatedTimes, day: date) -> Iterator[datetime]:
    wall, last = (datetime.combine(day, each) for each in (entry.starts, entry.ends))
    step = timedelta(minutes=entry.minutes)
    while wall + step <= last:
        at = wall.replace(tzinfo=LONDON).astimezone(UTC)
        if at.astimezone(LONDON).replace(tzinfo=None) == wall:
            yield at
        wall += step
