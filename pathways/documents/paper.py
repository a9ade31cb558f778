"""The house's papers: marked at head and foot, tagged, and the same bytes for the same input."""

import hashlib
import io
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import BaseDocTemplate, CondPageBreak, Frame, KeepTogether, PageTemplate, Table

from pathways import clock
from pathways.documents import fonts
from pathways.documents.chart import Chart
from pathways.documents.copies import Copy
from pathways.documents.easel import INK, RULE, SOFT
from pathways.documents.parts import Figure, Rows, SigningLine, Text, printable, text
from pathways.documents.sheet import Sheet, sheet_for
from pathways.documents.tags import Element

COLUMN = 480.0  # pt of text, so that a 640 px chart fills it
MARGIN = (A4[0] - COLUMN) / 2
_TOP, _FOOT = 58, 66

_LONGEST_CELL = 1200  # characters; a row taller than a page cannot be laid out


def _style(name: str, size: float, leading: float, **more: Any) -> ParagraphStyle:
    bold = more.pop("bold", False)
    return ParagraphStyle(
        name,
        fontName=fonts.BOLD if bold else fonts.BODY,
        bulletFontName=fonts.BODY,
        fontSize=size,
        leading=leading,
        textColor=HexColor(more.pop("colour", INK)),
        splitLongWords=1,
        **more,
    )


_STYLES = {
    "H1": _style("H1", 20, 24, spaceAfter=10, bold=True, keepWithNext=1),
    "H2": _style("H2", 14, 18, spaceBefore=12, spaceAfter=6, bold=True, keepWithNext=1),
    "P": _style("P", 11, 15.5, spaceAfter=8),
    "Lead": _style("Lead", 13, 18, spaceAfter=10),
    "Item": _style("Item", 11, 15.5, spaceAfter=3, leftIndent=12, firstLineIndent=-12),
    "Caption": _style("Caption", 11, 14, spaceBefore=8, spaceAfter=4, bold=True),
    "Note": _style("Note", 9, 12, spaceBefore=3, spaceAfter=8, colour=SOFT),
    "Cell": _style("Cell", 9.5, 12),
    "Number": _style("Number", 9.5, 12, alignment=2),
    "Head": _style("Head", 9.5, 12, bold=True),
    "HeadNumber": _style("HeadNumber", 9.5, 12, alignment=2, bold=True),
}

_GRID = [
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("FONTNAME", (0, 0), (-1, -1), fonts.BODY),
    ("TOPPADDING", (0, 0), (-1, -1), 3.5),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 3.5),
    ("LEFTPADDING", (0, 0), (0, -1), 0),
    ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
    ("LINEBELOW", (0, 0), (-1, -1), 0.5, HexColor(RULE)),
]


class Paper:
    """One paper, written from top to bottom and then printed with `pdf()`.

    `made_at` is an aware instant and stands on every page in London time, with `made_by`, `ref` and, for a paper that
    is kept, the number of the copy (`of_copy`). All text is plain text: markup in it prints as typed.
    """

    def __init__(
        self, title: str, *, marking: str = "OFFICIAL-SENSITIVE", ref: str = "", made_at: datetime, made_by: str = ""
    ) -> None:
        fonts.ready()
        self.title, self.marking, self.ref = title, marking, ref
        self.made_at, self.made_by = made_at, made_by
        self.copy: Copy | None = None
        # The story is kept as recipes: laying out uses a flowable up, and pdf() may be asked for twice.
        self._story: list[Callable[[Element], list[Any]]] = []
        self._said: list[object] = [title, marking, ref]

    @classmethod
    def of_copy(cls, copy: Copy, title: str, *, ref: str = "", names_printer: bool = True) -> "Paper":
        """A paper that is kept. `names_printer` is false where others may read it and should learn nothing from it."""
        paper = cls(title, ref=ref, made_at=copy.made_at, made_by=copy.made_by if names_printer else "")
        paper.copy = copy if names_printer else replace(copy, replaced_at=None)
        return paper

    @property
    def fingerprint(self) -> str:
        """A hash of all that it says, whichever copy it is and whenever it is printed."""
        return hashlib.sha256(repr(self._said).encode("utf-8", "replace")).hexdigest()

    def _text(self, tag: str, words: str, style: str, level: int | None = None) -> None:
        self._said.append((tag, words))
        self._story.append(lambda root: [text(words, _STYLES[style], root.child(tag), level)])

    def h1(self, words: str) -> None:
        """The title on the page; below it a later copy says whose place it takes."""
        self._text("H1", words, "H1", 0)
        if self.copy and (below := self.copy.takes_the_place_of):
            self._story.append(lambda root: [text(below, _STYLES["P"], root.child("P"))])

    def h2(self, words: str) -> None:
        self._text("H2", words, "H2", 1)

    def p(self, words: str) -> None:
        self._text("P", words, "P")

    def lead(self, words: str) -> None:
        """The one thing the paper says, in larger type."""
        self._text("P", words, "Lead")

    def note(self, words: str) -> None:
        """Method, source or small print, below what it belongs to."""
        self._text("P", words, "Note")

    def bullets(self, items: Iterable[str]) -> None:
        kept = tuple(items)
        self._said.append(kept)

        def build(root: Element) -> list[Any]:
            made = root.child("L", numbering="Disc")
            return [text(f"•\u00a0 {item}", _STYLES["Item"], made.child("LI").child("LBody")) for item in kept]

        self._story.append(build)

    def table(
        self,
        caption: str,
        head: Sequence[str],
        rows: Iterable[Sequence[str]],
        widths: Sequence[float] | None = None,
        numbers: Collection[int] = (),
    ) -> None:
        """A table with its caption, head row and a row header in the first column.

        `widths` are points (480 in all; equal shares when left out); `numbers` are the columns set to the right.
        A table longer than the page is split and stays one table; no head (`()`) makes a list of facts.
        """
        kept = [tuple(head)] * bool(head) + [part for row in rows for part in _parts(tuple(map(str, row)))]
        self._said.append((caption, kept))
        self._story.append(partial(_table, caption, kept, bool(head), widths, frozenset(numbers)))

    def facts(self, caption: str, pairs: Iterable[tuple[str, str]]) -> None:
        """Names and values, two columns and no head row."""
        self.table(caption, (), pairs, (160, COLUMN - 160))

    def chart(self, chart: Chart, note: str = "") -> None:
        """A chart with its title above, its alternative text in the structure, and a note below; table it as well."""
        self._said.append((chart.title, chart.alt, chart.rows, note or chart.note))

        def build(root: Element) -> list[Any]:
            heading = text(chart.title, _STYLES["H2"], root.child("H2"), 1)
            figure = Figure(chart.drawing, root.child("Figure", alt=chart.alt))
            below = [text(words, _STYLES["Note"], root.child("P")) for words in (note or chart.note,) if words]
            return [KeepTogether([heading, figure, *below])]

        self._story.append(build)

    def sign_here(self, *labels: str) -> None:
        """A line to sign on for each label, kept with it."""
        self._said.append(labels)
        for label in labels:
            self._story.append(
                lambda root, label=label: [  # type: ignore[misc]  # mypy cannot infer a lambda with a default
                    KeepTogether([SigningLine(300), text(label, _STYLES["Note"], root.child("P"))])
                ]
            )

    def pdf(self) -> bytes:
        """The paper as a tagged PDF. The same input gives the same bytes."""
        root = Element("Document")
        out = io.BytesIO()
        template = BaseDocTemplate(
            out, pagesize=A4, invariant=1, title=self.title, author="Pathways", lang="en-GB",
            initialFontName=fonts.BODY, pageCompression=1,
        )  # fmt: skip
        frame = Frame(MARGIN, _FOOT, COLUMN, A4[1] - _FOOT - _TOP, 0, 0, 0, 0)
        template.addPageTemplates(PageTemplate(frames=[frame]))
        sheet = sheet_for(root=root, furniture=self._furniture, made_at=self.made_at, title=self.title)
        template.build([piece for recipe in self._story for piece in recipe(root)], canvasmaker=sheet)
        return out.getvalue()

    def _furniture(self, sheet: Sheet, page: int, pages: int) -> None:
        """Marking at head and foot of every page; who, when, reference and page n of m."""
        made = f"Made {clock.london(self.made_at):%d %B %Y %H:%M}".replace("Made 0", "Made ")
        made += f" by {self.made_by}" if self.made_by else ""
        number = f"Copy {self.copy.number}" if self.copy else ""
        below = " · ".join(part for part in (self.ref, number, made) if part)
        head, foot = A4[1] - 34, 44
        with sheet.artifact("/Type /Pagination /Subtype /Header /Attached [/Top]"):
            _line(sheet, head, self.marking, self.title, bold=True)
        with sheet.artifact("/Type /Pagination /Subtype /Footer /Attached [/Bottom]"):
            _line(sheet, foot, self.marking, f"Page {page} of {pages}", bold=True)
            _line(sheet, foot - 14, below, "", bold=False)


def _line(sheet: Sheet, y: float, left: str, right: str, *, bold: bool) -> None:
    sheet.setFillColor(HexColor(INK))
    sheet.setFont(fonts.BOLD if bold else fonts.BODY, 9)
    sheet.drawString(MARGIN, y, _fitted(left, COLUMN))
    sheet.setFont(fonts.BODY, 9)
    room = COLUMN - fonts.width_of(left, 9, bold) - 12
    sheet.drawRightString(A4[0] - MARGIN, y, _fitted(right, max(room, 60.0)))


def _fitted(words: str, room: float) -> str:
    """Text cut to one line, without what cannot be printed."""
    words = " ".join(printable(words).split())
    if fonts.width_of(words, 9, True) <= room:
        return words
    while words and fonts.width_of(words + "…", 9, True) > room:
        words = words[:-1]
    return words + "…"


def _parts(row: tuple[str, ...]) -> list[tuple[str, ...]]:
    """A row whose longest cell would outgrow a page, as several rows that follow each other."""
    longest = max((len(cell) for cell in row), default=0)
    starts = range(0, max(longest, 1), _LONGEST_CELL)
    return [tuple(cell[start : start + _LONGEST_CELL] for cell in row) for start in starts]


def _table(
    caption: str,
    rows: list[tuple[str, ...]],
    has_head: bool,
    widths: Sequence[float] | None,
    numbers: frozenset[int],
    root: Element,
) -> list[Any]:
    if not rows:  # a table without a row is no table to whoever has it read aloud
        return [text(caption, _STYLES["Caption"], root.child("P"))]
    element = root.child("Table")
    title = text(caption, _STYLES["Caption"], element.child("Caption"))
    columns = len(rows[0])

    def cell(words: str, row: int, column: int) -> Text:
        as_head = (has_head and row == 0) or column == 0
        name = ("HeadNumber" if as_head else "Number") if column in numbers else ("Head" if as_head else "Cell")
        return text(words, _STYLES[name])

    style = [*_GRID, ("LINEBELOW", (0, 0), (-1, 0), 1, HexColor(INK))] if has_head else _GRID
    table = Table(
        [[cell(words, row, column) for column, words in enumerate(line)] for row, line in enumerate(rows)],
        colWidths=list(widths) if widths else [COLUMN / columns] * columns,
        repeatRows=int(has_head),
        renderCB=Rows(element, int(has_head)),
        hAlign="LEFT",
        spaceAfter=6,
        style=style,
    )
    # A caption kept "with next" would push the whole table over; this only asks for room for its first rows.
    return [CondPageBreak(100), title, table]
