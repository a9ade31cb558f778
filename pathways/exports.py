"""Files for a spreadsheet that cannot be tricked by what somebody typed: CSV row by row, and workbooks (XLSX)."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

import xlsxwriter

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
    text = _printable(value)
    return f"'{text}" if _starts_like_a_formula(text) else text


def _printable(text: str) -> str:
    return text.replace("\0", "").encode("utf-8", "ignore").decode("utf-8")


def _starts_like_a_formula(text: str) -> bool:
    return text.lstrip(_BLANK).startswith(_TRIGGERS) or text.startswith(_TRIGGERS)


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


# Workbooks. They are made in memory: a file of names on a disk would outlive whoever asked for it.


MOST_ROWS: Final = 100_000
"""A workbook has fewer rows than this, all sheets together: who wants more takes the CSV."""
_LONGEST_CELL: Final = 32_767
_WIDEST_COLUMN: Final = 60
_NOTHING_IS_GUESSED: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "remove_timezone": True,
}


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One sheet of a workbook: its name on the tab (31 characters at most), its head, and its rows."""

    name: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def workbook(sheets: Sequence[Sheet], *, title: str, made_at: datetime) -> bytes:
    """The sheets as an XLSX file. The same sheets, title and moment give the same bytes.

    Text is written as text, never as a formula or a link; what starts like a formula is marked so that it stays text
    where somebody edits the cell. Numbers and dates are numbers and dates. Raises ValueError for a row of another
    length than its head, and for `MOST_ROWS` rows or more.
    """
    if sum(len(sheet.rows) for sheet in sheets) >= MOST_ROWS:
        raise ValueError(f"A workbook has fewer than {MOST_ROWS} rows")
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, _NOTHING_IS_GUESSED)
    book.set_properties({"title": title, "author": "Pathways", "created": made_at.replace(tzinfo=None)})
    as_head, as_date = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    as_text = book.add_format({"quote_prefix": True})
    for sheet in sheets:
        page = book.add_worksheet(sheet.name)
        for column, name in enumerate(sheet.head):
            page.write_string(0, column, _printable(name), as_head)
            longest = max((len(str(row[column])) for row in sheet.rows[:1_000] if len(row) > column), default=0)
            page.set_column(column, column, min(_WIDEST_COLUMN, max(len(name), longest) + 2))
        page.freeze_panes(1, 0)
        for number, row in enumerate(sheet.rows, start=1):
            if len(row) != len(sheet.head):
                raise ValueError(f"a row of {len(row)} cells under a head of {len(sheet.head)}")
            for column, value in enumerate(row):
                _write(page, number, column, value, as_date=as_date, as_text=as_text)
    book.close()
    return out.getvalue()


def _write(page: Any, row: int, column: int, value: Cell, *, as_date: Any, as_text: Any) -> None:
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        page.write_number(row, column, value)
    elif isinstance(value, date) and not isinstance(value, datetime):
        page.write_datetime(row, column, value, as_date)
    elif words := _printable(value) if isinstance(value, str) else cell(value):
        page.write_string(row, column, words[:_LONGEST_CELL], as_text if _starts_like_a_formula(words) else None)
