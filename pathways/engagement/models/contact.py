"""How somebody in treatment may be reached."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from pathways.engagement.models.correcting import BY_A_ROW, WITH_WHY, one_live
from pathways.referrals.rules import ContactWay
from pathways.referrals.rules.letting_know import TextHolds
from pathways.store import Instant, Record, enum_column


class SafeContact(Record):
    """The safe way to reach the person as the service agreed it, and what a text may hold.

    Until there is one, what custody was told stands, and a text holds a number and a reference. Police never see it.
    """

    __tablename__ = "safe_contact"
    __table_args__ = (
        one_live("safe_contact"),
        CheckConstraint(WITH_WHY, name="superseded_with_why"),
        CheckConstraint(BY_A_ROW, name="superseded_by_a_row"),
        CheckConstraint("way NOT IN ('text', 'call') OR number IS NOT NULL", name="number_for_a_phone"),
        CheckConstraint("holds = 'number' OR way = 'text'", name="only_a_text_holds_a_time"),
    )

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    way: Mapped[ContactWay] = mapped_column(enum_column(ContactWay, "way"))
    number: Mapped[str | None] = mapped_column(String(40))
    note: Mapped[str | None] = mapped_column(String(200))
    holds: Mapped[TextHolds] = mapped_column(enum_column(TextHolds, "holds"))
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    superseded_at: Mapped[datetime | None] = mapped_column(Instant)
    superseded_by_id: Mapped[int | None] = mapped_column(ForeignKey("safe_contact.id"))
    correction_reason: Mapped[str | None] = mapped_column(String(200))
