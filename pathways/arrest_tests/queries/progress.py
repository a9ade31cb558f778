"""How far each part of an episode's testing is, in words that never tell a result."""

from dataclasses import dataclass

from pathways.arrest_tests.models import DrugTest, RequiredAssessment
from pathways.arrest_tests.queries.assessments import decision_of
from pathways.arrest_tests.queries.holds import hold_of
from pathways.arrest_tests.queries.offences import OffenceLine, offences_of
from pathways.arrest_tests.queries.tests import deciding_test
from pathways.arrest_tests.rules import AssessmentDecision, Outcome
from pathways.arrest_tests.rules.holds import HoldState
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
    HELD = "held", "Cannot start yet"
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
        return "; ".join(line.in_words for line in self.offences)


def progress(episode_id: int) -> Progress:
    """How far an episode in sight is; never whether a result was positive or negative."""
    test = deciding_test(episode_id)
    state, words = _test_progress(test)
    hold = hold_of(test.id) if test else None
    is_usable = hold is None or hold.state.may_be_used
    words = words if hold is None or is_usable else f"{words} {hold.state.label}."
    return Progress(
        offences=offences_of(episode_id),
        test=state,
        test_words=words,
        assessment=_assessment_progress(state, decision_of(episode_id), hold.state if hold else None),
    )


def _test_progress(test: DrugTest | None) -> tuple[TestProgress, str]:
    if test is None:
        return TestProgress.NONE, ""
    if test.outcome is not Outcome.SAMPLE_GIVEN:
        return TestProgress.NO_RESULT, f"{test.outcome.label}."
    if test.overall_result is None:
        return TestProgress.IN_PROGRESS, "Sample taken. The result is not recorded yet."
    return TestProgress.RESULT, "Sample taken and result recorded."


def _assessment_progress(
    test: TestProgress, decided: RequiredAssessment | None, hold: HoldState | None
) -> AssessmentProgress:
    if decided is None:
        if test is not TestProgress.RESULT or hold is HoldState.VOIDED:
            return AssessmentProgress.NOT_OPEN
        return AssessmentProgress.HELD if hold is HoldState.QUARANTINED else AssessmentProgress.OPEN
    if decided.decision is AssessmentDecision.NOT_IMPOSED:
        return AssessmentProgress.NOT_REQUIRED
    return AssessmentProgress.SERVED if decided.notice_served_at else AssessmentProgress.IMPOSED
