"""What each dated table asks of a row, in words: the columns that a proposed change fills in."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from pathways.arrest_tests.rules.overlay import LawTable

CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,29}")

RESERVED: Final = frozenset({"OTHER", "NEW"})
"""An offence in no list, which would be a trigger if a row listed it; and the address of a new row."""
LONGEST_REGIME: Final = 20
"""Each test keeps the code of its regime, in so many letters."""


@dataclass(frozen=True, kw_only=True)
class Column:
    """One question about a row. `choices` are (value, words); `pattern` is what may be typed, else `faulty` is said."""

    name: str
    label: str
    hint: str = ""
    is_required: bool = True
    choices: tuple[tuple[str, str], ...] = ()
    pattern: str = ""
    faulty: str = ""

    def fault_of(self, text: str, known_drugs: Iterable[str]) -> str:
        """Why a value cannot stand, in a sentence; "" where it can."""
        if not text:
            return f"Enter {self.label[:1].lower()}{self.label[1:]}" if self.is_required else ""
        if self.choices and text not in {value for value, _ in self.choices}:
            return f"Select {self.label[:1].lower()}{self.label[1:]}"
        if self.pattern and not re.fullmatch(self.pattern, text):
            return self.faulty
        if self.name in ("drugs", "shows"):
            unknown = [code for code in text.split("|") if code not in set(known_drugs)]
            return f"No drug of the table is called {unknown[0]}" if unknown else ""
        return "" if self.name not in ("stood_on", "class_a_from") or _is_day(text) else self.faulty


_DAY: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_WRITE_A_DAY: Final = "Write the date as 2023-08-02"
_OFFENCE = (
    Column(name="act", label="Act", hint="With its year"),
    Column(name="section", label="Section", hint="For example s.1"),
    Column(name="offence", label="Offence", hint="As staff say it"),
)
COLUMNS: Final[Mapping[LawTable, tuple[Column, ...]]] = {
    LawTable.REGIME: (
        Column(name="name", label="Name", hint="As staff read it"),
        Column(
            name="max_samples",
            label="Samples allowed in one continuous detention",
            choices=(("1", "One"), ("2", "Two, where the first cannot be used")),
        ),
        Column(name="rule", label="Which drugs are specified", hint="In words, as the page shows it"),
        Column(
            name="drugs",
            label="Drugs specified by name",
            hint="Their codes, with | between them. Leave blank if none is named",
            is_required=False,
        ),
        Column(
            name="part1_paras",
            label="Paragraphs of Part 1 of Schedule 2",
            hint="Numbers 1 to 6 with | between them",
            is_required=False,
            pattern=r"[1-6](\|[1-6])*",
            faulty="Write paragraphs as numbers from 1 to 6 with | between them",
        ),
        Column(
            name="stood_on",
            label="As the list stood on",
            hint="For example 2023-08-02",
            is_required=False,
            pattern=_DAY,
            faulty=_WRITE_A_DAY,
        ),
    ),
    LawTable.TRIGGER: (
        *_OFFENCE,
        Column(
            name="condition",
            label="Condition",
            choices=(("", "None"), ("SPECIFIED_DRUG", "Only in respect of a specified drug")),
            is_required=False,
        ),
    ),
    LawTable.DRUG: (
        Column(name="name", label="Name", hint="As staff say it"),
        Column(
            name="mda_class",
            label="Class",
            choices=(("A", "Class A"), ("B", "Class B"), ("C", "Class C"), ("B or C", "Class B or C")),
        ),
        Column(
            name="part1_para",
            label="Paragraph of Part 1 of Schedule 2",
            hint="1 to 6. Leave blank for Class B and C",
            is_required=False,
            pattern=r"[1-6]",
            faulty="A paragraph is a number from 1 to 6",
        ),
        Column(
            name="class_a_from",
            label="Class A since",
            hint="For example 2024-03-20",
            is_required=False,
            pattern=_DAY,
            faulty=_WRITE_A_DAY,
        ),
    ),
    LawTable.LOOK_ALIKE: (*_OFFENCE, Column(name="why_not", label="Why it is not a trigger offence")),
    LawTable.PANEL: (
        Column(name="device", label="Device"),
        Column(
            name="analyte",
            label="Analyte",
            hint="One word, for example cocaine",
            pattern=r"[a-z][a-z_]{1,29}",
            faulty="An analyte is one word in small letters",
        ),
        Column(name="label", label="What the page calls it"),
        Column(name="shows", label="Drug it shows", hint="The code of the drug", is_required=False),
    ),
}


def values_in_words(table: LawTable, values: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """A row as (label, words), in the order of its columns; what is blank says None."""
    return tuple(
        (column.label, dict(column.choices).get(values.get(column.name, ""), values.get(column.name, "")) or "None")
        for column in COLUMNS[table]
    )


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
