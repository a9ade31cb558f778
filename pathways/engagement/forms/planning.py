"""Goals, interventions and reviews."""

from pathways.engagement.rules import GoalState, exit_statuses, modalities
from pathways.ui.fields import Choice, DateBoxes, Line, LongText, Radios, choices_of
from pathways.ui.forms import Form


class GoalForm(Form):
    """What the person wants to reach, who does what, by when."""

    goal = Line("What does the person want to reach?", called="The goal", most=300)
    does = Line("What is done for it?", called="What is done", most=300)
    who = Line("Who does it?", called="Who does it", hint="The person, you, a partner by name", most=120)
    by_on = DateBoxes("By when?", called="The date")


class CloseGoalForm(Form):
    """What became of a goal."""

    state = Radios(
        "What became of it?",
        choices=choices_of([GoalState.DONE, GoalState.DROPPED]),
        required="Select what became of it",
    )


class InterventionForm(Form):
    """An intervention that started."""

    modality = Radios(
        "Which intervention?",
        choices=[Choice(one.code, f"{one.label} (code {one.code})") for one in modalities().values()],
        required="Select the intervention",
    )
    started_on = DateBoxes("When did it start?", called="The start", not_future=True)


class EndForm(Form):
    """When and how an intervention ended."""

    ended_on = DateBoxes("When did it end?", called="The end", not_future=True)
    exit_status = Radios(
        "How did it end?",
        choices=[Choice(code, f"{label} (code {code})") for code, label in exit_statuses().items()],
        required="Select how it ended",
    )


class ReviewForm(Form):
    """A review of the plan with the person."""

    reviewed_on = DateBoxes("When was it reviewed with the person?", called="The review", not_future=True)
    summary = LongText(
        "What was found?", called="What was found", hint="For your service only. Police never see it.", most=20_000
    )
    next_on = DateBoxes("When is the next review?", called="The next review", required=False)
