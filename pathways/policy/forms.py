"""The forms of policy leads: a row of the law, a notification, a switch, a table, a leaflet, a question."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pathways.disposals.facts.rules.gravity import LONGEST
from pathways.law.rules.disposal_book_checks import Shape, shape_of
from pathways.law.rules.disposal_terms import SWITCHES, Rule
from pathways.law.rules.findings import SampleRoute
from pathways.law.rules.proposed_changes import COLUMNS, ChangeDraft, Intent, NotificationDraft, TableColumn
from pathways.law.rules.tables import LawTable
from pathways.policy.rules.changes import TITLES, SwitchShown, bounds_of, choices_for
from pathways.policy.rules.what_if import RuleDates, WhatIfQuestion
from pathways.ui.choices import Choice, Pick, Radios, Ticks, choices_of
from pathways.ui.dates_and_times import DateBoxes
from pathways.ui.fields import Line, LongText, WholeNumber
from pathways.ui.forms import Form
from pathways.vocabulary import Mark

# A change of one row of the law.


MARKS = [
    Choice("verified", "Verified", hint="The words were read in the source named", means=Mark.VERIFIED),
    Choice("uncertain", "Unverified", hint="Known only from memory, second-hand or by inference", means=Mark.UNCERTAIN),
    Choice("practice", "Practice", hint="Local practice or a setting, not law", means=Mark.PRACTICE),
]


class LawChangeForm(Form):
    """A change of one row. `law_form` adds a question for each column of its table."""

    table: LawTable
    code = Line(
        "Code of the new row",
        hint="Letters, digits and hyphens, for example TA68-1",
        required="Enter a code, for example TA68-1",
        most=30,
    )
    intent = Radios("What happens?", choices=choices_of(Intent), required="Select what happens")
    starts_on = DateBoxes("First day", called="First day", hint="The day from which it counts")
    until = DateBoxes("Last day (optional)", called="Last day", required=False)
    source = Line("Source", hint="The instrument and its article, notice or letter", most=300)
    source_url = Line(
        "Where can it be read? (optional)",
        called="Address",
        hint="The address of the page, beginning with https://. Whoever decides opens it from the change",
        required=False,
        most=300,
    )
    mark = Radios("How far was it checked?", choices=MARKS, required="Select how far it was checked")
    why = LongText("Why now?", hint="The second person reads this", most=1000)

    @property
    def column_fields(self) -> list[Any]:
        return [self[f"value_{column.name}"] for column in COLUMNS[self.table]]

    def draft(self, code: str | None) -> ChangeDraft:
        """The change as typed. `code` is the code of the row, None for a new one."""
        values = {column.name: self[f"value_{column.name}"].data or "" for column in COLUMNS[self.table]}
        return ChangeDraft(
            table=self.table,
            code=code or (self["code"].data if "code" in self else "") or "",
            intent=self["intent"].data if "intent" in self else Intent.CHANGE,
            starts_on=self.starts_on.data,
            until=self.until.data,
            values=values,
            source=self.source.data or "",
            source_url=self.source_url.data or "",
            mark=self.mark.data,
            why=self.why.data or "",
        )


def law_form(table: LawTable, *, is_new: bool) -> type[LawChangeForm]:
    """The form with one question for each column. A new row is also asked its code, and cannot end."""
    asked = {f"value_{column.name}": _field_of_column(column) for column in COLUMNS[table]}
    return type("LawChangeForm", (LawChangeForm,), {**asked, "table": table, "intent" if is_new else "code": None})


def filled_from(table: LawTable, row: Mapping[str, str]) -> dict[str, Any]:
    """The row in use, as the form shows it."""
    return {f"value_{column.name}": _shown(column, row.get(column.name, "")) for column in COLUMNS[table]}


def _field_of_column(column: TableColumn) -> Any:
    if column.choices:
        choices = [Choice(value or "none", words, means=value) for value, words in column.choices]
        return Radios(column.label, choices=choices, required=False)
    return Line(column.label, hint=column.hint, required=False, most=400)


def _shown(column: TableColumn, text: str) -> Any:
    return (text or "none") if column.choices else text


# What a suite is notified for, and for which days.


class SiteNotificationForm(Form):
    """What a suite is notified for."""

    routes = Ticks("Which tests does it cover?", choices=choices_of(SampleRoute), required=False)
    also = Ticks(
        "What else does it cover?",
        choices=[("under18", "People under 18, after charge"), ("assessment", "Required assessments")],
        required=False,
    )
    valid_from = DateBoxes("First day")
    valid_to = DateBoxes("Last day (optional)", called="Last day", required=False)
    source = Line("Which notice or letter does this come from?", called="Source", most=300)
    why = LongText("Why now?", hint="The second person reads this", most=1000)

    def draft(self) -> NotificationDraft:
        return NotificationDraft(
            starts_on=self.valid_from.data,
            until=self.valid_to.data,
            routes=tuple(self.routes.data),
            under18="under18" in self.also.data,
            assessment="assessment" in self.also.data,
            source=self.source.data or "",
            why=self.why.data or "",
        )


class LastDayOfNoticeForm(Form):
    valid_to = DateBoxes("Last day", called="Last day")
    source = Line("Which notice or letter withdraws it?", called="Source", most=300)
    why = LongText("Why now?", hint="The second person reads this", most=1000)


# The form of a question: every switch, and the days of one rule. Blank means "as it was".


AS_IT_WAS = "As it was"


class WhatIfForm(Form):
    """The form of a question, to which `what_if_form` adds a field for each switch. It keeps no draft."""

    keeps_drafts = False
    rule = Pick("A rule", prompt=AS_IT_WAS, required=False)
    rule_from = DateBoxes("Its first day", called="First day of the rule", required=False)
    rule_to = DateBoxes("Its last day (optional)", called="Last day of the rule", required=False)
    from_on = DateBoxes("From", called="First day")
    to_on = DateBoxes("To", called="Last day")

    def validate_rule_from(self, field: Any) -> None:
        """A rule and its first day are chosen together."""
        if self.rule.data and field.data is None and not field.errors:
            field.errors = [*field.errors, "Enter the first day that the rule would have"]

    @property
    def of_switches(self) -> dict[str, Any]:
        return {name: self[name] for name in SWITCHES}

    def question(self) -> WhatIfQuestion:
        values = {name: field.data for name, field in self.of_switches.items()}
        typed = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
        dates: tuple[RuleDates, ...] = ()
        if self.rule.data:
            dates = (RuleDates(row=self.rule.data, valid_from=self.rule_from.data, valid_to=self.rule_to.data),)
        return WhatIfQuestion(
            switches=tuple((name, value) for name, value in typed.items() if value is not None and value != ()),
            dates=dates,
            from_on=self.from_on.data,
            to_on=self.to_on.data,
        )


class CancelForm(Form):
    """Stops a question that is being answered."""

    keeps_drafts = False


def what_if_form(rows: tuple[SwitchShown, ...], rules: tuple[Rule, ...]) -> type[WhatIfForm]:
    """The form with a field for each switch, showing its present value, and the rules of the book in use."""
    rule = Pick("A rule", prompt=AS_IT_WAS, required=False, choices=[(rule.row, _named(rule)) for rule in rules])
    fields = {row.switch.name: _field_of_switch(row) for row in rows}
    return type("WhatIfForm", (WhatIfForm,), {**fields, "rule": rule})


def _named(rule: Rule) -> str:
    return f"{rule.id}: {rule.message if len(rule.message) < 60 else rule.message[:57] + '...'}"


def _field_of_switch(row: SwitchShown) -> Any:
    name, title = row.switch.name, TITLES[row.switch.name]
    hint = f"Now: {row.words}" if row.value is not None else "Now: not set"
    choices = [Choice(str(value).lower(), words, means=value) for value, words in choices_for(name)]
    if shape_of(name) is Shape.LIST:
        return Ticks(title, choices=choices, hint=hint, required=False)
    if choices:
        return Pick(title, choices=choices, hint=hint, prompt=AS_IT_WAS, required=False)
    least, most = bounds_of(name)
    return WholeNumber(title, called=title, hint=hint, least=least, most=most, required=False)


# A value for one switch, typed by what the switch is: yes or no, a number, one word of a list, several.


class ProposedForm(Form):
    """What every proposal asks besides its own: the days, the source, and why."""

    starts_on = DateBoxes("First day", called="First day", hint="The day from which it applies")
    source = Line("Source", hint="The order, minute or notice that decided it", most=200)
    why = LongText("Why?", called="Why", hint="The second person reads this", most=1000)

    def dated(self) -> dict[str, Any]:
        """First day, source and why, as actions take them."""
        starts_on: date = self.starts_on.data
        return {"starts_on": starts_on, "source": self.source.data or "", "why": self.why.data or ""}


class SwitchForm(ProposedForm):
    """The proposal of a switch, to which `switch_form` adds the value."""

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
    """The question that fits the values of a switch."""
    choices = [Choice(str(value).lower(), words, means=value) for value, words in choices_for(name)]
    if shape_of(name) is Shape.LIST:
        return Ticks(label, choices=choices, required=required)
    if choices:
        return Radios(label, choices=choices, required=required)
    least, most = bounds_of(name)
    return WholeNumber(label, called="The number", least=least, most=most, required=required)


# A gravity table as CSV, and the words of a leaflet.


class GravityForm(ProposedForm):
    version_named = Line("Version", hint="How decisions name this table, for example 2026-12", most=40)
    text = LongText(
        "The table",
        called="The table",
        hint="Copy the cells of the spreadsheet, or the whole text of the CSV file, and paste them here",
        most=LONGEST,
    )


class LeafletForm(ProposedForm):
    text = LongText(
        "What the person is told", called="The leaflet", hint="One paragraph a line, in plain words", most=6000
    )
