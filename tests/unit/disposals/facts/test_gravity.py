"""Gravity is a force's own: a base by offence and drug, moved by factors, never outside the bands of its table."""

import pytest

from pathways.disposals.facts.rules.case import OffenceFact
from pathways.disposals.facts.rules.gravity import NotATable, gravity, read_gravity

TABLE = """row,code,drug_class,score,words
offence,MDA71-5-2,A,3,
offence,MDA71-5-2,,2,
factor,near_children,,+1,Where children were near
factor,sought_help,,-1,Had asked for help before
band,,,1,The least
band,,,2,"Resolution, usually"
band,,,3,Conditional caution
"""
CLASS_A, CLASS_B = (OffenceFact(code="MDA71-5-2", drug_class=each) for each in "AB")


def table(text=TABLE):
    return read_gravity(text, "2026-12")


@pytest.mark.parametrize(
    ("offence", "factors", "final"),
    [
        (CLASS_A, (), 3),
        (CLASS_A, ("sought_help",), 2),
        (CLASS_A, ("near_children",), 3),
        (CLASS_B, (), 2),
        (CLASS_B, ("near_children", "sought_help"), 2),
        (CLASS_B, ("sought_help", "sought_help"), 1),
    ],
)
def test_the_base_is_moved_by_each_factor_once_and_stays_between_the_bands(offence, factors, final):
    score = gravity(table(), offence, factors)
    assert (score.final, score.words, score.version) == (final, table().bands[final], "2026-12")


def test_without_a_table_or_without_its_offence_gravity_is_not_known():
    assert gravity(None, CLASS_A) is None
    assert gravity(table(), OffenceFact(code="TA68-1")) is None


def test_a_factor_that_the_table_does_not_hold_is_no_factor():
    with pytest.raises(KeyError):
        gravity(table(), CLASS_A, ("was_rude",))


def test_a_table_pasted_from_a_spreadsheet_is_the_same_table():
    assert table(TABLE.replace('"Resolution, usually"', "Resolution").replace(",", "\t")).scores == table().scores


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("row,code", "code,row", "Line 1: The first line names the columns, in this order: row, code"),
        ("MDA71-5-2,A", "MDA71-5-9,A", "Line 2, column B .code.: No offence has the code ‘MDA71-5-9’. Did you mean"),
        ("A,3,", "D,3,", "Line 2, column C .drug_class.: ‘D’ is not a class"),
        ("A,3,", "A,three,", "Line 2, column D .score.: ‘three’ is not a whole number"),
        ("A,3,", "A,9,", "Line 2, column D .score.: 9 is outside the bands, which go from 1 to 3"),
        (",+1,", ",0,", "Line 4, column D .score.: A factor of 0 changes nothing"),
        ("near_children", "Near children", "Line 4, column B .code.: ‘Near children’ cannot name a factor"),
        ("Where children were near", "", "Line 4, column E .words.: This cell is empty"),
        ("factor,sought_help", "thing,sought_help", "Line 5, column A .row.: ‘thing’ is not one of them"),
        ("band,,,3", "band,,,4", "No band has the score 3"),
        ("MDA71-5-2,,2", "MDA71-5-2,A,2", "Line 3: This repeats what line 2 says"),
        ("The least", "The least, and more", "Line 6: This line has 6 cells and the first line 5"),
        ('"Resolution, usually"', '"Resolution', "A quotation mark is not closed"),
    ],
)
def test_a_fault_is_named_with_its_line_and_column(old, new, words):
    with pytest.raises(NotATable, match=words):
        table(TABLE.replace(old, new, 1))


def test_a_table_without_lines_or_without_bands_is_none():
    with pytest.raises(NotATable, match="has no lines"):
        table(TABLE.split("\n", 1)[0])
    with pytest.raises(NotATable, match="has no band"):
        table(TABLE.split("band", 1)[0])
