"""Intervals: the published vectors, the edges, and what is no proportion at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.statistics.intervals import EXACT_BELOW, difference, rate_interval, wilson, z_of

# Of the test workbook of PHEindicatormethods: how many, of how many, 95 % and 99.8 %.
WORKBOOK = (
    (65, 100, 0.5525444329688797, 0.7363575175690247, 0.4954946574070431, 0.7783540614089697),
    (1045, 5000, 0.19795549880013297, 0.22049130373189027, 0.19179381799015244, 0.22731562902525818),
    (0.445, 1, 0.04381744772058822, 0.9334621276979156, 0.019347006132900975, 0.9702259947019541),
    (1, 100, 0.0017674320641406511, 0.054486196178705294, 0.000873065697299977, 0.1045544528370582),
    (5, 100, 0.02154367915436798, 0.11175046923191911, 0.013865320725997183, 0.16458852282596442),
    (20, 100, 0.1333669333310325, 0.28882916559315885, 0.10519162066711432, 0.3471109417008601),
    (9856, 12345, 0.7912101752909069, 0.8053640073614909, 0.7869924108419063, 0.8093061412589626),
    (222, 3215, 0.060791690363636595, 0.07833956681383633, 0.05647101964624248, 0.08418414185270134),
    (999, 3456, 0.27418951080009873, 0.30440389662818057, 0.26583995768074953, 0.3134475449279985),
)


@pytest.mark.parametrize(("x", "n", "low", "high", "lowest", "highest"), WORKBOOK)
def test_wilson_is_that_of_the_public_health_workbook(x, n, low, high, lowest, highest):
    assert wilson(x, n) == pytest.approx((low, high), abs=1e-9)
    assert wilson(x, n, 99.8) == wilson(x, n, 0.998) == pytest.approx((lowest, highest), abs=1e-9)


def test_none_and_all_have_an_interval_on_one_side_and_every_confidence_can_be_asked():
    assert wilson(0, 10) == pytest.approx((0, 0.277533), abs=1e-6)
    assert wilson(10, 10) == pytest.approx((0.722467, 1), abs=1e-6)
    assert wilson(0, 1) == pytest.approx((0, 0.793451), abs=1e-6)
    assert wilson(3, 7, 1) == wilson(3, 7, 100) == (0, 1)
    assert wilson(103, 354) == pytest.approx((0.246091, 0.340318), abs=1e-6)
    assert wilson(103, 354, 99.8) == pytest.approx((0.222633, 0.370270), abs=1e-6)


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_always_holds_the_share(pair):
    x, n = pair
    low, high = wilson(x, n)
    assert 0 <= low <= x / n + 1e-12
    assert x / n - 1e-12 <= high <= 1


@pytest.mark.parametrize(("x", "n"), [(-1, 5), (1, -5), (6, 5), (0, 0)])
def test_what_is_no_proportion_has_no_interval(x, n):
    with pytest.raises(ValueError, match=r"no proportion|no interval"):
        wilson(x, n)


@pytest.mark.parametrize("confidence", [0.5, 0.89, 1.5, 89, 101])
def test_a_confidence_is_nine_in_ten_or_more(confidence):
    with pytest.raises(ValueError, match="neither"):
        wilson(1, 2, confidence)
    with pytest.raises(ValueError, match="neither"):
        z_of(confidence)


def test_the_difference_of_two_shares_is_newcombes_and_says_whether_chance_would_do():
    apart = difference((56, 70), (48, 80))
    assert (apart.estimate, apart.low, apart.high) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)
    assert apart.is_more_than_chance
    turned = difference((48, 80), (56, 70))
    assert (turned.low, turned.high) == pytest.approx((-apart.high, -apart.low))
    assert turned.is_more_than_chance
    assert not difference((10, 20), (9, 20)).is_more_than_chance
    everybody = difference((5, 5), (0, 5))
    assert (everybody.estimate, everybody.high) == (1, 1)


def test_a_rate_has_an_exact_interval_below_ten_events_and_byars_from_ten_on():
    assert rate_interval(0, 1) == pytest.approx((0, 3.688879), abs=1e-6)
    assert rate_interval(9, 1) == pytest.approx((4.115373, 17.084803), abs=1e-6)
    assert rate_interval(EXACT_BELOW, 1) == pytest.approx((4.787450, 18.391459), abs=1e-6)
    assert rate_interval(9, 1000) == pytest.approx((0.004115373, 0.017084803), abs=1e-9)


@pytest.mark.parametrize(("events", "exposure"), [(-1, 1), (1, 0), (1, -2)])
def test_what_is_no_rate_has_no_interval(events, exposure):
    with pytest.raises(ValueError, match="no rate"):
        rate_interval(events, exposure)
