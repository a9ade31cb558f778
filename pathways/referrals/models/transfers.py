"""A case on its way to another service, and a referral that somebody says was never to be."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from pathways.store import Instant, Record

_OPEN = text("ended_at IS NULL")
_WAITS = text("settled_at IS NULL")


class Transfer(Record):
    """A case sent on to a service that is named. Until that service says that the person came, the sender answers.

    The word of that service is its own, on its own page, or what it wrote to the sender (docs/decisions/0042).

    `service_id` is empty for a service that the directory does not list (a prison team, another county). `how` is the
    event that ended it.
    """

    __tablename__ = "referral_transfer"

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[str] = mapped_column(String(200))
    sent_on: Mapped[date]
    sent_at: Mapped[datetime] = mapped_column(Instant)
    sent_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    how: Mapped[str | None] = mapped_column(String(40))

    __table_args__ = (
        CheckConstraint("(service_id IS NULL) = (organisation_id IS NULL)", name="service_with_its_organisation"),
        CheckConstraint("(ended_at IS NULL) = (how IS NULL)", name="ended_with_how"),
        Index("uq_referral_transfer_open", "referral_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_referral_transfer_organisation_id", "organisation_id", "sent_on"),
    )


class ErrorSaid(Record):
    """Somebody says that a referral was never made, or is of the wrong person. A manager who is not they decides."""

    __tablename__ = "referral_error"

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"))
    why: Mapped[str] = mapped_column(String(40))
    correct: Mapped[str | None] = mapped_column(String(200))
    said_at: Mapped[datetime] = mapped_column(Instant)
    said_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    settled_at: Mapped[datetime | None] = mapped_column(Instant)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    agreed: Mapped[bool | None]

    __table_args__ = (
        CheckConstraint("settled_by_id IS NULL OR settled_by_id <> said_by_id", name="two_people"),
        CheckConstraint(
            "(settled_at IS NULL) = (settled_by_id IS NULL) AND (settled_at IS NULL) = (agreed IS NULL)",
            name="settled_whole",
        ),
        Index("uq_referral_error_waiting", "referral_id", unique=True, sqlite_where=_WAITS, postgresql_where=_WAITS),
    )
