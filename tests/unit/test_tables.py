"""A table that a force may change is checked as it is loaded: every fault by its line and column."""

from dataclasses import dataclass
from datetime import date, time

import pytest

from pathways.tables import BadTable, Dated, Listed, dated_rows_of, in_force, list_of, offered, records_of
from pathways.vocabulary import Mark


@dataclass(frozen=True, kw_only=True)
class Kits(Dated):
    most: int


HEAD = "most,effective_from,effective_to,source,mark\n"
SIX_FROM_MARCH = HEAD + "20,2020-01-01,2027-02-28,Ours,design\n6,2027-03-01,,Ours,design\n"
REASONS = "code,label,hint,offered,source,mark\nfull,No place,,yes,Ours,design\nclosing,Closing,,no,Ours,design\n"


def _written(tmp_path, text):
    path = tmp_path / "kits.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_changed_number_holds_from_its_day_and_the_old_one_until_the_day_before(tmp_path):
    rows = dated_rows_of(_written(tmp_path, SIX_FROM_MARCH), Kits)
    assert in_force(rows, date(2027, 2, 28)).most == 20
    assert in_force(rows, date(2027, 3, 1)).most == 6


def test_a_day_that_was_typed_wrong_and_lies_before_the_table_has_a_number_all_the_same(tmp_path):
    assert in_force(dated_rows_of(_written(tmp_path, SIX_FROM_MARCH), Kits), date(1926, 3, 1)).most == 20


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ("", "kits.csv, line 1: the columns are"),
        (HEAD, "kits.csv, line 2: no row"),
        (SIX_FROM_MARCH.replace("most", "kits"), "kits.csv, line 1: the columns are"),
        (SIX_FROM_MARCH.replace("6,2027-03-01,,", "6,2027-03-01,"), "kits.csv, line 3: 4 cells, not 5"),
        (SIX_FROM_MARCH.replace("\n6,", "\nsix,"), "kits.csv, line 3, column most: “six” is no whole number from 1"),
        (SIX_FROM_MARCH.replace("\n6,", "\n0,"), "kits.csv, line 3, column most: “0” is no whole number from 1"),
        (SIX_FROM_MARCH.replace("2027-03-01", "1 March"), "line 3, column effective_from: “1 March” is no date"),
        (SIX_FROM_MARCH.replace(",design\n6", ",ours\n6"), "line 2, column mark: “ours” is none of verified"),
        (SIX_FROM_MARCH.replace("-01,,Ours", "-01,, "), "line 3, column source: nothing is filled in"),
        (SIX_FROM_MARCH.replace("2027-02-28", ""), "the row from 2020-01-01 ends on 2027-02-28"),
        (SIX_FROM_MARCH.replace("2027-02-28", "2027-02-27"), "the row from 2020-01-01 ends on 2027-02-28"),
        (SIX_FROM_MARCH.replace("2027-03-01,,", "2027-03-01,2027-12-31,"), "from 2027-03-01, is left open"),
    ],
)
def test_a_wrong_line_is_refused_with_its_line_and_its_column(tmp_path, wrong, fault):
    with pytest.raises(BadTable) as refused:
        dated_rows_of(_written(tmp_path, wrong), Kits)
    assert fault in str(refused.value)


def test_a_time_or_several_words_are_read_as_such_and_a_cell_that_may_be_blank_is_left_out(tmp_path):
    @dataclass(frozen=True, kw_only=True)
    class Text:
        code: str
        at: time | None = None
        marks: tuple[Mark, ...] = ()

    path = _written(tmp_path, "code,at,marks\nreminder,10:00,design|verified\nlink,,\n")
    assert [each.at for each in records_of(path, Text)] == [time(10), None]
    assert [each.marks for each in records_of(path, Text)] == [(Mark.DESIGN, Mark.VERIFIED), ()]
    with pytest.raises(BadTable, match="line 2, column at: “ten” is no time"):
        records_of(_written(tmp_path, "code,at,marks\nreminder,ten,\n"), Text)
    with pytest.raises(BadTable, match="line 2, column marks: “ours” is none of"):
        records_of(_written(tmp_path, "code,at,marks\nreminder,,design|ours\n"), Text)


def test_every_fault_of_a_table_is_named_at_once(tmp_path):
    wrong = SIX_FROM_MARCH.replace("20,2020-01-01", "many,then").replace("\n6,", "\nsix,")
    with pytest.raises(BadTable) as refused:
        dated_rows_of(_written(tmp_path, wrong), Kits)
    assert len(str(refused.value).splitlines()) == 3


def test_a_reason_that_is_no_longer_offered_can_still_be_read(tmp_path):
    reasons = list_of(_written(tmp_path, REASONS), Listed)
    assert [reason.label for reason in offered(reasons)] == ["No place"]
    assert reasons["closing"].label == "Closing"
    assert str(reasons["full"]) == reasons["full"].value == "full"


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        (REASONS + "full,Full,,yes,Ours,design\n", "column code: “full” stands twice"),
        (REASONS.replace(",no,", ",never,"), "line 3, column offered: “never” is neither yes nor no"),
        (REASONS.replace("full,No place", "full,"), "line 2, column label: nothing is filled in"),
    ],
)
def test_a_wrong_line_of_a_list_is_refused_too(tmp_path, wrong, fault):
    with pytest.raises(BadTable) as refused:
        list_of(_written(tmp_path, wrong), Listed)
    assert fault in str(refused.value)
