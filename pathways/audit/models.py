"""Chain heads, events, who was shown; what an event is made of, and its hash. The log outlives what it speaks of."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    SQLColumnExpression,
    String,
    Text,
    UniqueConstraint,
    cast,
    literal,
)
from sqlalchemy.orm import Mapped, mapped_column

from pathways.store.base import Instant, Record

# Chain heads, events and who was shown. No foreign keys into other rooms: the log outlives what it speaks of.


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


def key_of_person(person_id: SQLColumnExpression[int]) -> ColumnElement[str]:
    """The key of a person's chain, in a statement that names the person by a column."""
    return literal("person:", String()) + cast(person_id, String())


# What an audit event is made of, and its hash. Pure: verifiable with the standard library alone.


GENESIS = "0" * 64


class EventClass(StrEnum):
    """Those of DPA 2018 s.62 (collection, alteration, consultation, disclosure, combination, erasure), then ours."""

    COLLECTION = "COL"
    ALTERATION = "ALT"
    CONSULTATION = "CON"
    DISCLOSURE = "DIS"
    COMBINATION = "COM"
    ERASURE = "ERA"
    SIGN_IN = "AUT"
    ADMINISTRATION = "ADM"
    SECURITY = "SEC"
    SYSTEM = "SYS"


class Actor(Protocol):
    """Who acts: the signed-in viewer, or the system itself. Read-only, so that a frozen viewer fits."""

    @property
    def user_id(self) -> int | None: ...
    @property
    def role(self) -> str: ...
    @property
    def organisation_id(self) -> int | None: ...
    @property
    def session_id(self) -> int | None: ...
    @property
    def request_id(self) -> str: ...


@dataclass(frozen=True)
class SystemActor:
    """The product itself: commands, the worker, the demonstration."""

    user_id: int | None = None
    role: str = "system"
    organisation_id: int | None = None
    session_id: int | None = None
    request_id: str = ""


SYSTEM = SystemActor()

# What a person's record first gains, as against what changes in it.
_COLLECTED = ("created", "recorded", "given", "refused", "submitted", "scheduled", "offered", "sampled", "raised")


def class_of(action: str) -> EventClass:
    """COL for a first record, DIS for a disclosure, COM for a merge, ALT for any other change."""
    done = action.rsplit(".", 1)[-1]
    if done in ("disclosed", "shared", "downloaded", "printed"):
        return EventClass.DISCLOSURE
    if done in ("merged", "unmerged", "matched"):
        return EventClass.COMBINATION
    return EventClass.COLLECTION if done in _COLLECTED else EventClass.ALTERATION


@dataclass(frozen=True, kw_only=True)
class EventFacts:
    """Everything that the hash of an event covers, beside the hash before it."""

    chain: str
    position: int
    version: int
    at: datetime
    actor_id: int | None
    role: str
    organisation_id: int | None
    session_id: int | None
    request_id: str
    event_class: str
    action: str
    subject_type: str
    subject_id: int | None
    purpose: str
    outcome: str
    payload_commit: str


def payload_text(payload: dict[str, Any]) -> str:
    """The payload as canonical JSON: sorted keys, no spaces, dates and enums as their text."""
    return json.dumps(payload, sort_keys=True, separators=(",", ":"), default=str, ensure_ascii=False)


def commit_to(salt: str, payload: str) -> str:
    """SHA-256 over salt and payload: the payload can be dropped later and the chain still verifies."""
    return hashlib.sha256((salt + payload).encode()).hexdigest()


def hash_of(facts: EventFacts, previous: str) -> str:
    """SHA-256 over the event's facts in canonical JSON and the hash before it."""
    words = {**vars(facts), "at": facts.at.isoformat(timespec="microseconds"), "previous": previous}
    return hashlib.sha256(payload_text(words).encode()).hexdigest()
