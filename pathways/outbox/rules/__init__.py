"""The outbox decides: which words, to whom, and when again. Pure."""

from pathways.outbox.rules.retrying import wait_after
from pathways.outbox.rules.states import Failure, Medium, MessageState, Receiver, receiver_of
from pathways.outbox.rules.words import Wording, can_be_written_to, wording, wording_in, wordings

__all__ = [
    "Failure",
    "Medium",
    "MessageState",
    "Receiver",
    "Wording",
    "can_be_written_to",
    "receiver_of",
    "wait_after",
    "wording",
    "wording_in",
    "wordings",
]
