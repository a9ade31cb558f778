"""What ends a required assessment before it was complied with. NFA, de-arrest, caution and police bail end nothing."""

from datetime import date
from typing import Final

from pathways.arrest_tests.rules.moments import day_in_words
from pathways.auth.roles import Rank
from pathways.refusals import Reason
from pathways.vocabulary import Worded

LONGEST_REASON: Final = 300
"""So that it stands whole beside what it was and the day."""


class EndedBy(Worded):
    """Drugs Act 2005 s.17(1) (verified); or the requirement should never have been made."""

    COURT_BAIL = (
        "court_bail_condition",
        "A court imposed a bail condition about drugs",
        "After a charge with the related offence (s.17). An earlier failure stays an offence",
    )
    ERROR = "error", "It was imposed in error", "An inspector or above decides. Any failure file ends with it"


def why_ended(why: EndedBy, *, on: date | None, reason: str) -> str:
    """How the record says why a requirement ended: what it was, on which day, and in whose words."""
    day = f", {day_in_words(on)}" if on else ""
    return f"{why.label}{day}: {reason.strip()}"


def ending_faults(
    *, why: EndedBy, rank: Rank | None, reason: str, on: date | None, imposed_on: date, today: date
) -> tuple[Reason, ...]:
    """Every reason that it cannot be ended like this."""
    found = []
    if why is EndedBy.ERROR and (rank is None or not rank.at_least(Rank.INSPECTOR)):
        found.append(Reason("An inspector or above decides that it was imposed in error", "why"))
    if not reason.strip():
        found.append(Reason("Enter what happened", "reason"))
    elif len(reason.strip()) > LONGEST_REASON:
        found.append(Reason(f"Keep what happened to {LONGEST_REASON} characters", "reason"))
    if on is None or not imposed_on <= on <= today:
        found.append(Reason("The date must lie between the requirement and today", "on"))
    return tuple(found)
