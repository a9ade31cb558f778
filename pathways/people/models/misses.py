"""What many misses in a row were, as an auditor found."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pathways.people.rules.misses import MissesFound
from pathways.store import Instant, Record, enum_column


class MissesClosed(Record):
    """The end of one report to the auditor: it leaves the open list and is kept. `event_id` is that report."""

    __tablename__ = "misses_closed"
    __table_args__ = (UniqueConstraint("event_id"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("audit_event.id"))
    outcome: Mapped[MissesFound] = mapped_column(enum_column(MissesFound, "outcome"))
    words: Mapped[str] = mapped_column(String(1000))
    closed_at: Mapped[datetime] = mapped_column(Instant)
    closed_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
