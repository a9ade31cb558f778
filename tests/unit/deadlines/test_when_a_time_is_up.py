"""The last moment in time of every length: weekends, bank holidays, clock changes, year ends, months, the horizon."""

from datetime import UTC, date, datetime

import pytest

from pathways.dates import (
    Calendar,
    days_later,
    end_of_next_working_day,
    hours_later,
    months_later,
    working_days_later,
    working_time,
)
from tests.slow_days import working_days_on
from tests.unit.deadlines.courses import CALENDAR, LONDON, at

WORKING_DAYS = [
    # A plain Monday; what is exact to the minute stays so.
    ("2026-03-02 10:30", 1, "2026-03-03 10:30"),
    ("2026-03-02 10:30", 2, "2026-03-04 10:30"),
    ("2026-03-02 10:30", 10, "2026-03-16 10:30"),
    # Before nine it counts from nine; at 16:59 still today; at 17:00 and in the evening from tomorrow at nine.
    ("2026-03-02 03:00", 1, "2026-03-03 09:00"),
    ("2026-03-02 09:00", 1, "2026-03-03 09:00"),
    ("2026-03-02 16:59", 1, "2026-03-03 16:59"),
    ("2026-03-02 17:00", 1, "2026-03-04 09:00"),
    ("2026-03-02 17:01", 1, "2026-03-04 09:00"),
    ("2026-03-02 23:59", 1, "2026-03-04 09:00"),
    # Friday afternoon, Friday evening, Saturday, Sunday.
    ("2026-03-06 15:00", 1, "2026-03-09 15:00"),
    ("2026-03-06 17:30", 1, "2026-03-10 09:00"),
    ("2026-03-07 12:00", 2, "2026-03-11 09:00"),
    ("2026-03-08 12:00", 1, "2026-03-10 09:00"),
    # The clock goes forward on Sunday 29 March 2026 and back on Sunday 25 October: the wall time stays.
    ("2026-03-27 10:00", 1, "2026-03-30 10:00"),
    ("2026-03-29 01:30", 1, "2026-03-31 09:00"),
    ("2026-10-23 16:00", 2, "2026-10-27 16:00"),
    ("2026-10-25 01:30", 1, "2026-10-27 09:00"),
    # Easter, two bank holidays; the evening before it; on Good Friday itself.
    ("2026-04-02 11:00", 1, "2026-04-07 11:00"),
    ("2026-04-02 18:00", 1, "2026-04-08 09:00"),
    ("2026-04-03 11:00", 1, "2026-04-08 09:00"),
    # Christmas on a Friday with its Monday in lieu, and the year end.
    ("2026-12-24 10:00", 1, "2026-12-29 10:00"),
    ("2026-12-31 16:00", 1, "2027-01-04 16:00"),
    ("2026-12-31 17:00", 2, "2027-01-06 09:00"),
]


@pytest.mark.parametrize(("start", "days", "due"), WORKING_DAYS)
def test_a_working_day_is_used_up_at_the_same_wall_time_of_a_later_one(start: str, days: int, due: str) -> None:
    assert working_days_later(at(start), days, CALENDAR) == at(due)


@pytest.mark.parametrize("month", range(1, 13))
def test_the_day_agrees_with_a_slow_reading_that_counts_one_by_one(month: int) -> None:
    for day in range(1, 28):
        for days in (1, 2, 5, 10):
            start = datetime(2026, month, day, 12, tzinfo=UTC)
            due = working_days_later(start, days, CALENDAR)
            begins = (2026, month, day)
            if not CALENDAR.is_working(date(*begins)):
                begins = working_days_on(begins, 1)
            local = due.astimezone(LONDON).date() if due else None
            assert local == date(*working_days_on(begins, days))


def test_a_local_closure_is_no_working_day_and_one_added_later_moves_what_is_due() -> None:
    shut = Calendar(holidays=CALENDAR.holidays, known_to=CALENDAR.known_to, closures=frozenset({date(2026, 3, 3)}))
    assert working_days_later(at("2026-03-02 10:30"), 1, CALENDAR) == at("2026-03-03 10:30")
    assert working_days_later(at("2026-03-02 10:30"), 1, shut) == at("2026-03-04 10:30")


def test_a_bank_holiday_added_later_moves_what_is_due() -> None:
    mourning = Calendar(holidays=CALENDAR.holidays | {date(2026, 3, 3)}, known_to=CALENDAR.known_to)
    assert working_days_later(at("2026-03-02 10:30"), 2, mourning) == at("2026-03-05 10:30")
    assert end_of_next_working_day(at("2026-03-02 10:30"), mourning) == at("2026-03-04 17:00")


@pytest.mark.parametrize("start", ["2027-12-31 12:00", "2027-12-30 16:00", "2028-02-01 12:00"])
def test_beyond_the_last_known_bank_holiday_nothing_is_counted(start: str) -> None:
    assert working_days_later(at(start), 2, CALENDAR) is None


def test_up_to_the_last_known_day_it_is_counted() -> None:
    assert working_days_later(at("2027-12-30 12:00"), 1, CALENDAR) == at("2027-12-31 12:00")
    assert end_of_next_working_day(at("2027-12-30 12:00"), CALENDAR) == at("2027-12-31 17:00")
    assert end_of_next_working_day(at("2027-12-31 12:00"), CALENDAR) is None


PAUSES = [
    # Half of Monday, all of Tuesday and Wednesday in custody: six and a half hours of sixteen were used before.
    ("2026-03-02 10:30", 2, ("2026-03-02 12:30", "2026-03-05 09:00"), "2026-03-06 15:00"),
    # From one night to another nothing but the working time between is lost.
    ("2026-03-02 10:30", 2, ("2026-03-02 20:00", "2026-03-03 03:00"), "2026-03-04 10:30"),
    # Out on a Saturday: it goes on on Monday at nine with what was used.
    ("2026-03-05 10:00", 2, ("2026-03-05 16:00", "2026-03-07 11:00"), "2026-03-10 11:00"),
    # Over a bank holiday weekend.
    ("2026-04-02 10:00", 1, ("2026-04-02 12:00", "2026-04-07 09:00"), "2026-04-07 15:00"),
]


@pytest.mark.parametrize(("start", "days", "pause", "due"), PAUSES)
def test_a_paused_working_day_clock_keeps_the_time_used(
    start: str, days: int, pause: tuple[str, str], due: str
) -> None:
    gap = (at(pause[0]), at(pause[1]))
    assert working_days_later(at(start), days, CALENDAR, [gap]) == at(due)


def test_the_working_time_used_is_counted_in_hours_of_working_days() -> None:
    used = working_time(at("2026-03-06 15:00"), at("2026-03-09 10:30"), CALENDAR)
    assert used.total_seconds() == 3.5 * 3600
    pause = [(at("2026-03-06 16:00"), at("2026-03-09 09:30"))]
    assert working_time(at("2026-03-06 15:00"), at("2026-03-09 10:30"), CALENDAR, pause).total_seconds() == 2 * 3600


DAYS = [
    ("2026-03-02 10:30", 21, "2026-03-23"),
    ("2026-03-02 00:00", 21, "2026-03-23"),
    ("2026-03-02 23:59", 21, "2026-03-23"),
    # Over both clock changes, the year end and a leap day.
    ("2026-03-20 23:30", 21, "2026-04-10"),
    ("2026-10-20 00:30", 21, "2026-11-10"),
    ("2026-12-20 12:00", 21, "2027-01-10"),
    ("2028-02-20 12:00", 21, "2028-03-12"),
    # In summer half past midnight in London is still yesterday in UTC: the London date counts.
    ("2026-07-01 00:30", 0, "2026-07-01"),
    ("2026-07-01 00:30", 84, "2026-09-23"),
]


@pytest.mark.parametrize(("start", "days", "last"), DAYS)
def test_the_date_of_the_start_is_day_nought_and_the_last_day_counts_to_its_end(
    start: str, days: int, last: str
) -> None:
    due = days_later(at(start), days).astimezone(LONDON)
    assert due.date().isoformat() == last
    assert (due.hour, due.minute, due.second, due.microsecond) == (23, 59, 59, 999999)


def test_days_in_a_pause_are_not_counted_and_a_pause_within_a_day_is_none() -> None:
    start = at("2026-03-02 10:30")
    week = [(at("2026-03-05 10:00"), at("2026-03-12 16:00"))]
    assert days_later(start, 21, week) == days_later(start, 28)
    assert days_later(start, 21, [(at("2026-03-05 08:00"), at("2026-03-05 23:00"))]) == days_later(start, 21)


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        ("2024-03-01 12:00", 6, "2024-08-31"),
        ("2024-08-31 12:00", 6, "2025-02-27"),
        ("2026-03-02 03:38", 12, "2027-03-01"),
        ("2024-02-29 12:00", 12, "2025-02-27"),
        ("2026-12-31 23:30", 12, "2027-12-30"),
        ("2026-06-30 23:30", 12, "2027-06-29"),
    ],
)
def test_months_are_calendar_months_and_the_same_date_is_no_longer_in_them(start: str, months: int, last: str) -> None:
    assert months_later(at(start), months).astimezone(LONDON).date().isoformat() == last


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("2026-03-28 12:00", "2026-03-29 13:00"),  # the clock went forward: 24 elapsed hours
        ("2026-10-24 12:00", "2026-10-25 11:00"),  # and back
        ("2026-12-31 20:00", "2027-01-01 20:00"),
    ],
)
def test_hours_are_elapsed_hours_over_a_clock_change(start: str, due: str) -> None:
    assert hours_later(at(start), 24) == at(due)


@pytest.mark.parametrize(
    ("missed", "due"),
    [
        ("2026-03-02 14:00", "2026-03-03 17:00"),
        ("2026-03-06 14:00", "2026-03-09 17:00"),
        ("2026-03-06 18:30", "2026-03-09 17:00"),
        ("2026-04-02 14:00", "2026-04-07 17:00"),
        ("2026-12-24 14:00", "2026-12-29 17:00"),
        ("2026-12-31 14:00", "2027-01-04 17:00"),
        ("2026-03-27 14:00", "2026-03-30 17:00"),
        ("2026-10-23 14:00", "2026-10-26 17:00"),
    ],
)
def test_the_next_working_day_ends_at_five_whatever_the_hour_before(missed: str, due: str) -> None:
    assert end_of_next_working_day(at(missed), CALENDAR) == at(due)
