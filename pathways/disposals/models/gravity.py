"""The gravity table of a force, from a day on. A row is replaced by a later one, never changed."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pathways.store import Instant, Record


class GravityTableKept(Record):
    """One table as it was loaded (CSV) and approved. The latest whose first day has come is in use."""

    __tablename__ = "gravity_table"
    __table_args__ = (UniqueConstraint("organisation_id", "version"), UniqueConstraint("organisation_id", "valid_from"))

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    version: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(Text)
    valid_from: Mapped[date]
    source: Mapped[str] = mapped_column(String(200))
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
