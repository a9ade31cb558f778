"""Decisions to release somebody, moves between suites, and what was left open at a release."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from pathways.people.rules import ReleaseType, WhyNotDone
from pathways.store import Instant, Record, enum_column


class ReleaseDecision(Record):
    """How somebody will be released, as decided; each later row stands instead of the one before. A row without a
    decision takes it back. Held only for a sample: PACE 1984 s.37(8A)-(8B), s.38(2)."""

    __tablename__ = "release_decision"
    __table_args__ = (
        CheckConstraint("(decision IS NULL) = (decided_at IS NULL)", name="decided_with_its_time"),
        CheckConstraint("held_only_for_sample = false OR decision IS NOT NULL", name="held_once_decided"),
        CheckConstraint(
            "held_only_for_sample = false OR decision NOT IN ('without_bail', 'no_further_action')",
            name="no_hold_without_bail",
        ),
    )

    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"), index=True)
    decision: Mapped[ReleaseType | None] = mapped_column(enum_column(ReleaseType, "release_decision"))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    held_only_for_sample: Mapped[bool] = mapped_column(default=False)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))


class CustodyTransfer(Record):
    """A detention that went on at another suite. The key of the continuous detention stays (s.63B(5B))."""

    __tablename__ = "custody_transfer"
    __table_args__ = (
        CheckConstraint("from_suite_id <> to_suite_id", name="to_another_suite"),
        CheckConstraint("arrived_at >= left_at", name="arrived_after_leaving"),
    )

    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"), index=True)
    from_suite_id: Mapped[int] = mapped_column(ForeignKey("suite.id"), index=True)
    to_suite_id: Mapped[int] = mapped_column(ForeignKey("suite.id"), index=True)
    from_record_no: Mapped[str] = mapped_column(String(30))
    to_record_no: Mapped[str] = mapped_column(String(30))
    left_at: Mapped[datetime] = mapped_column(Instant)
    arrived_at: Mapped[datetime] = mapped_column(Instant)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))


class PartLeftOpen(Record):
    """Why a part of the pathway was not done when somebody was released. `part` is the key a later room gave it."""

    __tablename__ = "part_left_open"
    __table_args__ = (CheckConstraint("why <> 'other' OR note IS NOT NULL", name="other_in_own_words"),)

    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"), index=True)
    part: Mapped[str] = mapped_column(String(30))
    label: Mapped[str] = mapped_column(String(60))
    why: Mapped[WhyNotDone] = mapped_column(enum_column(WhyNotDone, "why_not_done"))
    note: Mapped[str | None] = mapped_column(Text)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
