"""What ends a required assessment before it was complied with. NFA, de-arrest, caution and police bail end nothing."""

from datetime import date

from pathways.auth.roles import Rank
from pathways.refusals import Reason
from pathways.vocabulary import Worded


class EndedBy(Worded):
    """Drugs Act 2005 s.17(1) (verified); or the requirement should never have been made."""

    COURT_BAIL = (
        "court_bail_condition",
        "A court imposed a bail condition about drugs",
        "After a charge with the related offence (s.17). An earlier failure stays an offence",
    )
    ERROR = "error", "It was imposed in error", "An inspector or above decides. Any failure file ends with it"


def ending_faults(
    *, why: EndedBy, rank: Rank | None, reason: str, on: date | None, imposed_on: date, today: date
) -> tuple[Reason, ...]:
    """Every reason that it cannot be ended like this."""
    found = []
    if why is EndedBy.ERROR and (rank is None or not rank.at_least(Rank.INSPECTOR)):
        found.append(Reason("An inspector or above decides that it was imposed in error", "why"))
    if not reason.strip():
        found.append(Reason("Enter what happened", "reason"))
    if on is None or not imposed_on <= on <= today:
        found.append(Reason("The date must lie between the requirement and today", "on"))
    return tuple(found)
