"""What was done about naloxone before somebody left."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from pathways.referrals.rules import Naloxone
from pathways.store import Instant, Record, enum_column

_LIVE = text("superseded_at IS NULL")


class NaloxoneOffer(Record):
    """The one answer about naloxone of an episode, on whichever page it was asked. A later one supersedes it."""

    __tablename__ = "naloxone_offer"

    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"), index=True)
    answer: Mapped[Naloxone] = mapped_column(enum_column(Naloxone, "answer"))
    why_not: Mapped[str | None] = mapped_column(String(200))
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    superseded_at: Mapped[datetime | None] = mapped_column(Instant)
    superseded_by_id: Mapped[int | None] = mapped_column(ForeignKey("naloxone_offer.id"))
    correction_reason: Mapped[str | None] = mapped_column(String(200))

    __table_args__ = (
        CheckConstraint("superseded_by_id IS NULL OR superseded_at IS NOT NULL", name="superseded_with_when"),
        CheckConstraint("(answer = 'not_offered') = (why_not IS NOT NULL)", name="why_where_not_offered"),
        Index("uq_naloxone_offer_live", "episode_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
    )
