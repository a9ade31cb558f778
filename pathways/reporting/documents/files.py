"""The reports as files: CSV line by line, head first, and workbooks."""

from collections.abc import Iterable
from datetime import date, datetime

from pathways.dates import day_in_words, moment_in_words
from pathways.exports import csv_lines, workbook
from pathways.reporting.rules import (
    by_service_words,
    fairness_words,
    groups_words,
    profile_words,
    strategy,
    testing_words,
    treatment_parts,
)
from pathways.reporting.rules.arc import ArcReport, published
from pathways.reporting.rules.by_service_words import OwnView, ServicesView
from pathways.reporting.rules.contents import FILE_HEAD, ReportContents, file_rows
from pathways.reporting.rules.editions import Edition
from pathways.reporting.rules.fairness_tables import Fairness
from pathways.reporting.rules.groups_words import GroupsView, contents_of_groups
from pathways.reporting.rules.profile_words import ProfileView
from pathways.reporting.rules.sheets import sheets_of
from pathways.reporting.rules.strategy import StrategyView
from pathways.reporting.rules.testing import DrugTestingReturn
from pathways.reporting.rules.treatment_parts import OfAYear

ARC_HEAD = ("measure", "count")


def arc_lines(report: ArcReport) -> tuple[str, ...]:
    """The CSV line by line, head first. Where nothing is shown one line says so."""
    return tuple(csv_lines(ARC_HEAD, _not_shown("assessed") if report.is_not_shown else published(report)))


def fairness_csv_lines(report: Fairness) -> tuple[str, ...]:
    """The CSV line by line, head first. Where nothing is shown one line says so."""
    if report.is_not_shown:
        return tuple(csv_lines(ARC_HEAD, _not_shown("people")))
    head, *rows = fairness_words.fairness_lines(report)
    return tuple(csv_lines(head, rows))


def _not_shown(of_whom: str) -> list[tuple[str, str]]:
    return [(of_whom, testing_words.NOT_SHOWN)]


def testing_csv_lines(report: DrugTestingReturn) -> list[str]:
    """The return on drug testing on arrest, line by line with its head, in the shape of the published tables."""
    return list(csv_lines(testing_words.FILE_HEAD, testing_words.file_rows(report)))


def contents_csv_lines(contents: ReportContents, as_at: date) -> list[str]:
    """A report that has no shape of its own, a line for each figure."""
    return list(csv_lines(FILE_HEAD, file_rows(contents, as_at)))


def profile_csv_lines(view: ProfileView) -> list[str]:
    """The drug profile, a line for each figure with the year that it is of and as known on which day."""
    return list(csv_lines(profile_words.CSV_HEAD, profile_words.file_rows_of(view)))


def groups_csv_lines(view: GroupsView, edition: Edition) -> list[str]:
    """Who engages, a line for each figure, each with whom it is of and the period: several such files are laid
    together."""
    of = (view.asked_for or groups_words.EVERYBODY, edition.days.words)
    rows = ((*of, *row) for row in file_rows(contents_of_groups(view), edition.as_at))
    return list(csv_lines(("people", "period", *FILE_HEAD), rows))


def register_csv_lines(contents: ReportContents) -> list[str]:
    """All figures that were made, a line for each, under the head of the page."""
    (table,) = contents.tables
    return list(csv_lines(table.head, table.rows))


def by_service_csv_lines(view: ServicesView) -> list[str]:
    """The comparison of services, a line for each figure of the page."""
    return list(csv_lines(by_service_words.FILE_HEAD, by_service_words.file_rows(view)))


def own_services_csv_lines(view: OwnView) -> list[str]:
    """A provider's own figures and the rest, a line for each."""
    return list(csv_lines(by_service_words.FILE_HEAD, by_service_words.own_file_rows(view)))


def of_a_year_csv_lines(report: OfAYear) -> list[str]:
    """Every rate and class of a report of a year, line by line with its head."""
    return list(csv_lines(treatment_parts.FILE_HEAD, treatment_parts.file_rows(report)))


def strategy_csv_lines(view: StrategyView) -> list[str]:
    """The measures of a strategy, a line for each figure, ours and published."""
    return list(csv_lines(strategy.FILE_HEAD, strategy.file_rows(view)))


# And as workbooks.


def report_workbook(
    contents: ReportContents, edition: Edition, fingerprints: Iterable[str], *, made_at: datetime, made_by: str
) -> bytes:
    """A report as an XLSX file, with the fingerprint of each of its figures. The same report, time and name give the
    same bytes."""
    known = f"{edition.days.words}, as known on {day_in_words(edition.as_at)}"
    about = (f"Figures of {known}.", *(f"Fingerprint of the figures: {each}" for each in fingerprints))
    return _workbook(contents, known, about, made_at=made_at, made_by=made_by)


def register_workbook(contents: ReportContents, as_at: date, *, made_at: datetime, made_by: str) -> bytes:
    """All figures that were made as known on a day, each with its fingerprint."""
    known = f"as known on {day_in_words(as_at)}"
    return _workbook(contents, known, (f"All figures {known}.",), made_at=made_at, made_by=made_by)


def _workbook(contents: ReportContents, known: str, about: Iterable[str], *, made_at: datetime, made_by: str) -> bytes:
    made = f"Made by {made_by} on {moment_in_words(made_at)}."
    sheets = sheets_of(contents, known, made=made, about=about)
    return workbook(sheets, title=f"{contents.title}, {known}", made_at=made_at)
