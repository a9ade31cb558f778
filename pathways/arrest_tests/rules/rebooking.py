"""Another appointment after good cause was accepted, by a further written notice (Drugs Act 2005 s.11(8), s.13(8)).

Whether s.11(8) reaches an appointment that was missed is a question for counsel; the requirement must still be live.
"""

from dataclasses import dataclass
from typing import Final

from pathways.arrest_tests.rules.deciding_failures import FailureKind
from pathways.arrest_tests.rules.standing import use_faults
from pathways.refusals import Reason

AT_THE_INITIAL: Final = frozenset({FailureKind.INITIAL_ATTEND, FailureKind.INITIAL_REMAIN})
AT_THE_FOLLOW_UP: Final = frozenset({FailureKind.FOLLOW_UP_ATTEND, FailureKind.FOLLOW_UP_REMAIN})
THE_SERVICE_BOOKS: Final = (
    "The person came and left early. The service books another time: it alone knows whether a follow-up was told"
)
FOLLOW_UP_STANDS: Final = "A follow-up was told before the person left, so that one is next: record what happens there"


@dataclass(frozen=True, kw_only=True)
class RebookingFacts:
    """Whoever would book, and the failure at the appointment that stands for which good cause was accepted.

    `is_follow_up_told` is known to the service alone (s.15); `is_test_held` is of the test that it rests on.
    """

    failed: FailureKind | None
    is_assessor: bool
    is_follow_up_told: bool = False
    is_test_held: bool = False


def rebooking_faults(facts: RebookingFacts) -> tuple[Reason, ...]:
    """Every reason that no other time may be booked after the one on the notice has passed."""
    if facts.failed is None:
        return (Reason("The time on the notice has passed, so it can no longer be changed"),)
    found = [one.as_reason() for one in use_faults(is_held=facts.is_test_held)]
    if facts.failed is FailureKind.INITIAL_REMAIN:
        if not facts.is_assessor:
            found.append(Reason(THE_SERVICE_BOOKS))
        elif facts.is_follow_up_told:
            found.append(Reason(FOLLOW_UP_STANDS))
    return tuple(found)
