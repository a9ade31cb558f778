"""Partners who joined a referral."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from pathways.store import Instant, Record

_LIVE = text("ended_at IS NULL")


class JointPlan(Record):
    """A partner service that was asked to join, with the lead there and the lead here. One runs a partner; it is ended,
    never changed. The service's own: police are told nothing of it."""

    __tablename__ = "joint_plan"

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    partner_service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    lead_there: Mapped[str] = mapped_column(String(120))
    lead_here_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    since: Mapped[datetime] = mapped_column(Instant)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    end_reason: Mapped[str | None] = mapped_column(String(200))

    __table_args__ = (
        CheckConstraint(
            "(ended_at IS NULL) = (ended_by_id IS NULL) AND (ended_at IS NULL) = (end_reason IS NULL)",
            name="ended_whole",
        ),
        Index(
            "uq_joint_plan_live",
            "referral_id",
            "partner_service_id",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
        Index("ix_joint_plan_partner", "partner_service_id", "id", sqlite_where=_LIVE, postgresql_where=_LIVE),
    )
