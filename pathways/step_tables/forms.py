"""The form of a step, made from what the step records, and the answers typed into it."""

from collections.abc import Iterable
from typing import Any, Protocol

from pathways.ui.choices import Choice, Pick, Radios
from pathways.ui.dates_and_times import DateBoxes, Moment
from pathways.ui.fields import Line, LongText, WholeNumber
from pathways.ui.files import ScanField
from pathways.ui.forms import Form

FEW = 6
_YES_NO = (("yes", "Yes"), ("no", "No"))
_VICTIM = (("yes", "Yes, told"), ("no", "Not told yet"), ("none", "There is no victim"))


class TableQuestion(Protocol):
    """One question of a step, as `step_tables.rules.Recorded` is. Read-only, so that a frozen class fits."""

    @property
    def name(self) -> str: ...
    @property
    def ask(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def required(self) -> bool: ...
    @property
    def least(self) -> int: ...
    @property
    def choices(self) -> tuple[tuple[str, str], ...]: ...
    @property
    def hint(self) -> str: ...


def form_of_questions(title: str, questions: Iterable[TableQuestion]) -> type[Form]:
    """A form with a field for each of these questions, in their order."""
    return type(f"Step_{title}", (Form,), {each.name: field_of(each) for each in questions})


def given_by(form: Form, questions: Iterable[TableQuestion]) -> dict[str, Any]:
    """The answers by the names of their questions. A scan is left out: it is stored elsewhere."""
    return {each.name: form[each.name].data for each in questions if str(each.kind) != "scan"}


def field_of(each: TableQuestion) -> Any:
    """The field for one question. For `of_list` the view fills in the choices."""
    # Several questions are on one page, so the message about a missing answer names its question.
    more: dict[str, Any] = {"hint": each.hint, "required": each.required and f"Answer “{each.ask}”"}
    match str(each.kind):
        case "text":
            hint = each.hint or (f"At least {each.least} characters." if each.least else "")
            return LongText(each.ask, called="The answer", least=each.least, **(more | {"hint": hint}))
        case "past_day":
            return DateBoxes(each.ask, called="The day", not_future=True, **more)
        case "coming_day":
            return DateBoxes(each.ask, called="The day", **more)
        case "moment":
            return Moment(each.ask, called="The time", not_future=True, **more)
        case "coming_moment":
            return Moment(each.ask, called="The time", **more)
        case "number":
            return WholeNumber(each.ask, called="The sum", least=1, most=10_000, **more)
        case "scan":
            return ScanField(each.ask, called="Scan", **more)
        case "line":
            return Line(each.ask, called="The answer", **more)
        case "of_list":
            return Pick(each.ask, **more)
        case _:
            return _choice(each, more)


def _choice(each: TableQuestion, more: dict[str, Any]) -> Any:
    listed = {"victim": _VICTIM, "yes_no": _YES_NO, "must_yes": _YES_NO}.get(str(each.kind), each.choices)
    choices = [Choice(value, label) for value, label in listed]
    kind = Radios if len(choices) <= FEW else Pick
    return kind(each.ask, choices=choices, **more)
