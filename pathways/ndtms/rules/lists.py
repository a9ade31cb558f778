"""The national code lists and the columns of the file, as dated data: never an enum, never a number nobody read.

Source: treatment-and-statistics section 1 and its uncertain points U1, U2, U15. The only code list and the only order
of columns that could be read are those of dataset K (2015); newer sets are known by the names of their fields.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cache
from pathlib import Path

from pathways.engagement.rules import answers_to
from pathways.vocabulary import Mark

DATA = Path(__file__).parent.parent / "data"
_NEEDS = {
    "substance": "DRUG",
    "route": "ROUTE",
    "injecting": "INJSTAT",
    "housing": "ACCMNEED",
    "children": "PRNTSTAT",
    "employment": "EMPSTAT",
}
"""The lists that the room which asks keeps with its answers, and the columns they are of."""
IN_USE = "K"
"""The dataset whose columns and codes the file follows."""


class Held(Enum):
    """Whether Pathways has the fact of a column."""

    YES = "yes"
    NOT_RECORDED = "not_recorded"
    YOUNG = "young"


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of the file. `codes` names the list of its codes; empty for a date, a letter or a number."""

    dataset: str
    name: str
    label: str
    codes: str
    held: Held
    mark: Mark
    source: str


@dataclass(frozen=True, kw_only=True)
class Code:
    """One entry of a list. `value` is how Pathways stores it, empty where it does not; `code` is empty until read."""

    dataset: str
    value: str
    code: str
    label: str
    valid_from: date | None
    valid_to: date | None
    mark: Mark
    source: str

    @property
    def is_verified(self) -> bool:
        """Whether the number may stand in the file: it was read, and where."""
        return bool(self.code) and self.mark.is_verified

    def holds_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)


Lists = Mapping[str, Mapping[str, Code]]
"""The entries by list and by the value that Pathways stores."""


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


@cache
def columns() -> tuple[Column, ...]:
    """Every column in the order of the file: those of dataset K as it has them, then the later ones by their names."""
    return tuple(
        Column(
            dataset=row["dataset_version"],
            name=row["name"],
            label=row["label"],
            codes=row["list"],
            held=Held(row["held"]),
            mark=Mark(row["mark"]),
            source=row["source"],
        )
        for row in _rows("columns")
    )


@cache
def column(name: str) -> Column:
    """One column by its NDTMS name."""
    return next(one for one in columns() if one.name == name)


@cache
def lists_on(day: date) -> Lists:
    """The entries in force on a day, ethnicity by its own map. Only those that Pathways stores a value for."""
    found: dict[str, dict[str, Code]] = {"ETHNIC": _ethnicity(), **_needs(day)}
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
            found.setdefault(row["list"], {})[code.value] = code
    return found


def _needs(day: date) -> dict[str, dict[str, Code]]:
    """The answers of the needs page with their codes: one list for asking and for writing."""
    return {
        name: {
            one.value: Code(
                dataset=one.dataset,
                value=one.value,
                code=one.code,
                label=one.label,
                valid_from=one.valid_from,
                valid_to=one.valid_to,
                mark=one.mark,
                source=one.source,
            )
            for one in answers_to(list_, day)
        }
        for list_, name in _NEEDS.items()
    }


def _ethnicity() -> dict[str, Code]:
    """The letter of each code that a person may choose; an officer's own view (IC codes) is not among them."""
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
