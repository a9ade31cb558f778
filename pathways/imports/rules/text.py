"""The bytes of a file as rows of cells, one after another: never the whole file, whatever stands in it. Pure.

A row is numbered as a spreadsheet numbers it: the header is row 1, a blank line is a row, and a cell with line breaks
makes one row of several lines. What cannot be read is told with its row, and reading goes on after it.
"""

import codecs
import csv
import hashlib
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from io import TextIOWrapper
from typing import BinaryIO, Final

from pathways.imports.rules.faults import Fault, FaultKind
from pathways.vocabulary import Worded

# A first look at the bytes: how the letters are written, whether it is a file of text at all, and its digest.


class Encoding(Worded):
    """How the letters of a file are written. The value is Python's name for it."""

    UTF_8 = "utf-8", "UTF-8"
    UTF_8_MARKED = "utf-8-sig", "UTF-8 with a byte order mark"
    UTF_16 = "utf-16", "UTF-16"
    WINDOWS = "cp1252", "Windows-1252 (Latin-1), because it is not UTF-8"


@dataclass(frozen=True, kw_only=True)
class FirstLook:
    """What the bytes alone say of a file."""

    encoding: Encoding
    size: int
    digest: str
    """SHA-256, by which a file that is imported again is known."""
    fault: Fault | None = None


_BEGINS: Final = (
    (b"PK\x03\x04", "This is a workbook (xlsx, ods), not CSV"),
    (b"\xd0\xcf\x11\xe0", "This is a workbook of an old Excel (xls), not CSV"),
    (b"%PDF", "This is a PDF, not CSV"),
)
_MARKS_OF_UTF_16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
AS_CSV: Final = "Save it as “CSV UTF-8 (comma delimited)” and check that file"


def first_look(chunks: Iterable[bytes]) -> FirstLook:
    """Read the bytes once, a chunk at a time."""
    digest, size, begins = hashlib.sha256(), 0, b""
    decoder, is_utf_8 = codecs.getincrementaldecoder("utf-8")(), True
    for chunk in chunks:
        digest.update(chunk)
        begins += chunk[: 8 - len(begins)]
        size += len(chunk)
        is_utf_8 = is_utf_8 and _decodes(decoder, chunk, final=False)
    is_utf_8 = is_utf_8 and _decodes(decoder, b"", final=True)
    encoding = Encoding.UTF_8 if is_utf_8 else Encoding.WINDOWS
    if begins.startswith(codecs.BOM_UTF8) and is_utf_8:
        encoding = Encoding.UTF_8_MARKED
    elif begins.startswith(_MARKS_OF_UTF_16):
        encoding = Encoding.UTF_16
    fault = next((_of_file(words, AS_CSV) for start, words in _BEGINS if begins.startswith(start)), None)
    if not size:
        fault = _of_file("The file is empty", "It needs the header of the template, and a row below it for each record")
    return FirstLook(encoding=encoding, size=size, digest=digest.hexdigest(), fault=fault)


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _of_file(wrong: str, right: str) -> Fault:
    return Fault(kind=FaultKind.FILE, row=0, wrong=wrong, right=right)


# Lines of a bounded length.


LONGEST_LINE: Final = 100_000
"""Characters. A row of any template has at most a few thousand (design choice)."""


def lines_of(stream: BinaryIO, encoding: Encoding) -> Generator[str]:
    """The lines with their ends: CRLF, LF or CR. Of a line that is too long one character more than `LONGEST_LINE`.

    A byte that the encoding has no letter for is read as the sign for that (U+FFFD), which no cell may hold.
    """
    text = TextIOWrapper(stream, encoding=encoding.value, errors="replace", newline="")
    try:
        while line := text.readline(LONGEST_LINE + 1):
            yield line
            rest = line
            while len(rest) > LONGEST_LINE and not rest.endswith(("\n", "\r")):  # what is left of it is left out
                rest = text.readline(LONGEST_LINE + 1)
    finally:
        text.detach()


# Rows of cells.


MOST_LINES: Final = 50
"""The most lines that one row may take: a quotation mark that does not close would else take the rest of the file."""
SEPARATORS: Final = (",", ";", "\t", "|")


@dataclass(frozen=True)
class Cells:
    """A row as it stands in the file."""

    row: int
    cells: list[str]


class _NeverCloses(csv.Error):
    """A row takes more lines than any row may."""


class _Lines:
    """The lines of a file, of which those of the row that is being read can be read again."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines, self._again = lines, deque[str]()
        self.of_row: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if len(self.of_row) >= MOST_LINES:
            raise _NeverCloses
        line = self._again.popleft() if self._again else next(self._lines)
        self.of_row.append(line)
        return line

    def all_but_first_again(self) -> None:
        """Read the lines of this row again, each for a row of its own, but for the first."""
        self._again.extendleft(reversed(self.of_row[1:]))
        self.of_row = []


def separator_of(line: str, names: Iterable[str]) -> str:
    """What separates the cells of a header: that by which most of its cells are names of columns, else most cells."""
    known = {folded(name) for name in names}

    def fits(separator: str) -> tuple[int, int]:
        cells = [folded(cell) for cell in line.split(separator)]
        return sum(cell in known for cell in cells), len(cells)

    return max(SEPARATORS, key=fits)


def folded(name: str) -> str:
    """The name of a column for comparing: no capitals, quotation marks or byte order mark, one blank for what parts
    words."""
    return " ".join(name.strip().strip("\"'\ufeff").replace("_", " ").replace("-", " ").casefold().split())


def rows_of(lines: Iterator[str], names: Iterable[str]) -> Iterator[Cells | Fault]:
    """Every row, the header first, and a fault for each that cannot be read. A first line “sep=;” is obeyed."""
    first = next(lines, "")
    separator, row = "", 0
    if first.lower().startswith("sep=") and len(first.strip("\r\n")) <= len("sep=;"):
        separator, first = first[4:5].strip("\r\n") or ",", next(lines, "")
    while first and not first.strip("\r\n,;|\t "):  # blank lines before the header count as rows
        row, first = row + 1, next(lines, "")
    if not first:
        yield _of_file("The file has no header", "Its first row must hold the names of the columns, as in the template")
        return
    separator = separator or separator_of(first, names)
    yield from _rows(_Lines(_chained(first, lines)), separator, row)


def _chained(first: str, lines: Iterator[str]) -> Iterator[str]:
    yield first
    yield from lines


def _rows(lines: _Lines, separator: str, row: int) -> Iterator[Cells | Fault]:
    while True:
        reader = csv.reader(lines, delimiter=separator, strict=True)
        try:
            for cells in reader:
                row += 1
                if len(lines.of_row[0]) > LONGEST_LINE:
                    yield _too_long(row, lines.of_row[0])
                else:
                    yield Cells(row, cells)
                lines.of_row.clear()
        except csv.Error:
            row += 1
            first = lines.of_row[0]
            yield _too_long(row, first) if len(first) > LONGEST_LINE else _unread(row, first)
            lines.all_but_first_again()
        else:
            return


def _too_long(row: int, line: str) -> Fault:
    return Fault(
        kind=FaultKind.LONG_LINE,
        row=row,
        value=line[:100],
        wrong=f"The line has more than {LONGEST_LINE:,} characters",
        right="Rows end with a line break. Save the file as CSV again",
    )


def _unread(row: int, line: str) -> Fault:
    return Fault(
        kind=FaultKind.QUOTES,
        row=row,
        value=line.strip("\r\n")[:100],
        wrong="A quotation mark opens a cell and does not close it, or something follows where it closes",
        right='Around a cell put " on both sides, and write " inside it twice',
    )
