"""A required assessment that went otherwise than the rules say, held for an inspector; with each rule it met."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from pathways.arrest_tests.rules.holds import HoldDecision
from pathways.store import Instant, Record, enum_column

WAITING = text("decided_at IS NULL")


class RequiredOtherwise(Record):
    """What really happened. It is no requirement: `required_assessment_id` is the one that a release made of it.

    `before_id` is the decision that stood until then. `spoken` holds values of `Spoken`. Released without a
    requirement, it binds nobody, and `unenforceable` says by which law.
    """

    __tablename__ = "required_otherwise"
    __table_args__ = (
        Index(
            "uq_required_otherwise_waiting",
            "episode_id",
            unique=True,
            sqlite_where=WAITING,
            postgresql_where=WAITING,
        ),
        CheckConstraint(
            "(decided_at IS NULL) = (decided_by_id IS NULL) AND (decided_at IS NULL) = (decision IS NULL)",
            name="decided_whole",
        ),
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> recorded_by_id", name="decided_by_another"),
        CheckConstraint("imposed_at <= recorded_at", name="required_before_it_was_recorded"),
        CheckConstraint(
            "(initial_at IS NULL) = (service_id IS NULL) AND (initial_at IS NULL) = (initial_place IS NULL)",
            name="timed_whole",
        ),
        CheckConstraint(
            "required_assessment_id IS NULL OR (decision = 'release' AND unenforceable = '')",
            name="a_requirement_by_release",
        ),
        CheckConstraint(
            "(is_person_told IS NOT NULL) = (decision IS NOT NULL AND decision = 'void')", name="voided_with_told"
        ),
    )

    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"), index=True)
    before_id: Mapped[int | None] = mapped_column(ForeignKey("required_assessment.id"))
    imposed_at: Mapped[datetime] = mapped_column(Instant)
    with_follow_up: Mapped[bool]
    initial_at: Mapped[datetime | None] = mapped_column(Instant)
    initial_place: Mapped[str | None] = mapped_column(String(300))
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"))
    spoken: Mapped[list[str]] = mapped_column(JSON)
    notice_served_at: Mapped[datetime | None] = mapped_column(Instant)
    what_happened: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    decision: Mapped[HoldDecision | None] = mapped_column(enum_column(HoldDecision, "decision"))
    is_person_told: Mapped[bool | None]
    unenforceable: Mapped[str] = mapped_column(Text, default="")
    required_assessment_id: Mapped[int | None] = mapped_column(ForeignKey("required_assessment.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class RequiredOtherwiseRule(Record):
    """One rule it met, in its words of that day; and, once decided, the inspector's reason about it."""

    __tablename__ = "required_otherwise_rule"

    required_otherwise_id: Mapped[int] = mapped_column(ForeignKey("required_otherwise.id"), index=True)
    rule: Mapped[str] = mapped_column(String(10))
    message: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(300))
    mark: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str | None] = mapped_column(Text)
