"""A value for one switch, typed by what the switch is: yes or no, a number, one word of a list, several."""

from datetime import date
from typing import Any

from pathways.disposals.rules.shapes import Shape, shape_of
from pathways.policy.rules.switches import bounds_of, choices_for
from pathways.ui.fields import Choice, DateBoxes, Line, LongText, Radios, Ticks, WholeNumber
from pathways.ui.forms import Form


class ProposedForm(Form):
    """What every proposal says beside its own: the days, where it comes from, and why."""

    starts_on = DateBoxes("First day", called="First day", hint="The day from which it applies")
    source = Line("Source", hint="The order, minute or notice that decided it", most=200)
    why = LongText("Why?", called="Why", hint="The second person reads this", most=1000)

    def dated(self) -> dict[str, Any]:
        """The days, the source and why, as actions take them."""
        starts_on: date = self.starts_on.data
        return {"starts_on": starts_on, "source": self.source.data or "", "why": self.why.data or ""}


class SwitchForm(ProposedForm):
    """`switch_form` adds the value."""

    until_on = DateBoxes(
        "Last day (optional)",
        called="Last day",
        hint="After that day it is not set, until somebody sets it again",
        required=False,
    )

    def proposed(self) -> dict[str, Any]:
        value = self["value"].data
        return {"value": tuple(value) if isinstance(value, list) else value, "until_on": self.until_on.data}


def switch_form(name: str) -> type[SwitchForm]:
    """The form of one switch."""
    return type("SwitchForm", (SwitchForm,), {"value": value_field(name, "From that day it will be")})


def value_field(name: str, label: str, *, required: str | bool = "Say what it will be") -> Any:
    """The question that fits what a switch can be."""
    choices = [Choice(str(value).lower(), words, means=value) for value, words in choices_for(name)]
    if shape_of(name) is Shape.LIST:
        return Ticks(label, choices=choices, required=required)
    if choices:
        return Radios(label, choices=choices, required=required)
    least, most = bounds_of(name)
    return WholeNumber(label, called="The number", least=least, most=most, required=required)
