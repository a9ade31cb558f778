"""A worker takes what waits longest, says how far it is, and gives it back or ends it.

What is made, why it is given up and what the log says of it is the room's whose row it is.
"""

from collections.abc import Callable

from pathways import clock
from pathways.leases.models import LeasedRecord
from pathways.leases.queries import Leased, leased_to, still_leased_to, to_make
from pathways.leases.rules import LEASE, is_given_up
from pathways.store.base import db


def take(*, table: type[Leased], worker: str, give_up: Callable[[Leased], None]) -> int | None:
    """The number of the row that waits longest, leased to this worker; None where none waits.

    One that was begun too often is given up here: nobody is left who could say so.
    """
    if (row := db.session.scalar(to_make(table).with_for_update(skip_locked=True).limit(1))) is None:
        return None
    if is_given_up(row.tries):
        give_up(row)
        return None
    row.leased_by, row.leased_until = worker, clock.now() + LEASE
    row.tries += 1
    db.session.flush()
    return row.id


def say_how_far(*, table: type[LeasedRecord], number: int, worker: str, done: int, total: int) -> None:
    """Say how many parts are made, and keep the lease. Raises Stale for a worker that has it no more."""
    row = still_leased_to(worker, table, number)
    row.done, row.total, row.leased_until = done, total, clock.now() + LEASE
    db.session.flush()


def give_back(*, table: type[Leased], number: int, worker: str, give_up: Callable[[Leased], None]) -> int:
    """A worker could not make it: it waits for the next try, or no more where it was begun too often. 0 for a worker
    that has it no more."""
    if (row := leased_to(worker, table, number)) is None:
        return 0
    if is_given_up(row.tries):
        give_up(row)
    else:
        row.leased_by = row.leased_until = None
        row.done = 0
        db.session.flush()
    return 1


def end(row: LeasedRecord) -> None:
    """Nobody works at it any more."""
    row.ended_at, row.leased_by, row.leased_until = clock.now(), None, None
    db.session.flush()
