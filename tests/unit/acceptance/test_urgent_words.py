"""The sentence above the first appointment of somebody urgent is true on every day of the week."""

from datetime import date

import pytest

from pathways import clock
from pathways.acceptance.rules import urgent_in_words

WEDNESDAY, FRIDAY, SATURDAY = date(2026, 11, 25), date(2026, 11, 27), date(2026, 11, 28)
MONDAY = date(2026, 11, 30)


def words(today, first_on, **more):
    facts = {"opens_on": clock.add_working_days(today, 1), "is_open_today": clock.is_working_day(today)}
    return urgent_in_words(him="her", today=today, first_on=first_on, **(facts | {"can_be_rung": True} | more))


@pytest.mark.parametrize(("today", "first_on"), [(WEDNESDAY, WEDNESDAY), (date(2026, 11, 29), MONDAY)])
def test_where_somebody_sees_her_by_tomorrow_the_first_time_is_filled_in(today, first_on):
    allowed = "Somebody speaks to her today or tomorrow. The first time that allows it is filled in."
    assert words(today, first_on) == allowed


@pytest.mark.parametrize(
    ("today", "why"),
    [
        (FRIDAY, "It is too late to see her today, and the service is closed until Monday 30 November."),
        (SATURDAY, "The service is closed until Monday 30 November."),
    ],
)
def test_where_the_service_is_closed_until_later_it_says_so_and_to_ring(today, why):
    assert words(today, MONDAY) == f"{why} Ring her today or tomorrow; this is the first time somebody can see her."


def test_nobody_is_told_to_ring_where_no_number_is_known_and_a_notice_is_called_one():
    assert words(SATURDAY, MONDAY, can_be_rung=False, is_of_notice=True) == (
        "The service is closed until Monday 30 November, and no number to ring her is known. "
        "Look for her today or tomorrow; the time on the notice is filled in."
    )
