"""Changes of the law's dated data: proposed by one person, decided by another, never taken away."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from pathways.arrest_tests.rules.law import LawTable
from pathways.arrest_tests.rules.law_changes import ChangeState
from pathways.store import Instant, Record, enum_column
from pathways.vocabulary import Mark


class ProposedChange(Record):
    """One row of a dated table as it shall read from a day on; no `content` ends the row the day before.

    `number` is its place among the approvals and `stopped_number` that of its stop: together they count the versions
    of the law, `law-2026-11-25+7`. `version` moves with every step: whoever decides decides on what they saw.
    """

    __tablename__ = "law_change"
    __table_args__ = (
        CheckConstraint("until_on IS NULL OR until_on >= starts_on", name="ends_after_it_starts"),
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> proposed_by_id", name="decided_by_another"),
        CheckConstraint(
            "(decided_at IS NULL) = (decided_by_id IS NULL) AND (decided_at IS NULL) = (checked IS NULL)",
            name="decided_whole",
        ),
        CheckConstraint(
            "(state IN ('approved', 'sent_back', 'stopped')) = (decided_at IS NOT NULL)", name="decided_by_state"
        ),
        CheckConstraint("(state IN ('approved', 'stopped')) = (number IS NOT NULL)", name="approved_with_its_number"),
        CheckConstraint("(state = 'stopped') = (stopped_number IS NOT NULL)", name="stopped_with_its_number"),
        CheckConstraint(
            "(ended_at IS NULL) = (ended_by_id IS NULL) AND (ended_at IS NULL) = (ended_why IS NULL)",
            name="ended_whole",
        ),
        CheckConstraint("(state IN ('withdrawn', 'stopped')) = (ended_at IS NOT NULL)", name="ended_by_state"),
        CheckConstraint("source_url IS NULL OR source_url LIKE 'https://%'", name="source_url_begins_with_https"),
        Index("uq_law_change_number", "number", unique=True),
        Index("uq_law_change_stopped_number", "stopped_number", unique=True),
    )

    law_table: Mapped[LawTable] = mapped_column(enum_column(LawTable, "law_table"))
    code: Mapped[str] = mapped_column(String(30), index=True)
    content: Mapped[dict[str, str]] = mapped_column(JSON)
    starts_on: Mapped[date]
    until_on: Mapped[date | None]
    source: Mapped[str] = mapped_column(String(300))
    source_url: Mapped[str | None] = mapped_column(String(300))
    mark: Mapped[Mark] = mapped_column(enum_column(Mark, "mark"))
    why: Mapped[str] = mapped_column(Text)
    rests_on: Mapped[str] = mapped_column(String(40))
    state: Mapped[ChangeState] = mapped_column(enum_column(ChangeState, "state"))
    version: Mapped[int] = mapped_column(default=1)
    proposed_at: Mapped[datetime] = mapped_column(Instant)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    checked: Mapped[str | None] = mapped_column(Text)
    number: Mapped[int | None]
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    ended_why: Mapped[str | None] = mapped_column(Text)
    stopped_number: Mapped[int | None]
    is_demonstration: Mapped[bool] = mapped_column(default=False)
