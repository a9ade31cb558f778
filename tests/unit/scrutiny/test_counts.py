"""Scores say something, a round closes whole, and what is published hides small numbers."""

from dataclasses import replace
from datetime import date

import pytest

from pathways.scrutiny.rules.rounds import (
    LinkWhy,
    RoundState,
    Score,
    Seat,
    age_band,
    finding_reasons,
    learning_reasons,
    link_reasons,
    may_close,
    opening_reasons,
    published,
    score_reasons,
    stands_aside,
)

SEAT = Seat(state=RoundState.RELEASED, took_part=False, declared=False, has_scored=False)
WORDS = "The reasons do not say why no charge was considered."
TODAY = date(2026, 11, 25)
PLAIN = {
    "from_on": date(2026, 7, 1), "to_on": date(2026, 9, 30), "members": (4, 5), "organiser_id": 3,
    "today": TODAY, "number_decided": 60,
}  # fmt: skip


def test_the_plain_score_is_taken_without_words():
    assert score_reasons(SEAT, Score.CONSISTENT, "") == ()
    assert [score.number for score in Score] == [1, 2, 3, 4]


@pytest.mark.parametrize("score", [score for score in Score if score is not Score.CONSISTENT])
def test_every_other_score_needs_its_words(score):
    assert score_reasons(SEAT, score, WORDS) == ()
    (reason,) = score_reasons(SEAT, score, " too short ")
    assert reason.field == "observations"


def test_a_case_is_scored_once_and_only_while_the_panel_has_it():
    assert "already" in score_reasons(replace(SEAT, has_scored=True), Score.CONSISTENT, "")[0].message
    for state in (RoundState.DRAWN, RoundState.CLOSED):
        assert score_reasons(replace(SEAT, state=state), Score.CONSISTENT, "")


def test_whoever_took_part_or_declared_a_link_stands_aside():
    assert not stands_aside(SEAT)
    assert stands_aside(replace(SEAT, took_part=True))
    assert stands_aside(replace(SEAT, declared=True))
    assert link_reasons(LinkWhy.KNOWS, "") == ()
    assert link_reasons(LinkWhy.OTHER, "short")[0].field == "note"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"from_on": date(2026, 10, 1)}, "to_on"),
        ({"to_on": date(2026, 11, 26)}, "to_on"),
        ({"from_on": date(2024, 1, 1)}, "from_on"),
        ({"members": (3, 4)}, "members"),
        ({"number_decided": 0}, "from_on"),
    ],
)
def test_a_round_is_opened_over_real_days_by_somebody_who_does_not_sit(change, field):
    assert opening_reasons(**PLAIN) == ()
    assert [reason.field for reason in opening_reasons(**(PLAIN | change))] == [field]


def test_an_action_is_due_today_or_later():
    assert learning_reasons(TODAY, TODAY) == ()
    assert learning_reasons(date(2026, 11, 24), TODAY)[0].field == "due_on"


def test_of_a_case_that_nobody_could_score_the_panel_cannot_decide():
    assert finding_reasons(Score.CONSISTENT, "", scored=1) == ()
    assert finding_reasons(Score.CONSISTENT, "", scored=0)[0].field == "finding"
    assert finding_reasons(Score.CANNOT_DECIDE, WORDS, scored=0) == ()
    assert finding_reasons(Score.CANNOT_DECIDE, "", scored=0)[0].field == "words"


def test_a_round_closes_when_something_was_found_on_every_case():
    assert may_close(cases=4, findings=4) == ()
    assert "1 of the 4 cases" in may_close(cases=4, findings=3)[0].message


def test_large_findings_and_noughts_are_published_as_they_are():
    line = published({Score.CONSISTENT: 31, Score.OBSERVATIONS: 9, Score.INAPPROPRIATE: 6})
    assert (line.cases, line.findings) == ("46", ("31", "9", "6", "0"))


def test_a_small_finding_is_hidden_and_does_not_follow_from_the_others():
    line = published({Score.CONSISTENT: 31, Score.OBSERVATIONS: 9, Score.INAPPROPRIATE: 2})
    assert line.findings == ("31", "*", "*", "0")
    assert line.cases == "42"
    two_small = published({Score.CONSISTENT: 31, Score.OBSERVATIONS: 1, Score.INAPPROPRIATE: 1})
    assert (two_small.cases, "1" in two_small.findings) == ("33", False)


def test_of_a_round_of_four_nothing_is_published():
    line = published({Score.CONSISTENT: 3, Score.CANNOT_DECIDE: 1})
    assert set(line.findings) - {"0"} == {"*"}
    assert line.cases == "*"


def test_an_age_is_told_as_a_band():
    assert [age_band(age) for age in (17, 18, 24, 25, 34, 35, 49, 50, 90)] == [
        "under 18", "18 to 24", "18 to 24", "25 to 34", "25 to 34", "35 to 49", "35 to 49", "50 or over", "50 or over",
    ]  # fmt: skip
