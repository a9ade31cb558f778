"""Earlier outcomes that were found for somebody: each replaced by a later row, never changed."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from pathways.auth import Rank
from pathways.disposals.rules import FoundIn, PriorKind
from pathways.store import Instant, Record, enum_column
from pathways.vocabulary import Known

_LIVE = text("superseded_at IS NULL")


class EarlierOutcome(Record):
    """One earlier outcome. Whether its offence is similar is decided by a named officer (CJCA 2015 s17(5)(b)).

    `engaged` is whether the person took part at all, for a resolution or a diversion.
    """

    __tablename__ = "earlier_outcome"
    __table_args__ = (
        Index(
            "uq_earlier_outcome_live", "episode_id", "number", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE
        ),
        CheckConstraint("number >= 1", name="number_from_one"),
        CheckConstraint("superseded_by_id IS NULL OR superseded_at IS NOT NULL", name="superseded_when_named"),
        CheckConstraint("(similar_by_id IS NULL) = (similar_rank IS NULL)", name="similar_with_rank"),
        CheckConstraint("is_similar = 'not_known' OR similar_by_id IS NOT NULL", name="similar_by_somebody"),
    )

    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"), index=True)
    number: Mapped[int]
    kind: Mapped[PriorKind] = mapped_column(enum_column(PriorKind, "prior_kind"))
    given_on: Mapped[date]
    offence: Mapped[str] = mapped_column(String(200))
    drug_family: Mapped[str | None] = mapped_column(String(40))
    is_similar: Mapped[Known] = mapped_column(enum_column(Known, "is_similar"))
    similar_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    similar_rank: Mapped[Rank | None] = mapped_column(enum_column(Rank, "similar_rank"))
    engaged: Mapped[Known | None] = mapped_column(enum_column(Known, "engaged"))
    found_in: Mapped[FoundIn] = mapped_column(enum_column(FoundIn, "found_in"))
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    superseded_at: Mapped[datetime | None] = mapped_column(Instant)
    superseded_by_id: Mapped[int | None] = mapped_column(ForeignKey("earlier_outcome.id"))
    correction_reason: Mapped[str | None] = mapped_column(String(400))
