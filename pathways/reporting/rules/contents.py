"""A report as its page, its paper and its files tell it: tables in words, and what is said around them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from pathways.reporting.rules.arc_words import ReportTerm
from pathways.reporting.rules.metrics import Metric
from pathways.reporting.rules.periods import Stretch

Row = Sequence[str]


@dataclass(frozen=True, kw_only=True)
class ReportTable:
    """A table in words: what it is called, its head, and its rows, the first cell of each a heading of its own.

    `tab` is its name in a file (31 characters at most); `heading` is the part of the page that it begins, "" where it
    goes on with the one before.
    """

    tab: str
    caption: str
    head: Row
    rows: Sequence[Row]
    heading: str = ""


@dataclass(frozen=True, kw_only=True)
class Term:
    """What a term means in a report, and where that is from, with how far it was checked."""

    term: str
    meaning: str
    source: str


@dataclass(frozen=True, kw_only=True)
class ReportContents:
    """All that a report tells: its tables, its sentences, what may not be concluded, and what its terms mean."""

    title: str
    tables: Sequence[ReportTable]
    sentences: Sequence[str] = ()
    cannot: Sequence[str] = ()
    terms: Sequence[Term] = ()

    @property
    def lines(self) -> int:
        """How many rows of figures it has."""
        return sum(len(each.rows) for each in self.tables)


def terms_as(terms: Iterable[ReportTerm]) -> Iterator[Term]:
    """The terms of a report."""
    for each in terms:
        yield Term(term=each.term, meaning=each.meaning, source=f"{each.source} ({each.mark.label})")


def metrics_as(metrics: Iterable[tuple[Metric, Iterable[tuple[str, str]]]]) -> Iterator[Term]:
    """The definition of each metric, a term for each part of it."""
    for metric, parts in metrics:
        source = f"{metric.source} ({metric.mark.label})"
        for part, meaning in parts:
            yield Term(term=f"{metric.name}: {part[0].lower()}{part[1:]}", meaning=meaning, source=source)


# What a file is called, and its lines, where a report has no shape of its own: one for each figure.


def file_name(report: str, days: Stretch, as_at: date, ending: str) -> str:
    """What a file is called: two of one period, as known on two days, do not lie over each other."""
    return f"{report}-{days.from_on}-{days.to_on}-as-known-{as_at}.{ending}"


FILE_HEAD: Final = ("table", "row", "measure", "value", "as_known_on")
COUNT: Final = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+")
"""A count as it is printed: 7, or 1,234."""


def file_rows(contents: ReportContents, as_at: date) -> Iterator[Row]:
    """A line for each figure of the tables, under `FILE_HEAD`; where there is no table, what is said instead."""
    known = as_at.isoformat()
    for table in contents.tables:
        for row in table.rows:
            for measure, value in zip(table.head[1:], row[1:], strict=True):
                if value:
                    yield table.tab, row[0], measure, plain(value), known
    for words in () if contents.tables else contents.sentences[:1]:
        yield contents.title, "", "", words, known


def plain(value: str) -> str:
    """A figure without the commas between its thousands; anything else as it is."""
    return value.replace(",", "") if COUNT.fullmatch(value) else value
