"""What an audit event is made of, and its hash. Pure: verifiable with the standard library alone."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

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
