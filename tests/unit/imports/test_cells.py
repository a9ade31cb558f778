"""A cell is read in each way in which it can mean one thing only; all else is told with what would be right."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.imports.rules.cells import CellFault, cleaned, day_of, moment_of, value_of
from pathways.imports.rules.columns import Kind, What, codes_of, columns_of
from pathways.imports.rules.faults import FaultKind
from pathways.vocabulary import Substance

COLUMNS = {each.column: each for kind in Kind for each in columns_of(kind)}


def value(column: str, cell: str):
    return value_of(COLUMNS[column], cleaned(cell))


def fault(column: str, cell: str) -> FaultKind:
    fault = value(column, cell)
    assert isinstance(fault, CellFault), fault
    return fault.kind


@pytest.mark.parametrize(
    "cell",
    [
        "1991-06-09", "09/06/1991", "9/6/1991", "9.6.1991", "09-06-1991", "9 June 1991", "09-Jun-1991", "9th Jun 1991",
        "1991/06/09", "09/06/1991 00:00", "1991-06-09T00:00:00", "\u00a009/06/1991 ",
    ],
)  # fmt: skip
def test_a_date_is_read_with_the_day_first_or_the_year_first(cell):
    assert value("date_of_birth", cell) == date(1991, 6, 9)


@given(st.dates(date(1850, 1, 1), date(2200, 12, 31)))
def test_every_day_is_read_back_from_each_way_of_writing_it(day):
    for written in (day.isoformat(), f"{day:%d/%m/%Y}", f"{day:%d %B %Y}", f"{day.day}.{day.month}.{day.year}"):
        assert day_of(written) == day


@given(st.text(max_size=20))
def test_whatever_stands_in_a_cell_it_is_read_or_told(cell):
    for column in COLUMNS.values():
        read = value_of(column, cleaned(cell))
        assert not isinstance(read, CellFault) or (read.wrong and read.right)


@pytest.mark.parametrize(
    ("cell", "kind", "right"),
    [
        ("30/02/1990", FaultKind.NO_SUCH_DAY, "Look the date up"),
        ("29/02/1990", FaultKind.NO_SUCH_DAY, "Look the date up"),
        ("31/12/9999", FaultKind.NO_SUCH_DAY, "Write a date"),
        ("03/25/1990", FaultKind.MONTH_FIRST, "25/03/1990"),
        ("9/6/91", FaultKind.SHORT_YEAR, "09/06/1991 or 09/06/2091"),
        ("33398", FaultKind.DAY_NUMBER, "1991-06-09"),
        ("1991", FaultKind.NOT_A_DATE, "Write a date"),
        ("not known", FaultKind.NOT_A_DATE, "Write a date"),
        ("09/06/1991 14:00", FaultKind.NOT_A_DATE, "Write a date"),
    ],
)
def test_a_date_that_could_be_two_days_or_none_is_told_with_what_it_may_be(cell, kind, right):
    assert fault("date_of_birth", cell) is kind
    assert right in value("date_of_birth", cell).right


@pytest.mark.parametrize(
    ("cell", "at"),
    [
        ("2019-03-02 21:40", datetime(2019, 3, 2, 21, 40, tzinfo=UTC)),
        ("02/07/2019 21:40", datetime(2019, 7, 2, 20, 40, tzinfo=UTC)),
        ("2 July 2019, 21.40", datetime(2019, 7, 2, 20, 40, tzinfo=UTC)),
        ("2019-07-02T21:40:09Z", datetime(2019, 7, 2, 21, 40, 9, tzinfo=UTC)),
        ("2019-07-02 21:40+01:00", datetime(2019, 7, 2, 20, 40, tzinfo=UTC)),
        ("2019-10-27 01:30", datetime(2019, 10, 27, 0, 30, tzinfo=UTC)),
    ],
)
def test_a_time_is_the_clock_of_london_unless_it_says_otherwise(cell, at):
    assert value("arrested_at", cell) == at


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("2019-03-02", FaultKind.NO_TIME),
        ("2019-03-31 01:30", FaultKind.NO_SUCH_TIME),
        ("2019-03-02 24:10", FaultKind.NO_SUCH_TIME),
        ("30/02/2019 10:00", FaultKind.NO_SUCH_DAY),
        ("43526.9", FaultKind.DAY_NUMBER),
        ("21:40", FaultKind.NOT_A_DATE),
    ],
)
def test_a_time_that_no_clock_showed_is_told(cell, kind):
    assert fault("arrested_at", cell) is kind


@pytest.mark.parametrize("name", sorted({each.codes for each in COLUMNS.values() if each.codes}))
def test_a_code_is_read_by_its_value_or_by_what_staff_read_whatever_its_capitals(name):
    column = next(each for each in COLUMNS.values() if each.codes == name)
    for word in codes_of(name).values():
        means = (word,) if column.what is What.CODES else word
        assert value_of(column, word.value.upper()) == value_of(column, word.label.lower()) == means


def test_several_codes_stand_in_one_cell_each_once_and_a_wrong_one_is_told():
    column = COLUMNS["substances"]
    assert value_of(column, "heroin; Crack | heroin;") == (Substance.HEROIN, Substance.CRACK)
    assert value_of(column, "heroin; crak").right.startswith("Did you mean crack?")


def test_a_word_that_is_in_no_list_is_told_with_the_nearest_and_with_all():
    misspelt = value("sex", "Femail")
    assert misspelt.right == "Did you mean female? The list has male, female, not_known"


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("=HYPERLINK(A1)", FaultKind.FORMULA),
        ("\uff1d1+1", FaultKind.FORMULA),
        ("'@x", FaultKind.FORMULA),
        ("#DIV/0!", FaultKind.SPREADSHEET_ERROR),
        ("#####", FaultKind.SPREADSHEET_ERROR),
        ("Raw\ncliffe", FaultKind.LINE_BREAK),
        ("Raw\0cliffe", FaultKind.CHARACTER),
        ("NuÃ±ez", FaultKind.CHARACTER),
        ("<script>", FaultKind.NAME),
        ("---", FaultKind.NAME),
        ("x" * 101, FaultKind.LENGTH),
        (" \u200b", FaultKind.BLANK),
    ],
)
def test_what_a_spreadsheet_left_in_a_name_is_told(cell, kind):
    assert fault("surname", cell) is kind


@pytest.mark.parametrize(
    "name", ["O'Brien", "'t Hooft", "Nuñez", "Nguyễn", "Łukasz", "李", "محمد", "Smith-Jones", "X", "Â’a", "RENÉ’S"]
)
def test_a_name_of_any_script_is_taken_as_it_is_written(name):
    assert value("surname", f"  {name} ") == name


@pytest.mark.parametrize(
    ("cell", "number"),
    [("09/184473K", "09/184473K"), ("2009/0184473K", "2009/0184473K"), ("20090184473K", "2009/0184473K"), ("", None)],
)
def test_a_pnc_id_is_taken_with_its_bar(cell, number):
    assert value("pnc_id", cell) == number


@pytest.mark.parametrize("cell", ["LN/4471/19", "184473", "09/184473", "-"])
def test_another_number_is_no_pnc_id(cell):
    assert fault("pnc_id", cell) is FaultKind.NUMBER


def test_a_number_that_a_spreadsheet_rounded_is_never_a_key():
    assert fault("person_key", "1.23457E+11") is FaultKind.ROUNDED
    assert value("person_key", "E11") == "E11"


@pytest.mark.parametrize(
    ("cell", "answer"), [("Yes", True), ("TRUE", True), ("n", False), ("false", False), ("", None)]
)
def test_yes_and_no_are_read_as_a_spreadsheet_writes_them(cell, answer):
    assert value("needs_interpreter", cell) is answer


def test_each_kind_of_cell_has_a_way_to_be_read():
    assert {each.what for each in COLUMNS.values()} == set(What)
    assert moment_of("x") is moment_of("x"), "what stands a million times in a file is read once"
