"""What was told of a clock and to whom, what somebody answered to it, and the days on which a place is closed."""

from pathways.clocks.models import watching
from pathways.clocks.models.told import OPEN, ClockAnswer, Closure, Telling

__all__ = ["OPEN", "ClockAnswer", "Closure", "Telling", "watching"]
