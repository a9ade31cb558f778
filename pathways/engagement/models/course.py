"""The course of treatment: care plan, structured start, engaged, and the way out."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from pathways.engagement.models.correcting import BY_A_ROW, WITH_WHY, one_live
from pathways.store import Instant, Record

_STANDS = text("undone_at IS NULL")


class CarePlan(Record):
    """The day the care plan was agreed with the person: on the caseload from then."""

    __tablename__ = "care_plan"
    __table_args__ = (
        one_live("care_plan"),
        CheckConstraint(WITH_WHY, name="superseded_with_why"),
        CheckConstraint(BY_A_ROW, name="superseded_by_a_row"),
    )

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    agreed_on: Mapped[date]
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    superseded_at: Mapped[datetime | None] = mapped_column(Instant)
    superseded_by_id: Mapped[int | None] = mapped_column(ForeignKey("care_plan.id"))
    correction_reason: Mapped[str | None] = mapped_column(String(200))


class StructuredStart(Record):
    """The start of structured treatment. `modality` is a code of the dated list `data/modalities.csv`."""

    __tablename__ = "structured_start"
    __table_args__ = (
        one_live("structured_start"),
        CheckConstraint(WITH_WHY, name="superseded_with_why"),
        CheckConstraint(BY_A_ROW, name="superseded_by_a_row"),
    )

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    modality: Mapped[str] = mapped_column(String(10))
    started_on: Mapped[date]
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    superseded_at: Mapped[datetime | None] = mapped_column(Instant)
    superseded_by_id: Mapped[int | None] = mapped_column(ForeignKey("structured_start.id"))
    correction_reason: Mapped[str | None] = mapped_column(String(200))


class Engagement(Record):
    """The day a person engaged, with the definition and version it was recorded under."""

    __tablename__ = "engagement"
    __table_args__ = (
        one_live("engagement"),
        CheckConstraint(WITH_WHY, name="superseded_with_why"),
        CheckConstraint(BY_A_ROW, name="superseded_by_a_row"),
        Index("ix_engagement_person_id", "person_id", "engaged_on"),
    )

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    engaged_on: Mapped[date]
    definition: Mapped[str] = mapped_column(String(40))
    definition_version: Mapped[str] = mapped_column(String(10))
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    superseded_at: Mapped[datetime | None] = mapped_column(Instant)
    superseded_by_id: Mapped[int | None] = mapped_column(ForeignKey("engagement.id"))
    correction_reason: Mapped[str | None] = mapped_column(String(200))


class Exit(Record):
    """How and when the case was closed. `reason` is a code of the dated list `data/endings.csv`.

    Of a case that was re-opened the row stays, undone, and counts as no exit any more.
    """

    __tablename__ = "treatment_exit"
    __table_args__ = (
        Index("uq_treatment_exit_stands", "referral_id", unique=True, sqlite_where=_STANDS, postgresql_where=_STANDS),
    )

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"))
    reason: Mapped[str] = mapped_column(String(10))
    planned: Mapped[bool]
    exited_on: Mapped[date]
    undone_at: Mapped[datetime | None] = mapped_column(Instant)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
