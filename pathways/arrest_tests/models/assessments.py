"""Required assessments. Time and place are those that stand: `changes` keeps what stood before."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from pathways.arrest_tests.models.live import one_live, superseded_when_named
from pathways.arrest_tests.rules import AssessmentDecision
from pathways.store import Instant, Record, enum_column


class RequiredAssessment(Record):
    """An initial and a follow-up assessment required together, or why not (Drugs Act 2005 ss.9 to 11).

    Whether the person attended is not here: that belongs to the service (s.15). `booking` counts the appointments: one
    more each time another was booked after good cause.
    """

    __tablename__ = "required_assessment"
    __table_args__ = (
        one_live("uq_required_assessment_live", "episode_id"),
        superseded_when_named(),
        CheckConstraint("(decision = 'imposed') = (imposed_at IS NOT NULL)", name="imposed_with_its_time"),
        CheckConstraint(
            "(decision = 'imposed') = (initial_at IS NOT NULL) AND"
            " (decision = 'imposed') = (initial_place IS NOT NULL) AND"
            " (decision = 'imposed') = (service_id IS NOT NULL)",
            name="imposed_with_time_and_place",
        ),
        CheckConstraint("(decision = 'not_imposed') = (not_imposed_reason IS NOT NULL)", name="not_imposed_with_why"),
        CheckConstraint("initial_at IS NULL OR initial_at > imposed_at", name="initial_lies_ahead"),
        CheckConstraint(
            "(notice_served_at IS NULL) = (notice_sha256 IS NULL) AND"
            " (notice_served_at IS NULL) = (notice_served_by_id IS NULL) AND"
            " (notice_served_at IS NULL) = (words_version IS NULL)",
            name="notice_served_whole",
        ),
        CheckConstraint(
            "notice_served_at IS NULL OR (imposed_at IS NOT NULL AND notice_served_at >= imposed_at)",
            name="notice_after_requirement",
        ),
    )

    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"), index=True)
    drug_test_id: Mapped[int] = mapped_column(ForeignKey("drug_test.id"), index=True)
    decision: Mapped[AssessmentDecision] = mapped_column(enum_column(AssessmentDecision, "decision"))
    not_imposed_reason: Mapped[str | None] = mapped_column(Text)
    imposed_at: Mapped[datetime | None] = mapped_column(Instant)
    initial_at: Mapped[datetime | None] = mapped_column(Instant)
    initial_place: Mapped[str | None] = mapped_column(String(300))
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"), index=True)
    booking: Mapped[int] = mapped_column(default=1)
    words_version: Mapped[str | None] = mapped_column(String(40))
    notice_served_at: Mapped[datetime | None] = mapped_column(Instant)
    notice_served_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    notice_sha256: Mapped[str | None] = mapped_column(String(64))
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    superseded_at: Mapped[datetime | None] = mapped_column(Instant)
    superseded_by_id: Mapped[int | None] = mapped_column(ForeignKey("required_assessment.id"))
    correction_reason: Mapped[str | None] = mapped_column(String(400))
