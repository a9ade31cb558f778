"""Fact sheets: the answers about one episode. A sheet is replaced by a later row, never changed."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from pathways.store import Instant, Record

_LIVE = text("superseded_at IS NULL")


class FactSheet(Record):
    """The answers an officer gave about one episode. One row is live; the rest say what was known before."""

    __tablename__ = "fact_sheet"
    __table_args__ = (
        Index("uq_fact_sheet_live", "episode_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
        CheckConstraint("superseded_by_id IS NULL OR superseded_at IS NOT NULL", name="superseded_when_named"),
    )

    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"), index=True)
    answers: Mapped[dict[str, str]] = mapped_column(JSON)
    offence_on: Mapped[date | None]
    prosecutor_evidence_on: Mapped[date | None]
    victim_statement_on: Mapped[date | None]
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    superseded_at: Mapped[datetime | None] = mapped_column(Instant)
    superseded_by_id: Mapped[int | None] = mapped_column(ForeignKey("fact_sheet.id"))
    correction_reason: Mapped[str | None] = mapped_column(String(400))
