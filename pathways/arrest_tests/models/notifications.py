"""What a custody suite is notified for."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from pathways.store import Instant, Record


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
