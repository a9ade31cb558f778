"""The Home Office's published figures stand beside the return as they were published, dated, and nothing is made of them."""

from dataclasses import replace
from datetime import date

import pytest

from pathways.reporting.rules.periods import QUARTER, YEAR, of_months, period_of
from pathways.reporting.rules.testing import WHOLE, DrugTestingReturn, figure_of
from pathways.reporting.rules.testing_published import (
    ALL_TESTS,
    BY_OFFENCE,
    FORCES,
    PUBLISHED,
    RATE,
    TESTS,
    faults_of,
    published_beside,
    quarters_of,
)
from tests.unit.reporting.test_testing_return import PLAIN, counts_of, positive


def beside(first, months=QUARTER, *, hidden=(), tests=()):
    period = period_of(of_months(first, months), date(2026, 12, 31))
    of = [replace(each, taken_on=first, known_on=first) for each in tests]
    hides = frozenset(figure_of(WHOLE, each) for each in hidden)
    return published_beside(DrugTestingReturn(period=period, counts=counts_of(of, period), hidden=hides))


def value(measure, first, months=QUARTER):
    days = of_months(first, months)
    return next(each.value for each in PUBLISHED if (each.measure, each.days) == (measure, days))


def test_the_table_adds_up_as_the_publication_does_and_its_rates_are_those_of_its_counts():
    """Copied by hand: a figure that was typed wrong breaks a sum or a rate."""
    for measure, first, months in (
        *((measure, date(2022, 3, 1), 25) for measure in ("tests", "positive")),
        *((measure, date(2023, 3, 1), 13) for measure in BY_OFFENCE),
    ):
        parts = [each.value for each in PUBLISHED if each.measure == measure and each.days.months != months]
        assert sum(parts) == value(measure, first, months), measure
    for each in PUBLISHED:
        if each.measure == RATE:
            share = (
                100 * value("positive", each.from_on, each.days.months) / value(TESTS, each.from_on, each.days.months)
            )
            assert each.value == round(share), each.days.words
    for days in quarters_of(BY_OFFENCE[0]):
        assert sum(value(kind, days.from_on) for kind in BY_OFFENCE) == value(TESTS, days.from_on)


def test_every_figure_has_its_source_its_day_and_how_far_it_was_checked():
    assert {each.published_on for each in PUBLISHED} == {date(2024, 8, 21)}
    assert all(each.source.endswith(f"table {each.table}") for each in PUBLISHED)
    assert not any(each.mark.is_verified for each in PUBLISHED), "read in copies, not where it was published"


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({}, "stands twice"),
        ({"measure": "guesses"}, "is not shown anywhere"),
        ({"to_on": date(2022, 4, 2)}, "are no whole months"),
        ({"published_on": date(2025, 5, 29), "measure": FORCES, "to_on": date(2022, 4, 30)}, "several publications"),
    ],
)
def test_a_table_that_says_two_things_is_refused(changed, fault):
    assert list(faults_of(PUBLISHED)) == []
    assert any(fault in each for each in faults_of((*PUBLISHED, replace(PUBLISHED[0], **changed))))


def test_the_newest_published_quarter_stands_beside_a_later_one_and_says_how_much_older_it_is():
    of = beside(date(2026, 7, 1), tests=[*(replace(PLAIN, person_id=each) for each in range(9)), positive(9)])
    all_tests, by_offence = of.tables
    assert list(all_tests.rows) == [
        ("Here, July to September 2026", "10", "1", "10.0%", "does not apply"),
        ("England and Wales, January to March 2024", "19,224", "10,688", "56%", "29"),
        ("England and Wales, March 2022 to March 2024", "117,825", "65,638", "56%", "not published"),
    ]
    assert list(by_offence.rows) == [
        ("Here, July to September 2026", "10", "0", "0"),
        ("England and Wales, January to March 2024", "15,970", "2,242", "1,012"),
        ("England and Wales, March 2023 to March 2024", "56,141", "8,273", "10,275"),
    ]
    assert of.sentences[1].startswith(
        "Here 10.0% of the tests were positive (95% interval 1.8 to 40.4). The published share of March 2022 to March 2024, "
        "56%, lies above that. It is of other days"
    )
    assert "published these figures on 21 August 2024" in of.sentences[0]
    assert of.sentences[0].endswith("January to March 2024, which ended 27 months before this period began.")


def test_what_is_hidden_of_the_county_is_hidden_beside_the_nation_too():
    (here, *_) = beside(date(2026, 7, 1), tests=[PLAIN], hidden=["positive"]).tables[0].rows
    assert here == ("Here, July to September 2026", "1", "*", "*", "does not apply")


@pytest.mark.parametrize(
    ("positives", "of", "lies"),
    [
        (37, 50, "lies below that."),  # from 60.4
        (35, 50, "lies within that, so"),  # from 56.2: 56% may be 56.4
        (28, 50, "lies within that, so"),
        (21, 50, "lies within that, so"),  # to 55.8: 56% may be 55.6
        (20, 50, "lies above that."),  # to 53.8
    ],
)
def test_where_the_published_share_lies_beside_the_interval_is_said_in_words(positives, of, lies):
    found = [positive(each) for each in range(positives)]
    tests = [*found, *(replace(PLAIN, person_id=each) for each in range(positives, of))]
    sentences = beside(date(2026, 7, 1), tests=tests).sentences
    assert f"March 2022 to March 2024, 56%, {lies}" in sentences[1]


@pytest.mark.parametrize(("tests", "hidden"), [(9, []), (50, ["positive"]), (50, ["tests"]), (0, [])])
def test_a_share_of_too_few_or_that_is_hidden_is_compared_with_nothing(tests, hidden):
    of = beside(date(2026, 7, 1), tests=[replace(PLAIN, person_id=each) for each in range(tests)], hidden=hidden)
    assert not any("lies " in each for each in of.sentences)


@pytest.mark.parametrize(
    ("first", "months", "rows", "words"),
    [
        (date(2024, 1, 1), QUARTER, 2, "of the same days as this report"),
        (date(2024, 4, 1), QUARTER, 2, "which ended the day before this period began"),
        (date(2023, 1, 1), YEAR, 5, "of the same days as this report"),
        (date(2024, 1, 1), YEAR, 2, "Of this period only January to March 2024 was published."),
        (date(2021, 1, 1), YEAR, 2, "later than this period: the first published quarter began on 1 April 2022."),
    ],
)
def test_the_quarters_of_the_same_days_stand_beside_a_period_where_they_were_published(first, months, rows, words):
    of = beside(first, months)
    assert len(of.tables[0].rows) == 1 + rows
    assert words in of.sentences[0]
    assert all(len(row) == len(table.head) for table in of.tables for row in table.rows)
    assert len(ALL_TESTS) + 1 == len(of.tables[0].head)
