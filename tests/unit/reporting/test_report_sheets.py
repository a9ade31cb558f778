"""A workbook of a report holds what was shown of it, as numbers where it is a number, and says what it is."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from pathways.exports import Percent
from pathways.reporting.documents.files import contents_csv_lines, report_workbook
from pathways.reporting.rules.contents import ReportContents, ReportTable, Term
from pathways.reporting.rules.editions import Edition, Report
from pathways.reporting.rules.periods import QUARTER, of_months
from pathways.reporting.rules.sheets import MARKING, cell_of
from tests.workbooks import workbook_opened

AT = datetime(2027, 1, 8, 3, 12, tzinfo=UTC)
EDITION = Edition(Report.OVERVIEW, of_months(date(2026, 10, 1), QUARTER), date(2026, 12, 31))
TABLE = ReportTable(
    tab="Services",
    caption="Services, by size",
    head=("Service", "People", "Share", "95% interval"),
    rows=[("2025", "1,234", "50.0%", "31.4 to 68.6"), ('=HYPERLINK("x")', "*", "*", "*"), ("Hub", "0", "no cases", "")],
)
CONTENTS = ReportContents(
    title="Services",
    tables=(TABLE,),
    sentences=("Nobody differs.",),
    cannot=("Not why.",),
    terms=(Term(term="People", meaning="Each once.", source="Ours (Design choice)"),),
)


def opened(contents=CONTENTS):
    content = report_workbook(contents, EDITION, ["8f3c 1a2b"], made_at=AT, made_by="Ada =1+1")
    return workbook_opened(content)


@pytest.mark.parametrize(
    ("words", "cell"),
    [
        ("0", 0), ("7", 7), ("1,234", 1234), ("12,345,678", 12345678), ("50.0%", Percent(Decimal("50.0"))),
        ("56%", Percent(Decimal(56))), ("0.82", Decimal("0.82")), ("*", "*"), ("", ""), ("50.0%, not yet final", "50.0%, not yet final"),
        ("31.4 to 68.6", "31.4 to 68.6"), ("1,23", "1,23"), ("-1", "-1"), ("=1+1", "=1+1"), ("٣", "٣"),
        ("cannot be said", "cannot be said"), ("31 March 2026", "31 March 2026"),
    ],
)  # fmt: skip
def test_a_figure_is_a_number_where_it_was_shown_as_one_and_its_words_otherwise(words, cell):
    figure = cell_of(words)
    assert (figure, type(figure)) == (cell, type(cell))


def test_each_table_is_a_sheet_then_come_the_terms_and_what_the_file_is():
    book = opened()
    assert list(book.sheets) == ["Services", "Definitions", "About this file"]
    assert (book.formulas, book.links) == (0, 0)
    assert book.sheets["Services"] == [
        ["OFFICIAL-SENSITIVE. Services: services, by size. October to December 2026, as known on 31 December 2026."],
        [*TABLE.head],
        ["2025", "1234", "0.5", "31.4 to 68.6"],
        ['=HYPERLINK("x")', "*", "*", "*"],
        ["Hub", "0", "no cases"],
    ]
    assert book.sheets["Definitions"][2:] == [["People", "Each once.", "Ours (Design choice)"]]
    assert [row[0] for row in book.sheets["About this file"]] == [
        "Services",
        MARKING,
        "Made by Ada =1+1 on 8 January 2027 at 03:12.",
        "Figures of October to December 2026, as known on 31 December 2026.",
        "Fingerprint of the figures: 8f3c 1a2b",
        "Nobody differs.",
        "May not be concluded: not why.",
    ]


def test_where_nothing_is_shown_workbook_and_file_say_why():
    contents = ReportContents(title="Services", tables=(), sentences=("Too few.", "And more."))
    assert opened(contents).sheets["Figures"][1:] == [["What is shown"], ["Too few."]]
    assert contents_csv_lines(contents, EDITION.as_at)[1:] == ["Services,,,Too few.,2026-12-31\r\n"]


def test_the_file_has_a_line_for_each_figure_without_the_commas_of_its_thousands():
    lines = contents_csv_lines(CONTENTS, EDITION.as_at)
    assert lines[0] == "table,row,measure,value,as_known_on\r\n"
    assert lines[1] == "Services,2025,People,1234,2026-12-31\r\n"
    assert lines[4].startswith("Services,\"'=HYPERLINK")
    assert len(lines) == 1 + 3 + 3 + 2, "what was left empty on the page is no figure"
