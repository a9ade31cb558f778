"""Where an officer goes on: after a part was saved, and to what was left half written."""

import pytest

from pathways.casefile.rules.tasks import AssessmentStage, TaskPart, TestStage, is_of_case, next_after, tasks
from tests.unit.casefile.episode_facts import an_episode


def goes_to(after: TaskPart, **facts: object) -> TaskPart | None:
    task = next_after(tasks(an_episode(**facts)), after)
    return task.part if task else None


def test_after_the_test_the_disposal_comes_unless_an_assessment_may_be_required() -> None:
    assert goes_to(TaskPart.TEST, test=TestStage.NO_RESULT) is TaskPart.DISPOSAL
    assert goes_to(TaskPart.TEST, test=TestStage.RESULT, assessment=AssessmentStage.OPEN) is TaskPart.ASSESSMENT


def test_what_was_left_open_before_comes_once_nothing_is_open_after() -> None:
    done = {"disposal_done": True, "has_needs": True, "consents_answered": True, "consent_refused": True}
    assert goes_to(TaskPart.LEAVING, **done, naloxone_words="supplied") is TaskPart.TEST
    assert goes_to(TaskPart.LEAVING, **done, test=TestStage.NO_RESULT, naloxone_words="supplied") is None


@pytest.mark.parametrize(
    ("address", "about", "is_of_it"),
    [
        ("/episodes/7/test", 3, True),
        ("/episodes/7", None, True),
        ("/episodes/71/test", 3, False),
        ("/disposals/4/sign", 3, True),
        ("/disposals/4/sign", 5, False),
        ("/people/new", None, False),
    ],
)
def test_a_draft_is_of_the_episode_that_its_address_names_else_of_its_person(address, about, is_of_it) -> None:
    assert is_of_case(address, about=about, episode_id=7, person_id=3) is is_of_it
