"""What stands in the file, cell by cell, and what never does."""

import csv
from dataclasses import replace
from random import Random

import pytest

from pathways.exports import cell
from pathways.ndtms.rules.file import FileIntervention, Top, file_lines, head, initial, outcode
from pathways.ndtms.rules.lists import columns, lists_on
from tests.unit.ndtms.episodes import ENDS_ON, faultless, without_consent

LISTS = lists_on(ENDS_ON)


def read(rows):
    return list(csv.DictReader(file_lines(rows, LISTS)))


def one_episode(**more):
    return faultless(1, Random(1), **{"interventions": (), "tops": (), **more})


def file_row(**more):
    return read([one_episode(**more)])[0]


def test_the_columns_stand_in_the_order_of_the_dataset_that_could_be_read():
    assert head()[:12] == (
        "FINITIAL", "SINITIAL", "DOB", "SEX", "ETHNIC", "NATION", "REFLD", "AGNCY", "CLIENT", "CLIENTID", "EPISODID",
        "CONSENT",
    )  # fmt: skip
    assert len(set(head())) == len(head())
    assert [name for name in head() if name.startswith("DRUG")] == ["DRUG1", "DRUG1AGE", "DRUG2", "DRUG3"]


def test_without_consent_only_agency_number_and_the_no_go():
    for asked in (True, False):
        row = read([without_consent(7, Random(1), asked=asked)])[0]
        assert {name: value for name, value in row.items() if value} == {
            "AGNCY": row["AGNCY"], "CLIENTID": "7", "CONSENT": "N",
        }  # fmt: skip


def test_somebody_without_consent_has_one_line_however_many_episodes():
    twice = [without_consent(number, Random(1), asked=True) for number in (1, 2)]
    assert len(read([replace(row, CLIENTID="7") for row in twice])) == 1


def test_three_substances_go_main_problem_first_and_one_without_a_number_leaves_its_cell_empty():
    row = file_row(substances=("heroin", "synthetic_cannabinoids", "crack", "alcohol"))
    assert (row["DRUG1"], row["DRUG2"], row["DRUG3"]) == ("1011", "", "3201")


@pytest.mark.parametrize(
    ("named", "in_file"),
    [
        (("crack", "cannabis", "alcohol", "heroin"), ("crack", "cannabis", "heroin")),
        (("alcohol", "crack", "cannabis", "mdma", "methadone", "heroin"), ("alcohol", "crack", "methadone")),
        (("cannabis", "other_opiates", "crack", "heroin"), ("cannabis", "other_opiates", "crack")),
        (("crack", "cannabis", "mdma", "alcohol"), ("crack", "cannabis", "alcohol")),
        (("crack", "cannabis", "mdma", "ketamine"), ("crack", "cannabis", "mdma")),
    ],
)
def test_of_four_substances_the_one_that_decides_the_group_is_never_dropped(named, in_file):
    assert one_episode(substances=named).drugs == tuple(zip(("DRUG1", "DRUG2", "DRUG3"), in_file, strict=True))


def test_the_letter_of_an_ethnicity_is_derived_and_an_officers_view_never():
    letters = {code: file_row(ETHNIC=code)["ETHNIC"] for code in ("W1", "A4", "NS-declined", "IC1", "W3", "")}
    assert letters == {"W1": "A", "A4": "R", "NS-declined": "Z", "IC1": "", "W3": "", "": ""}


def test_a_code_recalled_and_never_read_stands_nowhere():
    row = file_row(DISD=ENDS_ON, DISRSN="85", RFLS="L&D", NALOXISS="supplied")
    assert (row["DISRSN"], row["RFLS"], row["NALOXISS"]) == ("", "", "")
    assert row["DISD"] == "2026-10-31"
    assert file_row(RFLS="DToA_required_assessment")["RFLS"] == "5"


def test_only_the_first_half_of_a_postcode_goes():
    assert {given: outcode(given) for given in ("LN2 5AA", "ln25aa", "PE21", "NG31 6PZ", "nowhere", "")} == {
        "LN2 5AA": "LN2", "ln25aa": "LN2", "PE21": "PE21", "NG31 6PZ": "NG31", "nowhere": "", "": "",
    }  # fmt: skip
    assert file_row(PC="LN2 5AA")["PC"] == "LN2"


def test_only_an_initial_goes():
    assert [initial(name) for name in ("Karl", "élodie", "=SUM(A1)", "'Okafor", None, "12")] == [
        "K", "É", "S", "O", "", "",
    ]  # fmt: skip


def test_each_intervention_and_each_top_has_its_line():
    started = ENDS_ON.replace(day=1)
    parts = tuple(
        FileIntervention(MODAL=code, MODID=at, MODST=started) for at, code in enumerate(("94", "95"), start=1)
    )
    top = Top(TOPDATE=started, TOPID=1, TRSTAGE="start", scores=(("ALCUSE", 0), ("QUALLIFE", 20)))
    rows = read([faultless(1, Random(1), interventions=parts, tops=(top,))])
    assert [(row["MODAL"], row["MODST"], row["TOPDATE"], row["ALCUSE"]) for row in rows] == [
        ("94", "2026-10-01", "", ""), ("95", "2026-10-01", "", ""), ("", "", "2026-10-01", "0"),
    ]  # fmt: skip
    assert len({row["EPISODID"] for row in rows}) == 1


def test_the_same_episodes_give_the_same_bytes_in_whatever_order_they_come():
    rows = [faultless(number, Random(number)) for number in range(1, 60)]
    rows += [without_consent(number, Random(number), asked=True) for number in range(60, 70)]
    shuffled = rows[:]
    Random(5).shuffle(shuffled)
    assert file_lines(rows, LISTS) == file_lines(shuffled, LISTS)
    assert all(line.endswith("\r\n") for line in file_lines(rows, LISTS))


def test_no_cell_starts_like_a_formula_so_the_guard_changes_none():
    rows = [faultless(number, Random(number)) for number in range(1, 60)]
    assert all(cell(value) == value for row in read(rows) for value in row.values())


def test_a_column_that_is_not_recorded_is_always_empty():
    rows = read([faultless(number, Random(number)) for number in range(1, 60)])
    young = [each.name for each in columns() if each.recorded.value == "young"]
    assert not any(row[name] for row in rows for name in (*young, "NATION", "DAT", "VETERAN", "UTLA", "PREVTR"))
