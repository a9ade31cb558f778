"""What waits for a worker, and what one has."""

from typing import TypeVar

from sqlalchemy import Select, or_, select

from pathways import clock
from pathways.leases.models import LeasedRecord
from pathways.refusals import Stale
from pathways.store.base import db

Leased = TypeVar("Leased", bound=LeasedRecord)


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
