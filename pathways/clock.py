"""The one place that asks for the time.

Instants are UTC and aware; ages and calendar deadlines are decided on the London date; elapsed hours are computed in
UTC, so that a clock change neither gives nor takes an hour. Tests and the demonstration install a clock that can be
set; production refuses one (see `config.py`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Protocol

from pathways.dates import london_date


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


def install(clock: Clock) -> None:
    """Let `now` and `today` ask this clock."""
    _Installed.clock = clock


@contextmanager
def standing(clock: SettableClock) -> Iterator[SettableClock]:
    """Ask `clock` inside the block and the former clock after it: for the demonstration."""
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
