"""The Tactical pack as a marked paper, as CSV and as a workbook, which have all lines of every list."""

from typing import Final

from pathways.dates import count_in_words, day_in_words, moment_in_words
from pathways.deadlines.rules import tactical as rules
from pathways.deadlines.rules.tactical import TacticalLine, TacticalPack
from pathways.documents.paper import Paper
from pathways.exports import MOST_ROWS, Sheet, csv_lines, workbook

MOST_ON_PAPER: Final = 100
"""Lines of one list on paper: some eight sheets. The files have all of them."""
_LIST_WIDTHS = (105.0, 100.0, 85.0, 75.0, 115.0)
_FIGURES = "Figures"


def tactical_csv(pack: TacticalPack) -> bytes:
    """Every line of every list of the pack, head first."""
    return "".join(csv_lines(rules.FILE_HEAD, map(rules.file_row, pack.lines))).encode()


def fits_a_workbook(pack: TacticalPack) -> bool:
    """Whether a workbook may hold all of it; the CSV always does."""
    return len(pack.lines) + len(rules.figure_rows(pack)) < MOST_ROWS


def tactical_workbook(pack: TacticalPack, *, made_by: str) -> bytes:
    """The figures on the first sheet, then a sheet for each list, and what it is. Raises ValueError where it does not
    fit."""
    sheets = [Sheet(name=_FIGURES, head=rules.FIGURES_HEAD, rows=rules.figure_rows(pack))]
    for part in pack.parts:
        rows = [rules.file_row(line)[1:] for line in part.lines]
        sheets.append(Sheet(name=part.of.label, head=rules.FILE_HEAD[1:], rows=rows))
    about = (
        "OFFICIAL-SENSITIVE. People are named here. Who made it is recorded.",
        f"Made by {made_by}, as it stood on {moment_in_words(pack.at)}. {pack.whose}",
        *rules.HOW_COUNTED,
        *pack.left_out,
    )
    sheets.append(Sheet(name="About this file", head=(rules.TITLE,), rows=[(each,) for each in about]))
    return workbook(sheets, title=rules.TITLE, made_at=pack.at)


def tactical_paper(pack: TacticalPack, *, made_by: str) -> bytes:
    """The pack as a marked, tagged PDF: a heading and a bookmark for each list, its figures, then its people."""
    as_it_stood = f"As it stood on {moment_in_words(pack.at)}"
    paper = Paper(rules.TITLE, ref=as_it_stood, made_at=pack.at, made_by=made_by)
    paper.h1(rules.TITLE)
    paper.lead(f"{pack.whose} {as_it_stood}.")
    for part in pack.parts:
        paper.h2(part.of.label)
        for table in part.figures:
            widths = _widths(len(table.head))
            paper.table(table.caption, table.head, table.rows, widths, numbers=range(1, len(table.head)))
        lines = part.lines[:MOST_ON_PAPER]
        if lines:
            paper.table(f"{part.of.label}: each of them", rules.LIST_HEAD, map(_cells, lines), _LIST_WIDTHS)
        else:
            paper.p("Nobody.")
        if part.number > len(lines):
            paper.note(f"The first {len(lines)} of {part.number}. The files have all of them.")
    paper.h2("How this is counted")
    paper.bullets(rules.HOW_COUNTED)
    paper.h2("What is not here")
    paper.bullets(pack.left_out)
    return paper.pdf()


def _widths(columns: int) -> tuple[float, ...]:
    """The first column wide, the others alike: 480 points in all."""
    first = 260.0 if columns == 2 else 480 - 75.0 * (columns - 1)
    return (first, *((480 - first) / (columns - 1),) * (columns - 1))


def _cells(line: TacticalLine) -> tuple[str, ...]:
    born = f", born {day_in_words(line.born_on)}" if line.person and line.born_on else ""
    return (
        f"{line.person}{born}" or line.reference or "No name",
        rules.where(line),
        line.what,
        f"{day_in_words(line.since)} ({count_in_words(line.days, 'day')})",
        rules.what_is_next(line),
    )
