"""The tables of acceptances (one a referral, ever), of declines, and of links to answer by."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from pathways.acceptance.rules import DeclineReason, LinkAnswer, decline_reasons
from pathways.links.models import SentToService
from pathways.store.base import Instant, Record, enum_column, list_table, listed


class Acceptance(Record):
    """Who accepted, who is keyworker, and the note for the team, which is the service's own and never shown to police.

    The referral is unique, so the database itself refuses a second acceptance.
    """

    __tablename__ = "acceptance"

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"))
    keyworker_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    accepted_at: Mapped[datetime] = mapped_column(Instant)
    accepted_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    note: Mapped[str | None] = mapped_column(String(2000))

    __table_args__ = (UniqueConstraint("referral_id"),)


DECLINE_REASONS = list_table("decline_reason", decline_reasons())


class Decline(Record):
    """A service's decline. The organisation keeps this and the reference, and nothing of the person."""

    __tablename__ = "decline"

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    reason: Mapped[DeclineReason] = listed(DECLINE_REASONS)
    declined_at: Mapped[datetime] = mapped_column(Instant)
    declined_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))

    __table_args__ = (UniqueConstraint("referral_id"),)


LIVE = text("used_at IS NULL AND ended_at IS NULL")


class AnswerLink(SentToService, Record):
    """A link by which a service without accounts answers one referral, once.

    `event_id` is the step after which the referral waited for an answer: each such step gets one link.
    """

    __tablename__ = "answer_link"

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("referral_event.id"))
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    answer: Mapped[LinkAnswer | None] = mapped_column(enum_column(LinkAnswer, "answer"))

    __table_args__ = (
        UniqueConstraint("event_id"),
        UniqueConstraint("token_hash"),
        CheckConstraint(
            "(used_at IS NULL) = (answer IS NULL) AND (used_at IS NULL) = (used_key IS NULL)", name="used_whole"
        ),
        CheckConstraint("expires_at > made_at", name="expires_after_it_was_made"),
        Index("uq_answer_link_live", "referral_id", unique=True, sqlite_where=LIVE, postgresql_where=LIVE),
    )

    @classmethod
    def live(cls, at: datetime) -> tuple[ColumnElement[bool], ...]:
        return *super().live(at), cls.ended_at.is_(None)
