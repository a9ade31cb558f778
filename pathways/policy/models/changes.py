"""Changes of what a force decides for itself: proposed by one person, decided by another, never taken away."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from pathways.arrest_tests.rules.law_changes import ChangeState
from pathways.policy.rules.changes import Subject
from pathways.store import Instant, Record, enum_column


class PolicyChange(Record):
    """What shall hold from a day on: `name` is the switch, the disposal of a leaflet, or the version of a table.

    `until_on` is the last day. `version` moves with every step: whoever decides decides on what they saw. What an
    approval writes stands in the rooms that read it; this row is how it came about.
    """

    __tablename__ = "policy_change"
    __table_args__ = (
        Index("ix_policy_change_organisation_id_subject", "organisation_id", "subject"),
        CheckConstraint("until_on IS NULL OR until_on >= starts_on", name="ends_after_it_starts"),
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> proposed_by_id", name="decided_by_another"),
        CheckConstraint(
            "(decided_at IS NULL) = (decided_by_id IS NULL) AND (decided_at IS NULL) = (checked IS NULL)",
            name="decided_whole",
        ),
        CheckConstraint("(state IN ('approved', 'sent_back')) = (decided_at IS NOT NULL)", name="decided_by_state"),
        CheckConstraint(
            "(ended_at IS NULL) = (ended_by_id IS NULL) AND (ended_at IS NULL) = (ended_why IS NULL)",
            name="ended_whole",
        ),
        CheckConstraint("(state = 'withdrawn') = (ended_at IS NOT NULL)", name="ended_by_state"),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    subject: Mapped[Subject] = mapped_column(enum_column(Subject, "policy_subject"))
    name: Mapped[str] = mapped_column(String(60))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    starts_on: Mapped[date]
    until_on: Mapped[date | None]
    source: Mapped[str] = mapped_column(String(200))
    why: Mapped[str] = mapped_column(Text)
    state: Mapped[ChangeState] = mapped_column(enum_column(ChangeState, "policy_state"))
    version: Mapped[int] = mapped_column(default=1)
    proposed_at: Mapped[datetime] = mapped_column(Instant)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    checked: Mapped[str | None] = mapped_column(Text)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    ended_why: Mapped[str | None] = mapped_column(Text)
    is_demonstration: Mapped[bool] = mapped_column(default=False)
