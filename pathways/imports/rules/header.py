"""The header of a file: which column each cell of it names, and what is missing, unknown or there twice. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz, process

from pathways.imports.rules.columns import Column, Kind, columns_of
from pathways.imports.rules.faults import Fault, FaultKind
from pathways.imports.rules.text import folded

NEAR: Final = 70
"""From so many of a hundred on a name is offered as the one that was meant (design choice)."""


@dataclass(frozen=True, kw_only=True)
class Header:
    """What the cells of each row are. `columns` has None where nothing of the template is meant."""

    row: int
    cells: tuple[str, ...]
    columns: tuple[Column | None, ...]
    faults: tuple[Fault, ...]

    @property
    def is_whole(self) -> bool:
        """Whether every column that must be there is."""
        return all(each.kind is not FaultKind.COLUMN_MISSING for each in self.faults)

    def is_repeated_by(self, cells: Sequence[str]) -> bool:
        """Whether a row is the header once more."""
        if len(cells) != len(self.cells) or folded(cells[0]) != self.cells[0]:
            return False
        return tuple(map(folded, cells)) == self.cells


def names_of(kind: Kind) -> dict[str, Column]:
    """Each name that a header may have for a column, as it is compared: the template's, or what staff call it."""
    return {folded(name): each for each in columns_of(kind) for name in (each.label, each.column)}


def header_of(kind: Kind, row: int, cells: Sequence[str]) -> Header:
    """What the header of a file says."""
    names, seen = names_of(kind), dict[str, int]()
    columns: list[Column | None] = []
    faults, unknown = list[Fault](), list[str]()
    while cells and not cells[-1].strip():  # a spreadsheet leaves empty cells at the end
        cells = cells[:-1]
    for place, cell in enumerate(cells, start=1):
        column = names.get(folded(cell))
        if column is None:
            unknown.append(cell)
        elif column.column in seen:
            words = f"This column stands twice: in places {seen[column.column]} and {place}"
            faults.append(_fault(FaultKind.COLUMN_TWICE, row, cell, words, "Leave one of them"))
            column = None
        else:
            seen[column.column] = place
        columns.append(column)
    absent = [each for each in columns_of(kind) if each.column not in seen]
    for cell in unknown:
        faults.append(_fault(FaultKind.COLUMN_UNKNOWN, row, cell, "No column has this name", _meant(cell, absent)))
    for each in absent:
        if each.is_required:
            right = "Add it, or give the column that holds it this name"
            faults.append(_fault(FaultKind.COLUMN_MISSING, row, each.column, "This column is missing", right))
    return Header(row=row, cells=tuple(map(folded, cells)), columns=tuple(columns), faults=tuple(faults))


def _fault(kind: FaultKind, row: int, column: str, wrong: str, right: str) -> Fault:
    return Fault(kind=kind, row=row, column=column.strip() or "(no name)", wrong=wrong, right=right)


def _meant(cell: str, absent: Sequence[Column]) -> str:
    """What to do with a column of another name: rename it where one that is absent is near, or take it out."""
    often = {folded(name): each.column for each in absent for name in each.often_called}
    if meant := often.get(folded(cell)):
        return f"Did you mean {meant}? Else take the column out"
    names = {folded(name): each.column for each in absent for name in (each.column, each.label)}
    nearest = process.extractOne(folded(cell), list(names), scorer=fuzz.WRatio, score_cutoff=NEAR)
    return f"Did you mean {names[nearest[0]]}? Else take the column out" if nearest else "Take the column out"
