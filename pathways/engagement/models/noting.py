"""Contacts that were held, and notes. The service's own: neither police nor another provider ever reads them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from pathways.engagement.rules import ContactHow, ContactWith
from pathways.referrals.rules import Naloxone
from pathways.store import Instant, Record, enum_column


class Contact(Record):
    """A contact that was held: when, how, with whom, structured or not. What lies ahead is an appointment."""

    __tablename__ = "contact"
    __table_args__ = (
        CheckConstraint("(whom = 'person') = (naloxone IS NOT NULL)", name="naloxone_asked_of_the_person"),
        CheckConstraint(
            "naloxone IS NULL OR (naloxone = 'not_offered') = (naloxone_why IS NOT NULL)", name="why_where_not_offered"
        ),
        CheckConstraint(
            "NOT is_structured OR (whom = 'person' AND how IN ('in_person', 'phone', 'video'))",
            name="structured_with_the_person",
        ),
        Index("ix_contact_referral_id", "referral_id", "at"),
    )

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    how: Mapped[ContactHow] = mapped_column(enum_column(ContactHow, "how"))
    whom: Mapped[ContactWith] = mapped_column(enum_column(ContactWith, "whom"))
    is_structured: Mapped[bool]
    naloxone: Mapped[Naloxone | None] = mapped_column(enum_column(Naloxone, "naloxone"))
    naloxone_why: Mapped[str | None] = mapped_column(String(200))
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))


class Note(Record):
    """What a worker wrote. Its author may change it for 24 hours; after that it stands, and is added to by a row."""

    __tablename__ = "note"
    __table_args__ = (
        CheckConstraint("edited_at IS NULL OR edited_at >= written_at", name="edited_after_it_was_written"),
        Index("ix_note_referral_id", "referral_id", "written_at"),
    )

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    adds_to_id: Mapped[int | None] = mapped_column(ForeignKey("note.id"), index=True)
    text: Mapped[str] = mapped_column(Text, deferred=True)
    written_at: Mapped[datetime] = mapped_column(Instant)
    written_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    edited_at: Mapped[datetime | None] = mapped_column(Instant)
