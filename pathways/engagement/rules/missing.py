"""What outcomes count as: a step, a missed appointment, a time when the person was seen.

Left early counts as seen and as neither attended nor missed (decision 0031: design choice).
"""

from collections.abc import Iterable
from datetime import datetime

from pathways.referrals.rules import Outcome, ReferralState, steps

MISSED_IN_A_ROW = 3
SEEN = frozenset({Outcome.ATTENDED, Outcome.LEFT_EARLY})
TIMES = {1: "First", 2: "Second", 3: "Third", 4: "Fourth", 5: "Fifth"}


def moves(state: ReferralState, outcome: Outcome) -> bool:
    """Whether the outcome is a step of the referral's table from `state`. Later attendances move nothing."""
    return (state, outcome.value) in steps()


def missed_in_a_row(outcomes: Iterable[Outcome | None]) -> int:
    """How many were missed since the person was last seen, oldest first. A cancellation by anybody is no missed one."""
    count = 0
    for outcome in outcomes:
        if outcome in SEEN:
            count = 0
        elif outcome is Outcome.DID_NOT_ATTEND:
            count += 1
    return count


def missed_since(meetings: Iterable[tuple[datetime, Outcome | None]], met: Iterable[datetime]) -> int:
    """The same of appointments with their times, where the person may have been met without one since."""
    came = ((at, Outcome.ATTENDED) for at in met)
    return missed_in_a_row(outcome for _, outcome in sorted([*meetings, *came], key=lambda each: each[0]))


def after_missing(count: int, him: str) -> str:
    """What follows from missing `count` in a row, as the page says it before it is saved."""
    if count >= MISSED_IN_A_ROW:
        return f"{TIMES.get(count, f'{count}th')} time in a row: outreach is asked to find {him}."
    said = "" if count < 2 else f"{TIMES[count]} time in a row. "
    return f"{said}At three, or 4 weeks without contact, outreach is asked to find {him}."
