"""Changes of the law's dated data, what suites are notified for, and books of rules. No row is ever deleted."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from pathways.approvals.models import ApprovedRecord, EndedRecord, approved_whole, whole
from pathways.approvals.rules import ChangeState
from pathways.law.rules.tables import LawTable
from pathways.store.base import Instant, Record, Recorded, enum_column
from pathways.vocabulary import Mark

# Changes of the law's dated data: one person proposes, another decides.


class ProposedChange(EndedRecord):
    """One row of a dated table as it is to read from a day on; no `content` ends the row the day before.

    `number` is its place among the approvals and `stopped_number` that of its stop: together they count the versions
    of the law, `law-2026-11-25+7`.
    """

    __tablename__ = "law_change"
    __table_args__ = (
        CheckConstraint("until_on IS NULL OR until_on >= starts_on", name="ends_after_it_starts"),
        *approved_whole(ChangeState.STOPPED),
        CheckConstraint("(state IN ('approved', 'stopped')) = (number IS NOT NULL)", name="approved_with_its_number"),
        CheckConstraint("(state = 'stopped') = (stopped_number IS NOT NULL)", name="stopped_with_its_number"),
        whole("ended", "ended_by_id", "ended_why"),
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
    rests_on: Mapped[str] = mapped_column(String(40))
    number: Mapped[int | None]
    stopped_number: Mapped[int | None]


# What a custody suite is notified for, and the changes to it: one person proposes, another decides.


class SiteNotification(Recorded):
    """What a suite is notified for between two days, both included (PACE s.63B(4A)-(4B); Drugs Act 2005 s.9(5)).

    `routes` holds values of `SampleRoute`. A notification is withdrawn by giving it a last day, never deleted.
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
    is_demonstration: Mapped[bool] = mapped_column(default=False)


class NotificationChange(ApprovedRecord):
    """A proposed notification, or a proposed last day of one. It counts once another person has approved it.

    `notification_id` is the one that ends, or the one that the approval made.
    """

    __tablename__ = "notification_change"
    __table_args__ = (
        *approved_whole(),
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


# Books of rules: the text of each, under the version that decisions name. Rows are added and never changed.


class RuleBookKept(Record):
    """One book, with its text as it was loaded. One that came with the product (`is_shipped`) was loaded by nobody."""

    __tablename__ = "rule_book"
    __table_args__ = (
        CheckConstraint("length(sha256) = 64", name="with_its_hash"),
        CheckConstraint("NOT is_shipped OR loaded_by_id IS NULL", name="shipped_by_nobody"),
    )

    version: Mapped[str] = mapped_column(String(20), unique=True)
    text: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    is_shipped: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str] = mapped_column(String(200))
    loaded_at: Mapped[datetime] = mapped_column(Instant)
    loaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
