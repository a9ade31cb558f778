"""Random moments over both clock changes, midnights, holidays and ends of months: days agree with a slow reading."""

import random
from datetime import date, datetime, time, timedelta

from pathways import dates
from pathways.arrest_tests.assessment.rules import booking_faults
from pathways.arrest_tests.failures_to_attend.rules import FailureState, standing_state, time_limit, time_limit_notes
from pathways.arrest_tests.testing.rules.results import ANSWER_WORKING_DAYS
from tests.slow_days import Day, day_after, is_after, months_on, working_days_on

MANY = 2000
NEAR = (
    date(2026, 3, 29),
    date(2026, 10, 25),
    date(2027, 3, 28),
    date(2026, 12, 25),
    date(2026, 8, 31),
    date(2026, 4, 3),
)
HOURS, MINUTES = (0, 1, 2, 12, 22, 23), (0, 1, 30, 59)


def moments(number: int) -> list[tuple[Day, datetime]]:
    """So many moments: the day as it was written in London, and the instant that the product makes of it."""
    chance = random.Random(20261125)
    made: list[tuple[Day, datetime]] = []
    while len(made) < number:
        day = chance.choice(NEAR) + timedelta(days=chance.randint(-4, 4))
        try:
            at = dates.from_london(day, time(chance.choice(HOURS), chance.choice(MINUTES)))
        except ValueError:  # the hour that does not exist
            continue
        made.append(((day.year, day.month, day.day), at))
    return made


def as_day(day: date | None) -> Day:
    assert day is not None
    return day.year, day.month, day.day


def test_the_laboratory_has_five_working_days_from_the_day_on_which_it_was_sent() -> None:
    for sent_on, sent_at in moments(MANY):
        due = working_days_on(sent_on, 5)
        answer = dates.add_working_days(dates.london_date(sent_at), ANSWER_WORKING_DAYS)
        assert as_day(answer) == due, sent_at
        for hour in (0, 23):
            booked = dates.from_london(answer, time(hour, 59))
            early = booked - timedelta(days=1)
            assert booking_faults(initial_at=booked, is_disputed=True, earliest_on=answer) == ()
            assert len(booking_faults(initial_at=early, is_disputed=True, earliest_on=answer)) == 1


def test_a_failure_may_be_charged_until_the_midnight_that_ends_the_sixth_month() -> None:
    for failed, failed_at in moments(MANY):
        last, warned = months_on(failed, 6), months_on(failed, 5)
        failed_on = dates.london_date(failed_at)
        assert as_day(time_limit(failed_on)) == last
        ends = dates.from_london(date(*day_after(last)), time(0))
        for now in (ends - timedelta(minutes=1), ends):
            today = dates.london_date(now)
            stands = standing_state(FailureState.FILE, failed_on=failed_on, today=today, has_died=False)
            assert (stands is FailureState.TIME_BARRED) == is_after(as_day(today), last), failed_at
        begins = dates.from_london(date(*warned), time(0))
        for now, expected in ((begins - timedelta(minutes=1), 0), (begins, 1)):
            notes = time_limit_notes(failed_on=failed_on, today=dates.london_date(now), is_decided=False)
            assert len(notes) == expected, failed_at
