"""Figures are shown for whole months, quarters and years: nobody is told by taking one period from another."""

from datetime import date, timedelta
from itertools import product

import pytest

from pathways.reporting.rules.periods import (
    Stretch,
    faults_of_whole,
    is_month_end,
    month_ends,
    of_months,
    offered,
    usual_periods,
    years_from,
)

TODAY = date(2026, 11, 30)
WHOLE = {
    (date(2026, 7, 1), date(2026, 7, 31)): "July 2026",
    (date(2024, 2, 1), date(2024, 2, 29)): "February 2024",
    (date(2026, 7, 1), date(2026, 9, 30)): "July to September 2026",
    (date(2026, 10, 1), date(2026, 12, 31)): "October to December 2026 so far",
    (date(2025, 1, 1), date(2025, 12, 31)): "2025",
    (date(2025, 4, 1), date(2026, 3, 31)): "April 2025 to March 2026",
    (date(2016, 1, 1), date(2021, 12, 31)): "2016 to 2021",
    (date(2025, 1, 1), date(2026, 12, 31)): "2025 to 2026 so far",
    (date(2027, 1, 1), date(2027, 3, 31)): "January to March 2027",
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
    (date(2025, 7, 1), date(2026, 6, 30)),
    (date.min, date.max),
    (TODAY, TODAY),
)


@pytest.mark.parametrize(("days", "words"), WHOLE.items())
def test_a_month_a_quarter_a_year_or_some_years_together_are_whole(days, words):
    assert Stretch(*days).is_whole
    assert Stretch(*days).words(TODAY) == words


@pytest.mark.parametrize("days", NOT_WHOLE)
def test_any_other_days_are_not(days):
    assert not Stretch(*days).is_whole


@pytest.mark.parametrize("today", [TODAY, date(2026, 1, 1), date(2024, 2, 29), date(2026, 3, 31)])
@pytest.mark.parametrize("years", [0, 3, 12])
def test_what_is_offered_is_whole_has_begun_and_is_offered_once(today, years):
    among = [*offered(today - timedelta(days=365 * years), today)]
    assert all(each.is_whole and each.from_on <= today for each in among)
    assert len({*among}) == len(among)
    assert len({each.words(today) for each in among}) == len(among)
    assert {days for _, period in usual_periods(today) for days in [Stretch(period.from_on, period.to_on)]} <= {*among}
    assert years_from(today.replace(year=today.year - 1, day=1), today) in among


def test_no_two_periods_that_may_be_asked_for_differ_by_less_than_a_month():
    """Drawn over ten years: what one has and the other has not is whole months, on either side."""
    first, starts = date(2016, 1, 1), []
    for number in range(120):
        begins = date(first.year + number // 12, number % 12 + 1, 1)
        starts += [of_months(begins, months) for months in (1, 3, 12, 24, 60)]
    whole = [each for each in starts if each.is_whole]
    assert len(whole) > 200
    for days, other in product(whole, repeat=2):
        for ours, theirs in ((days.from_on, other.from_on), (days.to_on, other.to_on)):
            assert ours == theirs or abs((ours - theirs).days) >= 28


def test_figures_are_as_known_today_or_at_the_end_of_a_month():
    ends = [*month_ends(TODAY)]
    assert ends[:3] == [date(2026, 10, 31), date(2026, 9, 30), date(2026, 8, 31)]
    assert all(is_month_end(each, TODAY) for each in ends)
    assert not is_month_end(date(2026, 10, 30), TODAY)
    assert not is_month_end(TODAY, TODAY), "today is chosen as today"
    assert not is_month_end(date(2026, 12, 31), TODAY)


def test_a_period_to_come_and_a_day_before_it_began_are_told_with_what_to_do():
    to_come = of_months(date(2027, 1, 1), 1)
    assert [(each.field, each.message) for each in faults_of_whole(to_come, TODAY, TODAY)] == [
        ("days", "The period has not begun. Choose an earlier one")
    ]
    for days, as_at, says in (
        (
            of_months(date(2026, 7, 1), 3),
            date(2026, 8, 31),
            "The period was not over on 31 August 2026. Choose today, or a day from 30 September 2026 on",
        ),
        (
            of_months(date(2026, 10, 1), 1),
            date(2026, 9, 30),
            "The period was not over on 30 September 2026. Choose today, or a day from 31 October 2026 on",
        ),
        (of_months(date(2026, 10, 1), 3), date(2026, 10, 31), "The period is not over. Choose today"),
    ):
        (fault,) = faults_of_whole(days, as_at, TODAY)
        assert (fault.field, fault.message) == ("as_at", says)
    assert faults_of_whole(of_months(date(2026, 7, 1), 3), date(2026, 9, 30), TODAY) == ()
    assert faults_of_whole(of_months(date(2026, 10, 1), 3), TODAY, TODAY) == ()


def test_the_last_whole_month_quarter_and_year_are_offered():
    assert {name: each.words for name, each in usual_periods(TODAY)} == {
        "Last month": "1 October 2026 to 31 October 2026",
        "Last quarter": "1 July 2026 to 30 September 2026",
        "Last year": "1 January 2025 to 31 December 2025",
    }
    assert dict(usual_periods(date(2026, 1, 1)))["Last quarter"].from_on == date(2025, 10, 1)
