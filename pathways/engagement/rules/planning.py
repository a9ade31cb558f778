"""What the care plan holds: goals, interventions, reviews. Sources: treatment reference 1.7 and 2.3."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from pathways.engagement.rules.codes import exit_statuses, modalities
from pathways.engagement.rules.standing import not_changeable
from pathways.engagement.rules.steps import dated, in_words
from pathways.referrals.rules import ReferralState
from pathways.refusals import Reason
from pathways.vocabulary import Worded

REVIEW_AFTER: Final = timedelta(days=84)
"""12 weeks after the structured start (timer of treatment reference 2.3, design choice)."""


class GoalState(Worded):
    """Where a goal stands."""

    AGREED = "agreed", "Agreed"
    DONE = "done", "Done"
    DROPPED = "dropped", "Not pursued any more"


@dataclass(frozen=True, kw_only=True)
class OnCase:
    """What every rule of the plan asks of the case. `plan_on` is the day the care plan was agreed, if it was."""

    state: ReferralState
    has_died: bool
    today: date
    plan_on: date | None


FIRST = Reason("Record the care plan first")


def bars_to_goal(case: OnCase) -> tuple[Reason, ...]:
    """A goal is part of a care plan that was agreed with the person."""
    bars = not_changeable(has_died=case.has_died, state=case.state)
    return bars or ((FIRST,) if case.plan_on is None else ())


def bars_to_closing_goal(case: OnCase, *, state: GoalState, becomes: GoalState) -> tuple[Reason, ...]:
    """A goal is closed once, as done or not pursued any more."""
    if bars := not_changeable(has_died=case.has_died, state=case.state):
        return bars
    if state is not GoalState.AGREED:
        return (Reason(f"This goal is closed already: {state.label.lower()}", "state"),)
    return (Reason("Select what became of it", "state"),) if becomes is GoalState.AGREED else ()


def bars_to_intervention(case: OnCase, *, modality: str, started_on: date) -> tuple[Reason, ...]:
    """An intervention is one of the list, and starts on or after the care plan, never ahead."""
    if bars := bars_to_goal(case):
        return bars
    found = [*dated(started_on, case.today, "The start", "started_on")]
    if modality not in modalities():
        found.append(Reason("Select one of the interventions on the page", "modality"))
    if case.plan_on and started_on < case.plan_on:
        words = f"The start cannot be before the care plan was agreed on {in_words(case.plan_on)}"
        found.append(Reason(words, "started_on"))
    return tuple(found)


def bars_to_ending(
    case: OnCase, *, started_on: date, already_on: date | None, ended_on: date, status: str
) -> tuple[Reason, ...]:
    """An intervention ends once, on or after its start, with a status of the national list."""
    if bars := not_changeable(has_died=case.has_died, state=case.state):
        return bars
    if already_on is not None:
        return (Reason(f"This intervention ended on {in_words(already_on)} already", "ended_on"),)
    found = [*dated(ended_on, case.today, "The end", "ended_on")]
    if ended_on < started_on:
        found.append(Reason(f"The end cannot be before the start on {in_words(started_on)}", "ended_on"))
    if status not in exit_statuses():
        found.append(Reason("Select how it ended", "exit_status"))
    return tuple(found)


def bars_to_review(case: OnCase, *, reviewed_on: date, next_on: date | None) -> tuple[Reason, ...]:
    """A review is held with the person after the care plan; the next lies after it."""
    if bars := bars_to_goal(case):
        return bars
    found = [*dated(reviewed_on, case.today, "The review", "reviewed_on")]
    if case.plan_on and reviewed_on < case.plan_on:
        words = f"The review cannot be before the care plan was agreed on {in_words(case.plan_on)}"
        found.append(Reason(words, "reviewed_on"))
    if next_on is not None and next_on <= reviewed_on:
        found.append(Reason("The next review must be after this one", "next_on"))
    return tuple(found)


def review_due_on(started_on: date | None, reviews: tuple[tuple[date, date | None], ...]) -> date | None:
    """When the plan is to be reviewed next: as the last review said, else 12 weeks after the start or that review.

    `reviews` are (reviewed_on, next_on), oldest first. None until treatment has started.
    """
    if reviews:
        reviewed_on, next_on = reviews[-1]
        return next_on or reviewed_on + REVIEW_AFTER
    return started_on + REVIEW_AFTER if started_on else None
