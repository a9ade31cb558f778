"""The form of a step, made from what the step records (`rules.steps`): one field for each, in that order."""

from functools import cache
from typing import Any

from pathways.disposals.rules.steps import Asks, StepAsked, steps_asked
from pathways.ui.forms import Form
from pathways.ui.of_a_table import field_of


@cache
def step_form(event: str) -> type[Form]:
    """The form of one step. Raises KeyError for an event that no machine has."""
    fields = {each.name: field_of(each) for each in steps_asked()[event].records}
    return type(f"Step_{event}", (Form,), fields)


def given_by(form: Form, asked: StepAsked) -> dict[str, Any]:
    """What was typed, by the names the step records. A scan is kept beside the step, not in it."""
    return {each.name: form[each.name].data for each in asked.records if each.kind is not Asks.SCAN}
