"""What time does: clocks are read, people are told, steps are taken. And what people say of clocks and closures."""

from pathways.clocks.actions.answering import answer, close_days, open_days
from pathways.clocks.actions.notices import tell_of_notice
from pathways.clocks.actions.reading import lapse, look_over, read

__all__ = ["answer", "close_days", "lapse", "look_over", "open_days", "read", "tell_of_notice"]
