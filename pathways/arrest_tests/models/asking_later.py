"""Why a sample was not asked for yet, and when somebody looks again."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from pathways.arrest_tests.rules.asking_later import LaterFacts, WhyLater
from pathways.store import Instant, Record, enum_column


class AskLater(Record):
    """A reminder to ask again. The latest stands until somebody asks: then the test has its own row."""

    __tablename__ = "ask_later"
    __table_args__ = (
        CheckConstraint("ask_again_at > recorded_at", name="asked_again_later"),
        CheckConstraint("why <> 'other' OR note IS NOT NULL", name="other_in_own_words"),
    )

    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"), index=True)
    why: Mapped[WhyLater] = mapped_column(enum_column(WhyLater, "why_later"))
    note: Mapped[str | None] = mapped_column(Text)
    ask_again_at: Mapped[datetime] = mapped_column(Instant)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))

    @property
    def words(self) -> str:
        """The reason as a list says it."""
        return LaterFacts(why=self.why, ask_again_at=self.ask_again_at, note=self.note or "").words
