"""Appointments of a referral."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from pathways.referrals.rules import Channel, Outcome, Purpose
from pathways.store import Instant, Record, enum_column


class Appointment(Record):
    """An appointment offered. The first is made by accepting, all later ones by the engagement stage."""

    __tablename__ = "appointment"

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    starts_at: Mapped[datetime] = mapped_column(Instant)
    place: Mapped[str] = mapped_column(String(120))
    channel: Mapped[Channel] = mapped_column(enum_column(Channel, "channel"))
    purpose: Mapped[Purpose] = mapped_column(enum_column(Purpose, "purpose"))
    offered_at: Mapped[datetime] = mapped_column(Instant)
    offered_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    outcome: Mapped[Outcome | None] = mapped_column(enum_column(Outcome, "outcome"))
    outcome_at: Mapped[datetime | None] = mapped_column(Instant)
    outcome_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    superseded_at: Mapped[datetime | None] = mapped_column(Instant)
    superseded_by_id: Mapped[int | None] = mapped_column(ForeignKey("appointment.id"))
    correction_reason: Mapped[str | None] = mapped_column(String(200))

    __table_args__ = (
        CheckConstraint(
            "(outcome IS NULL) = (outcome_at IS NULL) AND (outcome IS NULL) = (outcome_by_id IS NULL)",
            name="outcome_with_who_and_when",
        ),
        CheckConstraint("superseded_by_id IS NULL OR superseded_at IS NOT NULL", name="superseded_with_when"),
    )
