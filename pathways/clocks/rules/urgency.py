"""What makes a referral urgent: somebody speaks to the person on the same or the next day, and is told by telephone.

Source: treatment-and-statistics 2.3 (design choice). The list is data: an area switches a row off or on.
"""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from pathways.safeguarding.rules import RiskAnswers
from pathways.vocabulary import Answer

TABLE = Path(__file__).parent.parent / "data" / "urgent.csv"
YOUNG = 25


@dataclass(frozen=True, kw_only=True)
class UrgencyFacts:
    """What was known when the referral was first sent, on that London date. `leaves_on`: release, planned or real."""

    sent_on: date
    risks: RiskAnswers
    age: int | None = None
    pregnant: Answer | None = None
    leaves_on: date | None = None


def urgent_because(facts: UrgencyFacts) -> tuple[str, ...]:
    """The words of each thing that makes it urgent, in the order of the list; none: it is not."""
    held = {
        "overdose_last_7_days": facts.risks.overdose_last_7_days is Answer.YES,
        "pregnant": facts.pregnant is Answer.YES,
        "suicide_risk": facts.risks.suicide_risk is Answer.YES,
        "release_today": facts.leaves_on == facts.sent_on,
        "under_25": facts.age is not None and facts.age < YOUNG,
    }
    return tuple(label for code, label, applies in _rows() if applies and held[code])


@cache
def _rows() -> tuple[tuple[str, str, bool], ...]:
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return tuple((row["code"], row["label"], row["applies"] == "yes") for row in csv.DictReader(lines))
