"""Disposal, needs and referral on the task list, under 18, and a death."""

from dataclasses import replace

import pytest

from pathways.casefile.rules.tasks import (
    AssessmentStage,
    TaskListFacts,
    TaskPart,
    TaskState,
    TestStage,
    done_count,
    next_task,
    tasks,
)
from pathways.vocabulary import Origin
from tests.unit.casefile.episode_facts import an_episode, states, why


@pytest.mark.parametrize("origin", [Origin.VOLUNTARY_INTERVIEW, Origin.STREET])
def test_a_disposal_hangs_on_any_origin_that_has_an_offence(origin: Origin) -> None:
    assert states(TaskListFacts(origin=origin, offences=1))[TaskPart.DISPOSAL] is TaskState.NOT_STARTED
    assert "which disposals are open" in why(TaskListFacts(origin=origin), TaskPart.ARREST)


@pytest.mark.parametrize("origin", [Origin.ARC_IOM, Origin.SELF, Origin.LIAISON_AND_DIVERSION])
def test_where_no_offence_is_dealt_with_there_is_nothing_to_dispose_of(origin: Origin) -> None:
    state_of = states(TaskListFacts(origin=origin))
    assert state_of[TaskPart.ARREST] is TaskState.NOT_APPLICABLE
    assert state_of[TaskPart.DISPOSAL] is TaskState.NOT_APPLICABLE
    assert state_of[TaskPart.NEEDS] is TaskState.NOT_STARTED


def test_under_18_every_adult_part_is_not_applicable() -> None:
    child = an_episode(is_adult=False, sample_is_open=False)
    state_of = states(child)
    for part in (TaskPart.TEST, TaskPart.ASSESSMENT, TaskPart.DISPOSAL, TaskPart.NEEDS, TaskPart.REFERRAL):
        assert state_of[part] is TaskState.NOT_APPLICABLE
    assert "young people’s service" in why(child, TaskPart.REFERRAL)


def test_a_disposal_goes_from_begun_to_done() -> None:
    assert states(an_episode(disposal_started=True))[TaskPart.DISPOSAL] is TaskState.IN_PROGRESS
    assert states(an_episode(disposal_started=True, disposal_done=True))[TaskPart.DISPOSAL] is TaskState.DONE


def test_needs_without_consents_are_in_progress_and_the_referral_waits() -> None:
    half = an_episode(has_needs=True)
    assert states(half)[TaskPart.NEEDS] is TaskState.IN_PROGRESS
    assert "the two consents" in why(half, TaskPart.NEEDS)
    assert "the needs" in why(an_episode(consents_answered=True), TaskPart.NEEDS)
    assert states(half)[TaskPart.REFERRAL] is TaskState.CANNOT_START


def test_a_referral_opens_once_needs_and_consents_are_recorded() -> None:
    ready = an_episode(has_needs=True, consents_answered=True)
    assert states(ready)[TaskPart.REFERRAL] is TaskState.NOT_STARTED
    assert states(replace(ready, referral_drafted=True))[TaskPart.REFERRAL] is TaskState.IN_PROGRESS
    assert states(replace(ready, referral_sent=True))[TaskPart.REFERRAL] is TaskState.DONE


def test_a_refused_consent_closes_the_referral_and_a_required_assessment_stands_beside_it() -> None:
    """The page never says that a referral may be sent which the consent forbids."""
    refused = an_episode(has_needs=True, consents_answered=True, consent_refused=True)
    assert states(refused)[TaskPart.REFERRAL] is TaskState.NOT_APPLICABLE
    stands = replace(refused, test=TestStage.RESULT, assessment=AssessmentStage.SERVED)
    assert states(stands)[TaskPart.REFERRAL] is TaskState.NOT_APPLICABLE
    [words] = [task.why for task in tasks(stands) if task.part is TaskPart.REFERRAL]
    assert (
        "at any time. The required assessment still applies: the service on its notice sees what the notice says, and nothing else"
        in words
    )
    [words] = [
        task.why
        for task in tasks(replace(stands, assessment=AssessmentStage.IMPOSED))
        if task.part is TaskPart.REFERRAL
    ]
    assert "applies once its notice is handed over" in words


def test_a_death_ends_every_open_part_and_keeps_what_was_done() -> None:
    died = an_episode(has_died=True, test=TestStage.IN_PROGRESS)
    state_of = states(died)
    assert state_of.pop(TaskPart.ARREST) is TaskState.DONE
    assert set(state_of.values()) == {TaskState.NOT_APPLICABLE}
    assert next_task(tasks(died)) is None
    assert done_count(tasks(died)) == 1


def test_every_part_that_is_not_simply_done_says_why() -> None:
    for origin in Origin:
        for offences in (0, 1):
            for task in tasks(TaskListFacts(origin=origin, offences=offences)):
                assert task.why or task.state is TaskState.DONE or offences
