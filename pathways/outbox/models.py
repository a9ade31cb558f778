"""What is to be sent, and who is at work sending it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from pathways.outbox.rules import DeliveryFailure, Medium, MessageState
from pathways.store.base import Instant, Record, enum_column


class WorkerBeat(Record):
    """A worker's process and when it was last at work. Its row goes when it stops; one that was killed leaves it."""

    __tablename__ = "worker_beat"

    worker: Mapped[str] = mapped_column(String(80))
    started_at: Mapped[datetime] = mapped_column(Instant)
    beat_at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (
        UniqueConstraint("worker"),
        CheckConstraint("beat_at >= started_at", name="beats_after_its_start"),
    )


TO_DO = "state IN ('queued', 'leased')"
"""The messages that a worker looks at, word for word as in the partial index: SQLite uses it for no other words."""


class Message(Record):
    """One message. `link` is a path of ours, in which `{secret}` stands for a token that is made when it is sent.

    `due_at` is when a worker looks at it next: of a leased one the moment its lease ends. `message_id` is fixed here,
    so that a server which gets a message twice can tell. `handed_at` stands from just before a server is given the
    whole message until what it answered is recorded: a message found with it, and nobody at work, may have gone out.
    """

    __tablename__ = "message"

    kind: Mapped[str] = mapped_column(String(40))
    kind_version: Mapped[int]
    medium: Mapped[Medium] = mapped_column(enum_column(Medium, "medium"))
    address: Mapped[str] = mapped_column(String(254))
    reference: Mapped[str] = mapped_column(String(40))
    link: Mapped[str] = mapped_column(String(300))
    secret_of: Mapped[str] = mapped_column(String(64))
    key: Mapped[str] = mapped_column(String(120))
    message_id: Mapped[str] = mapped_column(String(64))
    about_person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    queued_at: Mapped[datetime] = mapped_column(Instant)
    state: Mapped[MessageState] = mapped_column(enum_column(MessageState, "state"))
    due_at: Mapped[datetime] = mapped_column(Instant)
    attempts: Mapped[int] = mapped_column(default=0)
    leased_by: Mapped[str | None] = mapped_column(String(80))
    handed_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    failure: Mapped[DeliveryFailure | None] = mapped_column(enum_column(DeliveryFailure, "failure"))
    answered: Mapped[str] = mapped_column(String(40), default="")

    __table_args__ = (
        UniqueConstraint("key"),
        UniqueConstraint("message_id"),
        CheckConstraint("(state = 'leased') = (leased_by IS NOT NULL)", name="leased_by_a_worker"),
        CheckConstraint("(state IN ('queued', 'leased')) = (ended_at IS NULL)", name="ended_when_nothing_is_to_do"),
        CheckConstraint("(state = 'dead') = (failure IS NOT NULL)", name="dead_of_something"),
        CheckConstraint("attempts >= 0", name="attempts_not_negative"),
        Index("ix_message_to_do", "due_at", "id", sqlite_where=text(TO_DO), postgresql_where=text(TO_DO)),
        Index("ix_message_state_ended_at", "state", "ended_at", "id"),
    )
