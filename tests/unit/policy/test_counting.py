"""What a question shows is counted once, and no number of it gives away a small one."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from pathways.law.rules.disposal_terms import Kind, Verdict
from pathways.policy.rules.counts import AnswerTally, Cut, age_band, result_of, tally_of
from pathways.policy.rules.what_if import AnswerAgain, Change, left_in_words

OFF = Change(Kind.O22, Verdict.AVAILABLE, Verdict.NOT_AVAILABLE, ("O22-05",))
ALSO = Change(Kind.CR, Verdict.NEEDS_AUTHORITY, Verdict.AVAILABLE, ("CR-07",))
SAME, CHANGED = AnswerAgain((), True, True), AnswerAgain((OFF,), True, False)
LINCOLN, BOSTON = ("Lincoln", "Cannabis", "25 to 34", "White"), ("Boston", "Heroin", "35 to 44", "Asian")


def tally(*counted):
    made = AnswerTally()
    for answer, labels, people in counted:
        made.add(answer, labels, people)
    return made


def test_each_number_is_that_of_the_decisions():
    result = result_of(tally((SAME, LINCOLN, 100), (CHANGED, LINCOLN, 40), (CHANGED, BOSTON, 20), (None, BOSTON, 7)))
    heads = ("decisions", "unanswered", "changed", "verdicts", "nothing_before", "nothing_after")
    assert [result[name] for name in heads] == [160, 7, 60, 60, 0, 60]
    assert result["pairs"] == [["Outcome 22: diversionary activity", "Available", "Not available", "O22-05", 60]]
    assert result["cuts"]["area"] == [["Boston", 20, 20, 20], ["Lincoln", 140, 40, 40]]
    assert set(result["cuts"]) == {cut.value for cut in Cut}


@pytest.mark.parametrize(("people", "shown"), [(0, 0), (3, None), (9, 9)])
def test_over_few_decisions_nothing_but_their_number_is_shown(people, shown):
    result = result_of(tally((CHANGED, LINCOLN, people)))
    assert result == {"too_few": True, "decisions": shown, "unanswered": 0}


def test_a_small_number_and_what_would_give_it_away_are_hidden():
    result = result_of(tally((SAME, LINCOLN, 100), (SAME, BOSTON, 50), (CHANGED, LINCOLN, 30), (CHANGED, BOSTON, 3)))
    assert result["changed"] == 33
    assert result["cuts"]["area"] == [["Boston", 53, None, None], ["Lincoln", 130, None, None]]


def test_where_all_but_a_few_change_that_is_hidden_too():
    result = result_of(tally((SAME, LINCOLN, 2), (CHANGED, LINCOLN, 98)))
    assert (result["changed"], result["nothing_after"], result["verdicts"]) == (None, None, None)
    assert result["pairs"][0][-1] is None


def test_two_numbers_whose_difference_is_a_few_people_are_not_both_shown():
    shut = AnswerAgain((), False, False)
    result = result_of(tally((SAME, LINCOLN, 100), (shut, LINCOLN, 40), (CHANGED, LINCOLN, 3)))
    assert (result["nothing_before"], result["nothing_after"]) == (None, 43)


def test_a_row_with_one_hidden_number_shows_none_of_its_changes():
    both = AnswerAgain((ALSO, OFF), True, True)
    result = result_of(
        tally((SAME, LINCOLN, 200), (both, LINCOLN, 40), (SAME, BOSTON, 90), (both, BOSTON, 2), (CHANGED, BOSTON, 30))
    )
    for row in result["cuts"]["area"]:
        assert set(row[2:]) <= {None, 0} or None not in row[2:]
    assert any(None in row for row in result["cuts"]["area"])


def test_a_tally_is_kept_between_two_looks_as_it_was():
    made = tally((SAME, LINCOLN, 4), (CHANGED, BOSTON, 2), (None, BOSTON, 1))
    assert tally_of(made.as_json()) == made


def test_no_table_at_random_shows_a_small_number_or_leaves_one_to_work_out():
    random = Random(9)
    for _ in range(25):
        answers = (SAME, CHANGED, AnswerAgain((ALSO, OFF), True, True), AnswerAgain((ALSO,), False, True))
        areas, drugs, ages, groups = ("A", "B", "C"), ("X", "Y"), ("18", "25", "35"), ("W", "M", "N")
        made = AnswerTally()
        for _ in range(40):
            labels = tuple(random.choice(each) for each in (areas, drugs, ages, groups))
            made.add(random.choice(answers), labels, random.choice((1, 2, 3, 8, 20)))
        result = result_of(made)
        numbers = [result[name] for name in ("changed", "verdicts", "nothing_before", "nothing_after")]
        numbers += [pair[-1] for pair in result["pairs"]]
        for rows in (result["cuts"] or {}).values():
            numbers += [number for row in rows for number in row[1:]]
            wholes = (result["decisions"], result["nothing_after"], *(pair[-1] for pair in result["pairs"] if pair[-1]))
            for place, whole in enumerate(wholes, start=1):
                shown = [row[place] for row in rows if row[place] is not None]
                if whole is not None and len(shown) == len(rows) - 1:
                    numbers.append(whole - sum(shown))
        assert not [number for number in numbers if number is not None and 0 < number < 5]


@pytest.mark.parametrize(("age", "band"), [(17, "Under 18"), (18, "18 to 24"), (55, "55 or over"), (None, "Not known")])
def test_an_age_stands_in_its_band(age, band):
    assert age_band(age) == band


@pytest.mark.parametrize(
    ("done", "seconds", "words"),
    [(0, 5, ""), (50, 20, "about 20 seconds left"), (10, 60, "about 9 minutes left"), (50, 0, "")],
)
def test_how_long_the_rest_takes_is_said_once_something_is_done(done, seconds, words):
    now = datetime(2026, 11, 25, 3, 12, tzinfo=UTC)
    assert left_in_words(done=done, total=100, began=now - timedelta(seconds=seconds), now=now) == words
