"""The conditions of a disposal, and the actions or the activity of one without conditions."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pathways.disposals.rules import ConditionKind, ConditionStatus, Proof, Reported
from pathways.disposals.rules.conditions import Object
from pathways.store import Instant, Record, enum_column


class Condition(Record):
    """One condition. A service reports; only an officer's acceptance makes it met. `object` follows from the kind."""

    __tablename__ = "disposal_condition"
    __table_args__ = (
        CheckConstraint(
            "(reported_as IS NULL) = (reported_on IS NULL) AND (reported_as IS NULL) = (reported_by_id IS NULL)",
            name="report_whole",
        ),
        CheckConstraint("(accepted_at IS NULL) = (accepted_by_id IS NULL)", name="acceptance_whole"),
        CheckConstraint("(status = 'met') = (accepted_at IS NOT NULL)", name="met_when_accepted"),
    )

    disposal_id: Mapped[int] = mapped_column(ForeignKey("disposal.id"), index=True)
    position: Mapped[int]
    kind: Mapped[ConditionKind] = mapped_column(enum_column(ConditionKind, "condition_kind"))
    object: Mapped[Object] = mapped_column(enum_column(Object, "condition_object"))
    wording: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date]
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"), index=True)
    proof: Mapped[Proof] = mapped_column(enum_column(Proof, "condition_proof"))
    hours: Mapped[int | None]
    amount: Mapped[int | None]
    status: Mapped[ConditionStatus] = mapped_column(
        enum_column(ConditionStatus, "condition_status"), default=ConditionStatus.OPEN
    )
    reported_as: Mapped[Reported | None] = mapped_column(enum_column(Reported, "condition_reported"))
    reported_on: Mapped[date | None]
    reported_at: Mapped[datetime | None] = mapped_column(Instant)
    reported_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    accepted_at: Mapped[datetime | None] = mapped_column(Instant)
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    evidence: Mapped[str | None] = mapped_column(Text)


class ConditionVariation(Record):
    """That one condition took the place of another, in writing (CJA 2003 s23B; recalled). The old one stays."""

    __tablename__ = "condition_variation"
    __table_args__ = (
        UniqueConstraint("condition_id"),
        UniqueConstraint("replaced_by_id"),
        CheckConstraint("condition_id <> replaced_by_id", name="by_another"),
    )

    condition_id: Mapped[int] = mapped_column(ForeignKey("disposal_condition.id"))
    replaced_by_id: Mapped[int] = mapped_column(ForeignKey("disposal_condition.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("disposal_event.id"))
