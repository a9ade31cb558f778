"""What was answered about risks, and the concerns. Where no viewer is asked for, the caller found the episode."""

from pathways.safeguarding.queries.avoiding import avoided_by, may_be_sent_to, services_offered, to_avoid
from pathways.safeguarding.queries.concerns import (
    Waiting,
    concern,
    concerns_of,
    exploitation_of,
    safeguarding_of,
    waiting,
)
from pathways.safeguarding.queries.forces import forces_for
from pathways.safeguarding.queries.risks import answers_on, risk_row_of, risks_of, risks_told

__all__ = [
    "Waiting",
    "answers_on",
    "avoided_by",
    "concern",
    "concerns_of",
    "exploitation_of",
    "forces_for",
    "may_be_sent_to",
    "risk_row_of",
    "risks_of",
    "risks_told",
    "safeguarding_of",
    "services_offered",
    "to_avoid",
    "waiting",
]
