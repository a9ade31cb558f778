"""Of a file with errors of every kind a check names each by its row and column, and nothing besides."""

from datetime import UTC, date, datetime
from io import BytesIO
from random import Random

import pytest

from pathways.imports.rules.columns import Kind
from pathways.imports.rules.entries import Entry, entries_of
from pathways.imports.rules.faults import Fault
from pathways.imports.rules.header import names_of
from pathways.imports.rules.records import Basis
from pathways.imports.rules.text import first_look, lines_of, rows_of
from tests.planted import IN_A_CELL, IN_A_ROW, planted

BASIS = Basis(today=date(2026, 11, 25), now=datetime(2026, 11, 25, 3, 12, tzinfo=UTC), suites={})
ROWS, ERRORS = 300, 100


def read(content: bytes, kind: Kind = Kind.PEOPLE) -> list[Entry | Fault]:
    seen: dict[str, int] = {}

    def seen_before(key: str, row: int) -> int | None:
        first = seen.setdefault(key, row)
        return None if first == row else first

    rows = rows_of(lines_of(BytesIO(content), first_look([content]).encoding), names_of(kind))
    return [each for each in entries_of(kind, rows, BASIS, seen_before) if isinstance(each, Entry | Fault)]


def test_errors_of_more_than_twenty_kinds_are_planted():
    assert len(IN_A_CELL) + len(IN_A_ROW) >= 20


@pytest.mark.parametrize(("separator", "encoding"), [(",", "utf-8"), (";", "utf-8-sig"), ("\t", "utf-16")])
def test_each_planted_error_is_found_where_it_is_and_none_is_invented(separator, encoding):
    lines, where = planted(Random(f"{separator}{encoding}"), ROWS, ERRORS, separator=separator)
    rows_read = read("".join(lines).encode(encoding))
    faults = [(each.row, each.column, each.kind) for each in rows_read if isinstance(each, Fault)]
    assert sorted(faults) == sorted(where)
    assert len([each for each in rows_read if isinstance(each, Entry)]) == ROWS - ERRORS


def test_a_fault_says_what_stands_there_and_what_would_be_right():
    lines, _ = planted(Random(4), ROWS, ERRORS)
    for fault in (each for each in read("".join(lines).encode()) if isinstance(each, Fault)):
        assert fault.words.startswith(f"row {fault.row}")
        assert fault.words.endswith(".")
        assert ".." not in fault.words.replace("“..”", "")
        assert fault.right or fault.kind.value == "rule"
