"""Goals, interventions and reviews of a care plan."""

from dataclasses import replace
from datetime import date, timedelta

from pathways.engagement.care_plan.rules import (
    GoalState,
    OnCase,
    bars_to_closing_goal,
    bars_to_ending,
    bars_to_goal,
    bars_to_intervention,
    bars_to_review,
    review_due_on,
)
from pathways.referrals.steps.rules import ReferralState
from tests.unit.engagement.contact_facts import words

TODAY = date(2026, 12, 3)
PLAN = TODAY - timedelta(days=10)
CASE = OnCase(state=ReferralState.IN_TREATMENT, has_died=False, today=TODAY, plan_on=PLAN)


def test_a_goal_needs_an_agreed_care_plan_and_somebody_alive() -> None:
    assert bars_to_goal(CASE) == ()
    assert words(bars_to_goal(replace(CASE, plan_on=None))) == "Record the care plan first"
    assert "has died" in words(bars_to_goal(replace(CASE, has_died=True)))


def test_a_goal_is_closed_once() -> None:
    assert bars_to_closing_goal(CASE, state=GoalState.AGREED, becomes=GoalState.DONE) == ()
    assert "closed already: done" in words(bars_to_closing_goal(CASE, state=GoalState.DONE, becomes=GoalState.DROPPED))


def test_an_intervention_starts_on_or_after_the_care_plan_and_is_on_the_national_list() -> None:
    assert bars_to_intervention(CASE, modality="96", started_on=PLAN) == ()
    assert "before the care plan" in words(
        bars_to_intervention(CASE, modality="96", started_on=PLAN - timedelta(days=1))
    )
    assert "Select one of the interventions" in words(bars_to_intervention(CASE, modality="1", started_on=TODAY))
    assert "today or in the past" in words(
        bars_to_intervention(CASE, modality="96", started_on=TODAY + timedelta(days=1))
    )


def test_an_intervention_ends_once_after_its_start_as_the_list_says() -> None:
    def against(ended_on: date, status: str = "A", already: date | None = None) -> str:
        return words(bars_to_ending(CASE, started_on=PLAN, already_on=already, ended_on=ended_on, status=status))

    assert against(PLAN) == ""
    assert "before the start" in against(PLAN - timedelta(days=1))
    assert "how it ended" in against(TODAY, "Z")
    assert "already" in against(TODAY, already=TODAY)


def test_a_review_lies_after_the_plan_and_the_next_after_it() -> None:
    assert bars_to_review(CASE, reviewed_on=TODAY, next_on=None) == ()
    assert "before the care plan" in words(bars_to_review(CASE, reviewed_on=PLAN - timedelta(days=1), next_on=None))
    assert "must be after this one" in words(bars_to_review(CASE, reviewed_on=TODAY, next_on=TODAY))


def test_the_first_review_is_due_12_weeks_after_the_start_and_each_next_as_agreed() -> None:
    assert review_due_on(None, ()) is None
    assert review_due_on(TODAY, ()) == TODAY + timedelta(days=84)
    assert review_due_on(TODAY, ((TODAY, None),)) == TODAY + timedelta(days=84)
    assert review_due_on(TODAY, ((TODAY, date(2027, 1, 5)),)) == date(2027, 1, 5)
