"""What outcomes count as: a step, a missed appointment."""

from collections.abc import Iterable

from pathways.referrals.rules import Outcome, ReferralState, steps

MISSED_IN_A_ROW = 3


def moves(state: ReferralState, outcome: Outcome) -> bool:
    """Whether the outcome is a step of the referral's table from `state`. Later attendances move nothing."""
    return (state, outcome.value) in steps()


def missed_in_a_row(outcomes: Iterable[Outcome | None]) -> int:
    """How many were missed since the last attendance, oldest first. A cancellation by anybody is no missed one."""
    count = 0
    for outcome in outcomes:
        if outcome is Outcome.ATTENDED:
            count = 0
        elif outcome is Outcome.DID_NOT_ATTEND:
            count += 1
    return count
