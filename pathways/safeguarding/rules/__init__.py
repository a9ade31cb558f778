"""What safeguarding decides: which risks are still to ask, what a concern must hold, and whether a disposal waits."""

from pathways.safeguarding.rules.avoiding import AvoidFacts, AvoidWhy, avoid_reasons
from pathways.safeguarding.rules.concerns import ConcernFacts, ReviewFacts, concern_reasons, review_reasons
from pathways.safeguarding.rules.exploitation import (
    NOTHING_RAISED,
    Exploitation,
    ReviewStage,
    Safeguarding,
    exploitation,
)
from pathways.safeguarding.rules.forces import ForceFacts, forces_to_tell
from pathways.safeguarding.rules.guidance import HOME, Guidance, healthcare_first, what_to_do
from pathways.safeguarding.rules.risks import RISKS, RiskAnswers, RiskQuestion, RiskTold, merged, told_of_risks
from pathways.safeguarding.rules.words import Agreed, ConcernKind, Passed, Sign

__all__ = [
    "HOME",
    "NOTHING_RAISED",
    "RISKS",
    "Agreed",
    "AvoidFacts",
    "AvoidWhy",
    "ConcernFacts",
    "ConcernKind",
    "Exploitation",
    "ForceFacts",
    "Guidance",
    "Passed",
    "ReviewFacts",
    "ReviewStage",
    "RiskAnswers",
    "RiskQuestion",
    "RiskTold",
    "Safeguarding",
    "Sign",
    "avoid_reasons",
    "concern_reasons",
    "exploitation",
    "forces_to_tell",
    "healthcare_first",
    "merged",
    "review_reasons",
    "told_of_risks",
    "what_to_do",
]
