"""An acceptance (one a referral, ever) and a no with its reason."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pathways.acceptance.rules import DeclineReason
from pathways.store import Instant, Record, enum_column


class Acceptance(Record):
    """Who accepted, who is keyworker, and the note for the team: the service's own, never shown to police.

    The unique referral is the database's own word that nobody is accepted twice.
    """

    __tablename__ = "acceptance"

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"))
    keyworker_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    accepted_at: Mapped[datetime] = mapped_column(Instant)
    accepted_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    note: Mapped[str | None] = mapped_column(String(2000))

    __table_args__ = (UniqueConstraint("referral_id"),)


class Decline(Record):
    """A service's no. The declining organisation keeps this and the reference, nothing of the person."""

    __tablename__ = "decline"

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    reason: Mapped[DeclineReason] = mapped_column(enum_column(DeclineReason, "reason"))
    declined_at: Mapped[datetime] = mapped_column(Instant)
    declined_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))

    __table_args__ = (UniqueConstraint("referral_id"),)
