"""Control charts: the published limits and rules, new bases, and days between rare events."""

from datetime import date, timedelta

import pytest

from pathways.statistics.control_charts import (
    Assurance,
    Limits,
    Pattern,
    assurance,
    days_between,
    patterns,
    proportion_chart,
    proportion_limits,
    rare_event_chart,
    xmr_chart,
    xmr_limits,
)

# Of the vignettes and the tests of NHSRplotthedots.
ONE_ODD = (1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1)
SNAPSHOT = (
    *(-0.56047565, -0.23017749, 1.55870831, 0.07050839, 0.12928774, 1.71506499, 0.46091621, -1.26506123, -0.68685285),
    *(-0.44566197, 1.2240818, 0.35981383, 0.40077145, 0.11068272, -0.55584113, 1.78691314, 0.49785048, -1.96661716),
    *(0.7013559, -0.47279141),
)
# Made up for the treatment reference 4.3: a year whose mean is 50.
YEAR = (52, 48, 50, 55, 47, 51, 49, 53, 46, 50, 52, 47)


def of(limits: Limits) -> tuple[float, float, float]:
    return limits.mean, limits.low, limits.high


def names(values, limits=None, **asked) -> list[Pattern]:
    wide = Limits(mean=0, low=-100, high=100)
    return [pattern for pattern, _ in patterns(values, [limits or wide] * len(values), **asked)]


def test_a_screened_chart_leaves_out_an_odd_move_once_and_the_national_tool_does_not():
    assert of(xmr_limits(ONE_ODD)) == pytest.approx((1.9444, -3.0626, 6.9515), abs=1e-4)
    assert of(xmr_limits(ONE_ODD, is_screened=True)) == pytest.approx((1.9444, -0.7156, 4.6044), abs=1e-4)
    for is_screened in (True, False):
        points = xmr_chart(ONE_ODD, is_screened=is_screened)
        assert [place for place, point in enumerate(points) if point.pattern is Pattern.OUTSIDE] == [4]


def test_the_limits_are_those_of_the_published_snapshot():
    assert of(xmr_limits(SNAPSHOT)) == pytest.approx((0.1416238, -3.01138, 3.294627), abs=1e-5)
    changed = [*SNAPSHOT[:14], 10, *SNAPSHOT[15:]]
    assert of(xmr_limits(changed)) == pytest.approx((0.6694159, -4.596625, 5.935457), abs=1e-5)
    assert of(xmr_limits(changed, is_screened=True)) == pytest.approx((0.6694159, -2.383666, 3.722497), abs=1e-5)


def test_seven_rising_or_falling_are_a_trend_and_a_tie_breaks_it():
    assert names([1, 2, 3, 4, 5, 6]) == [Pattern.NONE] * 6
    assert names([1, 2, 3, 4, 5, 6, 7]) == [Pattern.TREND] * 7
    assert names([7, 6, 5, 4, 3, 2, 1]) == [Pattern.TREND] * 7
    assert names([1, 2, 3, 3, 4, 5, -6]) == [Pattern.NONE] * 7
    assert names([1, 2, 3, 4, 5, 6], run=6) == [Pattern.TREND] * 6
    rising = patterns([9, 1, 2, 3, 4, 5, 6, 7], [Limits(mean=4, low=-50, high=50)] * 8)
    assert rising == [(Pattern.NONE, None), *[(Pattern.TREND, True)] * 7]


def test_seven_on_one_side_of_the_mean_are_a_shift_and_the_mean_itself_breaks_it():
    assert names([1, 1, 1, 1, 1, 1, -1]) == [Pattern.NONE] * 7
    assert names([1] * 8) == [Pattern.SHIFT] * 8
    assert names([1, 1, 1, 0, 1, 1, 1, 1]) == [Pattern.NONE] * 8
    assert patterns([-1] * 7, [Limits(mean=0, low=-9, high=9)] * 7) == [(Pattern.SHIFT, False)] * 7


def test_two_of_three_near_a_limit_are_named_where_all_three_lie_on_one_side():
    limits = Limits(mean=0, low=-3, high=3)
    near, far = Pattern.NEAR_A_LIMIT, Pattern.NONE
    assert names([2.5, 1, 2.5], limits) == [near, far, near]
    assert names([2.5, 1, 1, 2.5], limits) == [far] * 4
    assert names([2.5, 1, 1, 2.5, 2.5], limits) == [far, far, far, near, near]
    assert names([2.5, -1, 2.5], limits) == [far] * 3
    assert names([-2.5, -1, -2.5], limits) == [near, far, near]
    assert names([3.5, 1, 2.5], limits) == [Pattern.OUTSIDE, far, far]
    assert names([2.0, 2.0, 2.0], limits) == [far] * 3  # on the near limit is not beyond it


def test_outside_is_named_before_trend_before_near_before_shift():
    limits = Limits(mean=0, low=-3, high=3)
    assert names([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 3.1], limits) == [*[Pattern.TREND] * 6, Pattern.OUTSIDE]
    seen = names([2.5, 1, 2.5, 1, 1, 1, 1], limits)
    assert seen == [Pattern.NEAR_A_LIMIT, Pattern.SHIFT, Pattern.NEAR_A_LIMIT, *[Pattern.SHIFT] * 4]


def test_a_year_is_the_baseline_of_what_follows_it():
    limits = xmr_limits(YEAR)
    assert of(limits) == pytest.approx((50, 38.6345, 61.3655), abs=1e-4)
    assert (limits.near_low, limits.near_high) == pytest.approx((42.4230, 57.5770), abs=1e-4)
    shifted = xmr_chart([*YEAR, 54, 56, 55, 57, 54, 58, 55], fixed_after=12)
    assert [point.pattern for point in shifted] == [*[Pattern.NONE] * 12, *[Pattern.SHIFT] * 7]
    assert all(point.is_high for point in shifted[12:])
    near = xmr_chart([*YEAR, 59, 53, 60], fixed_after=12)
    assert [point.pattern for point in near[12:]] == [Pattern.NEAR_A_LIMIT, Pattern.NONE, Pattern.NEAR_A_LIMIT]
    assert not any(point.is_trial for point in near)


def test_limits_of_fewer_than_twelve_figures_are_on_trial():
    assert all(point.is_trial for point in xmr_chart(YEAR[:11]))
    assert not any(point.is_trial for point in xmr_chart(YEAR))
    (alone,) = xmr_chart([7])
    assert (of(alone.limits), alone.pattern, alone.is_trial) == ((7, 7, 7), Pattern.NONE, True)
    assert xmr_chart([]) == []


def test_a_new_base_has_limits_of_its_own_and_no_rule_crosses_into_it():
    low, high = [1.0, 1.2] * 4, [9.0, 9.2] * 4
    points = xmr_chart([*low, *high], new_bases=[8])
    assert [point.limits.mean for point in points] == pytest.approx([*[1.1] * 8, *[9.1] * 8])
    assert {point.pattern for point in points} == {Pattern.NONE}
    rising = xmr_chart([1, 2, 3, 4, 5, 6, 7, 8], new_bases=[4])
    assert {point.pattern for point in rising} == {Pattern.NONE}
    assert [point.pattern for point in xmr_chart([1, 2, 3, 4, 5, 6, 7, 8])][1:7] == [Pattern.TREND] * 6


def test_a_share_has_limits_for_its_own_number():
    quarters = [(12, 40), (125, 405)]  # eleven quarters of the treatment reference came to 137 of 445
    assert of(proportion_limits(quarters, 40)) == pytest.approx((0.307865, 0.0889, 0.5268), abs=5e-5)
    assert of(proportion_limits(quarters, 41))[2] == pytest.approx(0.5241, abs=5e-5)
    assert of(proportion_limits(quarters, 36)) == pytest.approx((0.307865, 0.0771, 0.5387), abs=5e-5)
    points = proportion_chart([*quarters, (24, 41)], fixed_after=2)
    assert [point.pattern for point in points] == [Pattern.NONE, Pattern.NONE, Pattern.OUTSIDE]
    few = proportion_limits([(1, 20)], 4)
    assert few.low < 0
    assert few.cut(0, 1) == (0, few.high)


def test_a_target_beyond_the_limits_is_met_or_missed_whatever_chance_does():
    limits = Limits(mean=50, low=40, high=60)
    asked = [(65, True), (65, False), (35, True), (35, False), (50, True), (60, False)]
    never, always, luck = Assurance.NEVER, Assurance.ALWAYS, Assurance.BY_LUCK
    seen = [assurance(limits, target, higher_is_better=is_higher) for target, is_higher in asked]
    assert seen == [never, always, always, never, luck, luck]


def test_rare_events_are_counted_by_the_days_between_and_two_on_one_day_are_half_a_day_apart():
    first = date(2026, 1, 1)
    days = [first, first, first + timedelta(days=30), first + timedelta(days=31)]
    assert days_between(reversed(days)) == [0.5, 30, 1]
    even = [first + timedelta(days=30 * number) for number in range(14)]
    points = rare_event_chart(even)
    assert {point.value for point in points} == {30}
    assert points[0].limits.mean == pytest.approx(30)
    # A year of one a month or so, and then no more for a year: they come further apart.
    gaps = [28, 33, 25, 36, 30, 27, 34, 29, 31, 26, 35, 32, 400]
    events = [first + timedelta(days=sum(gaps[:number])) for number in range(len(gaps) + 1)]
    last = rare_event_chart(events, fixed_after=12)[-1]
    assert (last.pattern, last.is_high) == (Pattern.OUTSIDE, True)
    # Days apart spread widely: the lower limit of a few of them is no day at all.
    spread = rare_event_chart([first + timedelta(days=each) for each in (0, 1, 200, 201, 500)])
    assert spread[0].limits.low == 0


@pytest.mark.parametrize(
    "asked",
    [
        lambda: xmr_limits([1]),
        lambda: xmr_chart([1, 2, 3], fixed_after=1),
        lambda: xmr_chart([1, 2, 3], new_bases=[3]),
        lambda: xmr_chart([1, 2, 3], new_bases=[-1]),
        lambda: proportion_limits([(0, 0)], 4),
        lambda: proportion_limits([(1, 2)], 0),
        lambda: patterns([1, 2], [Limits(mean=0, low=-1, high=1)]),
    ],
)
def test_limits_of_nothing_are_refused(asked):
    with pytest.raises(ValueError, match=r"\w"):
        asked()
