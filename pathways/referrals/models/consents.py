"""Consents as answered."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from pathways.referrals.rules import SHARED_WITH, ConsentState, Covers, Helped
from pathways.store import Instant, Record, enum_column


class Consent(Record):
    """One answer to one question. Rows are added, never changed; a withdrawal or a lapse is a row of its own.

    `shared_with` says whom an agreement to question 4 names; `language` is empty where it was English; a lapse is taken
    by nobody.
    """

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
    not_understood_why: Mapped[str | None] = mapped_column(String(200))
    helped: Mapped[Helped | None] = mapped_column(enum_column(Helped, "helped"))
    language: Mapped[str | None] = mapped_column(String(60))
    shared_with: Mapped[str | None] = mapped_column(String(40))
    taken_at: Mapped[datetime] = mapped_column(Instant)
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    withdraws_id: Mapped[int | None] = mapped_column(ForeignKey("consent.id"))
    lapses_id: Mapped[int | None] = mapped_column(ForeignKey("consent.id"))

    __table_args__ = (
        CheckConstraint("number IN (1, 2, 3, 4)", name="number"),
        CheckConstraint("how IS NULL OR how IN ('signed', 'oral')", name="how"),
        CheckConstraint("state <> 'given' OR number <> 1 OR covers IS NOT NULL", name="referral_consent_says_how_far"),
        CheckConstraint("covers IS NULL OR (number = 1 AND state = 'given')", name="covers_only_a_referral_consent"),
        CheckConstraint("covers IS NULL OR covers <> 'named' OR service_id IS NOT NULL", name="named_service"),
        CheckConstraint("(state = 'withdrawn') = (withdraws_id IS NOT NULL)", name="withdrawal_names_what"),
        CheckConstraint("(state = 'expired') = (lapses_id IS NOT NULL)", name="lapse_names_what"),
        CheckConstraint("(state = 'expired') = (taken_by_id IS NULL)", name="nobody_takes_a_lapse"),
        CheckConstraint(
            "(number = 4 AND state = 'given') = (shared_with IS NOT NULL)",
            name="sharing_names_whom",
        ),
        CheckConstraint(f"shared_with IN ({', '.join(repr(each) for each in SHARED_WITH)})", name="shared_with"),
        CheckConstraint("not_understood_why IS NULL OR NOT understood", name="why_only_if_not_understood"),
        Index(
            "uq_consent_lapses_id",
            "lapses_id",
            unique=True,
            sqlite_where=text("lapses_id IS NOT NULL"),
            postgresql_where=text("lapses_id IS NOT NULL"),
        ),
        Index(
            "ix_consent_given_taken_at",
            "taken_at",
            "id",
            sqlite_where=text("state = 'given'"),
            postgresql_where=text("state = 'given'"),
        ),
    )
