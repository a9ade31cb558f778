"""Many journeys at once, each step at its own moment, the clock never running backward."""

import heapq
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, time
from itertools import count

from pathways.clock import SettableClock, add_working_days, from_london, london_date
from pathways.store import db

# A journey yields the moment at which it wants to go on.
Journey = Iterator[datetime]
Waiting = tuple[datetime, int, Journey, Callable[[], None]]
COMMIT_EVERY = 40


def run(
    journeys: Iterable[Journey],
    clock: SettableClock,
    until: datetime,
    tick: Callable[[], None],
    beside: Iterable[Journey] = (),
) -> None:
    """Run every journey to its end or to `until`, whichever is first; `tick` is called as each ends, but for `beside`.

    What a journey would do after `until` has not happened: those are the open cases of today.
    """
    numbers = count()
    waiting: list[Waiting] = []
    for journey in journeys:
        _queue(waiting, journey, next(numbers), until, tick)
    for journey in beside:
        _queue(waiting, journey, next(numbers), until, _nothing)
    steps = 0
    while waiting:
        moment, number, journey, at_its_end = heapq.heappop(waiting)
        clock.set(max(moment, clock.now()))
        steps += 1
        if steps % COMMIT_EVERY == 0:
            db.session.commit()
            db.session.expunge_all()
        _queue(waiting, journey, number, until, at_its_end)
    db.session.commit()


def together(*journeys: Journey) -> Journey:
    """Several things that go on at the same time of one person, each step at its own moment."""
    numbers = count()
    waiting: list[tuple[datetime, int, Journey]] = []
    for journey in journeys:
        if (moment := next(journey, None)) is not None:
            heapq.heappush(waiting, (moment, next(numbers), journey))
    while waiting:
        moment, number, journey = heapq.heappop(waiting)
        yield moment
        if (later := next(journey, None)) is not None:
            heapq.heappush(waiting, (later, number, journey))


def _queue(
    waiting: list[Waiting], journey: Journey, number: int, until: datetime, at_its_end: Callable[[], None]
) -> None:
    moment = next(journey, None)
    if moment is not None and moment <= until:
        heapq.heappush(waiting, (moment, number, journey, at_its_end))
    else:
        at_its_end()


def _nothing() -> None:
    pass


def office_time(after: datetime, *, days: int, hour: int = 10) -> datetime:
    """A London office hour so many working days later."""
    return from_london(add_working_days(london_date(after), days), time(hour, 0))
