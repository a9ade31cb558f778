"""The ways out of the house: SMTP, and GOV.UK Notify where a key is given. In the demonstration a folder."""

from pathways.outbox.channels.folder import Kept, kept_in
from pathways.outbox.channels.settings import Settings, channels_of, settings_of, texts_leave
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
    "channels_of",
    "kept_in",
    "settings_of",
    "texts_leave",
]
