"""The ways out of the house: SMTP, and GOV.UK Notify where a key is given. In the demonstration a folder."""

from pathways.outbox.channels.folder import Kept, kept_in
from pathways.outbox.channels.settings import Settings, can_send, channels_of, settings_of
from pathways.outbox.channels.way import Answer, Channel, Letter, Result, Sending, Unreachable

__all__ = [
    "Answer",
    "Channel",
    "Kept",
    "Letter",
    "Result",
    "Sending",
    "Settings",
    "Unreachable",
    "can_send",
    "channels_of",
    "kept_in",
    "settings_of",
]
