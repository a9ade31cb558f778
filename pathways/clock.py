"""The one place that asks for the time.

Instants are UTC and aware; ages and calendar deadlines are decided on the London date; elapsed hours are computed in
UTC, so that a clock change neither gives nor takes an hour. Tests and the demonstration install a clock that can be
set; production refuses one (see `config.py`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Protocol
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


class Clock(Protocol):
    """Anything that can say what time it is, as an aware UTC instant."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class SettableClock:
    """A clock that stands where it is put: for tests and the demonstration only."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        return self._now

    def set(self, instant: datetime) -> None:
        self._now = instant.astimezone(UTC)

    def advance(self, by: timedelta) -> None:
        self._now += by


class _Installed:
    clock: Clock = SystemClock()


class HorizonPassed(ValueError):
    """The list of bank holidays does not reach that far, so a working day cannot be counted honestly."""


def install(clock: Clock) -> None:
    """Make `clock` the one that `now` and `today` ask."""
    _Installed.clock = clock


@contextmanager
def standing(clock: SettableClock) -> Iterator[SettableClock]:
    """Ask `clock` inside, and whatever was asked before afterwards: for the demonstration."""
    before = _Installed.clock
    install(clock)
    try:
        yield clock
    finally:
        install(before)


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _Installed.clock.now()


def today() -> date:
    """The present date in London."""
    return london_date(now())


def london(instant: datetime) -> datetime:
    """The same instant with London's wall time."""
    return instant.astimezone(LONDON)


def london_date(instant: datetime) -> date:
    """The London date on which an instant falls."""
    return london(instant).date()


def from_london(day: date, at: time) -> datetime:
    """A London wall time as a UTC instant; the first of the two when the clock goes back.

    Raises ValueError for the hour that does not exist when the clock goes forward.
    """
    wall = datetime.combine(day, at, tzinfo=LONDON)
    instant = wall.astimezone(UTC)
    if instant.astimezone(LONDON).replace(tzinfo=None) != wall.replace(tzinfo=None):
        raise ValueError(f"{at:%H:%M} did not exist on {day:%d %B %Y}: the clock went forward")
    return instant


def hours_after(instant: datetime, hours: float) -> datetime:
    """The instant so many elapsed hours later (never wall-clock hours)."""
    return instant.astimezone(UTC) + timedelta(hours=hours)


@cache
def _bank_holidays() -> frozenset[date]:
    # Imported on first use: the packaged list costs nothing to programs that never count working days.
    from govuk_bank_holidays.bank_holidays import BankHolidays

    calendar = BankHolidays(use_cached_holidays=True)
    return frozenset(holiday["date"] for holiday in calendar.get_holidays(division=BankHolidays.ENGLAND_AND_WALES))


def bank_holidays() -> frozenset[date]:
    """Every bank holiday of England and Wales that is known, past and to come."""
    return _bank_holidays()


def is_working_day(day: date) -> bool:
    """Monday to Friday and no bank holiday of England and Wales. Raises HorizonPassed beyond the known list."""
    if day > max(_bank_holidays()):
        raise HorizonPassed(f"Bank holidays are known only to {max(_bank_holidays()):%d %B %Y}")
    return day.weekday() < 5 and day not in _bank_holidays()


def add_working_days(day: date, count: int) -> date:
    """The date `count` working days after `day` (which is day 0, working or not)."""
    while count:
        day += timedelta(days=1)
        if is_working_day(day):
            count -= 1
    return day
