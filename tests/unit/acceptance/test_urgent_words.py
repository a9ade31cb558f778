"""The sentence above the first appointment of somebody urgent is true on every day of the week."""

from datetime import date

import pytest

from pathways import dates
from pathways.acceptance.rules import urgent_in_words
from pathways.referrals.needs.rules import ContactWay

WEDNESDAY, FRIDAY, SATURDAY = date(2026, 11, 25), date(2026, 11, 27), date(2026, 11, 28)
MONDAY = date(2026, 11, 30)


def words(today, first_on, **more):
    facts = {"opens_on": dates.add_working_days(today, 1), "is_open_today": dates.is_working_day(today)}
    return urgent_in_words(him="her", today=today, first_on=first_on, **(facts | {"way": ContactWay.CALL} | more))


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
    assert words(today, MONDAY) == f"{why} Today or tomorrow, ring her; this is the first time somebody can see her."


@pytest.mark.parametrize(
    ("way", "said"),
    [
        (ContactWay.TEXT, "text her to agree when to speak"),
        (ContactWay.LETTER, "ask whoever referred her how to speak to her"),
        (ContactWay.SOMEONE_ELSE, "reach her through whoever passes word on"),
        (ContactWay.MEET, "meet her where it was agreed"),
    ],
)
def test_nobody_is_told_to_ring_whose_safe_way_is_another(way, said):
    why = "The service is closed until Monday 30 November."
    assert (
        words(SATURDAY, MONDAY, way=way)
        == f"{why} Today or tomorrow, {said}; this is the first time somebody can see her."
    )


def test_nobody_is_told_to_ring_where_no_number_is_known_and_a_notice_is_called_one():
    assert words(SATURDAY, MONDAY, way=ContactWay.NO_PHONE, is_of_notice=True) == (
        "The service is closed until Monday 30 November, and no number to ring her is known. "
        "Today or tomorrow, look for her; the time on the notice is filled in."
    )
