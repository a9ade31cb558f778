"""What every way out takes, and what it answers."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Protocol

from pathways.outbox.rules import Medium


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A message as it goes out. `message_id` is the same however often it is tried."""

    medium: Medium
    to: str
    subject: str
    body: str
    message_id: str
    at: datetime


class Answer(Enum):
    """What became of handing a letter over.

    LATER: the server does not have it, try again. UNKNOWN: the connection ended after the last byte may have left.
    """

    TAKEN = "taken"
    LATER = "later"
    NEVER = "never"
    UNKNOWN = "unknown"
    NOT_OURS = "not ours any more"


@dataclass(frozen=True, kw_only=True)
class Result:
    """`code` is a number of the server's or a word of ours, never its own words. `is_down`: the next fares alike."""

    answer: Answer
    code: str = ""
    is_down: bool = False


class Unreachable(Exception):
    """The server cannot be asked now. The message is a code, never the server's words."""


class Sending(Protocol):
    """An open way out."""

    def send(self, letter: Letter, may_hand_over: Callable[[], bool]) -> Result:
        """Hand a letter over.

        `may_hand_over` is asked just before the server can have it whole, and records that; where it says no, the
        letter goes nowhere.
        """


class Channel(Protocol):
    """A way out. `media` are the kinds of message it takes."""

    @property
    def media(self) -> frozenset[Medium]: ...

    @property
    def can_be_asked(self) -> bool:
        """Whether the server can say if it has a message."""

    def sending(self) -> AbstractContextManager[Sending]: ...

    def was_taken(self, message_id: str) -> bool:
        """Whether the server has this message already. Only where it can be asked. Raises Unreachable."""
