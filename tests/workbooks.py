"""Opening a workbook as another program would: its sheets, what each cell holds, and that none holds a formula."""

import io
import re
import zipfile
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True)
class Opened:
    """A workbook as it was read: rows of text by sheet, and what in it is no plain cell."""

    sheets: dict[str, list[list[str]]]
    formulas: int
    links: int


def workbook_opened(content: bytes) -> Opened:
    """The sheets in their order. Raises what `zipfile` and the parser raise for what is no workbook."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert file.testzip() is None
        parts = {
            name: ElementTree.fromstring(file.read(name))
            for name in file.namelist()
            if name.endswith((".xml", ".rels"))
        }
    shared = parts.get("xl/sharedStrings.xml")
    strings = ["".join(each.itertext()) for each in shared.iter(f"{_MAIN}si")] if shared is not None else []
    targets = {each.get("Id"): each.get("Target") for each in parts["xl/_rels/workbook.xml.rels"]}
    sheets, formulas, links = {}, 0, 0
    for sheet in parts["xl/workbook.xml"].iter(f"{_MAIN}sheet"):
        page = parts[f"xl/{targets[sheet.get(_ID)]}"]
        formulas += sum(1 for _ in page.iter(f"{_MAIN}f"))
        links += sum(1 for _ in page.iter(f"{_MAIN}hyperlink"))
        sheets[sheet.get("name") or ""] = [_cells(row, strings) for row in page.iter(f"{_MAIN}row")]
    return Opened(sheets, formulas, links)


def _cells(row: Any, strings: list[str]) -> list[str]:
    cells: dict[int, str] = {}
    for cell in row.iter(f"{_MAIN}c"):
        value = cell.find(f"{_MAIN}v")
        words = "" if value is None or value.text is None else value.text
        cells[_column(cell.get("r"))] = strings[int(words)] if cell.get("t") == "s" else words
    return [cells.get(column, "") for column in range(max(cells, default=-1) + 1)]


def _column(address: str) -> int:
    number = 0
    for letter in re.match("[A-Z]+", address)[0]:
        number = number * 26 + ord(letter) - 64
    return number - 1
