"""Which times a provider enters at once, and whether a time is free."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from pathways.directory.diary.rules import RepeatedTimes, SlotState, Weekday, state_of, times_of

NOW = datetime(2026, 11, 25, 3, 12, tzinfo=UTC)
DAY = date(2026, 11, 26)


def entry(**changes):
    plain = {"first_on": DAY, "starts": time(9, 30), "ends": time(12, 0), "minutes": 60}
    return RepeatedTimes(**(plain | changes))


def test_one_day_gives_as_many_whole_appointments_as_fit():
    times, faults = times_of(entry(), now=NOW)
    assert [f"{at:%d %H:%M}" for at in times] == ["26 09:30", "26 10:30"]
    assert faults == ()


def test_the_same_weekdays_repeat_up_to_the_last_day():
    ticked = (Weekday.MONDAY, Weekday.THURSDAY)
    times, _ = times_of(entry(weekdays=ticked, last_on=date(2026, 12, 3), ends=time(10, 30)), now=NOW)
    assert [f"{at:%a %d}" for at in times] == ["Thu 26", "Mon 30", "Thu 03"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends": time(10, 0)}, "ends"),
        ({"ends": time(9, 0)}, "ends"),
        ({"weekdays": (Weekday.MONDAY,)}, "last_on"),
        ({"last_on": date(2026, 12, 3)}, "weekdays"),
        ({"weekdays": (Weekday.MONDAY,), "last_on": date(2026, 11, 20)}, "last_on"),
        ({"weekdays": tuple(Weekday), "last_on": date(2028, 1, 1)}, "last_on"),
        ({"first_on": date(2026, 11, 20)}, "first_on"),
        ({"minutes": 10, "starts": time(0), "weekdays": tuple(Weekday), "last_on": date(2026, 12, 26)}, "last_on"),
    ],
)
def test_what_cannot_be_entered_says_why_at_its_field(changes, field):
    times, faults = times_of(entry(**changes), now=NOW)
    assert times == ()
    assert [fault.field for fault in faults] == [field]


def test_a_time_that_the_clock_skips_is_left_out():
    times, _ = times_of(entry(first_on=date(2027, 3, 28), starts=time(0, 30), ends=time(3, 30)), now=NOW)
    assert [f"{at:%H:%M}" for at in times] == ["00:30", "01:30"]  # 01:30 in London never was; 02:30 is 01:30 in UTC


def test_a_hold_that_ran_out_frees_by_the_clock():
    until = NOW + timedelta(minutes=15)
    slot = {"held_until": until, "taken_at": None, "has_ended": False}
    assert state_of(now=until - timedelta(seconds=1), **slot) is SlotState.HELD
    assert state_of(now=until, **slot) is SlotState.FREE
    assert state_of(now=until, held_until=None, taken_at=NOW, has_ended=False) is SlotState.TAKEN
