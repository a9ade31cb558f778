"""Many journeys at once, each step at its own moment, the clock never running backward."""

import heapq
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import count

from pathways.clock import SettableClock
from pathways.store import db

# A journey yields the moment at which it wants to go on.
Journey = Iterator[datetime]
COMMIT_EVERY = 40


def run(journeys: Iterable[Journey], clock: SettableClock, until: datetime, tick: Callable[[], None]) -> None:
    """Run every journey to its end or to `until`, whichever is first; `tick` is called as each ends.

    What a journey would do after `until` has not happened: those are the open cases of today.
    """
    numbers = count()
    waiting: list[tuple[datetime, int, Journey]] = []
    for journey in journeys:
        _queue(waiting, journey, next(numbers), until, tick)
    steps = 0
    while waiting:
        moment, number, journey = heapq.heappop(waiting)
        clock.set(max(moment, clock.now()))
        steps += 1
        if steps % COMMIT_EVERY == 0:
            db.session.commit()
            db.session.expunge_all()
        _queue(waiting, journey, number, until, tick)
    db.session.commit()


def _queue(
    waiting: list[tuple[datetime, int, Journey]],
    journey: Journey,
    number: int,
    until: datetime,
    tick: Callable[[], None],
) -> None:
    moment = next(journey, None)
    if moment is not None and moment <= until:
        heapq.heappush(waiting, (moment, number, journey))
    else:
        tick()
