"""The national code lists, columns, months and agency codes: dated data, never a number that nobody read."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from functools import cache, cached_property
from pathlib import Path

from pathways.engagement.care_plan.rules import answers_to
from pathways.refusals import Reason
from pathways.tables import rows_of
from pathways.vocabulary import Mark

# The shape of an agency code: a letter, then letters or numbers (verified of the five codes that could be read).


_CODE = re.compile(r"[A-Z][A-Z0-9]{1,9}")


def as_row(typed: str) -> str:
    """An agency code as it is stored: in capitals, without blanks."""
    return "".join(typed.split()).upper()


def code_faults(code: str) -> tuple[Reason, ...]:
    """Why this cannot be an agency code; empty where it may be one."""
    if _CODE.fullmatch(code):
        return ()
    return (Reason("Agency code must be a letter, then 1 to 9 letters or numbers", "code"),)


# Which national reason the steps of a referral give, where no worker chose one.
#
# Source: treatment-and-statistics 1.8 and 2.1 (design choice). Reasons that the table of steps names are taken from it;
# a transfer depends on whether the person was in custody.


_BY_STEP = {
    "picked_up": "83",
    "place_found": "83",
    "provider_closed": "83",
    "lost_in_treatment": "85",
    "person_leaves": "85",
    "not_found": "85",
    "withdrawn_by_service": "86",
    "no_service_exists": "86",  # handed back, and nobody else had a place: the provider's end, not the person's
    "not_returning": "87",
    "person_declines": "88",
    "person_died": "89",
    "no_need": "no_need",
}


def reason_of_steps(steps: Sequence[str]) -> str:
    """The reason given by the steps of a closed referral, oldest first; empty where they give none."""
    last = steps[-1] if steps else ""
    if last == "care_taken_over":
        away = [step for step in steps if step in ("taken_into_custody", "admitted_to_hospital")]
        return "84" if away and away[-1] == "taken_into_custody" else "83"
    return _BY_STEP.get(last, "")


# The national code lists and the columns of the file: dated tables, and no number that nobody has read in a source.
#
# Source: treatment-and-statistics section 1 and its uncertain points U1, U2, U15. The only code list and the only
# order of columns that could be read are those of dataset K (2015); newer sets are known by the names of their fields.


DATA = Path(__file__).parent.parent / "data"
_NEEDS = {
    "substance": "DRUG",
    "route": "ROUTE",
    "injecting": "INJSTAT",
    "housing": "ACCMNEED",
    "children": "PRNTSTAT",
    "employment": "EMPSTAT",
}
"""The lists that the needs room keeps with its answers, and the columns that they belong to."""
IN_USE = "K"
"""The dataset whose columns and codes the file follows."""


class FactHeld(Enum):
    """Whether Pathways has the fact of a column."""

    YES = "yes"
    NOT_RECORDED = "not_recorded"
    YOUNG = "young"


@dataclass(frozen=True, kw_only=True)
class FileColumn:
    """A column of the file. `codes` names the list of its codes; empty for a date, a letter or a number."""

    dataset: str
    name: str
    label: str
    codes: str
    recorded: FactHeld
    mark: Mark
    source: str


@dataclass(frozen=True, kw_only=True)
class Code:
    """One entry of a list. `value` is how Pathways stores it, or empty; `code` is empty until somebody read it."""

    dataset: str
    value: str
    code: str
    label: str
    valid_from: date | None
    valid_to: date | None
    mark: Mark
    source: str

    @cached_property
    def is_verified(self) -> bool:
        """Whether the number may go into the file: it was read in a source. Asked of every cell of a file."""
        return bool(self.code) and self.mark.is_verified

    def holds_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)


Lists = Mapping[str, Mapping[str, Code]]
"""The entries by list and by the value that Pathways stores."""


def _rows(name: str) -> list[dict[str, str]]:
    return list(rows_of(DATA / f"{name}.csv"))


@cache
def columns() -> tuple[FileColumn, ...]:
    """Every column in the order of the file: those of dataset K as it has them, then the later ones by their names."""
    return tuple(
        FileColumn(
            dataset=row["dataset_version"],
            name=row["name"],
            label=row["label"],
            codes=row["list"],
            recorded=FactHeld(row["recorded"]),
            mark=Mark(row["mark"]),
            source=row["source"],
        )
        for row in _rows("columns")
    )


@cache
def column(name: str) -> FileColumn:
    """One column by its NDTMS name."""
    return next(column for column in columns() if column.name == name)


@cache
def lists_on(day: date) -> Lists:
    """The entries in force on a day that Pathways stores a value for, by list and value."""
    lists: dict[str, dict[str, Code]] = {"ETHNIC": _ethnicity(), **_needs(day)}
    for row in _rows("codes"):
        code = Code(
            dataset=row["dataset_version"],
            value=row["value"],
            code=row["code"],
            label=row["label"],
            valid_from=date.fromisoformat(row["valid_from"]) if row["valid_from"] else None,
            valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            mark=Mark(row["mark"]),
            source=row["source"],
        )
        if code.value and code.holds_on(day):
            lists.setdefault(row["list"], {})[code.value] = code
    return lists


def _needs(day: date) -> dict[str, dict[str, Code]]:
    """The answers of the needs page with their codes: the same list is used for asking and for the file."""
    return {
        name: {
            answer.value: Code(
                dataset=answer.dataset,
                value=answer.value,
                code=answer.code,
                label=answer.label,
                valid_from=answer.valid_from,
                valid_to=answer.valid_to,
                mark=answer.mark,
                source=answer.source,
            )
            for answer in answers_to(list_, day)
        }
        for list_, name in _NEEDS.items()
    }


def _ethnicity() -> dict[str, Code]:
    """The letter for each code that a person may choose; an officer's own view (IC codes) is not included."""
    marks = {"V": Mark.VERIFIED, "R": Mark.RECALLED}
    return {
        row["police_code"]: Code(
            dataset=IN_USE,
            value=row["police_code"],
            code=row["ndtms_letter"],
            label=row["label"],
            valid_from=None,
            valid_to=None,
            mark=marks[row["mark"]],
            source=f"Ethnicity map: {row['note'] or row['fit'].replace('_', ' ')}",
        )
        for row in _rows("ethnicity_map")
        if row["police_code"]
    }


# The months a file can be made for, named by their first day.


OFFERED = 13


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month."""

    begins_on: date

    @classmethod
    def of(cls, day: date) -> "Month":
        return cls(day.replace(day=1))

    @classmethod
    def named(cls, text: str) -> "Month | None":
        """The month of an address such as 2026-10; None for anything else."""
        try:
            return cls(date.fromisoformat(f"{text}-01")) if len(text) == 7 else None
        except ValueError:
            return None

    @property
    def ends_on(self) -> date:
        return self.next.begins_on - timedelta(days=1)

    @property
    def next(self) -> "Month":
        return Month.of(self.begins_on + timedelta(days=31))

    @property
    def before(self) -> "Month":
        return Month.of(self.begins_on - timedelta(days=1))

    @property
    def address(self) -> str:
        return f"{self.begins_on:%Y-%m}"

    @property
    def words(self) -> str:
        return f"{self.begins_on:%B %Y}"


def months_until(today: date) -> tuple[Month, ...]:
    """The months that are over, newest first. The file of a month that still runs would change every day."""
    months = [Month.of(today).before]
    while len(months) < OFFERED:
        months.append(months[-1].before)
    return tuple(months)


def month_faults(month: Month, today: date) -> tuple[Reason, ...]:
    """Why no file is made of a month; nothing where one may be."""
    if month not in months_until(today):
        return (Reason("Choose one of the last 13 months that are over", "month"),)
    return ()
