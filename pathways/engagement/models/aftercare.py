"""Check-ins after a planned exit, and the person's own feedback."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pathways.engagement.rules import CheckInOutcome, Grade
from pathways.store import Instant, Record, enum_column


class CheckIn(Record):
    """One check-in after a planned exit: 1 at 2 weeks, 2 at 3 months, 3 at 6 months. Each is recorded once."""

    __tablename__ = "check_in"
    __table_args__ = (
        UniqueConstraint("referral_id", "number", name="uq_check_in_referral_id_number"),
        CheckConstraint("number BETWEEN 1 AND 3", name="number"),
    )

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"))
    number: Mapped[int]
    outcome: Mapped[CheckInOutcome] = mapped_column(enum_column(CheckInOutcome, "outcome"))
    note: Mapped[str | None] = mapped_column(String(1000))
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))


class Feedback(Record):
    """What somebody said of the service. Nothing here leads to them: no person, no case, no worker, no day.

    The worker who handed over the screen never reads it; the provider's manager reads it five at a time.
    """

    __tablename__ = "feedback"
    __table_args__ = (Index("ix_feedback_organisation_id", "organisation_id", "month_on"),)

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    month_on: Mapped[date]
    respected: Mapped[Grade | None] = mapped_column(enum_column(Grade, "respected"))
    in_time: Mapped[Grade | None] = mapped_column(enum_column(Grade, "in_time"))
    helped: Mapped[Grade | None] = mapped_column(enum_column(Grade, "helped"))
    words: Mapped[str | None] = mapped_column(Text)
