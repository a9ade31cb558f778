"""An attended assessment and the substances said at it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pathways.engagement.models.correcting import BY_A_ROW, WITH_WHY, one_live
from pathways.store import Instant, Record, enum_column
from pathways.vocabulary import Substance


class Assessment(Record):
    """One attended assessment: what the person says they use, and the needs agreed. Clinical: police never see it."""

    __tablename__ = "assessment"
    __table_args__ = (
        one_live("assessment"),
        CheckConstraint(WITH_WHY, name="superseded_with_why"),
        CheckConstraint(BY_A_ROW, name="superseded_by_a_row"),
        Index("ix_assessment_attended_on", "attended_on", "person_id"),
    )

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    attended_on: Mapped[date]
    assessor_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    uses_substances: Mapped[bool]
    needs_agreed: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    superseded_at: Mapped[datetime | None] = mapped_column(Instant)
    superseded_by_id: Mapped[int | None] = mapped_column(ForeignKey("assessment.id"))
    correction_reason: Mapped[str | None] = mapped_column(String(200))


class AssessedSubstance(Record):
    """One substance declared at an assessment: as many as said, none cut off."""

    __tablename__ = "assessed_substance"
    __table_args__ = (UniqueConstraint("assessment_id", "substance"),)

    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id"))
    substance: Mapped[Substance] = mapped_column(enum_column(Substance, "substance"))
