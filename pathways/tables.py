"""A reader of the tables in `data/` folders: rows as text, typed rows, lists by code, and the row of a day. Pure."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from datetime import date, time, timedelta
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from types import NoneType
from typing import Any, ClassVar, Protocol, TypeVar, get_args, get_origin, get_type_hints

from pathways.vocabulary import Mark

Row = dict[str, str]


def rows_of(path: Path) -> list[Row]:
    """The rows of one table, as text, by the names of its columns. Raises FileNotFoundError."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def day_or_none(text: str) -> date | None:
    """A date, or None where the table leaves it open. Raises ValueError for what is no date."""
    return date.fromisoformat(text) if text else None


def covers(day: date, first: date | None, last: date | None) -> bool:
    """Whether a day lies between two dates, both inside. A row without a first day covers none."""
    return first is not None and first <= day and (last is None or day <= last)


# Tables read as typed rows: what a force may change, with each cell checked as the table is loaded.


class BadTable(ValueError):
    """A table that cannot be used. The message names every fault with its line, and its column where it is in one
    cell."""


class TableRow(Protocol):
    """A frozen dataclass whose fields are the columns of a table."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A line of a list. Its code is stored and never changes; the words that staff read may.

    A line that is no longer `offered` stays in the list, so that what was recorded with it can still be read.
    """

    code: str
    label: str
    hint: str = ""
    offered: bool
    source: str
    mark: Mark

    def __str__(self) -> str:
        return self.code

    @property
    def value(self) -> str:
        """The code, under the name that `Worded` members have for it."""
        return self.code


@dataclass(frozen=True, kw_only=True)
class Dated:
    """A line that holds from one day to another, both included; without a last day until further notice."""

    effective_from: date
    effective_to: date | None = None
    source: str
    mark: Mark

    def holds_on(self, day: date) -> bool:
        return covers(day, self.effective_from, self.effective_to)


OfTable = TypeVar("OfTable", bound=TableRow)
OfList = TypeVar("OfList", bound=Listed)
OfDates = TypeVar("OfDates", bound=Dated)


def records_of(path: Path, kind: type[OfTable]) -> tuple[OfTable, ...]:
    """Every row of a table as a `kind`. A column without a default must be filled in. Raises BadTable."""
    types, optional = get_type_hints(kind), {each.name for each in fields(kind) if each.default is not MISSING}
    columns = [each.name for each in fields(kind)]
    made, faults = [], []
    with path.open(encoding="utf-8", newline="") as text:
        lines = csv.reader(text)
        header = next(lines, [])
        if sorted(header) != sorted(columns):
            raise BadTable(f"{path.name}, line 1: the columns are {', '.join(columns)}")
        for cells in lines:
            place, values = f"{path.name}, line {lines.line_num}", dict[str, Any]()
            if len(cells) != len(header):
                faults.append(f"{place}: {len(cells)} cells, not {len(header)}")
                continue
            for column, cell in zip(header, cells, strict=True):
                try:
                    if cell or column not in optional:
                        values[column] = _value(cell, types[column])
                except ValueError as fault:
                    faults.append(f"{place}, column {column}: {fault}")
            if set(values) | optional >= set(columns):
                made.append(kind(**values))
    if faults or not made:
        raise BadTable("\n".join(faults or [f"{path.name}, line 2: no row"]))
    return tuple(made)


_DATES_AND_TIMES = {date: "no date (year-month-day)", time: "no time (10:00)"}


def _value(cell: str, kind: Any) -> object:
    """What a cell holds. Several values in one cell are separated by bars. Raises ValueError with what is wrong."""
    is_several = get_origin(kind) is tuple
    kind = next((each for each in get_args(kind) if each is not NoneType), kind)
    if is_several:
        return tuple(_value(each, kind) for each in cell.split("|"))
    if not cell.strip():
        raise ValueError("nothing is filled in")
    if kind is bool and cell not in ("yes", "no"):
        raise ValueError(f"“{cell}” is neither yes nor no")
    if kind is int and not (cell.isascii() and cell.isdigit() and int(cell)):
        raise ValueError(f"“{cell}” is no whole number from 1")
    if kind in _DATES_AND_TIMES:
        try:
            return kind.fromisoformat(cell)
        except ValueError:
            raise ValueError(f"“{cell}” is {_DATES_AND_TIMES[kind]}") from None
    if issubclass(kind, StrEnum) and cell not in set(kind):
        raise ValueError(f"“{cell}” is none of {', '.join(kind)}")
    return cell == "yes" if kind is bool else kind(cell)


def list_of(path: Path, kind: type[OfList]) -> dict[str, OfList]:
    """The lines of a list by their codes, in its order. Raises BadTable."""
    made = records_of(path, kind)
    lines: dict[str, OfList] = {}
    for each in made:
        if each.code in lines:
            raise BadTable(f"{path.name}, column code: “{each.code}” stands twice")
        lines[each.code] = each
    return lines


def offered(lines: Mapping[str, OfList]) -> tuple[OfList, ...]:
    """What may be chosen from a list today, in its order."""
    return tuple(each for each in lines.values() if each.offered)


def dated_rows_of(path: Path, kind: type[OfDates]) -> tuple[OfDates, ...]:
    """The rows of a dated table, earliest first, without a gap or an overlap. Raises BadTable."""
    rows = tuple(sorted(records_of(path, kind), key=lambda row: row.effective_from))
    if faults := list(_breaks(rows)):
        raise BadTable("\n".join(f"{path.name}, column effective_to: {fault}" for fault in faults))
    return rows


def _breaks(rows: Sequence[Dated]) -> Iterator[str]:
    for earlier, later in pairwise(rows):
        before = later.effective_from - timedelta(days=1)
        if earlier.effective_to != before:
            yield f"the row from {earlier.effective_from} ends on {before}, the day before the next one begins"
    if rows[-1].effective_to is not None:
        yield f"the last row, from {rows[-1].effective_from}, is left open"


def in_force(rows: Sequence[OfDates], day: date) -> OfDates:
    """The row that holds on a day; on a day before the first one, that first one."""
    return next((row for row in reversed(rows) if row.effective_from <= day), rows[0])
