"""A fault of a file: where it is, what stands there, what is wrong with it, and what would be right."""

from dataclasses import dataclass
from typing import Final

from pathways.vocabulary import Worded


class FaultKind(Worded):
    """What can be wrong. Each is counted by itself, so that whoever repairs a file sees what to begin with."""

    FILE = "file", "The file cannot be read"
    COLUMN_MISSING = "column_missing", "A column is missing"
    COLUMN_UNKNOWN = "column_unknown", "A column has a name that is not in the template"
    COLUMN_TWICE = "column_twice", "A column stands twice"
    HEADER_AGAIN = "header_again", "The header stands once more among the rows"
    EXAMPLE = "example", "The example of the template was left in"
    CELLS = "cells", "A row has too few or too many cells"
    QUOTES = "quotes", "A quotation mark opens and does not close, or closes in the middle"
    LONG_LINE = "long_line", "A line is far too long"
    BLANK = "blank", "Nothing is filled in where something must be"
    LENGTH = "length", "Too long"
    FORMULA = "formula", "A formula of a spreadsheet"
    SPREADSHEET_ERROR = "spreadsheet_error", "An error of a spreadsheet"
    ROUNDED = "rounded", "A number that a spreadsheet rounded"
    LINE_BREAK = "line_break", "A line break inside a cell"
    CHARACTER = "character", "A character that cannot be read"
    NOT_A_DATE = "not_a_date", "Not a date"
    NO_SUCH_DAY = "no_such_day", "A day that is in no calendar"
    MONTH_FIRST = "month_first", "A date with the month first"
    SHORT_YEAR = "short_year", "A year in two figures"
    DAY_NUMBER = "day_number", "A date as a spreadsheet counts days"
    NO_TIME = "no_time", "A date without its time"
    NO_SUCH_TIME = "no_such_time", "A time that is on no clock"
    CODE = "code", "Not a word of its list"
    YES_NO = "yes_no", "Neither yes nor no"
    NUMBER = "number", "Not a number of this kind"
    NAME = "name", "Not a name"
    RULE = "rule", "Against a rule of the desk"
    KEY_TWICE = "key_twice", "The key of another row"
    UNKNOWN_PERSON = "unknown_person", "The key of nobody"
    UNKNOWN_RECORD = "unknown_record", "The key of a record that was not imported"
    UNKNOWN_SUITE = "unknown_suite", "Not a custody suite of yours"
    UNKNOWN_NAME = "unknown_name", "A name that Pathways does not know"


LONGEST_SHOWN: Final = 60


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One fault. `row` is the row as a spreadsheet counts, the header being row 1; 0 is the file itself.

    `right` says what would be right; it is a sentence of its own.
    """

    kind: FaultKind
    row: int
    column: str = ""
    value: str = ""
    wrong: str
    right: str = ""

    @property
    def shown(self) -> str:
        """The value, so much of it as helps to find it, with each control character as a box."""
        plain = "".join(each if each.isprintable() else "␣" for each in self.value)
        return plain if len(plain) <= LONGEST_SHOWN else plain[:LONGEST_SHOWN] + "…"

    @property
    def words(self) -> str:
        """The fault in one line."""
        place = ", ".join(filter(None, (f"row {self.row}" if self.row else "", self.column)))
        value = f" “{self.shown}”" if self.value else ""
        sentence = f"{self.wrong}. {self.right}".strip().rstrip(".") + "."
        return f"{place}{value}: {sentence}" if place else sentence


@dataclass(frozen=True, kw_only=True)
class CellFault:
    """What is wrong with a cell, before anybody knows in which row and column it stands."""

    kind: FaultKind
    wrong: str
    right: str = ""
