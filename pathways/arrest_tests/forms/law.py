"""The law on a date, asked in the address; a change of one row."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict

from pathways.arrest_tests.rules.law import LawTable
from pathways.arrest_tests.rules.law_changes import Draft, Intent
from pathways.arrest_tests.rules.law_columns import COLUMNS, Column
from pathways.ui.fields import Choice, DateBoxes, Line, LongText, Radios, choices_of
from pathways.ui.forms import Form
from pathways.vocabulary import Mark

MARKS = [
    Choice("verified", "Verified", hint="The words were read in the source named", means=Mark.VERIFIED),
    Choice("uncertain", "Unverified", hint="Known only from memory, second-hand or by inference", means=Mark.UNCERTAIN),
    Choice("practice", "Practice", hint="Local practice or a setting, not law", means=Mark.PRACTICE),
]


class DayForm(Form):
    """One date, read from the address. It changes nothing, so it carries no token."""

    class Meta(FlaskForm.Meta):
        csrf = False

    on = DateBoxes("Show the law on", called="Date", hint="For example 25 11 2026")

    @classmethod
    def asked(cls, address: Mapping[str, str], usual: date) -> "DayForm":
        """The form with the date the address names, as ?on=2026-11-25 or in three boxes; else the usual one."""
        boxes = {box: address[f"on-{box}"] for box in DateBoxes.boxes if f"on-{box}" in address}
        if not boxes and "on" in address:
            boxes = _boxes(address["on"])
        if not boxes:
            boxes = {"day": str(usual.day), "month": str(usual.month), "year": str(usual.year)}
        return cls(MultiDict({f"on-{box}": text for box, text in boxes.items()}))

    def day(self) -> date | None:
        """The date, or None with the reason on the form."""
        return self.on.data if self.validate() else None


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

    def draft(self, code: str | None) -> Draft:
        """The change as typed; `code` is that of the row, None for a new one."""
        values = {column.name: self[f"value_{column.name}"].data or "" for column in COLUMNS[self.table]}
        return Draft(
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
    """The form with one question for each column of the table; a new row is asked its code, and cannot end."""
    asked = {f"value_{column.name}": _field_of(column) for column in COLUMNS[table]}
    return type("LawChangeForm", (LawChangeForm,), {**asked, "table": table, "intent" if is_new else "code": None})


def filled_from(table: LawTable, row: Mapping[str, str]) -> dict[str, Any]:
    """The row in use, as the form shows it."""
    return {f"value_{column.name}": _shown(column, row.get(column.name, "")) for column in COLUMNS[table]}


def _field_of(column: Column) -> Any:
    if column.choices:
        choices = [Choice(value or "none", words, means=value) for value, words in column.choices]
        return Radios(column.label, choices=choices, required=False)
    return Line(column.label, hint=column.hint, required=False, most=400)


def _shown(column: Column, text: str) -> Any:
    return (text or "none") if column.choices else text


def _boxes(text: str) -> dict[str, str]:
    """The boxes of a date written as 2026-11-25; anything else goes into the first box, where its fault is said."""
    found = re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", text.strip())
    return {"day": found[3], "month": found[2], "year": found[1]} if found else {"day": text}
