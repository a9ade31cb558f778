"""Proportions and their intervals, to the vectors of public health's own test workbook."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.reporting.rules.proportions import Share, possible_range, wilson

VECTORS = [
    (65, 100, 0.5525444329688797, 0.7363575175690247, 0.4954946574070431, 0.7783540614089697),
    (1045, 5000, 0.19795549880013297, 0.22049130373189027, 0.19179381799015244, 0.22731562902525818),
    (0.445, 1, 0.04381744772058822, 0.9334621276979156, 0.019347006132900975, 0.9702259947019541),
    (1, 100, 0.0017674320641406511, 0.054486196178705294, 0.000873065697299977, 0.1045544528370582),
    (5, 100, 0.02154367915436798, 0.11175046923191911, 0.013865320725997183, 0.16458852282596442),
    (20, 100, 0.1333669333310325, 0.28882916559315885, 0.10519162066711432, 0.3471109417008601),
    (9856, 12345, 0.7912101752909069, 0.8053640073614909, 0.7869924108419063, 0.8093061412589626),
    (222, 3215, 0.060791690363636595, 0.07833956681383633, 0.05647101964624248, 0.08418414185270134),
    (999, 3456, 0.27418951080009873, 0.30440389662818057, 0.26583995768074953, 0.3134475449279985),
]


@pytest.mark.parametrize(("x", "n", "low", "high", "low_998", "high_998"), VECTORS)
def test_wilsons_interval_equals_the_published_vectors_to_nine_places(x, n, low, high, low_998, high_998):
    assert wilson(x, n) == pytest.approx((low, high), abs=1e-9)
    assert wilson(x, n, 0.998) == pytest.approx((low_998, high_998), abs=1e-9)
    assert wilson(x, n, 99.8) == wilson(x, n, 0.998)


@pytest.mark.parametrize(
    ("x", "n", "low", "high"),
    [(0, 10, 0.0, 0.277533), (10, 10, 0.722467, 1.0), (0, 1, 0.0, 0.793451), (103, 354, 0.246091, 0.340318)],
)
def test_the_edges_stay_between_nothing_and_all(x, n, low, high):
    assert wilson(x, n) == pytest.approx((low, high), abs=1e-6)
    assert min(wilson(x, n)) >= 0
    assert max(wilson(x, n)) <= 1


def test_full_confidence_is_everything_from_none_to_all():
    assert wilson(3, 10, 1) == (0.0, 1.0)
    assert wilson(3, 10, 100) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("x", "n", "confidence"), [(-1, 10, 0.95), (1, -1, 0.95), (11, 10, 0.95), (1, 10, 0.5), (0, 0, 0.95)]
)
def test_what_is_no_proportion_has_no_interval(x, n, confidence):
    with pytest.raises(ValueError, match=r"proportion|confidence|no cases"):
        wilson(x, n, confidence)


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_always_holds_the_rate(pair):
    x, n = pair
    low, high = wilson(x, n)
    assert low <= x / n + 1e-12
    assert high >= x / n - 1e-12


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
