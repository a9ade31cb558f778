"""What a message can be: how it goes out, where it stands, why it is tried no more."""

from typing import Final

from pathways.vocabulary import Worded


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
    PERSON = (
        "person",
        "Person’s text",
        "The number is the safe contact on the person’s case. Their keyworker asks for another and corrects it there.",
    )


OF_SERVICES: Final = frozenset({"answer_link", "outcome_link"})
"""The kinds that bring a link to a service whose people have no sign-in."""


def receiver_of(kind: str, medium: Medium) -> Receiver:
    """Whom a message of a kind is for."""
    if medium is Medium.TEXT:
        return Receiver.PERSON
    return Receiver.SERVICE if kind in OF_SERVICES else Receiver.STAFF


class Failure(Worded):
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
