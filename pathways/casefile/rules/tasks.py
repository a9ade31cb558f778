"""The seven parts of an episode, each with its state and why; and which draft belongs to a case."""

import re
from dataclasses import dataclass

from pathways.safeguarding.rules.concerns import ReviewStage
from pathways.vocabulary import Origin, Worded

# Which of an officer's own drafts belongs to a case (design choice: custody desk, "Carry on where I stopped").


_OF_AN_EPISODE = re.compile(r"/episodes/([0-9]+)(?:/|$)")


def is_of_case(address: str, *, about: int | None, episode_id: int, person_id: int) -> bool:
    """Whether a draft at this address, about that person, is of this episode.

    A page with no episode in its address (a disposal, a consent) belongs to every episode of the person.
    """
    named = _OF_AN_EPISODE.match(address)
    return int(named[1]) == episode_id if named else about == person_id


# The seven parts of an episode and their states, and what the task list reads.


class TaskPart(Worded):
    """The seven parts, in the order of the page."""

    ARREST = "arrest", "Arrest, offences and risks"
    TEST = "test", "Drug test"
    ASSESSMENT = "assessment", "Required assessment"
    DISPOSAL = "disposal", "Disposal"
    NEEDS = "needs", "Needs and consents"
    REFERRAL = "referral", "Referral"
    LEAVING = "leaving", "Before release"


LIAISON_PARTS = frozenset({TaskPart.NEEDS, TaskPart.REFERRAL, TaskPart.LEAVING})
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
class TaskListFacts:
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

    part: TaskPart
    state: TaskState
    why: str = ""


# The three parts that only custody has: arrest and offences, drug test, required assessment.


def task_of(part: TaskPart, state: TaskState, why: str) -> Task:
    return Task(part=part, state=state, why=why)


def arrest_part(facts: TaskListFacts) -> Task:
    part = TaskPart.ARREST
    if facts.origin in WITHOUT_OFFENCE and not facts.offences:
        return task_of(part, TaskState.NOT_APPLICABLE, f"{facts.origin.label}: no offence is being dealt with here.")
    if facts.held_for_no_offence and not facts.offences:
        words = f"{facts.held_for_no_offence}: no offence is being dealt with here."
        return task_of(part, TaskState.NOT_APPLICABLE, words)
    if facts.offences and facts.risks_to_ask:
        missing = ", ".join(facts.risks_to_ask)
        return task_of(part, TaskState.IN_PROGRESS, f"{facts.offence_words} Still to ask before a disposal: {missing}.")
    if facts.offences:
        return task_of(part, TaskState.DONE, facts.offence_words)
    words = "Choose the offences: they decide whether a sample may be asked for."
    if facts.origin is not Origin.DETENTION:
        words = "Choose the offences: they decide which disposals are open."
    return task_of(part, TaskState.NOT_STARTED, words)


def test_part(facts: TaskListFacts) -> Task:
    part = TaskPart.TEST
    if facts.origin is not Origin.DETENTION:
        return task_of(
            part, TaskState.NOT_APPLICABLE, "Only a person in police detention can be tested (PACE 1984 s.63B)."
        )
    if facts.test in (TestStage.RESULT, TestStage.NO_RESULT):
        return task_of(part, TaskState.DONE, facts.test_words)
    if facts.test is TestStage.IN_PROGRESS:
        return task_of(part, TaskState.IN_PROGRESS, facts.test_words)
    if not facts.is_adult and not (facts.sample_is_open or facts.sample_needs_authority):
        return task_of(part, TaskState.NOT_APPLICABLE, f"{facts.young_because}. {facts.young_test_words}")
    if facts.held_for_no_offence and not facts.sample_is_open:
        words = f"{facts.held_for_no_offence}: only a person detained for an offence can be tested (PACE 1984 s.63B)."
        return task_of(part, TaskState.NOT_APPLICABLE, words)
    if not facts.offences:
        return task_of(part, TaskState.CANNOT_START, "Opens once the offences are recorded.")
    if facts.was_released:
        return task_of(part, TaskState.NOT_APPLICABLE, "The person has left: a sample is taken in detention only.")
    if facts.sample_is_open is False and not facts.sample_needs_authority:
        return task_of(part, TaskState.NOT_APPLICABLE, facts.sample_words)
    if facts.later_words:
        return task_of(part, TaskState.NOT_STARTED, facts.later_words)
    return task_of(part, TaskState.NOT_STARTED, facts.sample_words)


def assessment_part(facts: TaskListFacts) -> Task:
    part, stage = TaskPart.ASSESSMENT, facts.assessment
    if facts.origin is not Origin.DETENTION:
        return task_of(part, TaskState.NOT_APPLICABLE, "Only after a positive test in police detention.")
    if not facts.is_adult:
        return task_of(part, TaskState.NOT_APPLICABLE, f"{facts.young_because}: 18 or over only (Drugs Act 2005 s.9).")
    if stage is AssessmentStage.SERVED:
        return task_of(part, TaskState.DONE, f"{stage.label}. The service on it knows: the name and the time.")
    if stage is AssessmentStage.IMPOSED:
        return task_of(part, TaskState.IN_PROGRESS, "Required. Hand over the notice before release.")
    if stage is AssessmentStage.NOT_REQUIRED:
        return task_of(part, TaskState.DONE, stage.label + ".")
    if facts.test is TestStage.NO_RESULT or (facts.test is TestStage.RESULT and stage is AssessmentStage.NOT_OPEN):
        return task_of(part, TaskState.NOT_APPLICABLE, "The test gives no power to require one.")
    if facts.was_released:
        return task_of(part, TaskState.NOT_APPLICABLE, "It has to be required before the person leaves the station.")
    if stage is AssessmentStage.HELD:
        return task_of(part, TaskState.CANNOT_START, "The test is held: an inspector decides about it first.")
    if stage is AssessmentStage.OPEN:
        return task_of(part, TaskState.NOT_STARTED, "The part says whether one may be required. Decide before release.")
    if test_part(facts).state is TaskState.NOT_APPLICABLE:
        words = "No sample can be asked for, so no positive test can lead to one."
        return task_of(part, TaskState.NOT_APPLICABLE, words)
    return task_of(part, TaskState.CANNOT_START, "Opens only after a positive test, and only before release.")


# The four parts that any origin has: disposal, needs and consents, referral, and what is done before they leave.


def disposal_part(facts: TaskListFacts) -> Task:
    part = TaskPart.DISPOSAL
    if not facts.is_adult:
        return task_of(part, TaskState.NOT_APPLICABLE, f"{facts.young_because}: youth justice decides.")
    if facts.disposal_days_late and not facts.has_died:
        days = f"{facts.disposal_days_late} day{'s' if facts.disposal_days_late > 1 else ''}"
        return task_of(part, TaskState.PAST_DATE, f"{facts.disposal_words.rstrip('.')}, past its date by {days}.")
    if facts.disposal_done:
        return task_of(part, TaskState.DONE, facts.disposal_words)
    if facts.review.comes_first and (facts.disposal_started or facts.offences):
        return task_of(part, TaskState.REVIEW_FIRST, f"{facts.disposal_words} {_REVIEW_FIRST[facts.review]}".strip())
    if facts.disposal_started:
        return task_of(part, TaskState.IN_PROGRESS, facts.disposal_words)
    if facts.offences:
        return task_of(
            part, TaskState.NOT_STARTED, "Every out-of-court disposal is shown, open or closed, with its reasons."
        )
    if facts.origin in WITHOUT_OFFENCE:
        return task_of(part, TaskState.NOT_APPLICABLE, "There is no offence to decide.")
    if facts.held_for_no_offence:
        words = f"Nothing to decide: {facts.held_for_no_offence.lower()}, and no offence is recorded."
        return task_of(part, TaskState.NOT_APPLICABLE, words)
    return task_of(part, TaskState.CANNOT_START, "Opens once the offences are recorded.")


_REVIEW_FIRST = {
    ReviewStage.TO_RAISE: "Safeguarding comes first: raise the concern, and a deciding officer reviews it.",
    ReviewStage.WAITS: "A safeguarding review comes first, by a deciding officer. The facts can be recorded meanwhile.",
}


def needs_part(facts: TaskListFacts) -> Task:
    part = TaskPart.NEEDS
    if not facts.is_adult:
        return task_of(part, TaskState.NOT_APPLICABLE, f"{facts.young_because}: the young people’s service asks.")
    if facts.has_needs and facts.consents_answered:
        return task_of(part, TaskState.DONE, "Needs and both consents are recorded.")
    if facts.has_needs or facts.consents_answered:
        missing = "the two consents" if facts.has_needs else "the needs"
        return task_of(part, TaskState.IN_PROGRESS, f"Still to ask: {missing}.")
    return task_of(part, TaskState.NOT_STARTED, "Needs, naloxone, safe contact, and two consents.")


def referral_part(facts: TaskListFacts) -> Task:
    part = TaskPart.REFERRAL
    if not facts.is_adult and facts.young_call_words:
        return task_of(part, TaskState.DONE, facts.young_call_words)
    if not facts.is_adult:
        return task_of(part, TaskState.NOT_APPLICABLE, f"{facts.young_because}: ring the young people’s service.")
    if facts.referral_sent:
        return task_of(part, TaskState.DONE, facts.referral_words)
    if facts.consent_refused:
        words = "The person does not agree to be referred. Ask again at any time."
        if facts.assessment is AssessmentStage.SERVED:
            words += (
                " The required assessment still applies: the service on its notice sees what the notice says, and "
                "nothing else."
            )
        if facts.assessment is AssessmentStage.IMPOSED:
            words += " The required assessment applies once its notice is handed over."
        return task_of(part, TaskState.NOT_APPLICABLE, words)
    if facts.referral_drafted:
        return task_of(part, TaskState.IN_PROGRESS, "Check it, then send.")
    if facts.has_needs and facts.consents_answered:
        return task_of(part, TaskState.NOT_STARTED, "Check it, then send.")
    return task_of(
        part,
        TaskState.CANNOT_START,
        "Opens once needs and consents are recorded. A referral needs no disposal and no test.",
    )


def leaving_part(facts: TaskListFacts) -> Task:
    part = TaskPart.LEAVING
    if not facts.is_adult:
        return task_of(
            part, TaskState.NOT_APPLICABLE, f"{facts.young_because}: the young people’s service says what to give."
        )
    to_ask = list(facts.risks_to_ask)
    if facts.naloxone_must_be_asked and not facts.naloxone_words:
        to_ask.append("naloxone")
    home = "" if facts.review is ReviewStage.NONE else " Ask where they will sleep tonight."
    if to_ask and not facts.naloxone_words and not facts.slip_printed:
        return task_of(part, TaskState.NOT_STARTED, f"Overdose risk, naloxone, and a slip with whom to ring.{home}")
    if to_ask:
        return task_of(part, TaskState.IN_PROGRESS, f"Still to ask: {', '.join(to_ask)}.{home}")
    naloxone = f"Naloxone: {facts.naloxone_words or 'nothing points to an opiate'}."
    if facts.slip_printed:
        return task_of(part, TaskState.DONE, f"{naloxone} The slip is printed, and can be printed again.")
    if facts.was_released:
        return task_of(part, TaskState.DONE, f"{naloxone} No slip was printed.")
    return task_of(part, TaskState.IN_PROGRESS, f"{naloxone} Still to do: print the slip with whom to ring.{home}")


# The seven parts of an episode, each with its state and why: what can be done now, and what never applies.
#
# Source: custody desk, page 3 (design choice); which part the law closes is said with each reason.


def tasks(facts: TaskListFacts) -> tuple[Task, ...]:
    """All seven parts, always, in the order of the page."""
    task_list = (
        arrest_part(facts),
        test_part(facts),
        assessment_part(facts),
        disposal_part(facts),
        needs_part(facts),
        referral_part(facts),
        leaving_part(facts),
    )
    if not facts.has_died:
        return task_list
    ended = f"{facts.death_words} Open steps have ended."
    return tuple(
        task if task.state is TaskState.DONE else Task(part=task.part, state=TaskState.NOT_APPLICABLE, why=ended)
        for task in task_list
    )


def next_task(task_list: tuple[Task, ...]) -> Task | None:
    """The one to go on with: what is in progress first, else the first that can start."""
    for state in (TaskState.IN_PROGRESS, TaskState.NOT_STARTED):
        for task in task_list:
            if task.state is state:
                return task
    return None


def next_after(task_list: tuple[Task, ...], part: TaskPart) -> Task | None:
    """Where an officer goes who has just saved a part: on in the order of the page, then to what was left before it.

    Nobody is led to what waits for somebody else's review.
    """
    order = [task.part for task in task_list]
    here = order.index(part) + 1 if part in order else 0
    later = (task for task in (*task_list[here:], *task_list[:here]) if _leads_on(task) and task.part is not part)
    return next(later, None)


def _leads_on(task: Task) -> bool:
    return task.state.is_open and task.state is not TaskState.REVIEW_FIRST


def done_count(task_list: tuple[Task, ...]) -> int:
    return sum(task.state is TaskState.DONE for task in task_list)
