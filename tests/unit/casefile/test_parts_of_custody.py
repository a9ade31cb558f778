"""Arrest, test and required assessment on the task list."""

from dataclasses import replace

import pytest

from pathways.casefile.rules.tasks import (
    AssessmentStage,
    TaskListFacts,
    TaskPart,
    TaskState,
    TestStage,
    next_task,
    tasks,
)
from pathways.vocabulary import Origin
from tests.unit.casefile.episode_facts import an_episode, states, why


def test_all_seven_parts_are_always_there_in_the_order_of_the_page() -> None:
    for origin in Origin:
        assert [task.part for task in tasks(TaskListFacts(origin=origin))] == list(TaskPart)


def test_a_detention_begins_with_the_offences() -> None:
    empty = an_episode(offences=0, sample_is_open=None)
    assert states(empty)[TaskPart.ARREST] is TaskState.NOT_STARTED
    assert states(empty)[TaskPart.TEST] is TaskState.CANNOT_START
    assert states(empty)[TaskPart.DISPOSAL] is TaskState.CANNOT_START
    first = next_task(tasks(empty))
    assert first is not None
    assert first.part is TaskPart.ARREST


def test_once_offences_are_recorded_the_test_and_the_disposal_open() -> None:
    state_of = states(an_episode())
    assert state_of[TaskPart.ARREST] is TaskState.DONE
    assert state_of[TaskPart.TEST] is TaskState.NOT_STARTED
    assert state_of[TaskPart.ASSESSMENT] is TaskState.CANNOT_START
    assert state_of[TaskPart.DISPOSAL] is TaskState.NOT_STARTED
    assert state_of[TaskPart.NEEDS] is TaskState.NOT_STARTED
    assert state_of[TaskPart.REFERRAL] is TaskState.CANNOT_START


@pytest.mark.parametrize("origin", [origin for origin in Origin if origin is not Origin.DETENTION])
def test_no_other_origin_has_a_test_or_a_required_assessment(origin: Origin) -> None:
    state_of = states(TaskListFacts(origin=origin, offences=1))
    assert state_of[TaskPart.TEST] is TaskState.NOT_APPLICABLE
    assert state_of[TaskPart.ASSESSMENT] is TaskState.NOT_APPLICABLE
    assert state_of[TaskPart.NEEDS] is TaskState.NOT_STARTED


def test_a_closed_route_makes_the_test_not_applicable_with_its_reason() -> None:
    closed = an_episode(sample_is_open=False, sample_words="No offence opens either route.")
    assert states(closed)[TaskPart.TEST] is TaskState.NOT_APPLICABLE
    assert why(closed, TaskPart.TEST) == "No offence opens either route."
    assert states(closed)[TaskPart.ASSESSMENT] is TaskState.NOT_APPLICABLE
    assert why(closed, TaskPart.ASSESSMENT) == "No sample can be asked for, so no positive test can lead to one."


def test_where_an_inspector_is_needed_the_test_can_still_be_gone_on_with() -> None:
    waiting = an_episode(sample_is_open=False, sample_needs_authority=True, sample_words="An inspector is needed.")
    assert states(waiting)[TaskPart.TEST] is TaskState.NOT_STARTED


def test_a_test_begun_is_the_one_to_go_on_with() -> None:
    begun = an_episode(test=TestStage.IN_PROGRESS, test_words="Warned at 03:02.")
    following = next_task(tasks(begun))
    assert following is not None
    assert (following.part, following.state) == (TaskPart.TEST, TaskState.IN_PROGRESS)


def test_a_refused_sample_is_done_and_never_opens_a_required_assessment() -> None:
    refused = an_episode(test=TestStage.NO_RESULT, test_words="Refused.")
    assert states(refused)[TaskPart.TEST] is TaskState.DONE
    assert states(refused)[TaskPart.ASSESSMENT] is TaskState.NOT_APPLICABLE


def test_a_required_assessment_goes_from_open_to_notice_handed_over() -> None:
    result = an_episode(test=TestStage.RESULT)
    assert states(result)[TaskPart.ASSESSMENT] is TaskState.NOT_APPLICABLE
    stages = {
        AssessmentStage.HELD: TaskState.CANNOT_START,
        AssessmentStage.OPEN: TaskState.NOT_STARTED,
        AssessmentStage.IMPOSED: TaskState.IN_PROGRESS,
        AssessmentStage.SERVED: TaskState.DONE,
        AssessmentStage.NOT_REQUIRED: TaskState.DONE,
    }
    for stage, state in stages.items():
        assert states(replace(result, assessment=stage))[TaskPart.ASSESSMENT] is state


def test_after_release_nothing_that_needs_the_station_can_start() -> None:
    left = an_episode(was_released=True)
    assert states(left)[TaskPart.TEST] is TaskState.NOT_APPLICABLE
    assert states(left)[TaskPart.ASSESSMENT] is TaskState.NOT_APPLICABLE
    assert "before the person leaves" in why(left, TaskPart.ASSESSMENT)
    assert states(left)[TaskPart.DISPOSAL] is TaskState.NOT_STARTED
