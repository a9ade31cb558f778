"""A header is read by the template's names or by what staff say; another name is told with the one that was meant."""

import pytest

from pathways.imports.rules.columns import Kind, columns_of, how_written, template
from pathways.imports.rules.faults import FaultKind
from pathways.imports.rules.header import header_of

PEOPLE = template(Kind.PEOPLE)[0]


def faults(cells: list[str]) -> list[tuple[FaultKind, str]]:
    return [(each.kind, each.column) for each in header_of(Kind.PEOPLE, 1, cells).faults]


@pytest.mark.parametrize("kind", list(Kind))
def test_the_template_has_nothing_wrong_whether_by_its_names_or_by_what_staff_say(kind):
    assert header_of(kind, 1, template(kind)[0]).faults == ()
    assert header_of(kind, 1, [each.label for each in columns_of(kind)]).faults == ()


@pytest.mark.parametrize(
    "write", [str.upper, str.title, lambda name: f' "{name}" ', lambda name: name.replace("_", "-")]
)
def test_capitals_blanks_and_hyphens_make_no_other_name(write):
    assert faults([write(each) for each in PEOPLE]) == []


def test_columns_may_stand_in_any_order_and_those_that_may_be_blank_may_be_left_out():
    assert faults(["sex", "surname", "date_of_birth", "person_key", "age_evidence", "", " "]) == []


def test_a_renamed_column_is_told_with_the_name_that_was_meant_and_the_one_that_is_missing():
    header = header_of(Kind.PEOPLE, 3, ["DoB birth date" if each == "date_of_birth" else each for each in PEOPLE])
    unknown, missing = header.faults
    assert (unknown.kind, unknown.row, unknown.column) == (FaultKind.COLUMN_UNKNOWN, 3, "DoB birth date")
    assert "date_of_birth" in unknown.right
    assert (missing.kind, missing.column) == (FaultKind.COLUMN_MISSING, "date_of_birth")
    assert not header.is_whole


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("DOB", "date_of_birth"),
        ("Forename", "given_names"),
        ("Gender", "sex"),
        ("Sur-name", "surname"),
        ("URN", "person_key"),
    ],
)
def test_what_other_systems_call_a_column_is_offered_as_it_and_not_taken_for_it(name, meant):
    cells = [name if each == meant else each for each in PEOPLE]
    (unknown, *missing) = header_of(Kind.PEOPLE, 1, cells).faults
    assert unknown.right.startswith(f"Did you mean {meant}?")
    assert [each.column for each in missing] == ([meant] if meant != "given_names" else [])


def test_a_column_of_no_template_is_to_be_taken_out_so_that_nothing_is_left_unread():
    assert faults([*PEOPLE, "Officer's remarks"]) == [(FaultKind.COLUMN_UNKNOWN, "Officer's remarks")]


def test_a_column_that_stands_twice_is_told_and_the_first_is_read():
    header = header_of(Kind.PEOPLE, 1, [*PEOPLE, "Surname"])
    assert [each.kind for each in header.faults] == [FaultKind.COLUMN_TWICE]
    assert [each and each.column for each in header.columns] == [*PEOPLE, None]
    assert header.is_whole


@pytest.mark.parametrize("kind", list(Kind))
def test_every_column_says_how_it_is_written_and_the_example_is_of_that_kind(kind):
    for column in columns_of(kind):
        assert how_written(column)
        assert column.example or not column.is_required
