"""When is a service open, and when next: the week, days that differ, bank holidays, the change of the clock."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.directory.diary.rules import Weekday
from pathways.directory.entries.rules import (
    DatedHours,
    WeekSession,
    next_day_open,
    next_open_after,
    open_at,
    said_of,
    sessions_of,
    sessions_on,
)
from pathways.directory.matching.rules.fit import ServiceFacts

NINE, NOON, ONE, FIVE = time(9), time(12), time(13), time(17)
WEEK = tuple(WeekSession(weekday=day, opens=NINE, closes=FIVE) for day in list(Weekday)[:5])
PLAIN = ServiceFacts(
    service_id=1,
    name="Lincoln Recovery Hub",
    town="Lincoln",
    areas=frozenset(),
    needs=frozenset(),
    women_only=False,
    young_people=False,
    opened_on=date(2020, 4, 1),
    hours=WEEK,
)
WEDNESDAY, SATURDAY = date(2026, 11, 25), date(2026, 11, 28)
CHRISTMAS = date(2026, 12, 25)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


def test_a_service_opens_on_the_minute_and_is_closed_on_the_minute():
    assert [open_at(PLAIN, at(WEDNESDAY, *clock)) for clock in ((8, 59), (9, 0), (16, 59), (17, 0))] == [
        False,
        True,
        True,
        False,
    ]
    assert open_at(PLAIN, at(SATURDAY, 10)) is False


def test_a_service_that_gave_no_hours_is_neither_open_nor_closed():
    unsaid = replace(PLAIN, hours=())
    assert (open_at(unsaid, at(WEDNESDAY, 10)), sessions_on(unsaid, WEDNESDAY)) == (None, None)
    assert next_open_after(unsaid, at(WEDNESDAY, 10)) is None


def test_hours_are_london_time_on_both_sides_of_the_change_of_the_clock():
    summer = date(2026, 7, 1)
    assert open_at(PLAIN, at(summer, 8)) is True
    assert next_open_after(PLAIN, at(date(2026, 10, 24), 12)) == at(date(2026, 10, 26), 9)
    assert next_open_after(PLAIN, at(date(2027, 3, 27), 12)) == at(date(2027, 3, 29), 8)


def test_whoever_is_released_at_night_or_at_the_weekend_can_go_when_it_opens_next():
    assert next_open_after(PLAIN, at(WEDNESDAY, 3)) == at(WEDNESDAY, 9)
    assert next_open_after(PLAIN, at(WEDNESDAY, 11, 30)) == at(WEDNESDAY, 11, 30)
    assert next_open_after(PLAIN, at(date(2026, 11, 27), 17)) == at(date(2026, 11, 30), 9)


def test_a_dated_exception_comes_before_the_week_and_a_closed_one_before_other_hours():
    late = DatedHours(first_on=SATURDAY, last_on=SATURDAY, sessions=((NINE, NOON),), why="Open day")
    away = DatedHours(first_on=WEDNESDAY, last_on=date(2026, 11, 27), why="Training")
    service = replace(PLAIN, exceptions=(late, away))
    assert sessions_on(service, SATURDAY) == ((NINE, NOON),)
    assert sessions_on(service, WEDNESDAY) == ()
    assert next_open_after(service, at(WEDNESDAY, 10)) == at(SATURDAY, 9)
    both = replace(service, exceptions=(late, replace(away, last_on=SATURDAY)))
    assert sessions_on(both, SATURDAY) == ()


def test_an_exception_speaks_even_where_no_week_was_given():
    closed = DatedHours(first_on=CHRISTMAS, last_on=CHRISTMAS)
    assert sessions_on(replace(PLAIN, hours=(), exceptions=(closed,)), CHRISTMAS) == ()


def test_a_bank_holiday_closes_a_service_unless_it_says_that_it_opens():
    assert sessions_on(PLAIN, CHRISTMAS, {CHRISTMAS}) == ()
    assert sessions_on(replace(PLAIN, on_bank_holidays=True), CHRISTMAS, {CHRISTMAS}) == ((NINE, FIVE),)
    dated = DatedHours(first_on=CHRISTMAS, last_on=CHRISTMAS, sessions=((ONE, FIVE),))
    assert sessions_on(replace(PLAIN, exceptions=(dated,)), CHRISTMAS, {CHRISTMAS}) == ((ONE, FIVE),)


def test_a_service_that_has_closed_for_good_or_not_begun_never_opens():
    closed = replace(PLAIN, closed_on=WEDNESDAY)
    assert open_at(closed, at(WEDNESDAY, 10)) is False
    assert next_open_after(closed, at(WEDNESDAY, 10)) is None
    assert next_open_after(replace(PLAIN, opened_on=date(2026, 11, 30)), at(WEDNESDAY, 10)) == at(date(2026, 11, 30), 9)


def test_a_service_closed_for_longer_than_can_be_looked_ahead_has_no_next_opening():
    long = DatedHours(first_on=WEDNESDAY, last_on=WEDNESDAY + timedelta(days=90), why="Building work")
    assert next_open_after(replace(PLAIN, exceptions=(long,)), at(WEDNESDAY, 10)) is None


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("09:00 to 17:00", ((NINE, FIVE),)),
        ("9-5pm", ((NINE, FIVE),)),
        ("9am to 12, 1pm to 5pm", ((NINE, NOON), (ONE, FIVE))),
        ("13.00 – 17.00 and 09.00 – 12.00", ((NINE, NOON), (ONE, FIVE))),
        ("closed", ()),
        (" ", ()),
    ],
)
def test_hours_are_read_as_people_type_them(typed, read):
    assert sessions_of(typed) == read


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("mornings", "Type hours like 09:00 to 17:00"),
        ("17:00 to 09:00", "09:00 is not after 17:00"),
        ("09:00 to 25:00", "Type hours like"),
        ("09:00 to 12:00, 11:00 to 17:00", "must not overlap"),
        ("13pm to 14pm", "Type hours like"),
    ],
)
def test_hours_that_cannot_be_say_what_to_type(typed, words):
    with pytest.raises(ValueError, match=words):
        sessions_of(typed)


@given(st.lists(st.times(), min_size=2, max_size=8, unique=True))
def test_what_is_said_of_hours_can_be_typed_again(times):
    whole = sorted({each.replace(second=0, microsecond=0, fold=0) for each in times})
    sessions = tuple(zip(whole[::2], whole[1::2], strict=False))[:4]
    assert sessions_of(said_of(sessions)) == sessions


def test_the_next_day_open_leaves_out_the_closed_days_that_a_service_names_itself_and_bank_holidays() -> None:
    training = DatedHours(first_on=date(2026, 11, 26), last_on=date(2026, 11, 27), sessions=())
    assert next_day_open(PLAIN, WEDNESDAY) == date(2026, 11, 26)
    assert next_day_open(replace(PLAIN, exceptions=(training,)), WEDNESDAY) == date(2026, 11, 30)
    assert next_day_open(PLAIN, date(2026, 12, 24), {CHRISTMAS}) == date(2026, 12, 28)
    assert next_day_open(replace(PLAIN, closed_on=date(2026, 11, 26)), WEDNESDAY) is None


def test_a_service_that_has_said_no_hours_is_taken_to_be_open_on_working_days() -> None:
    silent = replace(PLAIN, hours=())
    assert next_day_open(silent, WEDNESDAY) == date(2026, 11, 26)
    assert next_day_open(silent, date(2026, 11, 27)) == date(2026, 11, 30)
    assert next_day_open(silent, date(2026, 12, 24), {CHRISTMAS}) == date(2026, 12, 28)
