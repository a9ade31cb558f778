"""Every time a result was told: for which purpose, to whom, by whom; and where it was told although it might not be."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from pathways.arrest_tests.rules import Purpose
from pathways.arrest_tests.rules.sharing import Recipient
from pathways.arrest_tests.rules.telling import TellingDecision
from pathways.store import Instant, Record, enum_column
from pathways.vocabulary import Known


class ResultShared(Record):
    """One sharing. It carries the result only, and what that was stands on the test.

    `area_notified` is asked of a note on restricting bail, `bail_reason` why it was added against the rule (V-054).
    """

    __tablename__ = "result_shared"
    __table_args__ = (
        CheckConstraint("area_notified IS NULL OR purpose = 's63B7_a'", name="bail_note_for_bail"),
        CheckConstraint("bail_reason IS NULL OR area_notified IS NOT NULL", name="reason_of_a_bail_note"),
    )

    drug_test_id: Mapped[int] = mapped_column(ForeignKey("drug_test.id"), index=True)
    purpose: Mapped[Purpose] = mapped_column(enum_column(Purpose, "purpose"))
    recipient: Mapped[Recipient] = mapped_column(enum_column(Recipient, "recipient"))
    told_to: Mapped[str] = mapped_column(String(200))
    area_notified: Mapped[Known | None] = mapped_column(enum_column(Known, "area_notified"))
    bail_reason: Mapped[str | None] = mapped_column(Text)
    shared_at: Mapped[datetime] = mapped_column(Instant)
    shared_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))


class ToldOutside(Record):
    """A result that was told outside the Act, or from a held record: an information incident, until it is decided.

    `rule` is the first that it met and `message` what all of them said that day. Nothing rests on it.
    """

    __tablename__ = "result_told_outside"
    __table_args__ = (
        CheckConstraint(
            "(decided_at IS NULL) = (decided_by_id IS NULL) AND (decided_at IS NULL) = (decision IS NULL) AND"
            " (decided_at IS NULL) = (reason IS NULL)",
            name="decided_whole",
        ),
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> recorded_by_id", name="decided_by_another"),
        CheckConstraint("told_at <= recorded_at", name="told_before_it_was_recorded"),
    )

    drug_test_id: Mapped[int] = mapped_column(ForeignKey("drug_test.id"), index=True)
    asked_for: Mapped[str] = mapped_column(String(100))
    told_to: Mapped[str] = mapped_column(String(200))
    told_at: Mapped[datetime] = mapped_column(Instant)
    rule: Mapped[str] = mapped_column(String(10))
    message: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(300))
    mark: Mapped[str] = mapped_column(String(20))
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    decision: Mapped[TellingDecision | None] = mapped_column(enum_column(TellingDecision, "decision"))
    reason: Mapped[str | None] = mapped_column(Text)
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
