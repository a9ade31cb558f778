"""The words of a message and who can be written to, what it can be, and when it is tried again."""

import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cache
from pathlib import Path
from typing import Final

from pathways.tables import records_of, rows_of
from pathways.vocabulary import Mark, Worded

# When a message that failed is tried again: a fixed schedule, kept as data (design choice).


WAITS = Path(__file__).parent / "data" / "retry_waits.csv"


def wait_after(attempts: int) -> timedelta | None:
    """How long a message rests after so many attempts that failed; None when it is tried no more.

    A row holds until the next one, so a server that is down for a day is tried every two hours until it is back.
    """
    minutes = [wait for after, wait in _waits() if after <= attempts][-1]
    return None if minutes is None else timedelta(minutes=minutes)


@cache
def _waits() -> tuple[tuple[int, int | None], ...]:
    return tuple(
        (int(row["after_attempt"]), int(row["wait_minutes"]) if row["wait_minutes"] else None) for row in rows_of(WAITS)
    )


# What a message can be: how it goes out, where it stands, why it is tried no more.


class Medium(Worded):
    """How a message goes out."""

    EMAIL = "email", "E-mail"
    TEXT = "text", "Text message"


class MessageState(Worded):
    """Where a message stands. Leased: a worker has it, until `due_at`. Dead: it is tried no more by itself."""

    QUEUED = "queued", "Waits to be sent"
    LEASED = "leased", "Being sent"
    SENT = "sent", "Sent"
    DEAD = "dead", "Not sent"
    SUPPRESSED = "suppressed", "Not sent: taken back, not right any more, or the person has died"


class Receiver(Worded):
    """Whom a message is for, never who. The hint: where their address is kept, and who corrects it."""

    STAFF = (
        "staff",
        "Member of staff",
        "The address is their sign-in name under People and roles, with the ending of their organisation under "
        "Organisations and places. An administrator corrects the ending; a sign-in name never changes: invite the "
        "person with the right one and disable the wrong one.",
    )
    SERVICE = (
        "service",
        "Service",
        "The address is kept in the service directory, under “How this service answers”. An administrator enters "
        "another, and a second person approves it.",
    )
    WITNESS = (
        "witness",
        "Who keeps the Board’s minutes",
        "The address is kept in the setting BOARD_WITNESS. Whoever runs Pathways corrects it; it holds for what is "
        "recorded then.",
    )
    PERSON = (
        "person",
        "Person’s text",
        "The number is the safe contact on the person’s case. Their keyworker asks for another and corrects it there.",
    )


OF_SERVICES: Final = frozenset({"answer_link", "outcome_link"})
"""The kinds that bring a link to a service whose people have no sign-in."""

TO_THE_WITNESS: Final = frozenset({"board_shown", "board_confirmed", "board_turned_down", "board_receipt"})
"""The kinds that bring a digest of the log to somebody outside, who keeps it."""


def receiver_of(kind: str, medium: Medium) -> Receiver:
    """Whom a message of a kind is for."""
    if medium is Medium.TEXT:
        return Receiver.PERSON
    if kind in TO_THE_WITNESS:
        return Receiver.WITNESS
    return Receiver.SERVICE if kind in OF_SERVICES else Receiver.STAFF


class DeliveryFailure(Worded):
    """Why a message is dead. Nothing that a server said is kept but its code: its words may repeat an address."""

    NO_ADDRESS = (
        "no_address",
        "The address cannot be written to",
        "Correct the address where it is kept; what is written next goes there. This message stays unsent.",
    )
    REFUSED = (
        "refused",
        "The server refused it for good",
        "Ask whom it goes to for an address that takes mail, and correct it where it is kept.",
    )
    GAVE_UP = (
        "gave_up",
        "Tried for two days without an answer",
        "Check the mail server, or in the demonstration that the folder can be written to. Then send it again.",
    )
    UNKNOWN = (
        "unknown",
        "It may have arrived",
        "The connection ended while it was handed over. Sent again, it may come twice.",
    )


# The words of a message, and who can be written to.
#
# Bodies hold a link and a reference and nothing of a person (design choice). The words are data with versions: a
# changed text is a new row, so that what was sent can be read back as it was.


DATA = Path(__file__).parent / "data"
LONGEST_ADDRESS = 254
_EMAIL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
_PHONE = re.compile(r"\+?[0-9]{10,15}")


@dataclass(frozen=True, kw_only=True)
class MessageWording:
    """The text of one kind of message in one version. `called` is its name as an administrator reads it.

    `day_before_at` is the London hour at which it goes out on the day before what it reminds of; None: it reminds of
    nothing.
    """

    code: str
    version: int
    from_on: date
    medium: Medium
    called: str
    day_before_at: time | None = None
    subject: str = ""
    body: str
    mark: Mark

    def subject_of(self, reference: str, **more: str) -> str:
        return _filled(self.subject, reference=reference, **more)

    def body_of(self, reference: str, link: str, **more: str) -> str:
        """`more` is what else the words have room for: of a link to sign in, where and as what."""
        return _filled(self.body, reference=reference, link=link, **more)


def _filled(words: str, **parts: str) -> str:
    """Words with their parts in place; what a part itself holds is left as it is."""
    return re.sub(r"{(\w+)}", lambda room: parts.get(room[1], room[0]), words)


def wording(code: str, on: date) -> MessageWording:
    """The text of a kind that is in use on a day. Raises LookupError for a kind that is not in the table."""
    known = [wording for wording in wordings() if wording.code == code and wording.from_on <= on]
    if not known:
        raise LookupError(f"{code} is not in outbox/data/words_and_hours_of_messages.csv")
    return max(known, key=lambda wording: (wording.from_on, wording.version))


def wording_in(code: str, version: int) -> MessageWording:
    """The text of a kind in one version. Raises LookupError."""
    for wording in wordings():
        if (wording.code, wording.version) == (code, version):
            return wording
    raise LookupError(f"{code} has no version {version}")


@cache
def wordings() -> tuple[MessageWording, ...]:
    """Every row of `data/words_and_hours_of_messages.csv`. Raises BadTable."""
    return records_of(DATA / "words_and_hours_of_messages.csv", MessageWording)


def can_be_written_to(medium: Medium, address: str) -> bool:
    """Whether an address is one: nothing in it can end a header or name a second receiver."""
    if medium is Medium.TEXT:
        return _PHONE.fullmatch(address.replace(" ", "")) is not None
    return len(address) <= LONGEST_ADDRESS and _EMAIL.fullmatch(address) is not None
