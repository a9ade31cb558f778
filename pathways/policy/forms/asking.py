"""What might be otherwise: every switch, and the days of one rule. Blank is "as it was"."""

from typing import Any

from pathways.disposals.rules import SWITCHES, Rule
from pathways.disposals.rules.shapes import Shape, shape_of
from pathways.policy.rules.question import Question, RuleDates
from pathways.policy.rules.switches import TITLES, Shown, bounds_of, choices_for
from pathways.ui.fields import Choice, DateBoxes, Pick, Ticks, WholeNumber
from pathways.ui.forms import Form

AS_IT_WAS = "As it was"


class WhatIfForm(Form):
    """`what_if_form` adds a question for each switch. It only asks, and keeps no draft."""

    keeps_drafts = False
    rule = Pick("A rule", prompt=AS_IT_WAS, required=False)
    rule_from = DateBoxes("Its first day", called="First day of the rule", required=False)
    rule_to = DateBoxes("Its last day (optional)", called="Last day of the rule", required=False)
    from_on = DateBoxes("From", called="First day")
    to_on = DateBoxes("To", called="Last day")

    def validate_rule_from(self, field: Any) -> None:
        """A rule is chosen with the day it would begin."""
        if self.rule.data and field.data is None and not field.errors:
            field.errors = [*field.errors, "Enter the first day that the rule would have"]

    @property
    def of_switches(self) -> dict[str, Any]:
        return {name: self[name] for name in SWITCHES}

    def question(self) -> Question:
        values = {name: field.data for name, field in self.of_switches.items()}
        typed = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
        dates: tuple[RuleDates, ...] = ()
        if self.rule.data:
            dates = (RuleDates(row=self.rule.data, valid_from=self.rule_from.data, valid_to=self.rule_to.data),)
        return Question(
            switches=tuple((name, value) for name, value in typed.items() if value is not None and value != ()),
            dates=dates,
            from_on=self.from_on.data,
            to_on=self.to_on.data,
        )


class CancelForm(Form):
    """Stops a question that is being answered."""

    keeps_drafts = False


def what_if_form(rows: tuple[Shown, ...], rules: tuple[Rule, ...]) -> type[WhatIfForm]:
    """The form with every switch as it stands, and the rules of the book in use."""
    rule = Pick("A rule", prompt=AS_IT_WAS, required=False, choices=[(one.row, _named(one)) for one in rules])
    fields = {row.switch.name: _field_of(row) for row in rows}
    return type("WhatIfForm", (WhatIfForm,), {**fields, "rule": rule})


def _named(rule: Rule) -> str:
    return f"{rule.id}: {rule.message if len(rule.message) < 60 else rule.message[:57] + '...'}"


def _field_of(row: Shown) -> Any:
    name, title = row.switch.name, TITLES[row.switch.name]
    hint = f"Now: {row.words}" if row.value is not None else "Now: not set"
    choices = [Choice(str(value).lower(), words, means=value) for value, words in choices_for(name)]
    if shape_of(name) is Shape.LIST:
        return Ticks(title, choices=choices, hint=hint, required=False)
    if choices:
        return Pick(title, choices=choices, hint=hint, prompt=AS_IT_WAS, required=False)
    least, most = bounds_of(name)
    return WholeNumber(title, called=title, hint=hint, least=least, most=most, required=False)
