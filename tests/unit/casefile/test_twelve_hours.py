"""The line of the next twelve hours over the board."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from pathways.casefile.rules.board_clocks import RowClock, RowTimes, hours_of, on_the_line, row_clock

NOW = datetime(2026, 11, 25, 3, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def runs_out(minutes: int) -> RowClock:
    return row_clock(RowTimes(arrived_at=NOW - timedelta(hours=2), planned_release_at=NOW + minutes * MINUTE), NOW)


def test_the_line_shows_what_runs_out_within_twelve_hours_and_nothing_that_passed_or_does_not_run() -> None:
    none = row_clock(RowTimes(arrived_at=NOW), NOW)
    clocks = [("Late", runs_out(-1)), ("None", none), ("Far", runs_out(720)), ("Near", runs_out(719))]
    assert [mark.name for mark in on_the_line(clocks, NOW)] == ["Near"]


def test_a_deadline_lies_where_its_share_of_the_twelve_hours_ends() -> None:
    first, second = on_the_line([("Wieleba", runs_out(400)), ("Holtby", runs_out(60))], NOW)
    assert (first.name, first.place, second.name, second.place) == ("Holtby", 100, "Wieleba", 666)


def test_names_never_overlap_and_one_for_which_no_room_is_left_keeps_its_mark() -> None:
    marks = on_the_line([(f"Marshall-Wentworth {each}", runs_out(100 + each)) for each in range(4)], NOW)
    assert [mark.row for mark in marks] == [0, 1, None, None]
    assert all(0 <= mark.begins <= 1200 for mark in on_the_line([("A", runs_out(0)), ("B" * 30, runs_out(719))], NOW))


def test_hours_of_the_line_are_elapsed_hours_over_the_night_on_which_the_clock_changes() -> None:
    night = datetime(2026, 10, 24, 23, 30, tzinfo=UTC)
    gaps = {after - before for (_, before), (_, after) in zip(hours_of(night), hours_of(night)[1:], strict=False)}
    assert gaps == {timedelta(hours=1)}
    london = replace(runs_out(60), at=NOW + 60 * MINUTE)
    assert on_the_line([("Holtby", london)], NOW)[0].place == hours_of(NOW)[0][0] == 100
