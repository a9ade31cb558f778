"""A worker takes what waits longest, says how far it is, and gives it back or ends it.

What is made, why it is given up and what the log says of it is the room's whose row it is.
"""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Select, or_, select

from pathways import clock
from pathways.leases.models import LeasedRecord
from pathways.leases.rules import LEASE, is_given_up
from pathways.refusals import Stale
from pathways.store.base import db

Leased = TypeVar("Leased", bound=LeasedRecord)


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


# What waits, and what one has. Each is read to be written at once, so it stands beside what writes it.


def to_make(table: type[Leased]) -> Select[Leased]:
    """The rows that a worker may take up now, the longest waiting first: nobody makes them, or not any more."""
    is_free = or_(table.leased_until.is_(None), table.leased_until <= clock.now())
    return select(table).where(table.ended_at.is_(None), is_free).order_by(table.asked_at, table.id)


def is_any_to_make(table: type[LeasedRecord]) -> bool:
    """Whether a worker has something to make now."""
    return db.session.scalar(to_make(table).with_only_columns(table.id).limit(1)) is not None


def leased_to(worker: str, table: type[Leased], number: int) -> Leased | None:
    """The row of that number, locked, while it is leased to this worker; None once it has ended or another one may have
    it. It is read anew: what was read of it before may have changed since."""
    theirs = select(table).where(table.id == number, table.leased_by == worker).with_for_update()
    return db.session.scalar(theirs, execution_options={"populate_existing": True})


def still_leased_to(worker: str, table: type[Leased], number: int) -> Leased:
    """The row of that number, locked. Raises Stale for a worker that has it no more."""
    if (row := leased_to(worker, table, number)) is None:
        raise Stale
    return row
