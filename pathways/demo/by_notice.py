"""Who must come to an assessment by the notice alone, and what a service says of it."""

from datetime import datetime, timedelta

from pathways import clock
from pathways.arrest_tests import queries as arrest_tests
from pathways.demo.case import Case
from pathways.demo.following_up import tell_of_follow_up
from pathways.demo.schedule import Journey, office_time
from pathways.engagement import actions as engagement
from pathways.engagement.rules import RequiredOutcome


def only_required(case: Case) -> Journey:
    """No service has the person, and the notice stands: whoever it names says what happened."""
    required = arrest_tests.required_assessment_of(case.episode_id)
    if required is not None and required.initial_at is not None:
        yield required.initial_at + timedelta(hours=1)
        comes = case.chance(0.6) and not case.comes_by_notice
        tell_of_assessment(case, comes=comes, at=required.initial_at)


def tell_of_assessment(case: Case, *, comes: bool, at: datetime) -> None:
    """A worker of the provider on the notice records what became of the required assessment."""
    required = arrest_tests.required_assessment_of(case.episode_id)
    if required is None or required.service_id is None:
        return
    worker = case.county.worker_at(required.service_id)
    if comes:
        tell_of_follow_up(worker, required.id, office_time(clock.now(), days=7, hour=11))
    engagement.report_required_assessment(
        by=worker,
        required_id=required.id,
        outcome=RequiredOutcome.ATTENDED_REMAINED if comes else RequiredOutcome.FAILED_TO_ATTEND,
        at=at,
    )
