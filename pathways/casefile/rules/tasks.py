"""The six parts of an episode, each with its state and why: what can be done now, and what never applies.

Source: custody desk, page 3 (design choice); which part the law closes is said with each reason.
"""

from dataclasses import dataclass

from pathways.vocabulary import Origin, Worded


class Part(Worded):
    """The six parts, in the order of the page."""

    ARREST = "arrest", "Arrest and offences"
    TEST = "test", "Drug test"
    ASSESSMENT = "assessment", "Required assessment"
    DISPOSAL = "disposal", "Disposal"
    NEEDS = "needs", "Needs and consents"
    REFERRAL = "referral", "Referral"


class TaskState(Worded):
    NOT_STARTED = "not_started", "Not started"
    IN_PROGRESS = "in_progress", "In progress"
    DONE = "done", "Done"
    NOT_APPLICABLE = "not_applicable", "Not applicable"
    CANNOT_START = "cannot_start", "Cannot start yet"

    @property
    def is_open(self) -> bool:
        """Something can be done about it now."""
        return self in (TaskState.NOT_STARTED, TaskState.IN_PROGRESS)


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
    `disposal_ended` is True once nothing more is to be done about it; `consent_refused` is consent 1.
    """

    origin: Origin
    is_adult: bool = True
    has_died: bool = False
    was_released: bool = False
    offences: int = 0
    offence_words: str = ""
    sample_is_open: bool | None = None
    sample_needs_authority: bool = False
    sample_words: str = ""
    test: TestStage = TestStage.NONE
    test_words: str = ""
    assessment: AssessmentStage = AssessmentStage.NOT_OPEN
    disposal_words: str = ""
    disposal_started: bool = False
    disposal_done: bool = False
    has_needs: bool = False
    consents_answered: bool = False
    consent_refused: bool = False
    referral_words: str = ""
    referral_sent: bool = False
    referral_drafted: bool = False


@dataclass(frozen=True, kw_only=True)
class Task:
    """One part with its state and the reason or next step."""

    part: Part
    state: TaskState
    why: str = ""


def tasks(facts: EpisodeFacts) -> tuple[Task, ...]:
    """All six parts, always, in the order of the page."""
    found = (
        _arrest(facts),
        _test(facts),
        _assessment(facts),
        _disposal(facts),
        _needs(facts),
        _referral(facts),
    )
    if not facts.has_died:
        return found
    ended = "This person has died. Open steps have ended."
    return tuple(
        one if one.state is TaskState.DONE else Task(part=one.part, state=TaskState.NOT_APPLICABLE, why=ended)
        for one in found
    )


def next_task(found: tuple[Task, ...]) -> Task | None:
    """The one to go on with: what is in progress first, else the first that can start."""
    for state in (TaskState.IN_PROGRESS, TaskState.NOT_STARTED):
        for one in found:
            if one.state is state:
                return one
    return None


def done_count(found: tuple[Task, ...]) -> int:
    return sum(one.state is TaskState.DONE for one in found)


def _task(part: Part, state: TaskState, why: str) -> Task:
    return Task(part=part, state=state, why=why)


def _arrest(facts: EpisodeFacts) -> Task:
    part = Part.ARREST
    if facts.origin in WITHOUT_OFFENCE and not facts.offences:
        return _task(part, TaskState.NOT_APPLICABLE, f"{facts.origin.label}: no offence is being dealt with here.")
    if facts.offences:
        return _task(part, TaskState.DONE, facts.offence_words)
    words = "Choose the offences: they decide whether a sample may be asked for."
    if facts.origin is not Origin.DETENTION:
        words = "Choose the offences: they decide which disposals are open."
    return _task(part, TaskState.NOT_STARTED, words)


def _test(facts: EpisodeFacts) -> Task:
    part = Part.TEST
    if facts.origin is not Origin.DETENTION:
        return _task(
            part, TaskState.NOT_APPLICABLE, "Only a person in police detention can be tested (PACE 1984 s.63B)."
        )
    if facts.test in (TestStage.RESULT, TestStage.NO_RESULT):
        return _task(part, TaskState.DONE, facts.test_words)
    if facts.test is TestStage.IN_PROGRESS:
        return _task(part, TaskState.IN_PROGRESS, facts.test_words)
    if not facts.is_adult:
        return _task(part, TaskState.NOT_APPLICABLE, "Under 18: no test on arrest (PACE 1984 s.63B).")
    if not facts.offences:
        return _task(part, TaskState.CANNOT_START, "Opens once the offences are recorded.")
    if facts.was_released:
        return _task(part, TaskState.NOT_APPLICABLE, "The person has left: a sample is taken in detention only.")
    if facts.sample_is_open is False and not facts.sample_needs_authority:
        return _task(part, TaskState.NOT_APPLICABLE, facts.sample_words)
    return _task(part, TaskState.NOT_STARTED, facts.sample_words)


def _assessment(facts: EpisodeFacts) -> Task:
    part, stage = Part.ASSESSMENT, facts.assessment
    if facts.origin is not Origin.DETENTION:
        return _task(part, TaskState.NOT_APPLICABLE, "Only after a positive test in police detention.")
    if not facts.is_adult:
        return _task(part, TaskState.NOT_APPLICABLE, "Under 18: adults only (Drugs Act 2005 s.9).")
    if stage is AssessmentStage.SERVED:
        return _task(part, TaskState.DONE, stage.label + ".")
    if stage is AssessmentStage.IMPOSED:
        return _task(part, TaskState.IN_PROGRESS, "Required. Hand over the notice before release.")
    if stage is AssessmentStage.NOT_REQUIRED:
        return _task(part, TaskState.DONE, stage.label + ".")
    if facts.test is TestStage.NO_RESULT or (facts.test is TestStage.RESULT and stage is AssessmentStage.NOT_OPEN):
        return _task(part, TaskState.NOT_APPLICABLE, "The test gives no power to require one.")
    if facts.was_released:
        return _task(part, TaskState.NOT_APPLICABLE, "It has to be required before the person leaves the station.")
    if stage is AssessmentStage.OPEN:
        return _task(part, TaskState.NOT_STARTED, "The part says whether one may be required. Decide before release.")
    return _task(part, TaskState.CANNOT_START, "Opens only after a positive test, and only before release.")


def _disposal(facts: EpisodeFacts) -> Task:
    part = Part.DISPOSAL
    if not facts.is_adult:
        return _task(part, TaskState.NOT_APPLICABLE, "Under 18: youth justice decides.")
    if facts.disposal_done:
        return _task(part, TaskState.DONE, facts.disposal_words)
    if facts.disposal_started:
        return _task(part, TaskState.IN_PROGRESS, facts.disposal_words)
    if facts.offences:
        return _task(part, TaskState.NOT_STARTED, "Every disposal is shown, open or closed, with its reasons.")
    if facts.origin in WITHOUT_OFFENCE:
        return _task(part, TaskState.NOT_APPLICABLE, "There is no offence to dispose of.")
    return _task(part, TaskState.CANNOT_START, "Opens once the offences are recorded.")


def _needs(facts: EpisodeFacts) -> Task:
    part = Part.NEEDS
    if not facts.is_adult:
        return _task(part, TaskState.NOT_APPLICABLE, "Under 18: the young people’s service asks.")
    if facts.has_needs and facts.consents_answered:
        return _task(part, TaskState.DONE, "Needs and both consents are recorded.")
    if facts.has_needs or facts.consents_answered:
        missing = "the two consents" if facts.has_needs else "the needs"
        return _task(part, TaskState.IN_PROGRESS, f"Still to ask: {missing}.")
    return _task(part, TaskState.NOT_STARTED, "Needs, naloxone, safe contact, and two consents.")


def _referral(facts: EpisodeFacts) -> Task:
    part = Part.REFERRAL
    if not facts.is_adult:
        return _task(part, TaskState.NOT_APPLICABLE, "Under 18: goes to the young people’s service.")
    if facts.referral_sent:
        return _task(part, TaskState.DONE, facts.referral_words)
    stands = facts.assessment in (AssessmentStage.IMPOSED, AssessmentStage.SERVED)
    if facts.consent_refused and not stands:
        return _task(part, TaskState.NOT_APPLICABLE, "The person does not agree to be referred. Ask again at any time.")
    if facts.referral_drafted:
        return _task(part, TaskState.IN_PROGRESS, "Check it, then send.")
    if facts.has_needs and facts.consents_answered:
        return _task(part, TaskState.NOT_STARTED, "Check it, then send.")
    return _task(
        part,
        TaskState.CANNOT_START,
        "Needs consent, or a required assessment. A referral needs no disposal and no test.",
    )
