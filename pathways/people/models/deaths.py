"""A death that somebody says was recorded in error: said by one, confirmed by another."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from pathways.people.rules import DeathSource
from pathways.store import Instant, Record, enum_column

_WAITS = text("decided_at IS NULL")


class DeathCorrection(Record):
    """That a person lives after all. The death as it was recorded is kept here, whoever decides what."""

    __tablename__ = "death_correction"
    __table_args__ = (
        CheckConstraint(
            "(decided_at IS NULL) = (decided_by_id IS NULL) AND (decided_at IS NULL) = (is_confirmed IS NULL)",
            name="decided_whole",
        ),
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> proposed_by_id", name="two_people"),
        Index("uq_death_correction_waiting", "person_id", unique=True, sqlite_where=_WAITS, postgresql_where=_WAITS),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    died_at: Mapped[datetime] = mapped_column(Instant)
    source: Mapped[DeathSource] = mapped_column(enum_column(DeathSource, "source"))
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    reason: Mapped[str] = mapped_column(String(400))
    proposed_at: Mapped[datetime] = mapped_column(Instant)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    is_confirmed: Mapped[bool | None]
