"""Consents as answered."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from pathways.referrals.rules import ConsentState, Covers
from pathways.store import Instant, Record, enum_column


class Consent(Record):
    """One answer to one question. Rows are added, never changed; a withdrawal is a row of its own."""

    __tablename__ = "consent"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"), index=True)
    number: Mapped[int]
    state: Mapped[ConsentState] = mapped_column(enum_column(ConsentState, "state"))
    covers: Mapped[Covers | None] = mapped_column(enum_column(Covers, "covers"))
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"))
    wording_version: Mapped[int]
    how: Mapped[str | None] = mapped_column(String(10))
    understood: Mapped[bool]
    taken_at: Mapped[datetime] = mapped_column(Instant)
    taken_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    withdraws_id: Mapped[int | None] = mapped_column(ForeignKey("consent.id"))

    __table_args__ = (
        CheckConstraint("number IN (1, 2)", name="number"),
        CheckConstraint("how IS NULL OR how IN ('signed', 'oral')", name="how"),
        CheckConstraint("state <> 'given' OR number <> 1 OR covers IS NOT NULL", name="referral_consent_says_how_far"),
        CheckConstraint("covers IS NULL OR (number = 1 AND state = 'given')", name="covers_only_a_referral_consent"),
        CheckConstraint("covers IS NULL OR covers <> 'named' OR service_id IS NOT NULL", name="named_service"),
        CheckConstraint("(state = 'withdrawn') = (withdraws_id IS NOT NULL)", name="withdrawal_names_what"),
    )
