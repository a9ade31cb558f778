"""What follows a decision: contacts with the victim and with the person, and the outcome code. Rows are only added."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from pathways.disposals.rules import CodeStep, Reached, ReachedBy, VictimAnswer
from pathways.store import Instant, Record, enum_column


class VictimContact(Record):
    """One attempt to reach the victim of an episode's offence, and what came of it (CJA 2003 s23ZA)."""

    __tablename__ = "victim_contact"

    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"), index=True)
    at: Mapped[datetime] = mapped_column(Instant)
    by_what: Mapped[ReachedBy] = mapped_column(enum_column(ReachedBy, "victim_by_what"))
    answer: Mapped[VictimAnswer] = mapped_column(enum_column(VictimAnswer, "victim_answer"))
    remedy: Mapped[str | None] = mapped_column(String(200))
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))


class MonitoringContact(Record):
    """One attempt to reach the person while conditions, actions or an activity run."""

    __tablename__ = "monitoring_contact"

    disposal_id: Mapped[int] = mapped_column(ForeignKey("disposal.id"), index=True)
    at: Mapped[datetime] = mapped_column(Instant)
    by_what: Mapped[ReachedBy] = mapped_column(enum_column(ReachedBy, "contact_by_what"))
    result: Mapped[Reached] = mapped_column(enum_column(Reached, "contact_result"))
    note: Mapped[str | None] = mapped_column(Text)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))


class OutcomeRecord(Record):
    """One line of the history of an outcome code: asked for, accepted, corrected, asked to be removed, removed.

    The force's own system sets the code; this says what was asked of it and what its registrar answered.
    """

    __tablename__ = "outcome_record"
    __table_args__ = (CheckConstraint("step <> 'corrected' OR reason IS NOT NULL", name="corrected_with_why"),)

    disposal_id: Mapped[int] = mapped_column(ForeignKey("disposal.id"), index=True)
    code: Mapped[str] = mapped_column(String(4))
    step: Mapped[CodeStep] = mapped_column(enum_column(CodeStep, "code_step"))
    on: Mapped[date] = mapped_column("dated")
    reason: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Instant)
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
