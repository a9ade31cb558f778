"""Every counted unit is in exactly one class, asked in one order."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.reporting.rules.proportions import ClassTally, CountedUnit, OutcomeClass, outcome_class

START = date(2026, 1, 5)
LATE = date(2026, 12, 31)


def class_of(as_at=LATE, horizon=84, **facts):
    return outcome_class(CountedUnit(started_on=START, **facts), as_at=as_at, horizon=horizon)


def tally(units, *, as_at, horizon):
    return ClassTally(**Counter(outcome_class(unit, as_at=as_at, horizon=horizon).value for unit in units))


def after(days):
    return START + timedelta(days=days)


def test_an_event_on_the_last_day_of_the_horizon_counts_and_one_day_later_does_not():
    assert class_of(event_on=after(84)) is OutcomeClass.YES
    assert class_of(event_on=after(85)) is OutcomeClass.NO


def test_a_start_exactly_the_horizon_before_the_as_at_date_is_mature_and_one_day_later_is_pending():
    assert class_of(as_at=after(84)) is OutcomeClass.NO
    assert class_of(as_at=after(83)) is OutcomeClass.PENDING


def test_an_immature_unit_is_pending_even_if_it_already_succeeded():
    assert class_of(as_at=after(83), event_on=after(3)) is OutcomeClass.PENDING


def test_recorded_in_error_comes_before_everything():
    assert class_of(left_out=True, as_at=after(1), event_on=after(1), died_on=after(1)) is OutcomeClass.LEFT_OUT


def test_an_event_before_the_start_is_a_data_error_and_is_left_out():
    assert class_of(event_on=after(-1)) is OutcomeClass.LEFT_OUT


def test_an_event_on_the_day_of_death_counts_and_a_death_first_is_left_out_of_the_rate():
    assert class_of(event_on=after(10), died_on=after(10)) is OutcomeClass.YES
    assert class_of(died_on=after(84)) is OutcomeClass.DIED
    assert class_of(died_on=after(85)) is OutcomeClass.NO


def test_closing_without_the_event_is_a_no_and_a_missing_outcome_stands_apart():
    assert class_of() is OutcomeClass.NO
    assert class_of(outcome_missing=True) is OutcomeClass.MISSING


def test_without_a_horizon_an_open_case_is_pending_and_an_engaged_or_dead_one_is_not():
    assert class_of(horizon=None, is_open=True) is OutcomeClass.PENDING
    assert class_of(horizon=None, is_open=True, event_on=after(300)) is OutcomeClass.YES
    assert class_of(horizon=None, is_open=True, died_on=after(300)) is OutcomeClass.DIED
    assert class_of(horizon=None) is OutcomeClass.NO


def test_an_event_after_the_as_at_date_is_not_seen():
    assert class_of(horizon=None, as_at=after(299), event_on=after(300)) is OutcomeClass.NO


def test_the_worked_example_of_fifty_referrals_is_fourteen_of_thirty_eight():
    as_at = after(84)
    units = (
        [CountedUnit(started_on=START, left_out=True)]
        + [CountedUnit(started_on=START + timedelta(days=1), event_on=after(2) if n < 3 else None) for n in range(9)]
        + [CountedUnit(started_on=START, event_on=after(7)) for _ in range(14)]
        + [CountedUnit(started_on=START, died_on=after(20)) for _ in range(2)]
        + [CountedUnit(started_on=START) for _ in range(24)]
    )
    counted = tally(units, as_at=as_at, horizon=84)
    assert (counted.cohort, counted.left_out, counted.pending, counted.died) == (50, 1, 9, 2)
    assert counted.share.words == "36.8% (23.4 to 52.7)"


def test_who_has_no_outcome_on_record_counts_in_the_rate_as_no():
    units = [CountedUnit(started_on=START, event_on=after(1))] * 3 + [
        CountedUnit(started_on=START, outcome_missing=True)
    ] * 2
    counted = tally(units, as_at=LATE, horizon=84)
    assert (counted.share.count, counted.share.of) == (3, 5)


days = st.none() | st.integers(-5, 400).map(after)


@given(
    st.lists(
        st.builds(
            CountedUnit,
            started_on=st.just(START),
            event_on=days,
            died_on=days,
            left_out=st.booleans(),
            is_open=st.booleans(),
            outcome_missing=st.booleans(),
        )
    ),
    st.integers(0, 400).map(after),
    st.sampled_from([None, 21, 84, 168]),
)
def test_the_classes_add_up_to_the_cohort(units, as_at, horizon):
    assert tally(units, as_at=as_at, horizon=horizon).cohort == len(units)


@pytest.mark.parametrize("member", OutcomeClass)
def test_every_class_has_words(member):
    assert member.label
