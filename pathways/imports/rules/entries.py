"""The rows of a file as entries: each with its key and the facts that the desks take, or with its faults. Pure."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from functools import cache
from typing import Any, TypeAlias, cast

from pathways.imports.rules.cells import Value, cleaned, value_of
from pathways.imports.rules.columns import Column, Kind, columns_of, key_of, names_of_others, template
from pathways.imports.rules.faults import CellFault, Fault, FaultKind
from pathways.imports.rules.header import Header, header_of
from pathways.imports.rules.records import Basis, facts_of, reasons_of
from pathways.imports.rules.text import Cells


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A row without a fault of its own. `names` are the keys by which it names records of earlier files, by column."""

    row: int
    key: str
    facts: Any
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """A digest of what the row says."""
        return fingerprint_of(self.facts, *(self.names.values() or (self.key,)))


SeenBefore: TypeAlias = Callable[[str, int], int | None]
"""Keeps a key and its row. Answers in which row the key stood before, or None."""


def entries_of(
    kind: Kind, rows: Iterable[Cells | Fault], basis: Basis, seen_before: SeenBefore
) -> Iterator[Header | Entry | Fault]:
    """Read the rows of a file: first its header, then each row as an entry or as its faults."""
    header: Header | None = None
    is_empty = True
    for each in rows:
        if isinstance(each, Fault):
            yield each
        elif header is None:
            header = header_of(kind, each.row, each.cells)
            yield from header.faults
            yield header
        elif any(cell.strip() for cell in each.cells):
            is_empty = False
            yield from _of_row(kind, header, each, basis, seen_before)
    if header is not None and is_empty:
        right = "Put a row below it for each record"
        yield Fault(kind=FaultKind.FILE, row=0, wrong="There is a header and no row below it", right=right)


def _of_row(kind: Kind, header: Header, read: Cells, basis: Basis, seen_before: SeenBefore) -> Iterator[Entry | Fault]:
    row, cells = read.row, read.cells
    if header.is_repeated_by(cells):
        yield Fault(
            kind=FaultKind.HEADER_AGAIN, row=row, wrong="The header stands here again", right="Take this row out"
        )
        return
    if any(cell.strip() for cell in cells[len(header.columns) :]) or _lacks(header, cells):
        yield _of_cells(header, read)
        return
    values, faults = _values_of(header, read)
    yield from faults
    key = values.get(key_of(kind).column)
    if isinstance(key, str):
        if _is_example(kind, key, values):
            wrong = "This is the example of the template"
            yield Fault(kind=FaultKind.EXAMPLE, row=row, wrong=wrong, right="Take this row out")
            return
        if (first := seen_before(key, row)) is not None:
            yield Fault(
                kind=FaultKind.KEY_TWICE,
                row=row,
                column=key_of(kind).column,
                value=key,
                wrong=f"Row {first} has this key already",
                right="Each row needs a key of its own. Where both are the same record, leave one",
            )
            return
    if faults or not header.is_whole:
        return
    yield from _entry(kind, row, cast(str, key), values, basis)


def _lacks(header: Header, cells: Sequence[str]) -> bool:
    """Whether a row ends before a cell that must be filled in. A spreadsheet leaves out blank ones at the end."""
    return any(column is not None and column.is_required for column in header.columns[len(cells) :])


def _of_cells(header: Header, read: Cells) -> Fault:
    return Fault(
        kind=FaultKind.CELLS,
        row=read.row,
        value=" | ".join(read.cells),
        wrong=f"The row has {len(read.cells)} cells, the header {len(header.columns)}",
        right='A cell in which the separator stands needs " on both sides',
    )


def _values_of(header: Header, read: Cells) -> tuple[dict[str, Value], list[Fault]]:
    """The values by column, and the faults of the cells. Cells that are left out at the end are blank."""
    values, faults = dict[str, Value](), list[Fault]()
    for place, column in enumerate(header.columns):
        if column is None:
            continue
        cell = read.cells[place] if place < len(read.cells) else ""
        value = value_of(column, cleaned(cell))
        if isinstance(value, CellFault):
            faults.append(_at(read.row, column, cell, value))
        else:
            values[column.column] = value
    return values, faults


def _at(row: int, column: Column, cell: str, fault: CellFault) -> Fault:
    return Fault(
        kind=fault.kind, row=row, column=column.column, value=cell.strip(" "), wrong=fault.wrong, right=fault.right
    )


@cache
def _example(kind: Kind) -> Mapping[str, Value | CellFault]:
    """What the example of the template says, by column."""
    _, cells = template(kind)
    return {each.column: value_of(each, cell) for each, cell in zip(columns_of(kind), cells, strict=True)}


def _is_example(kind: Kind, key: str, values: Mapping[str, Value]) -> bool:
    example = _example(kind)
    return key == example[key_of(kind).column] and all(values.get(name) == value for name, value in example.items())


# A row without a fault: its facts, and what the rules of the desk say of them.


def _entry(kind: Kind, row: int, key: str, values: Mapping[str, Value], basis: Basis) -> Iterator[Entry | Fault]:
    facts = facts_of(kind, values, basis)
    if isinstance(facts, list):
        for column, fault in facts:
            yield Fault(
                kind=fault.kind, row=row, column=column, value=str(values[column]), wrong=fault.wrong, right=fault.right
            )
        return
    reasons = reasons_of(kind, facts, basis)
    for reason in reasons:
        column = reason.field or ""
        shown = _shown(values.get(column))
        yield Fault(kind=FaultKind.RULE, row=row, column=column, value=shown, wrong=reason.message)
    if not reasons:
        names = {each.column: str(values[each.column]) for each in names_of_others(kind) if values.get(each.column)}
        yield Entry(row=row, key=key, facts=facts, names=names)


def _shown(value: Value) -> str:
    return f"{value:%Y-%m-%d %H:%M} UTC" if isinstance(value, datetime) else "" if value is None else str(value)


def fingerprint_of(facts: Any, *names: str) -> str:
    """A digest of what a row says, however it is written: a date turned round, or nothing for no, is the same.

    `names` are the keys of the records that it names; of a person their own."""
    values = {each.name: getattr(facts, each.name) for each in fields(facts)}
    as_text = "\x1f".join(f"{name}={_text_of(value)}" for name, value in sorted(values.items()) if value is not None)
    return hashlib.sha256("\x1f".join((*names, as_text)).encode()).hexdigest()[:40]


def _text_of(value: Value) -> str:
    if isinstance(value, tuple):
        return " ".join(sorted(map(str, value)))
    return value.isoformat() if isinstance(value, date) else str(value)
