"""Two records that are one person: proposed by one, confirmed by another, and undone in the same way."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from pathways.store import Instant, Record

_WAITS = text("decided_at IS NULL")


class PersonMerge(Record):
    """A proposal to join `away` to `keep`; or, with `undoes_id`, to part them again.

    `moved` are the records that had been merged into `away` before; `took_death` says that a death known only of
    `away` was taken over. Both are what undoing gives back.
    """

    __tablename__ = "person_merge"
    __table_args__ = (
        CheckConstraint("keep_id <> away_id", name="two_records"),
        CheckConstraint(
            "(decided_at IS NULL) = (decided_by_id IS NULL) AND (decided_at IS NULL) = (is_confirmed IS NULL)",
            name="decided_whole",
        ),
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> proposed_by_id", name="two_people"),
        Index("uq_person_merge_waiting", "away_id", unique=True, sqlite_where=_WAITS, postgresql_where=_WAITS),
    )

    keep_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    away_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("person_merge.id"))
    reason: Mapped[str] = mapped_column(String(400))
    proposed_at: Mapped[datetime] = mapped_column(Instant)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    is_confirmed: Mapped[bool | None]
    moved: Mapped[list[int]] = mapped_column(JSON, default=list)
    took_death: Mapped[bool] = mapped_column(default=False)
