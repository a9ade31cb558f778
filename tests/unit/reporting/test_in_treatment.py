"""Who was in treatment in a year, who completed it, and who began again within six months of the calendar (3.7)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from pathways.reporting.rules.periods import YEAR, of_months, period_of
from pathways.reporting.rules.recovery import RecoveredCounts, recovered_counts, since_ever
from pathways.reporting.rules.recovery_units import Became, JourneyState, JourneyUnit, public_year
from pathways.reporting.rules.standings import alike, stretches_of
from pathways.reporting.rules.treatment_units import Course

BEGAN, AS_AT = date(2023, 9, 1), date(2024, 9, 30)
THE_YEAR = period_of(of_months(date(2023, 4, 1), YEAR), AS_AT)
DAY = timedelta(days=1)


def journey(ended_on=None, why="80", *, began=BEGAN, again_on=None, died_on=None, person=1, number=1):
    course = Course(started_on=began, ended_on=ended_on, why=why if ended_on else "")
    whose = {"person_id": person, "record_id": person, "number": number}
    return JourneyUnit(**whose, courses=(course,), again_on=again_on, died_on=died_on)


def state(unit, as_at=AS_AT):
    return JourneyState(*unit.on(as_at).state)


@pytest.mark.parametrize(
    ("completed_on", "again_on", "is_again"),
    [
        (date(2024, 3, 1), date(2024, 8, 31), True),
        (date(2024, 3, 1), date(2024, 9, 1), False),
        (date(2024, 8, 31), date(2025, 2, 27), True),
        (date(2024, 8, 31), date(2025, 2, 28), False),
        (date(2023, 8, 31), date(2024, 2, 28), True),
        (date(2023, 8, 31), date(2024, 2, 29), False),
    ],
)
def test_somebody_began_again_before_the_same_date_six_months_on_and_not_on_it(completed_on, again_on, is_again):
    """The vectors of the reference: of a shorter month it is the last day, also in a leap year."""
    unit = journey(completed_on, again_on=again_on, began=completed_on - 90 * DAY)
    assert state(unit, date(2025, 6, 30)).again == ("yes" if is_again else "no")


def test_a_completion_is_pending_until_the_day_before_that_date_is_over_even_if_they_began_again():
    unit = journey(date(2024, 3, 1), again_on=date(2024, 6, 1))
    assert state(unit, date(2024, 8, 30)).again == "pending"
    assert state(unit, date(2024, 8, 31)).again == "yes"
    assert state(journey(date(2024, 3, 1)), date(2024, 8, 31)).again == "no"


def test_whoever_died_before_they_began_again_is_left_out_and_whoever_began_again_first_is_not():
    ended_on = date(2024, 3, 1)
    assert state(journey(ended_on, died_on=date(2024, 8, 31))).again == "died"
    assert state(journey(ended_on, died_on=date(2024, 9, 1))).again == "no"
    assert state(journey(ended_on, again_on=date(2024, 5, 1), died_on=date(2024, 6, 1))).again == "yes"
    assert state(journey(ended_on, died_on=date(2024, 8, 31))).became == Became.COMPLETED.value


@pytest.mark.parametrize(
    ("why", "became"),
    [
        ("80", Became.COMPLETED), ("81", Became.COMPLETED), ("82", Became.COMPLETED), ("83", Became.MOVED),
        ("84", Became.MOVED), ("87", Became.MOVED), ("85", Became.LEFT), ("86", Became.LEFT), ("88", Became.LEFT),
        ("", Became.LEFT), ("89", Became.DIED),
    ],
)  # fmt: skip
def test_how_a_course_ended_is_what_its_reason_says(why, became):
    course = Course(started_on=BEGAN, ended_on=date(2024, 3, 1), why=why)
    assert state(replace(journey(), courses=(course,))).became == became.value


def test_whoever_died_in_treatment_died_whatever_the_service_wrote_and_a_completion_stays_one():
    died_on = date(2024, 2, 1)
    for ended_on, why in ((None, ""), (died_on, "85"), (died_on + DAY, "85"), (died_on + 9 * DAY, "89")):
        assert state(journey(ended_on, why, died_on=died_on))[1:3] == (2023, Became.DIED.value)
    assert state(journey(died_on - DAY, "85", died_on=died_on)).became == Became.LEFT.value
    assert state(journey(died_on, "80", died_on=died_on)).became == Became.COMPLETED.value
    assert state(journey(died_on=died_on), died_on - DAY).became == Became.GOES_ON.value


def test_an_end_is_known_once_its_20_days_are_over_and_one_before_the_start_is_wrong():
    ended_on = date(2024, 3, 1)
    assert state(journey(ended_on), ended_on + 19 * DAY) == (2023, 0, Became.GOES_ON.value, "")
    assert state(journey(ended_on), ended_on + 20 * DAY) == (2023, 2023, Became.COMPLETED.value, "pending")
    assert state(journey(BEGAN - DAY)) == (2023, 2023, Became.WRONG.value, "")


def test_a_course_that_is_carried_on_ends_with_the_last_of_them():
    first = Course(started_on=BEGAN, ended_on=date(2023, 12, 1), why="83")
    then = Course(started_on=date(2023, 12, 21), ended_on=date(2024, 2, 1), why="80")
    with_two = replace(journey(), courses=(first, then))
    assert state(with_two, date(2023, 12, 20)).became == Became.GOES_ON.value
    assert state(with_two, date(2023, 12, 21)).became == Became.GOES_ON.value
    assert state(with_two).became == Became.COMPLETED.value


def test_nothing_changes_on_a_day_that_a_journey_does_not_name():
    courses = (
        Course(started_on=BEGAN, ended_on=date(2023, 11, 1), why="84"),
        Course(started_on=date(2023, 11, 10), ended_on=date(2024, 1, 1), why="80"),
    )
    for unit in (
        replace(journey(again_on=date(2024, 4, 1), died_on=date(2024, 5, 1)), courses=courses),
        journey(died_on=date(2024, 1, 3)),
        journey(date(2024, 1, 1), "85", died_on=date(2024, 1, 3)),
    ):
        stretches = stretches_of(unit)
        for number in range(420):
            day = BEGAN + number * DAY
            (standing,) = [each.standing for each in stretches if each.from_on <= day < each.until_on]
            assert standing == unit.on(day), day


def counts(*units, year=THE_YEAR):
    return recovered_counts(alike(units, since_ever(year)), public_year(year.from_on))


def test_a_year_of_public_money_begins_in_april():
    assert [public_year(day) for day in (date(2024, 3, 31), date(2024, 4, 1))] == [2023, 2024]


def test_everybody_who_was_in_treatment_on_a_day_of_the_year_is_counted_once_by_the_latest_of_their_journeys():
    first_day, last_day = date(2023, 4, 1), date(2024, 3, 31)
    long_ago = date(2021, 1, 1)
    of = counts(
        journey(first_day, began=long_ago, person=1),
        journey(first_day - DAY, began=long_ago, person=2),  # over before the year began
        journey(began=long_ago, person=3),
        journey(began=last_day, person=4),
        journey(began=last_day + DAY, person=5),  # not begun yet
        journey(last_day, person=6),
        journey(last_day + DAY, person=7),
        journey(BEGAN - DAY, person=8),
        journey(date(2023, 5, 1), began=long_ago, again_on=date(2023, 8, 1), person=9),
        journey(date(2023, 12, 1), "85", began=date(2023, 8, 1), person=9, number=2),
        journey(date(2023, 5, 1), began=long_ago, again_on=date(2023, 8, 1), person=10),
        journey(date(2023, 12, 1), "81", began=date(2023, 8, 1), person=10, number=2),
    )
    assert of == RecoveredCounts(
        left_out=1,
        began=5,
        became={"completed": 3, "goes on": 3, "left": 1},
        again={"completed no": 2, "completed yes": 1, "other yes": 1},
    )
    assert (of.people, of.left, of.completions, of.again_of("yes")) == (7, 4, 4, 2)


def test_years_do_not_share_an_end_and_whoever_goes_on_is_in_the_next():
    units = [journey(date(2024, 4, 1), person=1), journey(date(2024, 3, 31), person=2)]
    next_year = period_of(of_months(date(2024, 4, 1), YEAR), date(2025, 9, 30))
    assert counts(*units).became == {"completed": 1, "goes on": 1}
    assert counts(*units, year=next_year).became == {"completed": 1}
