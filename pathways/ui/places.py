"""How many requests may be at work in one process: always one fewer than it has threads.

The last thread is for what asks nothing of the database: that the process is alive, and that it is busy. Without it a
database that hangs takes every thread with it, and not even the page that says so is served.
"""

import threading
import time
from collections.abc import Sequence

from flask import Flask, Response, g, request

from pathways.store.engines import Outage

PATIENCE = 1.2
"""Seconds: health answers within two, and a desk of three hundred leaves no place free for half of one now and then."""


class Places:
    """So many at once. A caller who finds every place taken waits while others are given back, and no longer."""

    def __init__(self, count: int, *, patience: float = PATIENCE) -> None:
        self.free, self.patience = count, patience
        self.changed = threading.Condition()
        self.moved_at = time.monotonic()

    def take(self) -> bool:
        """Whether a place was free, or became free. No wait where nothing has moved for as long as the patience is."""
        with self.changed:
            while self.free == 0:
                left = self.moved_at + self.patience - time.monotonic()
                if left <= 0:
                    return False
                self.changed.wait(left)
            self.free -= 1
            self.moved_at = time.monotonic()
            return True

    def give_back(self) -> None:
        """A request has ended."""
        with self.changed:
            self.free += 1
            self.moved_at = time.monotonic()
            self.changed.notify()


def install(app: Flask, *, threads: int, without: Sequence[str]) -> None:
    """Keep the last of `threads` free, before anything else is asked. Endpoints in `without` need no place."""
    if threads < 2:
        return
    places = Places(threads - 1)

    def find_a_place() -> Response | None:
        if request.endpoint in without:
            return None
        if places.take():
            g.has_place = True
            return None
        answer: Response = app.extensions["outage_page"](Outage.BUSY)
        return answer

    def leave(_error: BaseException | None) -> None:
        if g.pop("has_place", False):
            places.give_back()

    app.before_request_funcs.setdefault(None, []).insert(0, find_a_place)
    app.teardown_request(leave)
