"""CSV files: what a spreadsheet reads is what was recorded, and nothing runs."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.exports import cell, csv_lines


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "−"])
def test_text_that_starts_like_a_formula_gets_a_leading_apostrophe(start):
    assert cell(f"{start}cmd()") == f"'{start}cmd()"


def test_blanks_before_a_formula_do_not_hide_it():
    assert cell("  =cmd()") == "'  =cmd()"
    assert cell("\u00a0@SUM(A1)") == "'\u00a0@SUM(A1)"


@pytest.mark.parametrize("name", ["O'Brien", "Nuñez", "Nguyễn", "Pelé", "Smith-Jones", "a = b"])
def test_real_names_pass_unchanged(name):
    assert cell(name) == name


def test_numbers_stay_numbers_and_dates_are_iso():
    assert [cell(value) for value in (-3, 0.25, Decimal("-1.50"), None, True)] == ["-3", "0.25", "-1.50", "", "yes"]
    assert cell(date(2026, 2, 1)) == "2026-02-01"
    assert cell(datetime(2026, 2, 1, 9, 30, tzinfo=UTC)) == "2026-02-01T09:30:00+00:00"


def test_nul_and_lone_surrogates_are_left_out():
    assert cell("a\0b\ud800c") == "abc"


def test_the_file_is_rfc_4180_with_crlf_and_doubled_quotes():
    lines = list(csv_lines(("name", "count"), [('say "hi", O\'Brien', 2)]))
    assert lines == ["name,count\r\n", '"say ""hi"", O\'Brien",2\r\n']


def test_rows_are_written_as_they_come():
    def rows():
        yield ("one", 1)
        raise AssertionError("the second row was asked for before the first was taken")

    lines = csv_lines(("a", "b"), rows())
    assert next(lines) == "a,b\r\n"
    assert next(lines) == "one,1\r\n"


def test_a_row_of_another_length_than_the_head_is_refused():
    with pytest.raises(ValueError, match="a row of 1 cells under a head of 2"):
        list(csv_lines(("a", "b"), [("one",)]))


@given(st.lists(st.lists(st.text(st.characters(codec="utf-8")), min_size=2, max_size=2), max_size=5))
def test_no_cell_of_any_text_reads_back_as_a_formula(rows):
    text = "".join(csv_lines(("a", "b"), rows))
    for row in csv.reader(io.StringIO(text, newline="")):
        assert len(row) == 2
        assert not any(value.lstrip().startswith(("=", "+", "-", "@")) for value in row)
