"""Reads of cases, caseload and the day, scoped to the viewer's own provider."""

from pathways.engagement.queries.cases import (
    Case,
    appointment,
    appointments_of,
    case,
    case_of,
    condition,
    conditions_for,
    episode_of,
    feedback_answer,
    required_outcomes,
    with_us,
)
from pathways.engagement.queries.lists import CaseRow, TodayRow, caseload, died_among, today

__all__ = [
    "Case",
    "CaseRow",
    "TodayRow",
    "appointment",
    "appointments_of",
    "case",
    "case_of",
    "caseload",
    "condition",
    "conditions_for",
    "died_among",
    "episode_of",
    "feedback_answer",
    "required_outcomes",
    "today",
    "with_us",
]
