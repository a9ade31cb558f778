"""The three parts that only custody has: arrest and offences, drug test, required assessment."""

from pathways.casefile.rules.parts import (
    WITHOUT_OFFENCE,
    AssessmentStage,
    EpisodeFacts,
    Part,
    Task,
    TaskState,
    TestStage,
)
from pathways.vocabulary import Origin


def task_of(part: Part, state: TaskState, why: str) -> Task:
    return Task(part=part, state=state, why=why)


def arrest_part(facts: EpisodeFacts) -> Task:
    part = Part.ARREST
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


def test_part(facts: EpisodeFacts) -> Task:
    part = Part.TEST
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


def assessment_part(facts: EpisodeFacts) -> Task:
    part, stage = Part.ASSESSMENT, facts.assessment
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
