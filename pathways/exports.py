"""CSV that a spreadsheet cannot be tricked by, written row by row."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal

Cell = str | int | float | Decimal | date | datetime | None

# What a spreadsheet takes for the start of a formula, also in full-width form (some spreadsheets read that as ASCII),
# and the characters that push the rest of a cell into the next one. Source: OWASP, "CSV injection"; recalled.
_TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\u2212")
_BLANK = " \u00a0\u3000\u200b\ufeff"


def cell(value: Cell) -> str:
    """One value as a spreadsheet may safely read it.

    Numbers stay numbers, negative ones too; an instant and a date are written in ISO 8601; None is empty. Text that
    starts like a formula, after blanks or not, gets a leading apostrophe. NUL and lone surrogates are left out.
    """
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float | Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    text = value.replace("\0", "").encode("utf-8", "ignore").decode("utf-8")
    starts = text.lstrip(_BLANK).startswith(_TRIGGERS) or text.startswith(_TRIGGERS)
    return f"'{text}" if starts else text


def csv_lines(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """The file line by line (RFC 4180: comma, double quotes, CRLF), head first. Only one row is in memory at a time.

    Raises ValueError for a row whose number of cells differs from the head's.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")

    def written(cells: Iterable[str]) -> str:
        buffer.seek(0)
        buffer.truncate()
        writer.writerow(cells)
        return buffer.getvalue()

    yield written(cell(name) for name in head)
    for row in rows:
        if len(row) != len(head):
            raise ValueError(f"a row of {len(row)} cells under a head of {len(head)}")
        yield written(cell(value) for value in row)
