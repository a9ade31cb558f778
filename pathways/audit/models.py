"""Chain heads, events and who was shown. No foreign keys into other rooms: the log outlives what it speaks of."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pathways.store import Instant, Record


class AuditChain(Record):
    """The head of one chain: how long it is, its last hash, and the version that only a change moves."""

    __tablename__ = "audit_chain"
    __table_args__ = (
        UniqueConstraint("key"),
        CheckConstraint("position >= 0 AND version >= 0", name="counts_up"),
    )

    key: Mapped[str] = mapped_column(String(60))
    person_id: Mapped[int | None]
    position: Mapped[int]
    version: Mapped[int]
    head: Mapped[str] = mapped_column(String(64))


class AuditEvent(Record):
    """One event. Rows are only ever added; lawful erasure empties `salt` and `payload` and nothing else."""

    __tablename__ = "audit_event"
    __table_args__ = (
        UniqueConstraint("chain_id", "position"),
        CheckConstraint("(salt IS NULL) = (payload IS NULL)", name="payload_with_salt"),
        Index("ix_audit_event_actor_at", "actor_id", "at"),
    )

    chain_id: Mapped[int] = mapped_column(ForeignKey("audit_chain.id"))
    position: Mapped[int]
    version: Mapped[int]
    at: Mapped[datetime] = mapped_column(Instant)
    actor_id: Mapped[int | None]
    role: Mapped[str] = mapped_column(String(20))
    organisation_id: Mapped[int | None]
    session_id: Mapped[int | None]
    request_id: Mapped[str] = mapped_column(String(40))
    event_class: Mapped[str] = mapped_column(String(3))
    action: Mapped[str] = mapped_column(String(60))
    subject_type: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int | None]
    purpose: Mapped[str] = mapped_column(String(40))
    outcome: Mapped[str] = mapped_column(String(10))
    payload_commit: Mapped[str] = mapped_column(String(64))
    salt: Mapped[str | None] = mapped_column(String(32))
    payload: Mapped[str | None] = mapped_column(Text)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class AuditShown(Record):
    """A person named on a list or search page that an event records: answers "who looked at her"."""

    __tablename__ = "audit_shown"
    __table_args__ = (UniqueConstraint("event_id", "person_id"), Index("ix_audit_shown_person", "person_id"))

    event_id: Mapped[int] = mapped_column(ForeignKey("audit_event.id"))
    person_id: Mapped[int]
