"""Files for a spreadsheet that cannot be tricked by what somebody typed: CSV row by row, and workbooks (XLSX)."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

import xlsxwriter


@dataclass(frozen=True)
class Percent:
    """A share as it is printed: 12.5 of "12.5%". In a workbook it is a number that is shown so, and nothing finer."""

    printed: Decimal

    def __str__(self) -> str:
        return f"{self.printed}%"


Cell = str | int | float | Decimal | Percent | date | datetime | None

# What a spreadsheet takes for the start of a formula, also in full-width form (some spreadsheets read that as ASCII),
# and the characters that push the rest of a cell into the next one. Source: OWASP, "CSV injection"; recalled.
_TRIGGERS = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20\u2212")
_BLANK = " \u00a0\u3000\u200b\ufeff"


def cell(value: Cell) -> str:
    """One value as a spreadsheet may safely read it.

    Numbers stay numbers, negative ones too; an instant and a date are written in ISO 8601; None is empty. Text that
    starts like a formula, after blanks or not, gets a leading apostrophe. NUL and lone surrogates are left out.
    """
    if isinstance(value, str):  # first: nearly every cell of a large file is text
        text = _printable(value)
        return f"'{text}" if _starts_like_a_formula(text) else text
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value)


def _printable(text: str) -> str:
    if text.isascii():
        return text.replace("\0", "")
    return text.replace("\0", "").encode("utf-8", "ignore").decode("utf-8")


def _starts_like_a_formula(text: str) -> bool:
    return text[:1] in _TRIGGERS or text.lstrip(_BLANK)[:1] in _TRIGGERS


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


CSV: Final = "text/csv; charset=utf-8"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS: Final = 100_000
"""A workbook has fewer rows than this, all sheets together: who wants more takes the CSV."""
_LONGEST_CELL: Final = 32_767
_LONGEST_MARKING: Final = 200
_WIDEST_COLUMN: Final = 60
_A4: Final = 9
_NOTHING_IS_GUESSED: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "remove_timezone": True,
}


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One sheet of a workbook: its name on the tab (31 characters at most), its head, and its rows. What is `above`
    the head stays in sight with it, and is printed on each page."""

    name: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    above: str = ""


def workbook(sheets: Sequence[Sheet], *, title: str, made_at: datetime) -> bytes:
    """The sheets as an XLSX file, marked on each page that is printed. The same sheets, title and moment give the same
    bytes.

    Text is written as text, never as a formula or a link; what starts like a formula is marked so that it stays text
    where somebody edits the cell. Numbers and dates are numbers and dates. Raises ValueError for a row of another
    length than its head, and for `MOST_ROWS` rows or more.
    """
    if sum(len(sheet.rows) for sheet in sheets) >= MOST_ROWS:
        raise ValueError(f"A workbook has fewer than {MOST_ROWS} rows")
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, _NOTHING_IS_GUESSED)
    book.set_properties({"title": title, "author": "Pathways", "created": made_at.replace(tzinfo=None)})
    looks = _Looks(book)
    for sheet in sheets:
        page = book.add_worksheet(sheet.name)
        _as_printed(page, title)
        place = int(bool(sheet.above))
        if sheet.above:
            page.write_string(0, 0, _printable(sheet.above), looks.of(bold=True))
        for column, name in enumerate(sheet.head):
            page.write_string(place, column, _printable(name), looks.of(bold=True, text_wrap=True, valign="top"))
            longest = max((len(cell(row[column])) for row in sheet.rows[:1_000] if len(row) > column), default=0)
            page.set_column(column, column, min(_WIDEST_COLUMN, max(len(name), longest) + 2))
        page.freeze_panes(place + 1, 0)
        page.repeat_rows(0, place)
        for number, row in enumerate(sheet.rows, start=place + 1):
            if len(row) != len(sheet.head):
                raise ValueError(f"a row of {len(row)} cells under a head of {len(sheet.head)}")
            for column, value in enumerate(row):
                _write(page, number, column, value, looks)
    book.close()
    return out.getvalue()


class _Looks:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self.book, self.made = book, dict[tuple[tuple[str, Any], ...], Any]()

    def of(self, **says: Any) -> Any:
        key = tuple(sorted(says.items()))
        if key not in self.made:
            self.made[key] = self.book.add_format(says)
        return self.made[key]


def _as_printed(page: Any, title: str) -> None:
    """Across an A4 sheet, as wide as the table is, marked at head and foot."""
    page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    words = _printable(title)[:_LONGEST_MARKING].replace("&", "&&")
    page.set_header(f"&LOFFICIAL-SENSITIVE&R{words}")
    page.set_footer("&LOFFICIAL-SENSITIVE&RPage &P of &N")


def _write(page: Any, row: int, column: int, value: Cell, looks: _Looks) -> None:
    if isinstance(value, Percent):
        page.write_number(row, column, value.printed / 100, looks.of(num_format=f"0{_places(value.printed)}%"))
    elif isinstance(value, Decimal) and _places(value):
        page.write_number(row, column, value, looks.of(num_format=f"0{_places(value)}"))
    elif isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        page.write_number(row, column, value)
    elif isinstance(value, date) and not isinstance(value, datetime):
        page.write_datetime(row, column, value, looks.of(num_format="yyyy-mm-dd"))
    elif words := _printable(value) if isinstance(value, str) else cell(value):
        says: dict[str, Any] = {"quote_prefix": True} if _starts_like_a_formula(words) else {}
        if len(words) > _WIDEST_COLUMN:
            says |= {"text_wrap": True, "valign": "top"}
        page.write_string(row, column, words[:_LONGEST_CELL], looks.of(**says) if says else None)


def _places(number: Decimal) -> str:
    """The places after the point as a format has them: ".00" of 0.50."""
    exponent = number.as_tuple().exponent
    return f".{'0' * -exponent}" if isinstance(exponent, int) and exponent < 0 else ""
