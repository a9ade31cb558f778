"""What a message can be: how it goes out, where it stands, why it is tried no more."""

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


class Failure(Worded):
    """Why a message is dead. Nothing that a server said is kept but its code: its words may repeat an address."""

    NO_ADDRESS = (
        "no_address",
        "The address cannot be written to",
        "Correct the address where it is kept. This message stays unsent.",
    )
    REFUSED = "refused", "The server refused it for good", "Ask the service for an address that takes mail."
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
