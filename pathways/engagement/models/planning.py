"""What the care plan holds: goals, interventions with their dates, reviews. Clinical: police never see it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from pathways.engagement.rules import GoalState
from pathways.store import Instant, Record, enum_column


class Goal(Record):
    """One goal agreed with the person: who does what, by when. It is closed as done or dropped, once."""

    __tablename__ = "goal"
    __table_args__ = (
        CheckConstraint(
            "(state = 'agreed') = (closed_on IS NULL) AND (closed_on IS NULL) = (closed_by_id IS NULL)",
            name="closed_with_when_and_by_whom",
        ),
    )

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    goal: Mapped[str] = mapped_column(String(300))
    who: Mapped[str] = mapped_column(String(120))
    does: Mapped[str] = mapped_column(String(300))
    by_on: Mapped[date]
    state: Mapped[GoalState] = mapped_column(enum_column(GoalState, "state"), default=GoalState.AGREED)
    closed_on: Mapped[date | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))


class Intervention(Record):
    """One intervention with its dates. `modality` is a code of `data/modalities.csv`, `exit_status` of `exit_statuses`.

    The one with which structured treatment started stands here too: a correction of the start corrects it. One that
    ended with its case has no status where the national list names none (prison).
    """

    __tablename__ = "intervention"
    __table_args__ = (
        CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="ended_after_it_started"),
        CheckConstraint("(ended_on IS NULL) = (ended_by_id IS NULL)", name="ended_by_whom"),
        CheckConstraint("exit_status IS NULL OR ended_on IS NOT NULL", name="status_of_what_ended"),
    )

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    modality: Mapped[str] = mapped_column(String(10))
    started_on: Mapped[date]
    is_start: Mapped[bool] = mapped_column(default=False)
    ended_on: Mapped[date | None]
    exit_status: Mapped[str | None] = mapped_column(String(10))
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))


class PlanReview(Record):
    """A review of the care plan with the person: the first is due 12 weeks after the start."""

    __tablename__ = "plan_review"
    __table_args__ = (CheckConstraint("next_on IS NULL OR next_on > reviewed_on", name="next_comes_later"),)

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    reviewed_on: Mapped[date]
    summary: Mapped[str] = mapped_column(Text)
    next_on: Mapped[date | None]
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
