"""Courses of treatment by three measures: offered within 21 days, 84 days or completed, left early and unplanned."""

from datetime import date, timedelta
from random import Random

import pytest

from pathways.reporting.rules.metrics import metric
from pathways.reporting.rules.periods import YEAR, of_months, period_of
from pathways.reporting.rules.proportions import ClassTally, Share
from pathways.reporting.rules.standings import alike, stretches_of
from pathways.reporting.rules.treatment import TOGETHER, TreatedCounts, TreatmentCounts, published_of, treated_counts
from pathways.reporting.rules.treatment_parts import RATES_HEAD, file_rows
from pathways.reporting.rules.treatment_units import (
    COMPLETED,
    EFFECTIVE,
    LEFT_EARLY,
    OFFERED,
    UNPLANNED,
    Course,
    TreatedUnit,
    journeys_of,
)
from pathways.reporting.rules.treatment_words import treatment_of
from pathways.small_numbers.beside import hidden_alone

START = date(2025, 9, 1)
THE_YEAR = period_of(of_months(date(2025, 4, 1), YEAR), date(2026, 6, 30))
LATER = date(2026, 6, 30)


def day(number):
    return START + timedelta(days=number)


def course(began=0, ended=None, why=""):
    return Course(started_on=day(began), ended_on=None if ended is None else day(ended), why=why)


def treated(*courses, offered=0, referred=0, died=None, person=1):
    return TreatedUnit(
        person_id=person, record_id=person, number=person, referred_on=day(referred), courses=courses or (course(),),
        offered_on=None if offered is None else day(offered), died_on=None if died is None else day(died),
    )  # fmt: skip


def stands(*courses, as_at=LATER, **facts):
    return treated(*courses, **facts).on(as_at).state


# Waiting: the day of the first offer (treatment reference 3.3).


@pytest.mark.parametrize(
    ("waited", "outcome"), [(0, "yes"), (21, "yes"), (22, "no"), (-1, "left_out"), (None, "missing")]
)
def test_an_offer_on_day_21_is_in_time_and_one_on_day_22_is_not(waited, outcome):
    assert stands(offered=waited).offered == outcome
    assert metric(OFFERED, START).horizon_days == 21


def test_somebody_whose_treatment_has_begun_waits_for_nothing_and_a_later_offer_is_not_seen():
    assert stands(offered=30, as_at=day(20)).offered == "missing"
    assert stands(offered=3, as_at=day(20)).offered == "yes"


# In treatment on day 84, or completed (treatment reference 3.4), or left early (3.5).


@pytest.mark.parametrize(
    ("ended", "why", "effective", "left_early"),
    [
        (83, "85", "no", "yes"),
        (84, "85", "yes", "no"),
        (None, "", "yes", "no"),
        (10, "80", "yes", "no"),
        (10, "81", "yes", "no"),
        (10, "82", "yes", "no"),
        (10, "86", "no", "yes"),
        (10, "88", "no", "yes"),
        (10, "83", "no", "no"),
        (10, "84", "no", "no"),
        (10, "87", "no", "no"),
        (-1, "85", "left_out", "left_out"),
        (200, "80", "yes", "no"),
    ],
)
def test_who_drops_out_on_day_83_fails_and_on_day_84_passes(ended, why, effective, left_early):
    state = stands(course(0, ended, why))
    assert (state.effective, state.left_early) == (effective, left_early)


def test_until_84_days_are_over_everybody_is_pending_even_who_has_completed_or_left():
    for each in (course(), course(0, 10, "80"), course(0, 10, "85")):
        assert stands(each, as_at=day(83))[1:] == ("pending", "pending")
    assert stands(as_at=day(84))[1:] == ("yes", "no")


@pytest.mark.parametrize(
    ("ended", "why", "died", "effective", "left_early"),
    [
        (None, "", 83, "died", "died"),
        (None, "", 84, "yes", "no"),
        (120, "", 50, "died", "died"),
        (10, "80", 50, "yes", "died"),
        (10, "85", 50, "died", "yes"),
        (10, "84", 50, "died", "died"),
        (10, "85", 10, "died", "yes"),
        (90, "85", 200, "yes", "no"),
    ],
)
def test_who_died_before_day_84_is_left_out_of_both_but_for_what_had_happened(ended, why, died, effective, left_early):
    """A death is recorded later: the case that it closes did not go on until then."""
    state = stands(course(0, ended, why), died=died)
    assert (state.effective, state.left_early) == (effective, left_early)


def test_courses_less_than_21_days_apart_are_one_also_a_transfer_that_was_picked_up():
    first = course(0, 30, "83")
    assert journeys_of([first, course(50)]) == [(first, course(50))]
    assert journeys_of([first, course(51)]) == [(first,), (course(51),)]
    assert journeys_of([course(20, 25), first]) == [(first, course(20, 25))]
    assert journeys_of([course(0), course(400)]) == [(course(0), course(400))]
    assert journeys_of([course(0, 100), course(5, 10), course(110)]) == [(course(0, 100), course(5, 10), course(110))]
    assert stands(first, course(50)).effective == "yes"
    assert stands(first).effective == "no"
    assert stands(course(0, 70, "85"), course(85, 100, "85"))[1:] == ("yes", "no")


def test_what_follows_is_not_known_before_its_day():
    unit = treated(course(0, 70, "85"), course(85))
    assert unit.on(day(84)).state[1:] == ("no", "yes")
    assert unit.on(day(85)).state[1:] == ("yes", "no")


@pytest.mark.parametrize("seed", range(40))
def test_whatever_happens_everybody_stands_in_one_of_the_six_ways_or_is_pending_or_left_out(seed):
    dice = Random(seed)
    for _ in range(30):
        courses, at = [], 0
        for _ in range(dice.randrange(1, 4)):
            ended = dice.choice((None, at + dice.randrange(120)))
            courses.append(course(at, ended, dice.choice((*COMPLETED, *UNPLANNED, "83", "84", "87", ""))))
            at += dice.randrange(1, 90)
        unit = treated(*courses, died=dice.choice((None, dice.randrange(200))))
        for number in (0, 40, 83, 84, 85, 120, 300):
            both = unit.on(day(number)).state[1:]
            assert both in (*TOGETHER, ("pending", "pending"), ("left_out", "left_out"))
            kept = next(each for each in stretches_of(unit) if each.from_on <= day(number) < each.until_on)
            assert kept.standing == unit.on(day(number))


# Counted, and as it is shown.


def counted(*units):
    return treated_counts(alike(units, THE_YEAR))


def test_the_published_figures_of_2008_give_the_published_shares():
    """Of 210,815 in treatment 194,572 for twelve weeks or completed; opiates or crack 165,873 of 176,551."""
    assert [Share(*each).percent for each in ((194_572, 210_815), (165_873, 176_551))] == ["92.3%", "94.0%"]


def test_everybody_counts_once_by_the_first_journey_of_the_year_and_the_classes_add_up():
    units = [
        treated(person=1), treated(course(0, 83, "85"), person=2, offered=22), treated(course(40), person=2),
        treated(course(0, 5, "80"), person=3, offered=None), treated(died=20, person=4),
    ]  # fmt: skip
    of = counted(*units)
    assert of.offered == ClassTally(yes=2, no=1, missing=1)
    assert of.effective == ClassTally(yes=2, no=1, died=1)
    assert of.left_early == ClassTally(yes=1, no=2, died=1)
    assert {tally.cohort for tally in of.tallies.values()} == {of.people} == {4}


MANY = TreatedCounts(
    offered=ClassTally(yes=80, no=21, missing=7),
    became={"yes no": 60, "no yes": 20, "no no": 14, "died died": 6, "pending pending": 8},
)


def shown(of):
    counts = TreatmentCounts(treated=of)
    return treatment_of(counts, hidden_alone("treatment", published_of(counts)).hidden, THE_YEAR).treated


def test_each_measure_is_said_with_its_definition_and_what_may_not_be_concluded():
    offered, effective, left_early = shown(MANY)
    assert offered.sentence.startswith(
        "Offered an appointment within 21 days (3 weeks): 80 of 101 whose treatment began and of whom an offer is "
        "recorded, 79.2% (95% interval 70.3 to 86.0)."
    )
    assert offered.sentence.endswith(
        "With the 7 of whom it is not recorded it is between 80 and 87 of 108 (74.1% to 80.6%)."
    )
    assert effective.sentence == (
        "In treatment for 84 days (12 weeks), or completed: 60 of 94 whose treatment began, 63.8% (95% interval 53.8 to "
        "72.8). 8 are pending: their 84 days are not over."
    )
    assert left_early.sentence.startswith(
        "Left before day 84 and unplanned: 20 of 94 whose treatment began, 21.3% (95% interval 14.2 to 30.6)."
    )
    assert [section.metrics[0][0].code for section in (offered, effective, left_early)] == [
        OFFERED,
        EFFECTIVE,
        LEFT_EARLY,
    ]
    for section in (offered, effective, left_early):
        assert section.cannot
        assert len(section.rates[0].cells) == len(RATES_HEAD)
        assert {row.label for row in section.classes} >= {"Everybody whose treatment began"}


def test_what_is_few_is_hidden_in_the_sentence_the_table_and_the_file():
    few = TreatedCounts(
        offered=ClassTally(yes=3, no=30, missing=2), became={"yes no": 32, "no yes": 3}
    )  # fmt: skip
    offered, _, left_early = shown(few)
    assert offered.sentence == "Offered an appointment within 21 days (3 weeks): not shown."
    assert left_early.rates[0].cells[1] == left_early.rates[0].cells[3] == "*"
    assert "between" not in offered.sentence
    counts = TreatmentCounts(treated=few)
    report = treatment_of(counts, hidden_alone("treatment", published_of(counts)).hidden, THE_YEAR)
    (line,) = [each for each in file_rows(report) if each[2] == "Left early and unplanned"]
    assert line[5:8] == ("*", "*", "*")


def test_of_nobody_and_of_too_few_there_is_one_sentence():
    for of, words in (
        (TreatedCounts(), "Nobody’s structured treatment began, April 2025 to March 2026."),
        (TreatedCounts(offered=ClassTally(yes=9), became={"yes no": 9}), "How many people began structured treatment"),
    ):
        assert all(section.sentence.startswith(words) and not section.is_shown for section in shown(of))
