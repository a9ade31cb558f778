"""The parts of a paper (text, figures, signing lines, boxes, rows), each tagged, and the styles of text and tables."""

import re
from collections.abc import Sequence
from html import escape
from typing import Any, Final

from reportlab.graphics import renderPDF
from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import HexColor
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Paragraph

from pathways.documents import chart as fonts
from pathways.documents.chart import INK, RULE, SOFT
from pathways.documents.sheet import Element

# The parts of a paper. Each is marked for the structure tree when it is drawn.


PX = 0.75  # points in a CSS pixel

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


def printable(text: str) -> str:
    """The text without characters that have no printed form or reverse the line; a lone surrogate becomes "?"."""
    return _UNPRINTABLE.sub("", text.encode("utf-8", "replace").decode("utf-8"))


def safe(text: str) -> str:
    """Text as reportlab's paragraph markup that prints exactly as typed.

    Everything is escaped, so that markup in a name is printed as text; line breaks stay.
    """
    return escape(printable(text), quote=False).replace("\n", "<br/>")


class Text(Paragraph):
    """A paragraph that may belong to an element; with a level it is in the outline too.

    Make it with `text`: when reportlab splits one, it makes copies with arguments of its own.
    """

    element: Element | None = None
    level: int | None = None

    def split(self, width: float, height: float) -> list["Text"]:
        parts: list[Text] = super().split(width, height)
        for part in parts:
            part.element, part.level = self.element, None
        if parts:
            parts[0].level = self.level
        return parts

    def draw(self) -> None:
        sheet = self.canv
        if self.level is not None:
            key = f"b{sheet.page}-{len(sheet._marked.get(sheet.page, ()))}"
            sheet.bookmarkPage(key)
            # A paper without an h1 still gets its outline: no entry may be two levels below the one before it.
            level = min(self.level, sheet._doc.outline.currentlevel + 1)
            sheet.addOutlineEntry(self.getPlainText(), key, level, 0)
        if self.element is None:
            self._draw_spaced()
        else:
            with sheet.marked(self.element):
                self._draw_spaced()

    def _draw_spaced(self) -> None:
        """Draw with a space at the end of each line, so that screen readers and copying do not join two words."""
        code: list[Any] = self.canv._code
        start = len(code)
        super().draw()
        code[start:] = [
            piece.replace(") Tj T* (", " ) Tj T* (") if isinstance(piece, str) else piece for piece in code[start:]
        ]


def text(words: str, style: ParagraphStyle, element: Element | None = None, level: int | None = None) -> Text:
    """Plain words as a paragraph, tagged as `element` (a table's cells are tagged by their table)."""
    made = Text(safe(words), style)
    made.element, made.level = element, level
    return made


class Figure(Flowable):
    """A chart's drawing, at 0.75 pt for a pixel."""

    def __init__(self, drawing: Drawing, element: Element) -> None:
        super().__init__()
        self.drawing, self.element = drawing, element
        self.width, self.height = drawing.width * PX, drawing.height * PX
        self.spaceBefore = self.spaceAfter = 2

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        return self.width, self.height

    def draw(self) -> None:
        sheet = self.canv
        x, y = sheet.absolutePosition(0, 0)
        self.element.box = (round(x, 2), round(y, 2), round(x + self.width, 2), round(y + self.height, 2))
        with sheet.marked(self.element):
            sheet.saveState()
            sheet.scale(PX, PX)
            renderPDF.draw(self.drawing, sheet, 0, 0)
            sheet.restoreState()


class SigningLine(Flowable):
    """An empty line to sign on. To a screen reader it is decoration: its label is a paragraph."""

    def __init__(self, width: float) -> None:
        super().__init__()
        self.width, self.height = width, 26
        self.spaceAfter = 2

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        return self.width, self.height

    def draw(self) -> None:
        with self.canv.artifact("/Type /Layout"):
            self.canv.setStrokeColor(HexColor(RULE))
            self.canv.line(0, 2, self.width, 2)


class ToWriteOn(Flowable):
    """Room to answer by hand: boxes to tick with their words, and blank lines below them."""

    BOX, GAP, ROW, LINE, SIZE = 9.0, 4.0, 16.0, 21.0, 9.5

    def __init__(self, choices: Sequence[str], lines: int) -> None:
        super().__init__()
        self.choices, self.lines = choices, lines
        self.at: list[tuple[float, int, str]] = []  # (distance from the left, row, words)

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        self.width, self.at, x, row = width, [], 0.0, 0
        for words in self.choices:
            wide = self.BOX + self.GAP + fonts.width_of(words, self.SIZE)
            if x and x + wide > width:
                x, row = 0.0, row + 1
            self.at.append((x, row, words))
            x += wide + 14
        self.height = (row + 1) * self.ROW * bool(self.choices) + self.lines * self.LINE
        return self.width, self.height

    def draw(self) -> None:
        sheet = self.canv
        sheet.setStrokeColor(HexColor(SOFT))
        sheet.setFillColor(HexColor(INK))
        sheet.setFont(fonts.BODY, self.SIZE)
        for x, row, words in self.at:
            y = self.height - (row + 1) * self.ROW + 4
            sheet.rect(x, y, self.BOX, self.BOX)
            sheet.drawString(x + self.BOX + self.GAP, y + 1.5, words)
        for line in range(self.lines):
            sheet.line(0, line * self.LINE, self.width, line * self.LINE)


class Rows:
    """The call-back of one table, shared by the parts it is split into, so that they form one Table.

    The head row is tagged once; repeated on a later page it is decoration.
    """

    def __init__(self, table: Element, heads: int) -> None:
        self.table, self.heads = table, heads
        self.head = table.child("THead") if heads else None
        self.body = table.child("TBody")
        self.continued = False
        self.row: Element | None = None

    def __call__(self, table: Any, moment: str, *where: Any) -> None:
        sheet = table.canv
        match moment:
            case "startBG" | "startLines":
                sheet.open_artifact()
            case "endBG" | "endLines" | "endCell":
                sheet.close_mark()
            case "startRow":
                self._start_row(where[0])
            case "startCell":
                self._start_cell(sheet, *where[:2])
            case "endTable":
                self.continued = True

    def _start_row(self, row: int) -> None:
        if row >= self.heads:
            self.row = self.body.child("TR")
        elif self.continued or self.head is None:
            self.row = None
        else:
            self.row = self.head.child("TR")

    def _start_cell(self, sheet: Any, row: int, column: int) -> None:
        if self.row is None:
            sheet.open_artifact("/Type /Pagination")
            return
        scope = "Column" if row < self.heads else "Row" if column == 0 else ""
        sheet.open_mark(self.row.child("TH" if scope else "TD", scope=scope))


# The styles of text and tables on a paper.


BULLET: Final = "•\u00a0 "
HANG: Final = fonts.width_of(BULLET, 11)


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


STYLES: Final = {
    "H1": _style("H1", 20, 24, spaceAfter=10, bold=True, keepWithNext=1),
    "H2": _style("H2", 14, 18, spaceBefore=12, spaceAfter=6, bold=True, keepWithNext=1),
    "P": _style("P", 11, 15.5, spaceAfter=8),
    "Lead": _style("Lead", 13, 18, spaceAfter=10),
    "Opening": _style("Opening", 11, 15.5, spaceAfter=8, keepWithNext=1),
    "Large": _style("Large", 20, 25, spaceAfter=8, bold=True),
    "Item": _style("Item", 11, 15.5, spaceAfter=3, leftIndent=HANG, firstLineIndent=-HANG),
    "Caption": _style("Caption", 11, 14, spaceBefore=8, spaceAfter=4, bold=True),
    "Note": _style("Note", 9, 12, spaceBefore=3, spaceAfter=8, colour=SOFT),
    "Cell": _style("Cell", 9.5, 12),
    "Number": _style("Number", 9.5, 12, alignment=2),
    "Head": _style("Head", 9.5, 12, bold=True),
    "HeadNumber": _style("HeadNumber", 9.5, 12, alignment=2, bold=True),
}

GRID: Final = [
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("FONTNAME", (0, 0), (-1, -1), fonts.BODY),
    ("TOPPADDING", (0, 0), (-1, -1), 3.5),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 3.5),
    ("LEFTPADDING", (0, 0), (0, -1), 0),
    ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
    ("LINEBELOW", (0, 0), (-1, -1), 0.5, HexColor(RULE)),
]
