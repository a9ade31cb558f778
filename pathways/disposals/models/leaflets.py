"""What each disposal means for the person, in the words a force signed off. A row is replaced by a later one."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pathways.disposals.rules import Kind
from pathways.store import Instant, Record, enum_column


class Leaflet(Record):
    """One version of one leaflet: a paragraph a line. The latest whose first day has come is in use."""

    __tablename__ = "disposal_leaflet"
    __table_args__ = (
        UniqueConstraint("organisation_id", "kind", "number"),
        UniqueConstraint("organisation_id", "kind", "valid_from"),
        CheckConstraint("number >= 1", name="number_from_one"),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[Kind] = mapped_column(enum_column(Kind, "leaflet_kind"))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(200))
    valid_from: Mapped[date]
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
