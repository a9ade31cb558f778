"""TOP scores: numbers by their columns, never the questionnaire. The provider's own; police never see one."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from pathways.engagement.models.correcting import BY_A_ROW, WITH_WHY, one_live
from pathways.engagement.rules import TopStage, top_items
from pathways.store import Instant, Record, enum_column


class TopScores(Record):
    """One set of scores. An item that the person declined is empty. A later row of the same day corrects it."""

    __tablename__ = "top_scores"
    __table_args__ = (
        one_live("top_scores", "referral_id", "stage", "taken_on"),
        CheckConstraint(WITH_WHY, name="superseded_with_why"),
        CheckConstraint(BY_A_ROW, name="superseded_by_a_row"),
        *(CheckConstraint(f"{one.column} BETWEEN 0 AND {one.most}", name=one.column) for one in top_items()),
    )

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    stage: Mapped[TopStage] = mapped_column(enum_column(TopStage, "stage"))
    taken_on: Mapped[date]
    alcohol_days: Mapped[int | None]
    opiates_days: Mapped[int | None]
    crack_days: Mapped[int | None]
    cocaine_days: Mapped[int | None]
    amphetamines_days: Mapped[int | None]
    cannabis_days: Mapped[int | None]
    other_drug_days: Mapped[int | None]
    injected_days: Mapped[int | None]
    shared: Mapped[int | None]
    shop_theft_days: Mapped[int | None]
    selling_days: Mapped[int | None]
    other_theft: Mapped[int | None]
    assault: Mapped[int | None]
    psychological: Mapped[int | None]
    physical: Mapped[int | None]
    quality_of_life: Mapped[int | None]
    work_days: Mapped[int | None]
    education_days: Mapped[int | None]
    acute_housing_problem: Mapped[int | None]
    at_risk_of_eviction: Mapped[int | None]
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    superseded_at: Mapped[datetime | None] = mapped_column(Instant)
    superseded_by_id: Mapped[int | None] = mapped_column(ForeignKey("top_scores.id"))
    correction_reason: Mapped[str | None] = mapped_column(String(200))
