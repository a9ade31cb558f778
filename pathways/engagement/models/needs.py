"""Needs as the service asked them, and each substance with its way of use. Clinical: police never see it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pathways.engagement.models.correcting import BY_A_ROW, WITH_WHY, one_live
from pathways.referrals.rules import Naloxone, Said
from pathways.store import Instant, Record, enum_column
from pathways.vocabulary import Answer, Substance


class NeedsAssessed(Record):
    """What the person said in one sitting with the service. The values are codes of `data/need_codes.csv`.

    `suicide_risk` is empty in what was asked before the question was there.
    """

    __tablename__ = "needs_assessed"
    __table_args__ = (
        one_live("needs_assessed"),
        CheckConstraint(WITH_WHY, name="superseded_with_why"),
        CheckConstraint(BY_A_ROW, name="superseded_by_a_row"),
        CheckConstraint("overdose_days IS NULL OR overdose = 'yes'", name="days_of_an_overdose"),
        CheckConstraint("(mental_health = 'yes') = (receiving IS NOT NULL)", name="a_need_says_what_help"),
        CheckConstraint("(naloxone = 'not_offered') = (naloxone_why IS NOT NULL)", name="not_offered_says_why"),
    )

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    said: Mapped[Said] = mapped_column(enum_column(Said, "said"))
    injecting: Mapped[str] = mapped_column(String(40))
    overdose: Mapped[Answer] = mapped_column(enum_column(Answer, "overdose"))
    overdose_days: Mapped[int | None]
    suicide_risk: Mapped[Answer | None] = mapped_column(enum_column(Answer, "suicide_risk"))
    mental_health: Mapped[Answer] = mapped_column(enum_column(Answer, "mental_health"))
    receiving: Mapped[str | None] = mapped_column(String(40))
    housing: Mapped[str] = mapped_column(String(40))
    children: Mapped[str] = mapped_column(String(40))
    pregnant: Mapped[Answer | None] = mapped_column(enum_column(Answer, "pregnant"))
    employment: Mapped[str] = mapped_column(String(40))
    safeguarding: Mapped[Answer] = mapped_column(enum_column(Answer, "safeguarding"))
    naloxone: Mapped[Naloxone] = mapped_column(enum_column(Naloxone, "naloxone"))
    naloxone_why: Mapped[str | None] = mapped_column(String(200))
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    superseded_at: Mapped[datetime | None] = mapped_column(Instant)
    superseded_by_id: Mapped[int | None] = mapped_column(ForeignKey("needs_assessed.id"))
    correction_reason: Mapped[str | None] = mapped_column(String(200))


class UseAssessed(Record):
    """One substance as said, `position` 1 doing most harm; as many as there are."""

    __tablename__ = "use_assessed"
    __table_args__ = (
        UniqueConstraint("needs_assessed_id", "position"),
        UniqueConstraint("needs_assessed_id", "substance"),
    )

    needs_assessed_id: Mapped[int] = mapped_column(ForeignKey("needs_assessed.id"))
    position: Mapped[int]
    substance: Mapped[Substance] = mapped_column(enum_column(Substance, "substance"))
    route: Mapped[str | None] = mapped_column(String(40))
