"""What a process judged and need not judge again: what it rests on, and until when it stands.

Nothing of it is a row: whatever is forgotten is judged anew (docs/decisions/0084, 0085).
"""

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Engine

from pathways.store.base import db

Judged = TypeVar("Judged")


@dataclass(frozen=True, kw_only=True, slots=True)
class Judgement(Generic[Judged]):
    """What was judged of a record. It stands until a moment (None: for good) while what it rests on stays the same;
    where that is not known (None) it is not kept."""

    judged: Judged
    rests_on: Hashable
    judged_at: datetime
    until: datetime | None


@dataclass
class Memory(Generic[Judged]):
    """What was judged last, by record, of one database: so many records at most."""

    most: int
    of: dict[Hashable, Judgement[Judged]] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def recall(self, key: Hashable, rests_on: Hashable, now: datetime) -> Judged | None:
        """What was judged of it, where nothing that it rests on has changed and it still stands at `now`."""
        last = self.of.get(key)
        if last is None or rests_on is None or last.rests_on != rests_on or now < last.judged_at:
            return None
        return last.judged if last.until is None or now < last.until else None

    def keep(self, key: Hashable, judgement: Judgement[Judged]) -> None:
        """Keep it as the latest; the oldest is forgotten."""
        if judgement.rests_on is None:
            return
        with self.lock:
            self.of.pop(key, None)
            self.of[key] = judgement
            if len(self.of) > self.most:
                del self.of[next(iter(self.of))]


class Remembered(Generic[Judged]):
    """What this process judged, of each database that it asked."""

    def __init__(self, *, most: int) -> None:
        self._most = most
        self._by_engine: WeakKeyDictionary[Engine, Memory[Judged]] = WeakKeyDictionary()

    def here(self) -> Memory[Judged]:
        """What it judged of the database that is asked."""
        return self._by_engine.setdefault(db.engine, Memory(self._most))
