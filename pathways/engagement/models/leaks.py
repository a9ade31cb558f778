"""What was told of an assessment without written consent. Only the manager of the service reads it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from pathways.engagement.rules.leaks import Leaked, LeakedTo
from pathways.store import Instant, Record, enum_column


class AssessmentLeaked(Record):
    """One information incident, as it happened. `rule` is what it met and `message` what that said on the day."""

    __tablename__ = "assessment_leaked"
    __table_args__ = (
        CheckConstraint("told_at <= recorded_at", name="told_before_it_was_recorded"),
        CheckConstraint("length(done) >= 10", name="said_what_was_done"),
    )

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    what: Mapped[Leaked] = mapped_column(enum_column(Leaked, "what"))
    whom: Mapped[LeakedTo] = mapped_column(enum_column(LeakedTo, "whom"))
    told_to: Mapped[str] = mapped_column(String(200))
    told_at: Mapped[datetime] = mapped_column(Instant)
    done: Mapped[str] = mapped_column(Text)
    rule: Mapped[str] = mapped_column(String(10))
    message: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(300))
    mark: Mapped[str] = mapped_column(String(20))
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
