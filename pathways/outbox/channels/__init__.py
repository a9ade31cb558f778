"""The ways out of the house: SMTP, and GOV.UK Notify where a key is given."""

from pathways.outbox.channels.settings import Settings, channels_of, settings_of
from pathways.outbox.channels.way import Answer, Channel, Letter, Result, Sending, Unreachable

__all__ = ["Answer", "Channel", "Letter", "Result", "Sending", "Settings", "Unreachable", "channels_of", "settings_of"]
