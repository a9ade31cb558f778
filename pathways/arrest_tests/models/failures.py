"""A failure that police have to decide about, and each decision with its reason."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from pathways.arrest_tests.rules.deciding_failures import FailureKind, FailureState
from pathways.store import Instant, Record, enum_column

STANDS = text("taken_back_at IS NULL")


class Failure(Record):
    """One offence of failing, as it was told. `taken_back_at` is when the report was corrected: then there was none.

    `booking` says at which of the appointments. What passes by the clock, the time limit, or with a death is read and
    not stored.
    """

    __tablename__ = "failure"
    __table_args__ = (
        Index(
            "uq_failure_of_a_requirement",
            "required_assessment_id",
            "kind",
            "booking",
            unique=True,
            sqlite_where=STANDS,
            postgresql_where=STANDS,
        ),
        Index("uq_failure_of_a_test", "drug_test_id", unique=True, sqlite_where=STANDS, postgresql_where=STANDS),
        CheckConstraint("(kind = 'sample') = (drug_test_id IS NOT NULL)", name="refusal_of_a_test"),
        CheckConstraint("(kind = 'sample') = (required_assessment_id IS NULL)", name="failure_of_a_requirement"),
    )

    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"), index=True)
    kind: Mapped[FailureKind] = mapped_column(enum_column(FailureKind, "kind"))
    state: Mapped[FailureState] = mapped_column(enum_column(FailureState, "state"))
    required_assessment_id: Mapped[int | None] = mapped_column(ForeignKey("required_assessment.id"))
    drug_test_id: Mapped[int | None] = mapped_column(ForeignKey("drug_test.id"))
    booking: Mapped[int] = mapped_column(default=1)
    failed_at: Mapped[datetime] = mapped_column(Instant)
    told_at: Mapped[datetime] = mapped_column(Instant)
    taken_back_at: Mapped[datetime | None] = mapped_column(Instant)


class FailureDecision(Record):
    """One step, on which day, why and by whom; what ends by itself names whoever recorded its cause."""

    __tablename__ = "failure_decision"

    failure_id: Mapped[int] = mapped_column(ForeignKey("failure.id"), index=True)
    step: Mapped[str] = mapped_column(String(40))
    on: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
