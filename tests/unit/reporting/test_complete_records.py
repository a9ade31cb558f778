"""How complete the records are of those whose treatment began, of the same people as the measures of treatment."""

from datetime import date, timedelta

import pytest

from pathways.reporting.rules import treatment
from pathways.reporting.rules.completeness import RecordedCounts, RecordedUnit, recorded_counts
from pathways.reporting.rules.proportions import ClassTally, Period
from pathways.reporting.rules.standings import alike
from pathways.reporting.rules.treatment import TreatedCounts, TreatmentCounts
from pathways.reporting.rules.treatment_words import treatment_of
from pathways.small_numbers.beside import hidden_alone
from tests.unit.reporting.days_of_units import assert_nothing_changes_but_on_its_days

DAY = timedelta(days=1)
SENT, BEGAN = date(2025, 8, 20), date(2025, 9, 1)
PERIOD = Period(from_on=date(2025, 4, 1), to_on=date(2026, 3, 31), as_at=date(2026, 6, 30))


def unit(person=1, number=1, began=BEGAN, **facts):
    whose = {"person_id": person, "record_id": person, "number": number}
    return RecordedUnit(**whose, **{"referred_on": SENT, "began": began, "has_ethnicity": True} | facts)


def appointment(day, recorded=None):
    return BEGAN + day * DAY, None if recorded is None else BEGAN + recorded * DAY


@pytest.mark.parametrize(
    ("appointments", "outcomes"),
    [
        ([], "none"),
        ([appointment(3, 10)], "yes"),
        ([appointment(3, 11)], "no"),
        ([appointment(3)], "no"),
        ([appointment(3, 3), appointment(9, 20)], "no"),
        ([appointment(84, 91)], "yes"),
        ([appointment(85)], "none"),
        ([appointment(-13)], "none"),
        ([appointment(-12, -12)], "yes"),
    ],
)
def test_every_outcome_is_recorded_within_a_week_from_the_referral_to_day_84(appointments, outcomes):
    assert unit(appointments=tuple(appointments)).on(PERIOD.as_at).state.outcomes == outcomes


@pytest.mark.parametrize(("day", "counts"), [(-13, False), (-12, True), (84, True), (85, False)])
def test_what_is_used_is_recorded_at_an_assessment_from_the_referral_to_day_84(day, counts):
    assert unit(assessed_on=(BEGAN + day * DAY,)).on(PERIOD.as_at).state.substance is counts


def test_an_outcome_is_awaited_until_its_week_is_over_and_nothing_changes_on_another_day():
    of = unit(appointments=(appointment(0, 0), appointment(10, 30)), assessed_on=(BEGAN + 5 * DAY,))
    assert [of.on(BEGAN + day * DAY).state.outcomes for day in (6, 7, 16, 17)] == ["none", "yes", "yes", "no"]
    assert_nothing_changes_but_on_its_days(of, until=BEGAN + 90 * DAY)


def test_each_person_once_by_the_first_of_their_courses():
    units = [
        unit(1, has_ethnicity=False), unit(1, 2, BEGAN + 90 * DAY),
        unit(2, appointments=(appointment(1, 2),), assessed_on=(BEGAN,)),
        unit(3, appointments=(appointment(1),)), unit(4, began=PERIOD.to_on + DAY),
    ]  # fmt: skip
    assert recorded_counts(alike(units, PERIOD)) == RecordedCounts(
        people=3, ethnicity=2, substance=1, in_time=1, late=1
    )


def shown(of, missing=20):
    offered = ClassTally(yes=of.people - missing, missing=missing)
    counts = TreatmentCounts(treated=TreatedCounts(offered=offered, became={"yes no": of.people}), recorded=of)
    hidden = hidden_alone("treatment", treatment.published_of(counts)).hidden
    return treatment_of(counts, hidden, PERIOD).recorded


MANY = RecordedCounts(people=100, ethnicity=90, substance=70, in_time=30, late=10)


def test_each_share_is_of_everybody_and_that_of_outcomes_of_those_with_an_appointment():
    of = shown(MANY)
    assert [rate.cells[:4] for rate in of.rates] == [
        ("Ethnicity asked", "90", "100", "90.0%"),
        ("Substances recorded at an assessment", "70", "100", "70.0%"),
        ("Day of the first offer recorded", "80", "100", "80.0%"),
        ("Every appointment’s outcome recorded within 7 days", "30", "40", "75.0%"),
    ]
    assert of.sentence.startswith(
        "This is what is recorded for people whose treatment began. Ethnicity asked: 90 of 100, 90.0%"
    )
    assert of.cannot


def test_the_few_of_whom_something_is_missing_are_not_what_is_left():
    of = shown(RecordedCounts(people=100, ethnicity=97, substance=100, in_time=38, late=2), missing=3)
    assert [rate.cells[1:3] for rate in of.rates] == [("*", "100"), ("100", "100"), ("*", "100"), ("*", "40")]
    assert "too few" in shown(RecordedCounts(people=8), missing=0).sentence
    assert "Nobody’s structured treatment began" in shown(RecordedCounts(), missing=0).sentence
