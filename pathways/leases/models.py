"""The columns of what somebody asked for and a worker makes, with the constraints that the database checks.

A table is one of these records and lists the constraints among its own, so that they keep their names.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from pathways.store.base import Instant, Record


def leased_whole() -> tuple[CheckConstraint, ...]:
    """The constraints of every table of a `LeasedRecord`."""
    return (
        CheckConstraint("done >= 0 AND done <= total", name="done_within_total"),
        CheckConstraint("tries >= 0", name="tries_not_negative"),
        CheckConstraint("(leased_by IS NULL) = (leased_until IS NULL)", name="leased_whole"),
        CheckConstraint("leased_by IS NULL OR ended_at IS NULL", name="leased_while_open"),
    )


class LeasedRecord(Record):
    """Something that was asked for, of which a worker has made `done` of `total` parts.

    `leased_until` is when another worker may take it up, `tries` how often one has. `ended_at` stands once it is made,
    or there is a reason why it is not.
    """

    __abstract__ = True

    asked_at: Mapped[datetime] = mapped_column(Instant)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    leased_by: Mapped[str | None] = mapped_column(String(80))
    leased_until: Mapped[datetime | None] = mapped_column(Instant)
    tries: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
