"""The seven parts of an episode and their states, and what the task list reads."""

from dataclasses import dataclass

from pathways.safeguarding.rules import ReviewStage
from pathways.vocabulary import Origin, Worded


class Part(Worded):
    """The seven parts, in the order of the page."""

    ARREST = "arrest", "Arrest, offences and risks"
    TEST = "test", "Drug test"
    ASSESSMENT = "assessment", "Required assessment"
    DISPOSAL = "disposal", "Disposal"
    NEEDS = "needs", "Needs and consents"
    REFERRAL = "referral", "Referral"
    LEAVING = "leaving", "Before release"


LIAISON_PARTS = frozenset({Part.NEEDS, Part.REFERRAL, Part.LEAVING})
"""What liaison and diversion do. The others belong to the police, and each would tell of a test or a decision."""


class TaskState(Worded):
    NOT_STARTED = "not_started", "Not started"
    IN_PROGRESS = "in_progress", "In progress"
    DONE = "done", "Done"
    PAST_DATE = "past_date", "Past its date"
    REVIEW_FIRST = "review_first", "Review first"
    NOT_APPLICABLE = "not_applicable", "Not applicable"
    CANNOT_START = "cannot_start", "Cannot start yet"

    @property
    def is_open(self) -> bool:
        """Something can be done about it now."""
        return self in (
            TaskState.NOT_STARTED,
            TaskState.IN_PROGRESS,
            TaskState.PAST_DATE,
            TaskState.REVIEW_FIRST,
        )


class TestStage(Worded):
    """How far the drug test is. Deliberately blind to the result: boards and headers are built from this alone."""

    __test__ = False  # a word of the field, not a test of ours

    NONE = "none", "Not started"
    IN_PROGRESS = "in_progress", "In progress"
    NO_RESULT = "no_result", "Ended without a result"
    RESULT = "result", "Result recorded"


class AssessmentStage(Worded):
    """Where the required assessment stands. Until it is decided, a positive and a negative result read alike."""

    NOT_OPEN = "not_open", "The result gives no power to require one"
    HELD = "held", "The test waits for an inspector"
    OPEN = "open", "To be decided before release"
    IMPOSED = "imposed", "Required, notice not handed over yet"
    SERVED = "served", "Required, notice handed over"
    NOT_REQUIRED = "not_required", "Decided not to require one"


# These bring no offence with them, so there is nothing to dispose of.
WITHOUT_OFFENCE = frozenset({Origin.ARC_IOM, Origin.SELF, Origin.LIAISON_AND_DIVERSION})


@dataclass(frozen=True, kw_only=True)
class EpisodeFacts:
    """What the task list reads. `*_words` are one line each, made by the rooms that own the facts.

    `sample_is_open` is the answer of the lawful-basis rules: True, False, or None where facts are missing.
    `held_for_no_offence` says why whoever is in the cells for no offence is there. `disposal_done` is True once nothing
    more is to be done about it at this desk, `disposal_days_late` for how long what runs is past its date;
    `consent_refused` is consent 1. `young_because` says why the adult form is shut, and `young_call_words` whom an
    officer rang about it: read only where `is_adult` is False.
    """

    origin: Origin
    is_adult: bool = True
    young_because: str = "Under 18"
    young_test_words: str = "No test on arrest: 18 or over only."
    young_call_words: str = ""
    has_died: bool = False
    death_words: str = "This person has died."
    was_released: bool = False
    held_for_no_offence: str = ""
    offences: int = 0
    offence_words: str = ""
    risks_to_ask: tuple[str, ...] = ()
    review: ReviewStage = ReviewStage.NONE
    sample_is_open: bool | None = None
    sample_needs_authority: bool = False
    drug_is_missing: bool = False
    sample_words: str = ""
    later_words: str = ""
    test: TestStage = TestStage.NONE
    test_words: str = ""
    assessment: AssessmentStage = AssessmentStage.NOT_OPEN
    disposal_words: str = ""
    disposal_started: bool = False
    disposal_done: bool = False
    disposal_days_late: int = 0
    has_needs: bool = False
    consents_answered: bool = False
    consent_refused: bool = False
    referral_words: str = ""
    referral_sent: bool = False
    referral_drafted: bool = False
    naloxone_words: str = ""
    naloxone_must_be_asked: bool = True
    slip_printed: bool = False


@dataclass(frozen=True, kw_only=True)
class Task:
    """One part with its state and the reason or next step."""

    part: Part
    state: TaskState
    why: str = ""
