"""The parts of the task list that ask for the risks and for naloxone, and say what is left."""

from pathways.casefile.rules.tasks import TaskPart, TaskState, next_after, next_task, tasks
from pathways.safeguarding.rules.concerns import ReviewStage
from pathways.vocabulary import Origin
from tests.unit.casefile.episode_facts import an_episode, states, why

TO_ASK = ("a suicide or self-harm risk",)


def test_the_arrest_part_is_in_progress_until_every_risk_was_asked() -> None:
    open_still = an_episode(risks_to_ask=TO_ASK)
    assert states(open_still)[TaskPart.ARREST] is TaskState.IN_PROGRESS
    assert "Still to ask before a disposal: a suicide or self-harm risk." in why(open_still, TaskPart.ARREST)
    assert states(an_episode())[TaskPart.ARREST] is TaskState.DONE


def test_the_sample_does_not_wait_for_the_risks() -> None:
    assert states(an_episode(risks_to_ask=TO_ASK))[TaskPart.TEST] is TaskState.NOT_STARTED


def test_before_release_is_done_with_naloxone_every_risk_and_the_slip_printed() -> None:
    assert states(an_episode())[TaskPart.LEAVING] is TaskState.NOT_STARTED
    asked = an_episode(naloxone_words="supplied")
    assert states(asked)[TaskPart.LEAVING] is TaskState.IN_PROGRESS
    assert "Still to do: print the slip" in why(asked, TaskPart.LEAVING)
    assert states(an_episode(naloxone_words="supplied", slip_printed=True))[TaskPart.LEAVING] is TaskState.DONE
    to_ask = an_episode(naloxone_words="supplied", slip_printed=True, risks_to_ask=TO_ASK)
    assert states(to_ask)[TaskPart.LEAVING] is TaskState.IN_PROGRESS


def test_whoever_left_without_a_slip_is_not_said_to_have_one() -> None:
    left = an_episode(naloxone_words="supplied", was_released=True)
    assert "No slip was printed." in why(left, TaskPart.LEAVING)
    assert states(left)[TaskPart.LEAVING] is TaskState.DONE


def test_naloxone_need_not_be_answered_where_nothing_points_to_an_opiate() -> None:
    drinks = an_episode(naloxone_must_be_asked=False, slip_printed=True)
    assert states(drinks)[TaskPart.LEAVING] is TaskState.DONE
    assert states(an_episode(slip_printed=True))[TaskPart.LEAVING] is TaskState.IN_PROGRESS


def test_whoever_comes_freely_is_asked_about_naloxone_too_and_a_child_by_others() -> None:
    assert states(an_episode(origin=Origin.SELF, offences=0))[TaskPart.LEAVING] is TaskState.NOT_STARTED
    assert states(an_episode(is_adult=False))[TaskPart.LEAVING] is TaskState.NOT_APPLICABLE


def test_a_disposal_past_its_date_is_no_done_part_and_after_a_death_nothing_is_late():
    late = {"disposal_words": "Conditional caution: signed.", "disposal_done": True, "disposal_days_late": 447}
    assert states(an_episode(**late))[TaskPart.DISPOSAL] is TaskState.PAST_DATE
    assert states(an_episode(**late, has_died=True))[TaskPart.DISPOSAL] is not TaskState.PAST_DATE


def test_a_disposal_that_waits_for_a_review_says_so_stays_open_and_nobody_is_led_there():
    waits = an_episode(review=ReviewStage.WAITS, sample_is_open=False, test_words="Done", naloxone_words="supplied")
    assert states(waits)[TaskPart.DISPOSAL] is TaskState.REVIEW_FIRST
    assert "by a deciding officer" in why(waits, TaskPart.DISPOSAL)
    assert states(waits)[TaskPart.DISPOSAL].is_open
    all_tasks = tasks(waits)
    assert TaskPart.DISPOSAL not in {
        task.part for task in (next_task(all_tasks), next_after(all_tasks, TaskPart.TEST)) if task
    }
    assert "raise the concern" in why(an_episode(review=ReviewStage.TO_RAISE), TaskPart.DISPOSAL)
    assert states(an_episode(review=ReviewStage.HELD))[TaskPart.DISPOSAL] is TaskState.NOT_STARTED


def test_before_release_says_to_ask_where_they_will_sleep_while_something_is_to_be_done():
    for review in (ReviewStage.TO_RAISE, ReviewStage.WAITS, ReviewStage.HELD):
        assert "Ask where they will sleep tonight." in why(an_episode(review=review), TaskPart.LEAVING)
    assert "sleep" not in why(an_episode(), TaskPart.LEAVING)
