"""Figures are shown for whole months, quarters and years: nobody is told by taking one period from another."""

from datetime import date
from itertools import product

import pytest

from pathways.reporting.rules.periods import (
    MONTH,
    QUARTER,
    YEAR,
    Stretch,
    each_of,
    of_months,
    parts_of,
    years_together,
)

WHOLE = {
    (date(2026, 7, 1), date(2026, 7, 31)): "July 2026",
    (date(2024, 2, 1), date(2024, 2, 29)): "February 2024",
    (date(2026, 7, 1), date(2026, 9, 30)): "July to September 2026",
    (date(2025, 1, 1), date(2025, 12, 31)): "2025",
    (date(2025, 4, 1), date(2026, 3, 31)): "April 2025 to March 2026",
    (date(2025, 10, 1), date(2026, 9, 30)): "October 2025 to September 2026",
    (date(2016, 1, 1), date(2021, 12, 31)): "2016 to 2021",
}
NOT_WHOLE = (
    (date(2026, 7, 2), date(2026, 7, 31)),
    (date(2026, 7, 1), date(2026, 7, 30)),
    (date(2026, 7, 1), date(2026, 8, 10)),
    (date(2025, 1, 1), date(2026, 1, 1)),
    (date(2026, 2, 1), date(2026, 1, 31)),
    (date(2026, 2, 1), date(2025, 12, 31)),
    (date(2026, 7, 1), date(2026, 8, 31)),
    (date(2026, 2, 1), date(2026, 4, 30)),
    (date(2026, 1, 1), date(2026, 6, 30)),
    (date(2025, 2, 1), date(2026, 1, 31)),
    (date(2025, 4, 1), date(2027, 3, 31)),
    (date.min, date.max),
)


@pytest.mark.parametrize(("days", "words"), WHOLE.items())
def test_a_month_a_quarter_a_year_of_quarters_or_some_years_together_are_whole(days, words):
    assert Stretch(*days).is_whole
    assert Stretch(*days).words == words


@pytest.mark.parametrize("days", NOT_WHOLE)
def test_any_other_days_are_not(days):
    assert not Stretch(*days).is_whole


@pytest.mark.parametrize("length", [MONTH, QUARTER, YEAR])
def test_each_period_that_has_the_first_day_or_comes_later_and_is_over_is_there_once(length):
    first, last = date(2024, 11, 20), date(2026, 9, 30)
    among = [*each_of(length, first, last)]
    assert among == sorted({*among})
    assert all(each.is_whole and each.to_on >= first and each.to_on <= last for each in among)
    assert among[0].holds(first)
    assert len(among) == {MONTH: 23, QUARTER: 8, YEAR: 8}[length]
    assert [*each_of(length, last, first)] == []


def test_a_period_is_made_of_the_next_smaller_ones_whole_and_without_a_gap():
    for days, length in (
        (years_together(2016, 2021), YEAR),
        (of_months(date(2025, 10, 1), YEAR), QUARTER),
        (of_months(date(2026, 7, 1), QUARTER), MONTH),
    ):
        parts = parts_of(days)
        assert (parts[0].from_on, parts[-1].to_on) == (days.from_on, days.to_on)
        assert all(each.months == length for each in parts)
        assert len(parts) == days.months // length
    assert parts_of(of_months(date(2026, 7, 1), MONTH)) == ()


def test_no_two_periods_that_may_be_asked_for_differ_by_less_than_a_month():
    """Drawn over ten years: what one has and the other has not is whole months, on either side."""
    first, last = date(2016, 1, 1), date(2025, 12, 31)
    whole = [each for length in (MONTH, QUARTER, YEAR) for each in each_of(length, first, last)]
    whole.append(years_together(2016, 2021))
    assert len(whole) > 190
    for days, other in product(whole, repeat=2):
        for ours, theirs in ((days.from_on, other.from_on), (days.to_on, other.to_on)):
            assert ours == theirs or abs((ours - theirs).days) >= 28
