"""The door to the custody desk: a reported failure opens a decision there, a corrected report takes it back.

Police are told that, and nothing else (Drugs Act 2005 s.12(2), s.14(2)).
"""

from datetime import datetime
from typing import Final

from pathways.arrest_tests import actions as arrest_tests
from pathways.arrest_tests.models import RequiredAssessment
from pathways.arrest_tests.rules.deciding_failures import FailureKind
from pathways.engagement.rules import RequiredOutcome

Kinds = dict[RequiredOutcome, FailureKind]
INITIAL: Final[Kinds] = {
    RequiredOutcome.FAILED_TO_ATTEND: FailureKind.INITIAL_ATTEND,
    RequiredOutcome.FAILED_TO_REMAIN: FailureKind.INITIAL_REMAIN,
}
FOLLOW_UP: Final[Kinds] = {
    RequiredOutcome.FAILED_TO_ATTEND: FailureKind.FOLLOW_UP_ATTEND,
    RequiredOutcome.FAILED_TO_REMAIN: FailureKind.FOLLOW_UP_REMAIN,
}


def follow(required: RequiredAssessment, outcome: RequiredOutcome, at: datetime, kinds: Kinds) -> None:
    """What stands is reported: an earlier report of the same assessment is taken back, a failure opened."""
    arrest_tests.take_back_failure(required_id=required.id, kinds=tuple(kinds.values()))
    if outcome in kinds:
        arrest_tests.open_failure(
            episode_id=required.episode_id, kind=kinds[outcome], failed_at=at, required_id=required.id
        )
