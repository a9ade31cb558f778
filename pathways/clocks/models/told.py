"""The rows of this room. No clock is among them: each is derived from what happened, whenever it is asked."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from pathways.clocks.rules import Answered, Told
from pathways.store import Instant, Record, enum_column

OPEN = "settled_at IS NULL"
"""The clock is still out of time. In the words of the index: SQLite uses one of a part only for the same words."""


class Telling(Record):
    """One time that was up, told to one person or to the managers of one organisation. Never taken back.

    `number` counts the ends of one run from 1; 0 is an urgent clock that began. `key` is unique, so that two workers,
    or one that was killed, tell once. `settled_at` is when the clock was found to be in time again, or stopped.
    """

    __tablename__ = "clock_told"

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    timer: Mapped[str] = mapped_column(String(40))
    about: Mapped[str] = mapped_column(String(40), default="")
    number: Mapped[int]
    told: Mapped[Told] = mapped_column(enum_column(Told, "told"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    due_at: Mapped[datetime] = mapped_column(Instant)
    told_at: Mapped[datetime] = mapped_column(Instant)
    by_phone: Mapped[bool] = mapped_column(default=False)
    ring: Mapped[str] = mapped_column(String(200), default="")
    key: Mapped[str] = mapped_column(String(160))
    settled_at: Mapped[datetime | None] = mapped_column(Instant)

    __table_args__ = (
        UniqueConstraint("key"),
        CheckConstraint("by_phone OR ring = ''", name="rings_by_phone"),
        CheckConstraint("number >= 0", name="number_not_negative"),
        Index(
            "ix_clock_told_organisation_id",
            "organisation_id",
            "told",
            "due_at",
            "id",
            sqlite_where=text(OPEN),
            postgresql_where=text(OPEN),
        ),
        Index("ix_clock_told_user_id", "user_id", "due_at", "id", sqlite_where=text(OPEN), postgresql_where=text(OPEN)),
    )


class ClockAnswer(Record):
    """What somebody did about a clock that no step of the referral stops: a check, an attempt, a review."""

    __tablename__ = "clock_answer"

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    answered: Mapped[Answered] = mapped_column(enum_column(Answered, "answered"))
    at: Mapped[datetime] = mapped_column(Instant)
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))


class Closure(Record):
    """Days on which a place is closed, the last one included. Without an organisation it holds for everybody.

    Taken out, never deleted: what was due meanwhile can be told afterwards.
    """

    __tablename__ = "closure"

    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    from_on: Mapped[date]
    to_on: Mapped[date]
    why: Mapped[str] = mapped_column(String(120))
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    taken_out_at: Mapped[datetime | None] = mapped_column(Instant)
    taken_out_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    __table_args__ = (
        CheckConstraint("to_on >= from_on", name="ends_after_it_starts"),
        CheckConstraint("(taken_out_at IS NULL) = (taken_out_by_id IS NULL)", name="taken_out_by_somebody"),
    )
