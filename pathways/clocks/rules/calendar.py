"""Counting time as the services count it: working days, calendar days, calendar months, all on London's wall clock.

A working day is Monday to Friday from 09:00 to 17:00, no bank holiday of England and Wales, no day on which the place
is closed. After 17:00, or on any other day, a clock counts from the next working day at 09:00 (treatment reference 2.3:
design choice), and so it does before 09:00. Beyond the last bank holiday that is known nothing is counted: None.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
OPENS, CLOSES = time(9), time(17)
A_DAY = timedelta(hours=8)
ONE, INSTANT = timedelta(days=1), timedelta(microseconds=1)
Interval = tuple[datetime, datetime]
"""From an instant (included) to an instant (not included)."""


@dataclass(frozen=True)
class Calendar:
    """Bank holidays, the last day to which they are known, and the days on which this place is closed."""

    holidays: frozenset[date]
    known_to: date
    closures: frozenset[date] = frozenset()

    def is_working(self, day: date) -> bool | None:
        """None beyond what is known."""
        if day > self.known_to:
            return None
        return day.weekday() < 5 and day not in self.holidays and day not in self.closures


def london_day(instant: datetime) -> date:
    return instant.astimezone(LONDON).date()


def at_wall(day: date, at: time) -> datetime:
    """A London wall time as a UTC instant."""
    return datetime.combine(day, at, tzinfo=LONDON).astimezone(UTC)


def end_of(day: date) -> datetime:
    """The last moment of a London date. On both nights of a clock change it is still the last."""
    return at_wall(day + ONE, time(0)) - INSTANT


def hours_later(start: datetime, hours: int, pauses: Iterable[Interval] = ()) -> datetime:
    """Elapsed hours, those in a pause left out: a clock change neither gives nor takes one."""
    end = start.astimezone(UTC) + timedelta(hours=hours)
    for began, ended in sorted(pauses):
        end += ended - began if began < end else timedelta(0)
    return end


def after_pauses(moment: datetime, pauses: Iterable[Interval]) -> datetime:
    """A moment that was set; one that fell into a pause comes when the pause is over."""
    return next((ended for began, ended in pauses if began <= moment < ended), moment)


def days_later(start: datetime, days: int, pauses: Iterable[Interval] = ()) -> datetime:
    """The end of the last day. The date of the start is day 0; whole days of a pause are not counted."""
    paused = sum((london_day(ended) - london_day(began)).days for began, ended in pauses)
    return end_of(london_day(start) + timedelta(days=days + paused))


def months_later(start: datetime, months: int, pauses: Iterable[Interval] = ()) -> datetime:
    """The end of the day before the same date so many months on (the last day of a shorter month); whole days of a
    pause are not counted."""
    day = london_day(start)
    year, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + year, month + 1, 1)
    length = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - first
    last = end_of(first + timedelta(days=min(day.day, length.days) - 1) - ONE)
    return days_later(last, 0, ((began, ended) for began, ended in pauses if began < last))


def end_of_next_working_day(start: datetime, calendar: Calendar) -> datetime | None:
    """17:00 on the first working day after the date of the start."""
    day = london_day(start)
    while True:
        day += ONE
        works = calendar.is_working(day)
        if works is None:
            return None
        if works:
            return at_wall(day, CLOSES)


def working_time_resumed(
    start: datetime, end: datetime | None, calendar: Calendar, pauses: Iterable[Interval]
) -> datetime | None:
    """The end of a time that ends with a working day, put off by the working time that lay in pauses."""
    for began, ended in sorted(pauses):
        if end is None or began >= end:
            break
        left = working_time(max(began, start), end, calendar)
        end = working_time_later(ended, left - INSTANT, calendar)
        end = None if end is None else end + INSTANT
    return end


def working_days_later(
    start: datetime, days: int, calendar: Calendar, pauses: Iterable[Interval] = ()
) -> datetime | None:
    """The moment at which so many working days are used up: the same wall time that many working days on.

    Time in a pause is not used. None where the calendar does not reach that far.
    """
    return working_time_later(start, days * A_DAY, calendar, pauses)


def working_time_later(
    start: datetime, left: timedelta, calendar: Calendar, pauses: Iterable[Interval] = ()
) -> datetime | None:
    """The moment at which so much working time is used up, as above."""
    gaps, day = sorted(pauses), london_day(start)
    while True:
        works = calendar.is_working(day)
        if works is None:
            return None
        for began, ended in _stretches(day, start, gaps) if works else ():
            # What is used up at 17:00 is due at 09:00: the last moment at which no more has been used.
            if began + left < ended:
                return began + left
            left -= ended - began
        day += ONE


def working_time(start: datetime, until: datetime, calendar: Calendar, pauses: Iterable[Interval] = ()) -> timedelta:
    """How much working time was used, as far as the calendar reaches."""
    used, gaps, day = timedelta(0), sorted(pauses), london_day(start)
    while day <= london_day(until):
        if calendar.is_working(day):
            for began, ended in _stretches(day, start, gaps):
                used += max(min(ended, until) - began, timedelta(0))
        day += ONE
    return used


def _stretches(day: date, start: datetime, pauses: Iterable[Interval]) -> Iterable[Interval]:
    """The parts of a working day that count: from the start on, and in no pause."""
    began, ended = max(at_wall(day, OPENS), start.astimezone(UTC)), at_wall(day, CLOSES)
    for stopped, went_on in pauses:
        if stopped < ended and went_on > began:
            if stopped > began:
                yield began, stopped
            began = max(began, went_on)
    if began < ended:
        yield began, ended
