"""A workbook holds text as text, numbers as numbers and dates as dates, and nothing in it runs or leads anywhere."""

import io
import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from pathways.exports import MOST_ROWS, Percent, Sheet, cell, workbook
from tests.workbooks import workbook_opened

AT = datetime(2026, 11, 25, 3, 12, tzinfo=UTC)
EVIL = (
    '=HYPERLINK("https://evil.example","x")', "+1+1", "-2+3", "@SUM(A1)", "\tx", "\rx", "  =1+1", "＝1+1", "−1",
    "{=1+1}", "https://evil.example/x", "mailto:a@example.test", "internal:Sheet1!A1", "007", "1e5", "<f>1</f>",
)  # fmt: skip


def made(*rows, head=("what", "number", "day"), above="", title="A test"):
    return workbook([Sheet(name="One", head=head, rows=rows, above=above)], title=title, made_at=AT)


def part(content, name):
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return file.read(name).decode()


@pytest.mark.parametrize("evil", EVIL)
def test_what_somebody_typed_is_text_whatever_it_looks_like(evil):
    opened = workbook_opened(made((evil, 1, date(2026, 1, 2))))
    assert (opened.formulas, opened.links) == (0, 0)
    assert opened.sheets["One"][1][0].replace("_x000D_", "\r") == evil


def test_numbers_and_dates_are_no_text_and_nothing_is_an_empty_cell():
    assert workbook_opened(made(("a", -7, date(2026, 1, 2)), (None, 0, None))).sheets["One"] == [
        ["what", "number", "day"],
        ["a", "-7", "46024"],
        ["", "0"],
    ]


def test_characters_that_no_file_holds_are_left_out_and_a_long_text_is_cut_and_not_lost():
    opened = workbook_opened(made(("a\0b\ud800c", 1, None), ("x" * 40_000, 2, None)))
    assert [row[0] for row in opened.sheets["One"][1:]] == ["abc", "x" * 32_767]


def test_the_same_content_gives_the_same_bytes():
    assert made(("a", 1, None)) == made(("a", 1, None))


def test_a_row_of_another_length_and_a_sheet_of_too_many_rows_are_refused():
    with pytest.raises(ValueError, match="a row of 1 cells under a head of 3"):
        made(("a",))
    with pytest.raises(ValueError, match="fewer than"):
        made(*[("a", 1, None)] * MOST_ROWS)


def test_a_share_is_a_number_as_fine_as_it_was_printed_and_is_shown_so():
    content = made((Percent(Decimal("12.5")), Percent(Decimal(56)), Decimal("1.10")))
    assert workbook_opened(content).sheets["One"][1] == ["0.125", "0.56", "1.10"]
    assert set(re.findall('formatCode="([^"]+)"', part(content, "xl/styles.xml"))) == {"0.0%", "0%", "0.00"}
    assert (cell(Percent(Decimal("12.5"))), cell(Decimal("1.10"))) == ("12.5%", "1.10")


def test_the_head_stays_in_sight_and_is_printed_on_each_page_with_what_stands_above_it_and_the_marking():
    for above, rows in (("", 1), ("Of July", 2)):
        content = made(("a", 1, None), above=above, title="Yes & no")
        sheet, book = part(content, "xl/worksheets/sheet1.xml"), part(content, "xl/workbook.xml")
        assert f'<pane ySplit="{rows}" topLeftCell="A{rows + 1}"' in sheet
        assert f"One!$1:${rows}<" in book.replace("'", "")
        assert sheet.count("OFFICIAL-SENSITIVE") == 2
        assert "Yes &amp;&amp; no" in sheet
        assert "Page &amp;P of &amp;N" in sheet
    assert workbook_opened(content).sheets["One"][:2] == [["Of July"], ["what", "number", "day"]]
