"""Required assessments: decided, imposed, and what the rules read of them."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import Select, bindparam, or_, select

from pathways import clock
from pathways.arrest_tests.models import DrugTest, Failure, RequiredAssessment
from pathways.arrest_tests.queries.holds import is_held
from pathways.arrest_tests.queries.laboratory import earliest_assessment_on, is_not_confirmed, lab_check_of
from pathways.arrest_tests.queries.notifications import notification_on
from pathways.arrest_tests.queries.tests import deciding_test
from pathways.arrest_tests.rules import AssessmentDecision, AssessmentFacts
from pathways.arrest_tests.rules.assessment import LOCAL_TARGET_WORKING_DAYS
from pathways.arrest_tests.rules.deciding_failures import FailureState
from pathways.auth import Viewer
from pathways.auth.queries import suite
from pathways.people.models import Episode
from pathways.people.queries import EpisodeView, open_step
from pathways.store import db

_DECISION = select(RequiredAssessment).where(
    RequiredAssessment.episode_id == bindparam("of_episode"), RequiredAssessment.superseded_at.is_(None)
)


def decision_of(episode_id: int) -> RequiredAssessment | None:
    """The live decision about a required assessment, to impose it or not."""
    return db.session.scalar(_DECISION, {"of_episode": episode_id})


def required_assessment_of(episode_id: int) -> RequiredAssessment | None:
    """The live required assessment of an episode in sight, if one was imposed."""
    found = decision_of(episode_id)
    return found if found and found.decision is AssessmentDecision.IMPOSED else None


@open_step
def people_with_an_open_test_or_assessment(viewer: Viewer) -> Select[int]:
    """Of whom the viewer's force holds a sample without a result, required an assessment, or has a failure to decide.

    The assessment counts whatever became of it: otherwise the answer would tell that somebody came.
    """
    waits = select(DrugTest.episode_id).where(
        DrugTest.superseded_at.is_(None), DrugTest.taken_at.is_not(None), DrugTest.overall_result.is_(None)
    )
    required = select(RequiredAssessment.episode_id).where(
        RequiredAssessment.superseded_at.is_(None), RequiredAssessment.decision == AssessmentDecision.IMPOSED
    )
    failed = select(Failure.episode_id).where(
        Failure.taken_back_at.is_(None),
        Failure.state.in_((FailureState.REVIEW, FailureState.FILE, FailureState.CHARGED)),
    )
    is_open = or_(Episode.id.in_(waits), Episode.id.in_(required), Episode.id.in_(failed))
    return select(Episode.person_id).where(Episode.organisation_id == viewer.organisation_id, is_open)


def required_assessments_of(episode_ids: Collection[int]) -> dict[int, RequiredAssessment]:
    """The same for several episodes, by episode."""
    statement = select(RequiredAssessment).where(
        RequiredAssessment.episode_id.in_(set(episode_ids)),
        RequiredAssessment.decision == AssessmentDecision.IMPOSED,
        RequiredAssessment.superseded_at.is_(None),
    )
    return {row.episode_id: row for row in db.session.scalars(statement.order_by(RequiredAssessment.id))}


def assessment_facts(
    view: EpisodeView, at: datetime, *, initial_at: datetime | None = None, decided: RequiredAssessment | None = None
) -> AssessmentFacts:
    """The case as the assessment rules read it at `at`, with the appointment on the form or in the decision."""
    detention, test = view.detention, deciding_test(view.episode.id)
    check = lab_check_of(test.id) if test else None
    place = suite(detention.suite_id) if detention else None
    notified = notification_on(place.id, clock.london_date(at)) if place else None
    served = decided.notice_served_at if decided else None
    return AssessmentFacts(
        at=at,
        born_on=view.details.date_of_birth,
        result=test.overall_result if test and not is_not_confirmed(check) else None,
        site=place.name if place else "This station",
        is_notified=bool(notified and notified.covers_assessment),
        is_detention=detention is not None,
        released_at=detention.released_at if detention else None,
        initial_at=initial_at or (decided.initial_at if decided else None),
        target_on=_local_target(at),
        disputed_until=earliest_assessment_on(test, check),
        has_been_told=served is not None,
        notice_served_at=served,
        is_held=is_held(test),
    )


def _local_target(at: datetime) -> date | None:
    """The last day of the local target; None where bank holidays are not known that far."""
    try:
        return clock.add_working_days(clock.london_date(at), LOCAL_TARGET_WORKING_DAYS)
    except clock.HorizonPassed:
        return None
