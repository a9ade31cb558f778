"""The pages of reports: which questions each answers, and of which figures and periods it is. Data."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Final

from pathways.reporting.rules.editions import Report
from pathways.tables import records_of


@dataclass(frozen=True, kw_only=True)
class ReportPage:
    """A page of reports under its part of the list. `answers` are the questions it answers, in words; `periods` the
    periods it is made of; `figures` the report that it shows, where it shows one alone and all of it."""

    part: str
    endpoint: str
    name: str
    figures: Report | None = None
    answers: str
    periods: str


PAGES: Final = records_of(Path(__file__).parent.parent / "data" / "report_pages.csv", ReportPage)


def by_part() -> Iterator[tuple[str, tuple[ReportPage, ...]]]:
    """The pages of each part, in the order of the table."""
    for part, pages in groupby(PAGES, lambda page: page.part):
        yield part, tuple(pages)


def page_of(report: Report) -> str:
    """The endpoint of the page that shows a report. Raises StopIteration where none shows it alone."""
    return next(page.endpoint for page in PAGES if page.figures is report)
