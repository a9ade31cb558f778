"""The door to the custody desk: a reported failure opens a decision there, a corrected report takes it back.

Police are told that, and nothing else (Drugs Act 2005 s.12(2), s.14(2)).
"""

from datetime import datetime
from typing import Final

from pathways import clock
from pathways.arrest_tests import actions as arrest_tests
from pathways.arrest_tests.models import RequiredAssessment
from pathways.arrest_tests.queries import deciding_test, is_held
from pathways.arrest_tests.rules.deciding_failures import FailureKind
from pathways.engagement.actions.moving import refuse
from pathways.engagement.queries import Expected
from pathways.engagement.rules import RequiredFacts, RequiredOutcome, bars_to_required_outcome

Kinds = dict[RequiredOutcome, FailureKind]
INITIAL: Final[Kinds] = {
    RequiredOutcome.FAILED_TO_ATTEND: FailureKind.INITIAL_ATTEND,
    RequiredOutcome.FAILED_TO_REMAIN: FailureKind.INITIAL_REMAIN,
}
FOLLOW_UP: Final[Kinds] = {
    RequiredOutcome.FAILED_TO_ATTEND: FailureKind.FOLLOW_UP_ATTEND,
    RequiredOutcome.FAILED_TO_REMAIN: FailureKind.FOLLOW_UP_REMAIN,
}


def when_it_was(
    expected: Expected,
    *,
    due_at: datetime,
    outcome: RequiredOutcome,
    at: datetime | None,
    is_time_unknown: bool,
    already: RequiredOutcome | None,
    why: str,
) -> tuple[datetime, bool]:
    """The moment of what a service says became of an assessment, initial or follow-up; and whether nobody knows it.

    That somebody left, and nobody knows when, stands at the time on the notice. Raises Refused with every bar.
    """
    is_unknown = is_time_unknown and outcome is RequiredOutcome.FAILED_TO_REMAIN
    typed_at = None if is_unknown else at
    facts = RequiredFacts(
        has_died=expected.has_died,
        now=clock.now(),
        due_at=due_at,
        outcome=outcome,
        at=typed_at,
        is_time_unknown=is_unknown,
        already=already,
        correction_reason=why,
        is_test_held=is_held(deciding_test(expected.required.episode_id)),
    )
    refuse(bars_to_required_outcome(facts))
    return typed_at or due_at, is_unknown


def follow(required: RequiredAssessment, outcome: RequiredOutcome, at: datetime, kinds: Kinds, *, booking: int) -> None:
    """What stands is reported: an earlier report of the same appointment is taken back, a failure opened."""
    arrest_tests.take_back_failure(required_id=required.id, kinds=tuple(kinds.values()), booking=booking)
    if outcome in kinds:
        arrest_tests.open_failure(
            episode_id=required.episode_id, kind=kinds[outcome], failed_at=at, required_id=required.id, booking=booking
        )
