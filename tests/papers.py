"""Opening a paper as a reader would: its words, its tags, its marking, and each item of its checklist."""

import csv
import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pdfua
import pypdf
import pytest

import pathways
from pathways.documents.paper import Paper

TAGS = {"/Document", "/H1", "/P"}


@contextmanager
def checked_by_another() -> Iterator[None]:
    """Each kind of paper that is made meanwhile is shown, the first time, to a checker of PDF/UA-1 that is not ours."""
    make, seen = Paper.pdf, set()

    def made_and_checked(paper: Paper) -> bytes:
        content = make(paper)
        if paper.title not in seen:
            seen.add(paper.title)
            with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
                file.write(content)
                file.flush()
                findings = [f"{each.rule_id}: {each.message}" for each in pdfua.validate(file.name).findings]
            assert findings == [], paper.title
        return content

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Paper, "pdf", made_and_checked)
        yield


@lru_cache(maxsize=64)
def sheets_of(content: bytes) -> tuple[str, ...]:
    """The words of each sheet of a paper. Reading takes long, and walks get the same paper once for each role."""
    return tuple(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


def words_of(content: bytes) -> str:
    """Every word of a paper, in one line."""
    return " ".join(" ".join(sheets_of(content)).split())


@dataclass(frozen=True)
class Line:
    """Words as they stand on a sheet: where they begin, how large they are, in points from the foot of the page."""

    page: int
    x: float
    y: float
    size: float
    words: str


@dataclass(frozen=True)
class Stroke:
    """A rule (`height` is 0) or a box that is drawn on a sheet; `x` and `y` are of its lower left corner."""

    page: int
    x: float
    y: float
    width: float
    height: float


def placed(content: bytes) -> tuple[list[Line], list[Stroke]]:
    """Every line of words and every rule and box of a paper, head and foot of each page apart."""
    lines: list[Line] = []
    strokes: list[Stroke] = []
    for number, page in enumerate(pypdf.PdfReader(io.BytesIO(content)).pages, 1):
        start: list[tuple[float, float]] = []

        def words(text, cm, tm, _font, size, number=number):
            x, y = tm[4] * cm[0] + cm[4], tm[5] * cm[3] + cm[5]
            if text.strip():
                lines.append(Line(number, x, y, size * cm[0], text.strip()))

        def drawn(operator, operands, cm, _tm, number=number, start=start):
            at = [float(each) for each in operands] if operator in (b"m", b"l", b"re") else []
            if operator == b"m":
                start[:] = [(at[0], at[1])]
            elif operator == b"l" and start:
                (x, y), (to_x, to_y) = start[0], at[:2]
                left, low = min(x, to_x) + cm[4], min(y, to_y) + cm[5]
                strokes.append(Stroke(number, left, low, abs(to_x - x), abs(to_y - y)))
            elif operator == b"re":
                strokes.append(Stroke(number, at[0] + cm[4], at[1] + cm[5], at[2], at[3]))

        page.extract_text(visitor_text=words, visitor_operand_before=drawn)
    head, foot = 842 - 50, 50
    return [each for each in lines if foot < each.y < head], strokes


def checklist(room: str, paper: str) -> list[tuple[str, str]]:
    """What a paper must hold, as item and words, from the table beside it."""
    with (Path(pathways.__path__[0]) / room / "data" / "what_papers_must_hold.csv").open(
        encoding="utf-8", newline=""
    ) as lines:
        rows = [row for row in csv.DictReader(lines) if row["paper"] == paper]
    return [(f"{row['item']}. {row['holds']}", words) for row in rows for words in row["found_by"].split("|")]


def opened(content: bytes, room: str, paper: str) -> str:
    """The words of a paper that is whole: tagged, marked on each page, with every item of its checklist."""
    reader, words = pypdf.PdfReader(io.BytesIO(content)), words_of(content)
    asked = checklist(room, paper)
    assert asked
    assert [item for item in asked if item[1] not in words] == []
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert {node["/S"] for node in _nodes(reader.trailer["/Root"]["/StructTreeRoot"]["/K"])} >= TAGS
    for number, text in enumerate(sheets_of(content), 1):
        assert text.count("OFFICIAL-SENSITIVE") == 2
        assert f"Page {number} of {len(reader.pages)}" in text
    return words


def _nodes(node):
    element = node.get_object()
    yield element
    for kid in element["/K"]:
        if "/S" in kid.get_object():
            yield from _nodes(kid)
