"""The form of a step, made from what the step records, and the answers typed into it."""

from functools import cache
from typing import Any

from pathways.step_tables.rules import Asks, StepAsked, StepQuestion
from pathways.ui.choices import Choice, Pick, Radios
from pathways.ui.dates_and_times import DateBoxes, Moment
from pathways.ui.fields import Line, LongText, WholeNumber
from pathways.ui.files import ScanField
from pathways.ui.forms import Form

FEW = 6
_YES_NO = (("yes", "Yes"), ("no", "No"))
_VICTIM = (("yes", "Yes, told"), ("no", "Not told yet"), ("none", "There is no victim"))


@cache
def form_of(asked: StepAsked) -> type[Form]:
    """The form of a step: a field for each of its questions, in their order."""
    return type(f"Step_{asked.event}", (Form,), {each.name: field_of(each) for each in asked.records})


def given_by(form: Form, asked: StepAsked) -> dict[str, Any]:
    """The answers by the names of their questions. A scan is left out: it is stored elsewhere."""
    return {each.name: form[each.name].data for each in asked.records if each.kind is not Asks.SCAN}


def field_of(each: StepQuestion) -> Any:
    """The field for one question. For `of_list` the view fills in the choices."""
    # Several questions are on one page, so the message about a missing answer names its question.
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
        case Asks.COMING_MOMENT:
            return Moment(each.ask, called="The time", **more)
        case Asks.NUMBER:
            return WholeNumber(each.ask, called="The sum", least=1, most=10_000, **more)
        case Asks.SCAN:
            return ScanField(each.ask, called="Scan", **more)
        case Asks.LINE:
            return Line(each.ask, called="The answer", **more)
        case Asks.OF_LIST:
            return Pick(each.ask, **more)
        case _:
            return _choice(each, more)


def _choice(each: StepQuestion, more: dict[str, Any]) -> Any:
    listed = {Asks.VICTIM: _VICTIM, Asks.YES_NO: _YES_NO, Asks.MUST_YES: _YES_NO}.get(each.kind, each.choices)
    choices = [Choice(value, label) for value, label in listed]
    kind = Radios if len(choices) <= FEW else Pick
    return kind(each.ask, choices=choices, **more)
