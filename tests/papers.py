"""Opening a paper as a reader would: its words, its tags, its marking, and each item of its checklist."""

import csv
import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import pdfua
import pypdf
import pytest

import pathways
from pathways.documents import Paper

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


def checklist(room: str, paper: str) -> list[tuple[str, str]]:
    """What a paper must hold, as item and words, from the table beside it."""
    with (Path(pathways.__path__[0]) / room / "data" / "papers.csv").open(encoding="utf-8", newline="") as lines:
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


def _nodes(node):  # type: ignore[no-untyped-def]  # a PDF's objects have no types
    found = node.get_object()
    yield found
    for kid in found["/K"]:
        if "/S" in kid.get_object():
            yield from _nodes(kid)
