"""The form of a step, made from what the step records (`rules.steps`): one field for each, in that order."""

from functools import cache
from typing import Any

from pathways.disposals.rules.steps import Asks, Recorded, StepAsked, steps_asked
from pathways.ui.fields import Choice, DateBoxes, Line, LongText, Moment, Pick, Radios, Scan, WholeNumber
from pathways.ui.forms import Form

FEW = 6
_YES_NO = (("yes", "Yes"), ("no", "No"))
_VICTIM = (("yes", "Yes, told"), ("no", "Not told yet"), ("none", "There is no victim"))


@cache
def step_form(event: str) -> type[Form]:
    """The form of one step. Raises KeyError for an event that no machine has."""
    fields = {each.name: _field(each) for each in steps_asked()[event].records}
    return type(f"Step_{event}", (Form,), fields)


def given_by(form: Form, asked: StepAsked) -> dict[str, Any]:
    """What was typed, by the names the step records. A scan is kept beside the step, not in it."""
    return {each.name: form[each.name].data for each in asked.records if each.kind is not Asks.SCAN}


def _field(each: Recorded) -> Any:
    # Several questions stand on one page, so what is missing is named by its question.
    more: dict[str, Any] = {"hint": each.hint, "required": each.required and f"Answer “{each.ask}”"}
    match each.kind:
        case Asks.TEXT:
            hint = each.hint or (f"At least {each.least} characters." if each.least else "")
            return LongText(each.ask, called="The answer", least=each.least, **(more | {"hint": hint}))
        case Asks.PAST_DAY:
            return DateBoxes(each.ask, called="The day", not_future=True, **more)
        case Asks.COMING_DAY:
            return DateBoxes(each.ask, called="The day", **more)
        case Asks.MOMENT:
            return Moment(each.ask, called="The time", not_future=True, **more)
        case Asks.NUMBER:
            return WholeNumber(each.ask, called="The sum", least=1, most=10_000, **more)
        case Asks.SCAN:
            return Scan(each.ask, called="Scan", **more)
        case Asks.LINE:
            return Line(each.ask, called="The answer", **more)
        case _:
            return _choice(each, more)


def _choice(each: Recorded, more: dict[str, Any]) -> Any:
    listed = {Asks.VICTIM: _VICTIM, Asks.YES_NO: _YES_NO, Asks.MUST_YES: _YES_NO}.get(each.kind, each.choices)
    choices = [Choice(value, label) for value, label in listed]
    kind = Radios if len(choices) <= FEW else Pick
    return kind(each.ask, choices=choices, **more)
