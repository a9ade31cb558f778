"""A report as the sheets of a workbook: each table of its page on its own, what the terms mean, and what it is.

What a cell holds is read from the words of the page: a star stays a star, and no figure is finer than it was shown.
"""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from pathways.exports import Cell, Percent, Sheet
from pathways.reporting.rules.contents import COUNT, ReportContents, ReportTable, Term

MARKING: Final = "OFFICIAL-SENSITIVE. No person is named here. Who made this file is recorded."
DEFINITIONS, ABOUT = "Definitions", "About this file"
DEFINITIONS_HEAD: Final = ("Term", "What it means here", "Source")
CANNOT: Final = "May not be concluded: "
_SHARE: Final = re.compile(r"([0-9]{1,3}(?:\.[0-9]+)?)%")
_RATIO: Final = re.compile(r"[0-9]+\.[0-9]+")


def sheets_of(contents: ReportContents, known: str, *, made: str, about: Iterable[str]) -> list[Sheet]:
    """The sheets of a report. `known` says of which days it is and as known on which, `made` who made the file and
    when; `about` is what else is said of the figures."""
    marked = f"{known[0].upper()}{known[1:]}"
    sheets = [
        Sheet(
            name=each.tab,
            head=each.head,
            rows=[(row[0], *map(cell_of, row[1:])) for row in each.rows],
            above=f"OFFICIAL-SENSITIVE. {contents.title}: {each.caption[0].lower()}{each.caption[1:]}. {marked}.",
        )
        for each in contents.tables or (_in_words(contents),)
    ]
    if contents.terms:
        above = f"OFFICIAL-SENSITIVE. {contents.title}: what the terms mean. {marked}."
        terms = [_cells(each) for each in contents.terms]
        sheets.append(Sheet(name=DEFINITIONS, head=DEFINITIONS_HEAD, rows=terms, above=above))
    cannot = (f"{CANNOT}{each[0].lower()}{each[1:]}" for each in contents.cannot)
    lines = (MARKING, made, *about, *contents.sentences, *cannot)
    return [*sheets, Sheet(name=ABOUT, head=(contents.title,), rows=[(each,) for each in lines])]


def _in_words(contents: ReportContents) -> ReportTable:
    """A sheet that says why there are no figures."""
    return ReportTable(
        tab="Figures",
        caption=contents.title,
        head=("What is shown",),
        rows=[(each,) for each in contents.sentences[:1]],
    )


def _cells(term: Term) -> tuple[str, str, str]:
    return term.term, term.meaning, term.source


def cell_of(words: str) -> Cell:
    """A figure of a page as a workbook holds it: a count, a share or a ratio is a number, anything else its words."""
    if COUNT.fullmatch(words):
        return int(words.replace(",", ""))
    if share := _SHARE.fullmatch(words):
        return Percent(Decimal(share[1]))
    return Decimal(words) if _RATIO.fullmatch(words) else words
