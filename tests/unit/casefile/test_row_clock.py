"""The clock of a row: what runs out first, how it stands, and that no result can move it."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest

from pathways.arrest_tests.lawful_basis.rules.basis import ClockKind, ClockState, LegalClock
from pathways.casefile.rules.board_clocks import Band, RowTimes, in_order, row_clock

NOW = datetime(2026, 11, 25, 3, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
PLAIN = RowTimes(arrived_at=NOW - 2 * HOUR)


def planned(left: timedelta) -> RowTimes:
    return replace(PLAIN, planned_release_at=NOW + left)


def legal(kind: ClockKind, state: ClockState, left: timedelta | None = None) -> LegalClock:
    return LegalClock(kind=kind, state=state, at=NOW + left if left is not None else None, since=NOW - 2 * HOUR)


@pytest.mark.parametrize(
    ("left", "band"),
    [
        (timedelta(minutes=-1), Band.PASSED),
        (timedelta(0), Band.UNDER_1),
        (timedelta(minutes=59, seconds=59), Band.UNDER_1),
        (HOUR, Band.UNDER_3),
        (3 * HOUR, Band.LATER),
    ],
)
def test_the_clock_says_in_words_how_near_it_is(left: timedelta, band: Band) -> None:
    assert row_clock(planned(left), NOW).band is band


def test_with_nothing_set_there_is_no_clock_and_no_hurry() -> None:
    clock = row_clock(PLAIN, NOW)
    assert (clock.state, clock.minutes, clock.is_urgent) == (ClockState.NONE, None, False)


def test_under_an_hour_and_passed_are_urgent() -> None:
    assert row_clock(planned(timedelta(minutes=53)), NOW).is_urgent
    assert row_clock(planned(timedelta(minutes=-5)), NOW).is_urgent
    assert not row_clock(planned(2 * HOUR), NOW).is_urgent


def test_the_soonest_deadline_is_the_clock_and_the_others_stand_beneath() -> None:
    six = legal(ClockKind.AFTER_CHARGE, ClockState.RUNNING, HOUR)
    times = replace(planned(2 * HOUR), legal=(six,), wants_sample=True)
    clock = row_clock(times, NOW)
    assert (clock.label, clock.minutes) == (ClockKind.AFTER_CHARGE.label, 60)
    assert [deadline.label for deadline in clock.also] == ["Before release"]


def test_the_clock_of_a_sample_leaves_when_none_is_wanted_any_more_and_a_writing_owed_stays() -> None:
    six = legal(ClockKind.AFTER_CHARGE, ClockState.RUNNING, HOUR)
    written = legal(ClockKind.AUTHORITY, ClockState.PASSED, -HOUR)
    clock = row_clock(replace(PLAIN, legal=(six, written), sample_taken_at=NOW), NOW)
    assert (clock.label, clock.band, clock.also) == (ClockKind.AUTHORITY.label, Band.PASSED, ())


def test_a_reminder_to_ask_again_is_a_deadline_and_late_once_it_passed() -> None:
    times = replace(PLAIN, wants_sample=True, asked_later_at=NOW - HOUR, ask_again_at=NOW + HOUR)
    assert row_clock(times, NOW).label == "Ask again"
    assert row_clock(times, NOW + 2 * HOUR).band is Band.PASSED
    assert row_clock(replace(times, wants_sample=False), NOW).state is ClockState.NONE


def test_stopped_passed_and_no_hold_say_so_where_nothing_runs() -> None:
    over = legal(ClockKind.AFTER_CHARGE, ClockState.PASSED, -HOUR)
    none = LegalClock(kind=ClockKind.NO_HOLD, state=ClockState.NO_HOLD)
    assert row_clock(replace(PLAIN, sample_taken_at=NOW), NOW).state is ClockState.STOPPED
    passed = row_clock(replace(PLAIN, legal=(over,), wants_sample=True), NOW)
    assert (passed.state, passed.at) == (ClockState.PASSED, NOW - HOUR)
    no_hold = row_clock(replace(PLAIN, legal=(none,), wants_sample=True), NOW)
    assert (no_hold.state, no_hold.limit) == (ClockState.NO_HOLD, ClockKind.NO_HOLD.label)


def test_a_limit_stands_beneath_a_release_that_runs() -> None:
    none = LegalClock(kind=ClockKind.NO_HOLD, state=ClockState.NO_HOLD)
    assert row_clock(replace(planned(HOUR), legal=(none,), wants_sample=True), NOW).limit == ClockKind.NO_HOLD.label
    over = legal(ClockKind.BEFORE_BAIL, ClockState.PASSED, -HOUR)
    assert "has passed" in row_clock(replace(planned(HOUR), legal=(over,), wants_sample=True), NOW).limit


def test_what_runs_out_first_stands_first_then_stopped_then_none() -> None:
    soon, later = row_clock(planned(HOUR), NOW), row_clock(planned(5 * HOUR), NOW)
    stopped, none = row_clock(replace(PLAIN, sample_taken_at=NOW), NOW), row_clock(PLAIN, NOW)
    early, late = NOW - 9 * HOUR, NOW - HOUR
    rows = [(none, late, 1), (later, late, 2), (none, early, 3), (soon, late, 4), (stopped, late, 5)]
    assert in_order(rows) == (4, 2, 5, 3, 1)


def test_a_clock_has_nowhere_to_put_a_result() -> None:
    asked = {field.name for field in fields(RowTimes)}
    assert not {name for name in asked if "result" in name or "positive" in name or "assessment" in name}
