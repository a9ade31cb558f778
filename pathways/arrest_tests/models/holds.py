"""A test held for an inspector, and each rule for which it is held, with what was decided about it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from pathways.arrest_tests.rules.holds import HoldDecision, HoldState, SampleIs
from pathways.store import Instant, Record, enum_column


class Hold(Record):
    """The hold of a test: it stays with the test through its corrections. A test without one is clear."""

    __tablename__ = "hold"
    __table_args__ = (
        Index("uq_hold_one_a_test", "drug_test_id", unique=True),
        CheckConstraint("(decided_at IS NULL) = (decided_by_id IS NULL)", name="decided_by_somebody"),
        CheckConstraint("state = 'quarantined' OR decided_at IS NOT NULL", name="let_go_by_a_decision"),
        CheckConstraint("(state = 'voided') = (sample_is IS NOT NULL)", name="voided_with_what_became_of_the_sample"),
        CheckConstraint("(state = 'voided') = (is_person_told IS NOT NULL)", name="voided_with_whether_told"),
    )

    drug_test_id: Mapped[int] = mapped_column(ForeignKey("drug_test.id"))
    state: Mapped[HoldState] = mapped_column(enum_column(HoldState, "state"))
    opened_at: Mapped[datetime] = mapped_column(Instant)
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    sample_is: Mapped[SampleIs | None] = mapped_column(enum_column(SampleIs, "sample_is"))
    is_person_told: Mapped[bool | None]


class HoldRule(Record):
    """One rule that what happened met, in its words of that moment; and, once decided, what was decided and why."""

    __tablename__ = "hold_rule"
    __table_args__ = (
        CheckConstraint(
            "(decided_at IS NULL) = (decided_by_id IS NULL) AND (decided_at IS NULL) = (decision IS NULL) AND"
            " (decided_at IS NULL) = (reason IS NULL)",
            name="decided_whole",
        ),
    )

    hold_id: Mapped[int] = mapped_column(ForeignKey("hold.id"), index=True)
    rule: Mapped[str] = mapped_column(String(10))
    message: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(300))
    mark: Mapped[str] = mapped_column(String(20))
    what_happened: Mapped[str] = mapped_column(Text)
    noticed_at: Mapped[datetime] = mapped_column(Instant)
    noticed_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decision: Mapped[HoldDecision | None] = mapped_column(enum_column(HoldDecision, "decision"))
    reason: Mapped[str | None] = mapped_column(Text)
