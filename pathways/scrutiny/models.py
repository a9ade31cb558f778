"""Rounds of scrutiny: who sits, which cases were drawn from whom, what was hidden, scored, found and learned.

A round is moved on only by an update that names the state it must still have. Scores and links are added and never
changed. `pack` is what was released, redacted, word for word: nothing that was hidden is in it.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pathways.scrutiny.rules.rounds import LinkWhy, RoundState, Score
from pathways.store.base import Instant, Record, enum_column


class ScrutinyRound(Record):
    """One sitting of a panel. `population` and `seed` give the same sample again; `method` names the way of drawing."""

    __tablename__ = "scrutiny_round"
    __table_args__ = (
        CheckConstraint("to_on >= from_on", name="ends_after_it_starts"),
        CheckConstraint("asked_size > 0", name="asks_for_some"),
        CheckConstraint("(released_at IS NULL) = (released_by_id IS NULL)", name="released_whole"),
        CheckConstraint("(closed_at IS NULL) = (closed_by_id IS NULL)", name="closed_whole"),
        CheckConstraint("(state = 'drawn') = (released_at IS NULL)", name="released_once_drawn"),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_last"),
        CheckConstraint("(released_at IS NULL) = (pack_sha256 IS NULL)", name="released_with_its_hash"),
        Index("ix_scrutiny_round_organisation_id", "organisation_id"),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    from_on: Mapped[date]
    to_on: Mapped[date]
    asked_size: Mapped[int]
    seed: Mapped[int]
    method: Mapped[str] = mapped_column(String(20))
    population: Mapped[list[dict[str, Any]]] = mapped_column(JSON, deferred=True)
    population_size: Mapped[int]
    population_sha256: Mapped[str] = mapped_column(String(64))
    state: Mapped[RoundState] = mapped_column(enum_column(RoundState, "state"))
    opened_at: Mapped[datetime] = mapped_column(Instant)
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    released_at: Mapped[datetime | None] = mapped_column(Instant)
    released_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    pack_sha256: Mapped[str | None] = mapped_column(String(64))
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class ScrutinyMember(Record):
    """Somebody who sits on a round."""

    __tablename__ = "scrutiny_member"
    __table_args__ = (UniqueConstraint("round_id", "user_id"),)

    round_id: Mapped[int] = mapped_column(ForeignKey("scrutiny_round.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)


class ScrutinyCase(Record):
    """One case of a round: its number in the pack, what was released of it, and what the panel found."""

    __tablename__ = "scrutiny_case"
    __table_args__ = (
        UniqueConstraint("round_id", "number"),
        UniqueConstraint("round_id", "disposal_id"),
        CheckConstraint("number >= 1", name="numbered_from_one"),
        CheckConstraint(
            "(finding IS NULL) = (found_at IS NULL) AND (finding IS NULL) = (found_by_id IS NULL)", name="found_whole"
        ),
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("scrutiny_round.id"))
    number: Mapped[int]
    disposal_id: Mapped[int] = mapped_column(ForeignKey("disposal.id"), index=True)
    is_always_in: Mapped[bool]
    pack: Mapped[list[Any] | None] = mapped_column(JSON)
    finding: Mapped[Score | None] = mapped_column(enum_column(Score, "finding"))
    finding_words: Mapped[str | None] = mapped_column(Text)
    found_at: Mapped[datetime | None] = mapped_column(Instant)
    found_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class ScrutinyHidden(Record):
    """Further words that the organiser hides in one case, because the redaction could not know them."""

    __tablename__ = "scrutiny_hidden"
    __table_args__ = (UniqueConstraint("case_id", "words"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("scrutiny_case.id"))
    words: Mapped[str] = mapped_column(String(200))
    hidden_at: Mapped[datetime] = mapped_column(Instant)
    hidden_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))


class ScrutinyLink(Record):
    """A member who stands aside from a case: they no longer read it, and their score of it does not count."""

    __tablename__ = "scrutiny_link"
    __table_args__ = (UniqueConstraint("case_id", "user_id"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("scrutiny_case.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    why: Mapped[LinkWhy] = mapped_column(enum_column(LinkWhy, "why"))
    note: Mapped[str | None] = mapped_column(Text)
    declared_at: Mapped[datetime] = mapped_column(Instant)


class ScrutinyScore(Record):
    """What one member thinks of one case. It is given once."""

    __tablename__ = "scrutiny_score"
    __table_args__ = (
        UniqueConstraint("case_id", "user_id"),
        CheckConstraint("score = 'consistent' OR observations IS NOT NULL", name="words_where_needed"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("scrutiny_case.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    score: Mapped[Score] = mapped_column(enum_column(Score, "score"))
    observations: Mapped[str | None] = mapped_column(Text)
    scored_at: Mapped[datetime] = mapped_column(Instant)


class ScrutinyLearning(Record):
    """Something the force does because of a round: who, by when, and when it was done."""

    __tablename__ = "scrutiny_learning"
    __table_args__ = (
        CheckConstraint(
            "(done_on IS NULL) = (done_at IS NULL) AND (done_on IS NULL) = (done_by_id IS NULL)", name="done_whole"
        ),
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("scrutiny_round.id"), index=True)
    what: Mapped[str] = mapped_column(Text)
    owner: Mapped[str] = mapped_column(String(120))
    due_on: Mapped[date]
    added_at: Mapped[datetime] = mapped_column(Instant)
    added_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    done_on: Mapped[date | None]
    done_words: Mapped[str | None] = mapped_column(Text)
    done_at: Mapped[datetime | None] = mapped_column(Instant)
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
