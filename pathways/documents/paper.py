"""Papers: written from top to bottom, tagged, same bytes for same input; and forms to fill in by hand."""

import hashlib
import io
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from threading import Lock
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.platypus import BaseDocTemplate, CondPageBreak, Frame, KeepTogether, PageTemplate, Table

from pathways import dates
from pathways.documents import chart as fonts
from pathways.documents.chart import INK, Chart
from pathways.documents.models import Copy
from pathways.documents.parts import BULLET, GRID, STYLES, Figure, Rows, SigningLine, Text, ToWriteOn, printable, text
from pathways.documents.sheet import Element, Sheet, sheet_for

# What stays together on a page: a heading with what follows it, signatures with what is signed.


_MOST = 500.0  # points; a page has no more room to ask for


@dataclass(frozen=True)
class PaperPart:
    """What one call adds to a paper. `is_signed`: lines to sign on, or the record of a signature."""

    pieces: list[Any]
    is_signed: bool = False


class Signed(KeepTogether):
    """Signatures with the words that are signed."""


def story_of(parts: Iterable[PaperPart], width: float) -> list[Any]:
    """The pieces of a paper in order, tied together where they must stay on one page."""
    story: list[Any] = []
    for part in parts:
        if part.is_signed:
            block = [*_words_signed(story), *(each for each in part.pieces if not isinstance(each, CondPageBreak))]
            story.append(Signed(block))
            continue
        if story and isinstance(story[-1], Signed) and all(_is_small_print(each) for each in part.pieces):
            story[-1] = Signed([*story[-1]._content, *part.pieces])
            continue
        pieces = part.pieces
        if pieces and isinstance(pieces[0], CondPageBreak):
            headings = _headings_at_the_end_of(story)
            room = pieces[0].height + sum(_height(each, width) for each in headings)
            pieces = [CondPageBreak(min(room, _MOST)), *headings, *pieces[1:]]
        story += pieces
    return story


def _words_signed(story: list[Any]) -> list[Any]:
    """Remove and return the last words under a heading of their own, with all headings in between."""
    words: list[Any] = []
    while story and isinstance(story[-1], Text):
        if words and _is_heading(words[0]) and not all(map(_is_heading, words)) and not _is_heading(story[-1]):
            break
        words.insert(0, story.pop())
    return words


def _headings_at_the_end_of(story: list[Any]) -> list[Any]:
    headings: list[Any] = []
    while story and _is_heading(story[-1]):
        headings.insert(0, story.pop())
    return headings


def _is_heading(piece: Any) -> bool:
    return isinstance(piece, Text) and bool(getattr(piece.style, "keepWithNext", 0))


def _is_small_print(piece: Any) -> bool:
    return isinstance(piece, Text) and not _is_heading(piece)


def _height(piece: Text, width: float) -> float:
    return float(piece.wrap(width, _MOST)[1] + piece.getSpaceBefore() + piece.getSpaceAfter())


# A paper, marked at the head and foot of each page, tagged, and with the same bytes for the same input.


COLUMN = 480.0  # pt of text, so that a 640 px chart fills it
MARGIN = (A4[0] - COLUMN) / 2
_TOP, _FOOT = 58, 66
_PAIR = (160.0, COLUMN - 160)

_LONGEST_CELL = 1200  # characters; a row taller than a page cannot be laid out


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
        # The story is a list of recipes, because laying out uses flowables up and pdf() may be called twice.
        self._story: list[tuple[Callable[[Element], list[Any]], bool]] = []
        self._said: list[object] = [title, marking, ref]

    @classmethod
    def of_copy(cls, copy: Copy, title: str, *, ref: str = "", names_printer: bool = True) -> "Paper":
        """A paper that is kept. `names_printer` is false where other readers should not learn who printed it."""
        paper = cls(title, ref=ref, made_at=copy.made_at, made_by=copy.made_by if names_printer else "")
        paper.copy = copy if names_printer else replace(copy, replaced_at=None)
        return paper

    @property
    def fingerprint(self) -> str:
        """A hash of everything it says, whichever copy it is and whenever it is printed."""
        return hashlib.sha256(repr(self._said).encode("utf-8", "replace")).hexdigest()

    def _adds(self, recipe: Callable[[Element], list[Any]], *, is_signed: bool = False) -> None:
        self._story.append((recipe, is_signed))

    def _text(self, tag: str, words: str, style: str, level: int | None = None) -> None:
        self._said.append((tag, words))
        self._adds(lambda root: [text(words, STYLES[style], root.child(tag), level)])

    def h1(self, words: str, *, says_copy: bool = True) -> None:
        """The title on the page. Below it, a later copy says which one it replaces, unless the foot will say so."""
        self._text("H1", words, "H1", 0)
        if says_copy:
            self.copy_history("P")

    def copy_history(self, style: str = "Note") -> None:
        """Says which copy this one replaces, for the foot of a paper that starts with something more urgent."""
        if self.copy and (words := self.copy.takes_the_place_of):
            self._adds(lambda root: [text(words, STYLES[style], root.child("P"))])

    def h2(self, words: str) -> None:
        self._text("H2", words, "H2", 1)

    def p(self, words: str) -> None:
        """A paragraph. One that ends with a colon introduces what follows and stays with it."""
        self._text("P", words, "Opening" if words.endswith(":") else "P")

    def lead(self, words: str) -> None:
        """The main statement of the paper, in larger type."""
        self._text("P", words, "Lead")

    def large(self, words: str) -> None:
        """What has to be read first and from a distance, such as a number to ring."""
        self._text("P", words, "Large")

    def note(self, words: str) -> None:
        """Method, source or small print, below what it belongs to."""
        self._text("P", words, "Note")

    def bullets(self, items: Iterable[str]) -> None:
        listed = tuple(items)
        self._said.append(listed)

        def build(root: Element) -> list[Any]:
            made = root.child("L", numbering="Disc")
            return [text(f"{BULLET}{item}", STYLES["Item"], made.child("LI").child("LBody")) for item in listed]

        self._adds(build)

    def table(
        self,
        caption: str,
        head: Sequence[str],
        rows: Iterable[Sequence[str]],
        widths: Sequence[float] | None = None,
        numbers: Collection[int] = (),
    ) -> None:
        """A table with its caption, head row and a row header in the first column.

        `widths` are in points (480 in all; equal when left out); `numbers` are the columns that are aligned right.
        A table longer than the page is split and stays one table; no head (`()`) makes a list of facts.
        """
        self._tabled(caption, head, rows, widths, frozenset(numbers))

    def _tabled(
        self,
        caption: str,
        head: Sequence[str],
        rows: Iterable[Sequence[str]],
        widths: Sequence[float] | None,
        numbers: frozenset[int] = frozenset(),
        *,
        is_signed: bool = False,
    ) -> None:
        lines = [tuple(head)] * bool(head) + [part for row in rows for part in _parts(tuple(map(str, row)))]
        self._said.append((caption, lines))
        self._adds(partial(_table, caption, lines, bool(head), widths, numbers), is_signed=is_signed)

    def facts(self, caption: str, pairs: Iterable[tuple[str, str]]) -> None:
        """Names and values, two columns and no head row."""
        self._tabled(caption, (), pairs, _PAIR)

    def signed(self, caption: str, pairs: Iterable[tuple[str, str]]) -> None:
        """Who signed what, how and when, kept on the page of the words that were signed."""
        self._tabled(caption, (), pairs, _PAIR, is_signed=True)

    def form(self, caption: str, rows: Iterable[tuple[str, Sequence[str], int]]) -> None:
        """Rows to fill in by hand: each with its label, choices to tick, and a number of lines to write on."""
        parts = [(label, tuple(choices), lines) for label, choices, lines in rows]
        self._said.append((caption, parts))

        def build(root: Element) -> list[Any]:
            cells = [[text(label, STYLES["Head"]), ToWriteOn(choices, lines)] for label, choices, lines in parts]
            return _with_caption(caption, cells, [*GRID[:-1], ("BOTTOMPADDING", (1, 0), (1, -1), 0)], root, _PAIR)

        self._adds(build)

    def chart(self, chart: Chart, note: str = "") -> None:
        """A chart with its title above, alternative text in the structure, and a note below. Add its table as well."""
        self._said.append((chart.title, chart.alt, chart.rows, note or chart.note))

        def build(root: Element) -> list[Any]:
            heading = text(chart.title, STYLES["H2"], root.child("H2"), 1)
            if chart.drawing is None:
                return [heading, text(chart.instead, STYLES["P"], root.child("P"))]
            figure = Figure(chart.drawing, root.child("Figure", alt=chart.alt))
            below = [text(words, STYLES["Note"], root.child("P")) for words in (note or chart.note,) if words]
            return [KeepTogether([heading, figure, *below])]

        self._adds(build)

    def sign_here(self, *labels: str) -> None:
        """A line to sign on for each label, all on the page of the words that are signed."""
        self._said.append(labels)

        def build(root: Element) -> list[Any]:
            lines = [(SigningLine(300), text(label, STYLES["Note"], root.child("P"))) for label in labels]
            return [piece for line in lines for piece in line]

        self._adds(build, is_signed=True)

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
        parts = [PaperPart(recipe(root), is_signed) for recipe, is_signed in self._story]
        template.build(story_of(parts, COLUMN), canvasmaker=sheet)
        return out.getvalue()

    def _furniture(self, sheet: Sheet, page: int, pages: int) -> None:
        """The marking at head and foot of every page, with time, printer, reference and page n of m."""
        made = f"Made {dates.london(self.made_at):%d %B %Y %H:%M}".replace("Made 0", "Made ")
        made += f" by {self.made_by}" if self.made_by else ""
        number = f"Copy {self.copy.number}" if self.copy else ""
        below = " · ".join(part for part in (self.ref, number, made) if part)
        head, foot = A4[1] - 34, 44
        with sheet.artifact("/Type /Pagination /Subtype /Header /Attached [/Top]"):
            _line(sheet, head, self.marking, self.title, bold=True)
        with sheet.artifact("/Type /Pagination /Subtype /Footer /Attached [/Bottom]"):
            _line(sheet, foot, self.marking, f"Page {page} of {pages}", bold=True)
            _line(sheet, foot - 14, below, "", bold=False)


# Papers about nobody, which many ask for and which say the same to all (the law on a day), are laid out once a process.


MOST_LAID_OUT = 16
_laid_out: dict[str, bytes] = {}
_laying_out = Lock()


def laid_out_once(paper: Paper) -> bytes:
    """`paper.pdf()`, or that of the paper before it which said the same: it gives the time at which that was made.

    The last sixteen are there to be asked for again. Raises ValueError for a paper of somebody's own.
    """
    if paper.made_by or paper.copy:
        raise ValueError("A paper that names who made it, or is kept as a copy, is made for each who asks")
    with _laying_out:
        content = _laid_out.pop(paper.fingerprint, None) or paper.pdf()
        _laid_out[paper.fingerprint] = content
        if len(_laid_out) > MOST_LAID_OUT:
            del _laid_out[next(iter(_laid_out))]
    return content


def _line(sheet: Sheet, y: float, left: str, right: str, *, bold: bool) -> None:
    sheet.setFillColor(HexColor(INK))
    sheet.setFont(fonts.BOLD if bold else fonts.BODY, 9)
    sheet.drawString(MARGIN, y, _fitted(left, COLUMN))
    sheet.setFont(fonts.BODY, 9)
    room = COLUMN - fonts.width_of(left, 9, bold) - 12
    sheet.drawRightString(A4[0] - MARGIN, y, _fitted(right, max(room, 60.0)))


def _fitted(words: str, room: float) -> str:
    """Text cut to fit one line, without characters that cannot be printed."""
    words = " ".join(printable(words).split())
    if fonts.width_of(words, 9, True) <= room:
        return words
    while words and fonts.width_of(words + "…", 9, True) > room:
        words = words[:-1]
    return words + "…"


def _parts(row: tuple[str, ...]) -> list[tuple[str, ...]]:
    """A row whose longest cell would not fit on a page, as several rows."""
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
    if not rows:  # a table without rows is none to somebody who has it read aloud
        return [text(caption, STYLES["Caption"], root.child("P"))]

    def cell(words: str, row: int, column: int) -> Text:
        as_head = (has_head and row == 0) or column == 0
        name = ("HeadNumber" if as_head else "Number") if column in numbers else ("Head" if as_head else "Cell")
        return text(words, STYLES[name])

    style = [*GRID, ("LINEBELOW", (0, 0), (-1, 0), 1, HexColor(INK))] if has_head else GRID
    cells = [[cell(words, row, column) for column, words in enumerate(line)] for row, line in enumerate(rows)]
    columns = len(rows[0])
    return _with_caption(caption, cells, style, root, widths or [COLUMN / columns] * columns, heads=int(has_head))


def _with_caption(
    caption: str, cells: list[list[Any]], style: list[Any], root: Element, widths: Sequence[float], *, heads: int = 0
) -> list[Any]:
    """A table below its caption; before both, a request for the room that its first rows need."""
    element = root.child("Table")
    title = text(caption, STYLES["Caption"], element.child("Caption"))
    table = Table(
        cells,
        colWidths=list(widths),
        repeatRows=heads,
        renderCB=Rows(element, heads),
        hAlign="LEFT",
        spaceAfter=6,
        style=style,
    )
    table.wrap(COLUMN, A4[1])
    first_rows = sum(table._rowHeights[: heads + 2])
    # A caption kept "with next" would move the whole table to the next page; this only asks for room for its first
    # rows.
    return [CondPageBreak(60 + min(first_rows, 300)), title, table]


# Papers made of named lines, filled in from the record or left open for a pen.


Parts = Sequence[tuple[str, Sequence[tuple[str, str]]]]
"""Headings, each with its lines: (key, words on the paper)."""


@dataclass(frozen=True)
class ByHand:
    """How a line is answered by hand: the choices to tick, and how many lines to write on."""

    choices: tuple[str, ...] = ()
    lines: int = 1


def write(
    paper: Paper, parts: Parts, values: Mapping[str, str] | None, by_hand: Mapping[str, ByHand] | None = None
) -> None:
    """Write every line of every part. Without values, each has room to tick and write as `by_hand` says."""
    for heading, lines in parts:
        if values is None:
            asked = [(label, (by_hand or {}).get(key, ByHand())) for key, label in lines]
            paper.form(heading, [(label, answer.choices, answer.lines) for label, answer in asked])
        else:
            paper.facts(heading, [(label, values.get(key) or "Not recorded") for key, label in lines])
