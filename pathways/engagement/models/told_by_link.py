"""Links by which services without accounts tell what became of an appointment."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pathways.store import Instant, Record


class OutcomeLink(Record):
    """A link to one appointment, once. Only the hash of its token is kept.

    `sent_to` is where it went: like a link to answer by, it works only while that is the service's address.
    `answered_by` is what whoever answered said of their name and role: the mark that it was told by link. `used_key` is
    the key of the form that used the link up, so that the same form sent twice is shown the same page.
    """

    __tablename__ = "outcome_link"

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointment.id"))
    token_hash: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    sent_to: Mapped[str] = mapped_column(String(254))
    used_at: Mapped[datetime | None] = mapped_column(Instant)
    used_key: Mapped[str | None] = mapped_column(String(64))
    answered_by: Mapped[str | None] = mapped_column(String(120))

    __table_args__ = (
        UniqueConstraint("appointment_id"),
        UniqueConstraint("token_hash"),
        CheckConstraint(
            "(used_at IS NULL) = (used_key IS NULL) AND (used_at IS NULL) = (answered_by IS NULL)", name="used_whole"
        ),
        CheckConstraint("expires_at > made_at", name="expires_after_it_was_made"),
    )
