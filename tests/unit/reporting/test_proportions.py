"""Proportions and their intervals, to the vectors of public health's own test workbook."""

import pytest

from pathways.reporting.rules.proportions import Share, possible_range


def test_a_share_is_said_in_per_cent_with_its_interval():
    assert Share(103, 354).words == "29.1% (24.6 to 34.0)"
    assert Share(103, 285).words == "36.1% (30.8 to 41.9)"
    assert Share(251, 354).words == "70.9% (66.0 to 75.4)"


def test_a_share_of_nobody_says_no_cases_and_never_nought_per_cent():
    nobody = Share(0, 0)
    assert (nobody.percent, nobody.interval_words, nobody.words, nobody.rate) == ("no cases",) * 3 + (None,)


def test_more_than_all_is_no_share():
    with pytest.raises(ValueError, match="4 of 3 is no share"):
        Share(4, 3)


@pytest.mark.parametrize(
    ("group", "lowest", "highest"), [(285, 34, 103), (183, 0, 103), (102, 0, 102), (69, 0, 69), (209, 0, 103)]
)
def test_what_the_arc_table_does_not_say_is_only_bounded(group, lowest, highest):
    bounds = possible_range(103, 354, group)
    assert (bounds.lowest, bounds.highest, bounds.of) == (lowest, highest, group)


def test_a_range_is_said_as_between_and_never_as_a_point():
    assert possible_range(103, 354, 285).words == "between 34 and 103 of 285 (11.9% to 36.1%)"
    assert possible_range(0, 0, 0).words == "no cases"


def test_a_group_larger_than_everybody_is_refused():
    with pytest.raises(ValueError, match="do not fit"):
        possible_range(1, 10, 11)
