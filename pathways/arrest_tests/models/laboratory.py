"""The laboratory's check of a result: disputed or for quality, sent, answered, and the person told."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pathways.arrest_tests.rules.laboratory import LabBasis, LabState, LabStep
from pathways.store import Instant, Record, enum_column


class LabCheck(Record):
    """Where the check of a test stands. One a test: a sample is sent once."""

    __tablename__ = "lab_check"
    __table_args__ = (
        UniqueConstraint("drug_test_id"),
        CheckConstraint("(sent_at IS NULL) = (reference IS NULL)", name="sent_with_its_reference"),
        CheckConstraint("told_at IS NULL OR state = 'NOT_CONFIRMED'", name="told_that_it_was_not_confirmed"),
    )

    drug_test_id: Mapped[int] = mapped_column(ForeignKey("drug_test.id"))
    state: Mapped[LabState] = mapped_column(enum_column(LabState, "state"))
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    reference: Mapped[str | None] = mapped_column(String(80))
    due_on: Mapped[date | None]
    told_at: Mapped[datetime | None] = mapped_column(Instant)
    told_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class LabCheckStep(Record):
    """One step with when it happened, in whose words, and who recorded it."""

    __tablename__ = "lab_check_step"
    __table_args__ = (CheckConstraint("basis IS NULL OR step = 'dispute'", name="basis_of_a_dispute"),)

    lab_check_id: Mapped[int] = mapped_column(ForeignKey("lab_check.id"), index=True)
    step: Mapped[LabStep] = mapped_column(enum_column(LabStep, "step"))
    at: Mapped[datetime] = mapped_column(Instant)
    basis: Mapped[LabBasis | None] = mapped_column(enum_column(LabBasis, "basis"))
    words: Mapped[str | None] = mapped_column(Text)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
