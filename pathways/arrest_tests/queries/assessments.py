"""Required assessments, and how far each part of an episode's testing is, in words that never tell a result."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from pathways import clock
from pathways.arrest_tests.models import DrugTest, RequiredAssessment
from pathways.arrest_tests.queries.basis import notification_on
from pathways.arrest_tests.queries.offences import OffenceLine, offences_of
from pathways.arrest_tests.queries.tests import deciding_test
from pathways.arrest_tests.rules import AssessmentDecision, AssessmentFacts, Outcome
from pathways.arrest_tests.rules.assessment import LOCAL_TARGET_WORKING_DAYS
from pathways.auth.queries import suite
from pathways.people.queries import EpisodeView
from pathways.store import db
from pathways.vocabulary import Worded


class TestProgress(Worded):
    """How far the drug test is. Positive and negative are one word."""

    __test__ = False  # a word of the field, not a test of ours

    NONE = "none", "Not started"
    IN_PROGRESS = "in_progress", "In progress"
    NO_RESULT = "no_result", "Done"
    RESULT = "result", "Result recorded"


class AssessmentProgress(Worded):
    """How far the required assessment is. Until it is decided, a positive and a negative result read alike."""

    NOT_OPEN = "not_open", "Cannot start yet"
    OPEN = "open", "Before release"
    IMPOSED = "imposed", "In progress"
    SERVED = "served", "Done"
    NOT_REQUIRED = "not_required", "Done"


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far arrest, test and assessment are."""

    offences: tuple[OffenceLine, ...]
    test: TestProgress
    test_words: str
    assessment: AssessmentProgress

    @property
    def offence_words(self) -> str:
        """The offences in one line, each with its drug."""
        return "; ".join(f"{line.name} ({line.drug_name})" if line.drug_name else line.name for line in self.offences)


def progress(episode_id: int) -> Progress:
    """How far an episode in sight is; never whether a result was positive or negative."""
    test = deciding_test(episode_id)
    state, words = _test_progress(test)
    return Progress(
        offences=offences_of(episode_id),
        test=state,
        test_words=words,
        assessment=_assessment_progress(state, decision_of(episode_id)),
    )


def decision_of(episode_id: int) -> RequiredAssessment | None:
    """The live decision about a required assessment, to impose it or not."""
    return db.session.scalar(
        select(RequiredAssessment).where(
            RequiredAssessment.episode_id == episode_id, RequiredAssessment.superseded_at.is_(None)
        )
    )


def required_assessment_of(episode_id: int) -> RequiredAssessment | None:
    """The live required assessment of an episode in sight, if one was imposed."""
    found = decision_of(episode_id)
    return found if found and found.decision is AssessmentDecision.IMPOSED else None


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
    place = suite(detention.suite_id) if detention else None
    notified = notification_on(place.id, clock.london_date(at)) if place else None
    served = decided.notice_served_at if decided else None
    return AssessmentFacts(
        at=at,
        born_on=view.details.date_of_birth,
        result=test.overall_result if test else None,
        site=place.name if place else "This station",
        is_notified=bool(notified and notified.covers_assessment),
        released_at=detention.released_at if detention else None,
        initial_at=initial_at or (decided.initial_at if decided else None),
        target_on=_local_target(at),
        has_been_told=served is not None,
        notice_served_at=served,
    )


def _local_target(at: datetime) -> date | None:
    """The last day of the local target; None where bank holidays are not known that far."""
    try:
        return clock.add_working_days(clock.london_date(at), LOCAL_TARGET_WORKING_DAYS)
    except clock.HorizonPassed:
        return None


def _test_progress(test: DrugTest | None) -> tuple[TestProgress, str]:
    if test is None:
        return TestProgress.NONE, ""
    if test.outcome is not Outcome.SAMPLE_GIVEN:
        return TestProgress.NO_RESULT, f"{test.outcome.label}."
    if test.overall_result is None:
        return TestProgress.IN_PROGRESS, "Sample taken. The result is not recorded yet."
    return TestProgress.RESULT, "Sample taken and result recorded."


def _assessment_progress(test: TestProgress, decided: RequiredAssessment | None) -> AssessmentProgress:
    if decided is None:
        return AssessmentProgress.OPEN if test is TestProgress.RESULT else AssessmentProgress.NOT_OPEN
    if decided.decision is AssessmentDecision.NOT_IMPOSED:
        return AssessmentProgress.NOT_REQUIRED
    return AssessmentProgress.SERVED if decided.notice_served_at else AssessmentProgress.IMPOSED
