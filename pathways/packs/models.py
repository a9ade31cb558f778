"""Every pack that was ordered, with its file until it expires, and the schedules by which packs are made."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from pathways.leases.models import LeasedRecord, leased_whole
from pathways.packs.rules import PackFailure, ScheduleEnd
from pathways.store.base import Instant, Record, enum_column

OPEN = text("ended_at IS NULL")


class PackSchedule(Record):
    """That somebody has a pack of these reports each quarter, once its figures are made, until it ends with a reason.

    `digest` is of the reports and shapes: of one person one schedule of the same is open at a time.
    """

    __tablename__ = "pack_schedule"
    __table_args__ = (
        CheckConstraint("(ended_at IS NULL) = (ended IS NULL)", name="ended_with_why"),
        Index("uq_pack_schedule_open", "asked_by_id", "digest", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    reports: Mapped[list[str]] = mapped_column(JSON)
    shapes: Mapped[list[str]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64))
    asked_at: Mapped[datetime] = mapped_column(Instant)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    ended: Mapped[ScheduleEnd | None] = mapped_column(enum_column(ScheduleEnd, "ended"))


class Pack(LeasedRecord):
    """A pack that was ordered, and the worker makes it: `done` of `total` files are made.

    `parts` are its reports, each with the figures it is of; `without` those that were ordered and had none. Of one
    person one pack of the same is open at a time, and of a schedule there is one for a quarter. The bytes go when the
    pack expires; that there was one, and its hash, stays.
    """

    __tablename__ = "pack"
    __table_args__ = (
        UniqueConstraint("schedule_id", "to_on", name="uq_pack_of_a_quarter"),
        CheckConstraint("from_on <= to_on", name="period_forward"),
        *leased_whole(),
        CheckConstraint("sha256 IS NULL OR failure IS NULL", name="file_or_failure"),
        CheckConstraint("(ended_at IS NULL) = (sha256 IS NULL AND failure IS NULL)", name="ended_with_why"),
        CheckConstraint("sha256 IS NULL OR length(sha256) = 64", name="with_its_hash"),
        CheckConstraint("(sha256 IS NULL) = (size IS NULL)", name="with_its_size"),
        CheckConstraint("(sha256 IS NULL) = (expires_at IS NULL)", name="expires_some_day"),
        CheckConstraint("gone_at IS NULL OR sha256 IS NOT NULL", name="gone_after_it_was_there"),
        CheckConstraint("(content IS NOT NULL) = (sha256 IS NOT NULL AND gone_at IS NULL)", name="bytes_until_gone"),
        Index("uq_pack_open", "asked_by_id", "digest", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_pack_asked_by_id", "asked_by_id", "id"),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    schedule_id: Mapped[int | None] = mapped_column(ForeignKey("pack_schedule.id"))
    from_on: Mapped[date]
    to_on: Mapped[date]
    parts: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    without: Mapped[list[str]] = mapped_column(JSON)
    shapes: Mapped[list[str]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64))
    failure: Mapped[PackFailure | None] = mapped_column(enum_column(PackFailure, "failure"))
    sha256: Mapped[str | None] = mapped_column(String(64))
    size: Mapped[int | None]
    # Deferred, so that a list of packs does not load them.
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    expires_at: Mapped[datetime | None] = mapped_column(Instant)
    gone_at: Mapped[datetime | None] = mapped_column(Instant)
