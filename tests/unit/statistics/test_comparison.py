"""How services compare: the published limits and classes, and services that differ by more than chance."""

from math import sqrt

import pytest

from pathways.statistics.comparison import (
    ALARM,
    WARNING,
    Signal,
    limits,
    pooled,
    quantile,
    scatter_of,
    signal_of,
    widened_limits,
    widened_signal_of,
)

PUBLISHED = 0.80642448
# Of the tests of PHEindicatormethods: how many people, limits of 95 % and of 99.8 %, in per cent.
LIMITS = (
    (1, 3.204264, 100, 0, 100),
    (3, 35.933491, 100, 10.150815, 100),
    (10, 56.154344, 100, 42.03259, 100),
    (20, 63.326743, 97.958152, 53.341156, 100),
    (50, 69.691035, 91.593861, 63.375595, 97.909301),
    (68, 71.251689, 90.033207, 65.836243, 95.448652),
)
# Of the same tests, beside 10325813.8504 of 12804440.
AREAS = (
    (35078.488, 41980, Signal.FAR_ABOVE),
    (24803.6256, 31824, Signal.FAR_BELOW),
    (50050.7443, 61921, Signal.NONE),
    (30277.5312, 37828, Signal.BELOW),
    (34502.0685, 42485, Signal.ABOVE),
)
# Made-up services of the treatment reference 4.2, beside 103 of 354.
LINCOLNSHIRE = {
    "Lincoln": ((48, 120), (0.2097, 0.3722), (0.1628, 0.4191), Signal.ABOVE),
    "Boston": ((18, 90), (0.1971, 0.3848), (0.1430, 0.4389), Signal.NONE),
    "Skegness": ((12, 70), (0.1846, 0.3974), (0.1232, 0.4587), Signal.BELOW),
    "Grantham": ((25, 74), (0.1875, 0.3944), (0.1278, 0.4541), Signal.NONE),
}


@pytest.mark.parametrize(("n", "low", "high", "lowest", "highest"), LIMITS)
def test_the_limits_are_those_of_the_public_health_package(n, low, high, lowest, highest):
    inner, outer = limits(PUBLISHED, n), limits(PUBLISHED, n, ALARM)
    assert [100 * each for each in (*inner, *outer)] == pytest.approx([low, high, lowest, highest], abs=1e-5)


@pytest.mark.parametrize(("x", "n", "signal"), AREAS)
def test_areas_have_the_class_that_was_published(x, n, signal):
    assert signal_of((x, n), 10325813.8504 / 12804440) is signal


@pytest.mark.parametrize("service", LINCOLNSHIRE)
def test_services_of_a_county_stand_beside_the_share_of_all_together(service):
    count, inner, outer, signal = LINCOLNSHIRE[service]
    share = pooled([each for each, *_ in LINCOLNSHIRE.values()])
    assert share == pytest.approx(103 / 354)
    assert limits(share, count[1]) == pytest.approx(inner, abs=5e-5)
    assert limits(share, count[1], ALARM) == pytest.approx(outer, abs=5e-5)
    assert signal_of(count, share) is signal


def test_a_point_on_a_limit_is_inside():
    assert limits(0.5, 100, z=2) == (0.4, 0.6)
    on_it = 50 + 100 * WARNING * sqrt(0.25 / 100)
    assert signal_of((on_it, 100), 0.5) is Signal.NONE
    assert signal_of((on_it + 1e-9, 100), 0.5) is Signal.ABOVE


def test_services_that_differ_no_more_than_chance_widen_no_limit():
    alike = [(30, 100), (32, 100), (29, 100), (31, 100)]
    scatter = scatter_of(alike, pooled(alike))
    assert scatter.between == 0
    assert scatter.ratio < 1
    assert widened_signal_of((46, 100), 0.305, scatter) is Signal.FAR_ABOVE


def test_services_that_differ_by_more_than_chance_widen_every_limit():
    apart = [(x, 100) for x in (10, 20, 25, 30, 35, 40, 45, 50, 60, 70)]
    share = pooled(apart)
    scatter = scatter_of(apart, share)
    assert scatter.ratio > 1
    low, high = widened_limits(share, 100, scatter)
    plain_low, plain_high = limits(share, 100)
    assert low < plain_low < plain_high < high
    assert signal_of((25, 100), share) is Signal.BELOW
    assert widened_signal_of((25, 100), share, scatter) is Signal.NONE


def test_limits_of_very_few_people_end_at_nobody_and_at_everybody():
    scatter = scatter_of([(1, 2), (1, 2)], 0.5)
    assert widened_limits(0.5, 1, scatter, ALARM) == (0, 1)
    assert widened_limits(0.0, 4, scatter)[0] == 0


def test_a_quantile_lies_between_two_values_by_straight_line():
    assert quantile([4, 1, 3, 2], 0.1) == pytest.approx(1.3)
    assert quantile([4, 1, 3, 2], 0.9) == pytest.approx(3.7)
    assert (quantile([7], 0.5), quantile([1, 9], 0), quantile([1, 9], 1)) == (7, 1, 9)


@pytest.mark.parametrize(
    "asked",
    [
        lambda: pooled([]),
        lambda: pooled([(0, 0)]),
        lambda: limits(0.5, 0),
        lambda: limits(1.5, 10),
        lambda: widened_limits(-0.1, 10, scatter_of([(1, 2), (1, 2)], 0.5)),
        lambda: scatter_of([(1, 2)], 0.5),
        lambda: scatter_of([(1, 2), (0, 0)], 0.5),
        lambda: quantile([], 0.5),
        lambda: quantile([1], 1.1),
    ],
)
def test_nobody_and_what_is_no_share_is_refused(asked):
    with pytest.raises(ValueError, match=r"\w"):
        asked()
