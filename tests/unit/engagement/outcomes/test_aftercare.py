"""Check-ins at 2 weeks, 3 and 6 months after a planned exit."""

from datetime import date, timedelta

import pytest

from pathways.dates import months_after
from pathways.engagement.outcomes.rules import (
    CHECK_INS,
    SHOWN_FOR,
    CheckInOutcome,
    bars_to_check_in,
    due_on,
    left_between,
    published,
)
from tests.rounds import rounds
from tests.unit.engagement.contact_facts import words

EXIT = date(2026, 11, 30)
DONE, NO_ANSWER, DECLINED = CheckInOutcome.DONE, CheckInOutcome.NO_ANSWER, CheckInOutcome.DECLINED


def test_they_are_due_after_14_days_and_after_3_and_6_calendar_months() -> None:
    assert [due_on(number, EXIT) for number in (1, 2, 3)] == [
        date(2026, 12, 14),
        date(2027, 2, 28),
        date(2027, 5, 30),
    ]
    assert months_after(date(2027, 3, 31), -1) == date(2027, 2, 28)


def due_for(exited_on: date, today: date) -> list[int]:
    windows = {number: left_between(number, today) for number in CHECK_INS}
    return [number for number, (left_after, left_by) in windows.items() if left_after < exited_on <= left_by]


@pytest.mark.parametrize(
    ("today", "due"),
    [
        (date(2026, 12, 13), []),
        (date(2026, 12, 14), [1]),
        (date(2027, 2, 28), [2]),
        (date(2027, 5, 30), [3]),
        (date(2027, 6, 27), [3]),
        (date(2027, 6, 28), []),
    ],
)
def test_the_latest_whose_day_has_come_is_due_until_28_days_after_the_last(today, due):
    assert due_for(EXIT, today) == due


@pytest.mark.rounds
def test_who_is_due_by_a_day_is_known_from_when_they_left_however_long_the_months_are() -> None:
    for today in (date(2027, 2, 26) + timedelta(days=more) for more in range(rounds(40, 400))):
        for exited_on in (today - timedelta(days=more) for more in range(230)):
            come = [number for number in CHECK_INS if due_on(number, exited_on) <= today]
            is_past = today > due_on(max(CHECK_INS), exited_on) + SHOWN_FOR
            assert due_for(exited_on, today) == ([] if is_past else come[-1:]), (exited_on, today)


def test_a_check_in_is_recorded_once_on_its_day_or_later_and_of_nobody_who_died() -> None:
    def against(today: date, made: dict[int, CheckInOutcome], *, died: bool = False) -> str:
        return words(bars_to_check_in(has_died=died, number=1, exited_on=EXIT, made=made, today=today))

    due = EXIT + timedelta(days=14)
    assert against(due, {}) == ""
    assert "is due on 14 December 2026" in against(due - timedelta(days=1), {})
    assert "recorded already: no answer" in against(due, {1: NO_ANSWER})
    assert "wants no more" in against(due, {2: DECLINED})
    assert "has died" in against(due, {}, died=True)


def test_answers_are_published_by_fives_so_that_two_publications_never_differ_by_one() -> None:
    months = [date(2025 + (at // 12), at % 12 + 1, 1) for at in range(24) for _ in range(at % 3)]
    read: list[set[int]] = []
    for given in range(len(months) + 1):
        for since in sorted({*months, date(2028, 1, 1)}):
            shown = published(months[:given], since)
            read.append(set(range(given)[shown]))
    assert {len(answers ^ other) % 5 for answers in read for other in read} == {0}
    assert {len(answers) for answers in read} >= {0, 5, 10}
    assert published(months, months[0]) == slice(0, len(months) - len(months) % 5)


def test_of_five_the_last_of_which_is_new_all_are_read_and_of_five_old_ones_none() -> None:
    old, new = date(2025, 1, 1), date(2026, 1, 1)
    assert published([old] * 4 + [new], new) == slice(0, 5)
    assert published([old] * 5 + [new] * 6, new) == slice(5, 10)
    assert published([old] * 5 + [new] * 4, new) == slice(5, 5)
