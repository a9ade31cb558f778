"""Attempts to find somebody who is not to be reached: nobody is "not found" without one."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from pathways.engagement.rules.outreach import Way
from pathways.store import Instant, Record, enum_column


class Attempt(Record):
    """One attempt, as it was made. The service's own: police never see it."""

    __tablename__ = "outreach_attempt"

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    at: Mapped[datetime] = mapped_column(Instant)
    way: Mapped[Way] = mapped_column(enum_column(Way, "way"))
    note: Mapped[str | None] = mapped_column(String(500))
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
