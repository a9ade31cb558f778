"""Ages on the London date, and where the adult form stops."""

from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from pathways.dates import age_on, attains_on
from pathways.people.identity.rules import adult_form_bars, age_in_doubt, birth_date_reasons
from pathways.people.rules import AgeEvidence
from pathways.vocabulary import Mark

TODAY = date(2026, 11, 25)


@dataclass(frozen=True, kw_only=True)
class Details:
    date_of_birth: date = date(1991, 6, 9)
    age_evidence: AgeEvidence = AgeEvidence.DOCUMENTED
    clear_age_evidence: str | None = None


def test_an_age_is_attained_at_the_start_of_the_birthday():
    assert age_on(date(2008, 11, 26), TODAY) == 17
    assert age_on(date(2008, 11, 25), TODAY) == 18


def test_somebody_born_on_29_february_attains_an_age_on_1_march_of_a_common_year():
    born = date(2008, 2, 29)
    assert attains_on(born, 18) == date(2026, 3, 1)
    assert age_on(born, date(2026, 2, 28)) == 17
    assert age_on(born, date(2026, 3, 1)) == 18


def test_somebody_born_on_29_february_attains_an_age_on_that_day_in_a_leap_year():
    assert age_on(date(2008, 2, 29), date(2028, 2, 28)) == 19
    assert age_on(date(2008, 2, 29), date(2028, 2, 29)) == 20


@given(some.dates(date(1900, 1, 1), date(2026, 1, 1)), some.integers(0, 120))
def test_the_day_an_age_is_attained_is_the_first_day_of_that_age(born, years):
    day = attains_on(born, years)
    assert age_on(born, day) == years
    assert years == 0 or age_on(born, date.fromordinal(day.toordinal() - 1)) == years - 1


def test_the_adult_form_opens_for_somebody_of_18():
    assert adult_form_bars(Details(date_of_birth=date(2008, 11, 25)), TODAY) == ()


def test_the_adult_form_stops_the_day_before_the_18th_birthday_and_says_until_when():
    (bar,) = adult_form_bars(Details(date_of_birth=date(2008, 11, 26)), TODAY)
    assert bar.message.startswith("Under 18 until 26 November 2026: the adult form stops here")
    assert "PACE 1984 s.63B(3)" in bar.source
    assert bar.mark is Mark.VERIFIED


@pytest.mark.parametrize("evidence", [AgeEvidence.SELF_DECLARED, AgeEvidence.ESTIMATED])
def test_somebody_of_18_by_their_own_word_is_treated_as_under_18_without_clear_evidence(evidence):
    details = Details(date_of_birth=date(2008, 6, 1), age_evidence=evidence)
    assert age_in_doubt(details, TODAY)
    (bar,) = adult_form_bars(details, TODAY)
    assert bar.message.startswith("Age is not confirmed")
    assert bar.field == "clear_age_evidence"


def test_clear_evidence_written_down_settles_the_doubt():
    details = Details(
        date_of_birth=date(2008, 6, 1),
        age_evidence=AgeEvidence.SELF_DECLARED,
        clear_age_evidence="Driving licence in the property, seen by Sgt Hallam",
    )
    assert adult_form_bars(details, TODAY) == ()


def test_the_word_of_somebody_well_over_18_is_enough():
    assert adult_form_bars(Details(age_evidence=AgeEvidence.ESTIMATED), TODAY) == ()


def test_a_birth_date_in_the_future_is_refused():
    (reason,) = birth_date_reasons(date(2026, 11, 26), today=TODAY)
    assert reason.message == "Date of birth cannot be in the future. Check the year"
    assert reason.field == "date_of_birth"


def test_a_birth_date_over_120_years_ago_is_refused():
    assert birth_date_reasons(date(1905, 11, 25), today=TODAY)[0].message.startswith("Date of birth is more than 120")
    assert birth_date_reasons(date(1906, 11, 25), today=TODAY) == ()


def test_a_child_born_today_has_a_possible_birth_date():
    assert birth_date_reasons(TODAY, today=TODAY) == ()
