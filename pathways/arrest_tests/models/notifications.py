"""What a custody suite is notified for, from when to when; and what two people did about it."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from pathways.arrest_tests.rules.law_changes import ChangeState
from pathways.store import Instant, Record, enum_column


class SiteNotification(Record):
    """What a suite is notified for between two days, both inside (PACE s.63B(4A)-(4B); Drugs Act 2005 s.9(5)).

    `routes` holds values of `Route`. A notification is withdrawn by giving it a last day, never deleted.
    """

    __tablename__ = "site_notification"
    __table_args__ = (CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="ends_after_it_starts"),)

    suite_id: Mapped[int] = mapped_column(ForeignKey("suite.id"), index=True)
    routes: Mapped[list[str]] = mapped_column(JSON)
    under18: Mapped[bool] = mapped_column(default=False)
    assessment: Mapped[bool] = mapped_column(default=False)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    source: Mapped[str] = mapped_column(String(300))
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    is_demonstration: Mapped[bool] = mapped_column(default=False)


class NotificationChange(Record):
    """A notification proposed, or the last day of one: it counts once another person approved it. Never taken away.

    `notification_id` is the one that ends, or the one that the approval made. `version` moves with every step.
    """

    __tablename__ = "notification_change"
    __table_args__ = (
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> proposed_by_id", name="decided_by_another"),
        CheckConstraint(
            "(decided_at IS NULL) = (decided_by_id IS NULL) AND (decided_at IS NULL) = (checked IS NULL)",
            name="decided_whole",
        ),
        CheckConstraint("(state IN ('approved', 'sent_back')) = (decided_at IS NOT NULL)", name="decided_by_state"),
        CheckConstraint("(state = 'withdrawn') = (ended_why IS NOT NULL)", name="taken_back_with_why"),
        CheckConstraint("ends = (starts_on IS NULL)", name="begins_or_ends"),
        CheckConstraint("NOT ends OR (until_on IS NOT NULL AND notification_id IS NOT NULL)", name="ends_something"),
        CheckConstraint("ends OR (state = 'approved') = (notification_id IS NOT NULL)", name="made_when_approved"),
    )

    suite_id: Mapped[int] = mapped_column(ForeignKey("suite.id"), index=True)
    notification_id: Mapped[int | None] = mapped_column(ForeignKey("site_notification.id"))
    ends: Mapped[bool]
    routes: Mapped[list[str]] = mapped_column(JSON)
    under18: Mapped[bool]
    assessment: Mapped[bool]
    starts_on: Mapped[date | None]
    until_on: Mapped[date | None]
    source: Mapped[str] = mapped_column(String(300))
    why: Mapped[str] = mapped_column(Text)
    state: Mapped[ChangeState] = mapped_column(enum_column(ChangeState, "state"))
    version: Mapped[int] = mapped_column(default=1)
    proposed_at: Mapped[datetime] = mapped_column(Instant)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    checked: Mapped[str | None] = mapped_column(Text)
    ended_why: Mapped[str | None] = mapped_column(Text)
    is_demonstration: Mapped[bool] = mapped_column(default=False)
