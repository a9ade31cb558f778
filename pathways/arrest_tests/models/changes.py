"""A changed time or place of a required assessment: proposed, and binding once its notice (RA2) was given."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from pathways.store import Instant, Record

PENDING = text("notice_served_at IS NULL AND dropped_at IS NULL")


class AppointmentChange(Record):
    """What stood before, what stands once the further notice repeats the warning (Drugs Act 2005 s.11(8)), and why.

    `is_rebooking` is another appointment after good cause was accepted for failing at the one before.
    """

    __tablename__ = "appointment_change"
    __table_args__ = (
        Index(
            "uq_appointment_change_pending",
            "required_assessment_id",
            unique=True,
            sqlite_where=PENDING,
            postgresql_where=PENDING,
        ),
        CheckConstraint(
            "(notice_served_at IS NULL) = (notice_sha256 IS NULL) AND"
            " (notice_served_at IS NULL) = (notice_served_by_id IS NULL)",
            name="notice_served_whole",
        ),
        CheckConstraint("notice_served_at IS NULL OR dropped_at IS NULL", name="served_or_dropped"),
        CheckConstraint("new_at > recorded_at", name="new_time_lies_ahead"),
    )

    required_assessment_id: Mapped[int] = mapped_column(ForeignKey("required_assessment.id"), index=True)
    old_at: Mapped[datetime] = mapped_column(Instant)
    old_place: Mapped[str] = mapped_column(String(300))
    old_service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    new_at: Mapped[datetime] = mapped_column(Instant)
    new_place: Mapped[str] = mapped_column(String(300))
    new_service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    reason: Mapped[str] = mapped_column(Text)
    is_rebooking: Mapped[bool] = mapped_column(default=False)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    notice_served_at: Mapped[datetime | None] = mapped_column(Instant)
    notice_served_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    notice_sha256: Mapped[str | None] = mapped_column(String(64))
    dropped_at: Mapped[datetime | None] = mapped_column(Instant)
