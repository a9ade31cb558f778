"""What the case file decides: what police may see, the six parts of an episode, and the order of the custody board."""

from pathways.casefile.rules.consent import Answered, stretches
from pathways.casefile.rules.sight import (
    MARK,
    SOURCE,
    Column,
    Consent,
    Fact,
    Hidden,
    Kind,
    PoliceView,
    RunningCondition,
    Sight,
    police_may_see,
)

__all__ = [
    "MARK",
    "SOURCE",
    "Answered",
    "Column",
    "Consent",
    "Fact",
    "Hidden",
    "Kind",
    "PoliceView",
    "RunningCondition",
    "Sight",
    "police_may_see",
    "stretches",
]
