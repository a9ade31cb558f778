"""Take-home naloxone supplied, and peer support."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from pathways.engagement.models.correcting import BY_A_ROW, WITH_WHY, one_live
from pathways.engagement.rules import Authority, PeerAnswer, Product, Recipient, SupplyWhy, UsedOutcome
from pathways.store import Instant, Record, enum_column


class NaloxoneSupply(Record):
    """One supply of take-home naloxone, with its batch and expiry. The use of one kit of it is recorded on the row.

    People supplied and kits supplied are two numbers.
    """

    __tablename__ = "naloxone_supply"
    __table_args__ = (
        CheckConstraint("kits > 0", name="at_least_one_kit"),
        CheckConstraint("expires_on > supplied_on", name="not_expired_when_supplied"),
        CheckConstraint("used_on IS NULL OR used_on >= supplied_on", name="used_after_it_was_supplied"),
        CheckConstraint(
            "(used_on IS NULL) = (used_outcome IS NULL) AND (used_on IS NULL) = (used_by_id IS NULL)",
            name="used_with_outcome_and_by_whom",
        ),
    )

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    supplied_on: Mapped[date]
    product: Mapped[Product] = mapped_column(enum_column(Product, "product"))
    kits: Mapped[int]
    batch: Mapped[str] = mapped_column(String(60))
    expires_on: Mapped[date]
    recipient: Mapped[Recipient] = mapped_column(enum_column(Recipient, "recipient"))
    why: Mapped[SupplyWhy] = mapped_column(enum_column(SupplyWhy, "why"))
    authority: Mapped[Authority] = mapped_column(enum_column(Authority, "authority"))
    trained_by: Mapped[str] = mapped_column(String(120))
    used_on: Mapped[date | None]
    used_outcome: Mapped[UsedOutcome | None] = mapped_column(enum_column(UsedOutcome, "used_outcome"))
    used_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))

    @property
    def left(self) -> int:
        """The kits of it that are still held: a use is of one."""
        return self.kits - (1 if self.used_on else 0)


class PeerSupport(Record):
    """Peer support as offered and answered. `told` are the risk flags that the person agreed the peer is told."""

    __tablename__ = "peer_support"
    __table_args__ = (
        one_live("peer_support"),
        CheckConstraint(WITH_WHY, name="superseded_with_why"),
        CheckConstraint(BY_A_ROW, name="superseded_by_a_row"),
        CheckConstraint(
            "(answer = 'accepted') = (peer IS NOT NULL) AND (answer = 'accepted') = (contact IS NOT NULL)",
            name="accepted_with_peer_and_contact",
        ),
        CheckConstraint("first_contact_on IS NULL OR first_contact_on >= offered_on", name="met_after_the_offer"),
    )

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    offered_on: Mapped[date]
    answer: Mapped[PeerAnswer] = mapped_column(enum_column(PeerAnswer, "answer"))
    peer: Mapped[str | None] = mapped_column(String(120))
    contact: Mapped[str | None] = mapped_column(String(200))
    told: Mapped[list[str]] = mapped_column(JSON)
    first_contact_on: Mapped[date | None]
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    superseded_at: Mapped[datetime | None] = mapped_column(Instant)
    superseded_by_id: Mapped[int | None] = mapped_column(ForeignKey("peer_support.id"))
    correction_reason: Mapped[str | None] = mapped_column(String(200))
