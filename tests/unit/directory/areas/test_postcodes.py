"""What a postcode looks like: written as on a letter, and refused with what to type."""

import pytest

from pathways.directory.areas.rules import outcode_of, outcodes_in, postcode_of


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("ln25ab", "LN2 5AB"),
        (" Ln2  5aB ", "LN2 5AB"),
        ("PE25 3RQ", "PE25 3RQ"),
        ("SW1A 1AA", "SW1A 1AA"),
        ("M1 1AE", "M1 1AE"),
    ],
)
def test_a_postcode_is_written_as_on_a_letter_however_it_is_typed(typed, written):
    assert postcode_of(typed) == written
    assert outcode_of(typed) == written.split()[0]


@pytest.mark.parametrize(
    "typed", ["", "LN2", "NL2 5AB", "LN2 5AV", "LN2 AAB", "ABC 1234", "ZZ1 1AA", "LN255 5AB", "LN2 5AB 1"]
)
def test_a_postcode_that_does_not_exist_in_form_is_none(typed):
    assert postcode_of(typed) is None


def test_first_halves_are_read_from_a_list_once_each_and_the_rest_is_named():
    assert outcodes_in("ln1, LN2;pe25  ln1") == (("LN1", "LN2", "PE25"), ())
    assert outcodes_in("LN1, Lincoln, QQ9") == (("LN1",), ("Lincoln", "QQ9"))
    assert outcode_of("Lincoln") is None
