"""The form of a step, made from what the step records (`rules.steps`): one field for each, in that order."""

from functools import cache
from typing import Any

from pathways.disposals.rules.steps import StepAsked, steps_asked
from pathways.ui import of_a_table
from pathways.ui.forms import Form


@cache
def step_form(event: str) -> type[Form]:
    """The form of one step. Raises KeyError for an event that no machine has."""
    return of_a_table.form_of_questions(event, steps_asked()[event].records)


def given_by(form: Form, asked: StepAsked) -> dict[str, Any]:
    """What was typed, by the names the step records. A scan is kept beside the step, not in it."""
    return of_a_table.given_by(form, asked.records)
