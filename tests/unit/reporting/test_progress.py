"""What a Board reads first: by now and still to come, areas that differ by more than chance, and nobody given away."""

import re
from collections import Counter
from datetime import date
from random import Random

import pytest

from pathways.reporting.charts import areas as charts
from pathways.reporting.rules.funnels import JourneyState
from pathways.reporting.rules.metrics import Cohort, OutcomeState
from pathways.reporting.rules.overview import areas_note
from pathways.reporting.rules.overview_counts import overview_counts, published_of
from pathways.reporting.rules.periods import YEAR, of_months
from pathways.reporting.rules.progress import (
    ALL,
    IN_SEVERAL_YEARS,
    TWO_QUESTIONS,
    Asked,
    areas_view,
    compared_in_words,
    sentence,
    years_in_words,
)
from pathways.reporting.rules.proportions import ClassTally, Period
from pathways.reporting.rules.standings import PeopleAlike
from pathways.small_numbers.beside import hidden_alone
from pathways.statistics.comparison import Signal
from pathways.vocabulary import Area
from tests.charts import unreadable
from tests.rounds import rounds
from tests.unit.reporting.alone import overview_alone
from tests.unit.small_numbers.attacker import worked_out

QUARTER = Period(from_on=date(2026, 7, 1), to_on=date(2026, 9, 30), as_at=date(2026, 11, 30))
TESTED = Asked(
    who="tested positive",
    have="had started treatment",
    had="started treatment",
    within="{horizon} days",
)
PLACES = tuple(Area(name.lower(), name) for name in ("Lincoln", "Boston", "Skegness", "Grantham"))


def said(cohort, hidden=()):
    return sentence(cohort, "it", frozenset(hidden), TESTED, 168, QUARTER.as_at)


def test_the_sentence_of_the_commission_is_said_as_it_stands_there():
    cohort = Cohort(tally=ClassTally(pending=90, yes=31, no=93), so_far=61, may_still=40)
    assert said(cohort) == (
        "Of 214 people who tested positive, 61 had started treatment by 30 November 2026: 28.5% "
        "(95% interval 22.9 to 34.9). 40 more still had some of their 168 days."
    )


def test_once_all_time_is_over_the_share_leaves_out_who_died_and_says_so():
    final = Cohort(tally=ClassTally(yes=14, no=24, died=8), so_far=14)
    assert said(final) == (
        "Of 46 people who tested positive, 14 started treatment within 168 days; 8 died first and are left out of the "
        "share: 36.8% (95% interval 23.4 to 52.7)."
    )
    assert said(final, {"it died"}).endswith("Some died first, so no share is shown.")
    assert said(Cohort(tally=ClassTally(yes=14, no=24), so_far=14)).endswith(
        "within 168 days: 36.8% (95% interval 23.4 to 52.7)."
    )


def test_what_is_hidden_is_said_in_words_and_of_nobody_nothing_is_said():
    few = Cohort(tally=ClassTally(pending=20), so_far=3, may_still=17)
    assert said(few, {"it so far"}) == (
        "Of 20 people who tested positive, how many had started treatment within 168 days is not shown: it would tell "
        "of a few people, here or in other figures."
    )
    assert "How many people tested positive is not shown" in said(few, {"it people"})
    assert said(Cohort(tally=ClassTally(pending=20), so_far=9, may_still=3), {"it may still"}).endswith(
        "How many more still had some of their 168 days is not shown."
    )
    assert said(Cohort()) == ""


def of_areas(hidden=(), **counts):
    cohorts = {
        code: Cohort(tally=ClassTally(yes=yes, no=of - yes, pending=3), so_far=yes)
        for code, (yes, of) in counts.items()
    }
    total = [sum(each) for each in zip(*counts.values(), strict=True)]
    tally = ClassTally(yes=total[0], no=total[1] - total[0], pending=3 * len(counts))
    return areas_view(cohorts, Cohort(tally=tally, so_far=total[0]), frozenset(hidden), PLACES)


def test_the_areas_of_the_reference_stand_by_size_and_only_lincoln_and_skegness_differ():
    view = of_areas(lincoln=(48, 120), boston=(18, 90), skegness=(12, 70), grantham=(25, 74))
    assert [row.name for row in view.rows] == ["Lincoln", "Boston", "Grantham", "Skegness"]
    assert {row.name: row.signal for row in view.rows} == {
        "Lincoln": Signal.ABOVE, "Boston": Signal.NONE, "Grantham": Signal.NONE, "Skegness": Signal.BELOW,
    }  # fmt: skip
    assert view.everybody.cells[:4] == ("366", "354", "103", "29.1%")
    assert view.largest == ("lincoln", "boston")


def test_whoever_has_no_area_on_record_is_compared_with_none_and_stands_last():
    view = of_areas(not_recorded=(30, 200), lincoln=(48, 120), boston=(18, 90))
    assert [row.code for row in view.rows] == ["lincoln", "boston", "not_recorded"]
    assert view.largest == ("lincoln", "boston")
    assert [row.code for row in view.plotted] == ["lincoln", "boston"]
    assert (view.rows[-1].signal, view.rows[-1].cells[-1]) == (None, "no area: not compared")
    assert "cannot be compared" in compared_in_words(view, "not_recorded", "lincoln")


def test_whether_boston_does_worse_than_lincoln_is_answered_in_words_and_points():
    view = of_areas(lincoln=(48, 120), boston=(18, 90), skegness=(22, 70))
    assert compared_in_words(view, "boston", "lincoln") == (
        "Boston’s share is lower than Lincoln’s, by 7 to 31 points: more than chance would do (20.0% of 90 against "
        f"40.0% of 120). {TWO_QUESTIONS}"
    )
    assert "Lincoln’s share is higher than Boston’s, by 7 to 31 points" in compared_in_words(view, "lincoln", "boston")
    assert compared_in_words(view, "skegness", "boston") == (
        "Skegness’s share differs from Boston’s by no more than chance would do (31.4% of 70 against 20.0% of 90). It "
        f"may be anything from 2 points lower to 25 points higher. {TWO_QUESTIONS}"
    )


def test_years_put_together_add_up_what_the_page_of_each_shows():
    """As a reader did by hand: in no year more than chance would do, over both it is."""
    newest = of_areas(lincoln=(40, 100), boston=(19, 70), skegness=(22, 70))
    before = of_areas(lincoln=(38, 90), boston=(18, 66), skegness=(2, 9))
    april = [of_months(date(year, 4, 1), YEAR) for year in (2023, 2024, 2025)]
    years = ((april[1], before), (april[2], newest))
    assert "no more than chance would do" in compared_in_words(newest, "boston", "lincoln")
    assert years_in_words(years, "boston", "lincoln") == (
        "The 2 years from April 2024 to March 2026, put together: Boston’s share is lower than Lincoln’s, by 3 to 24 "
        f"points: more than chance would do (27.2% of 136 against 41.1% of 190). {IN_SEVERAL_YEARS}"
    )
    assert years_in_words(years[1:], "boston", "lincoln") == "", "one year is not put together with itself"
    assert years_in_words(years, "skegness", "lincoln") == "", "of the year before it is not compared"
    for code, beside in (("boston", "boston"), ("boston", "atlantis"), ("", ""), ("not_recorded", "lincoln")):
        assert years_in_words(years, code, beside) == ""
    hidden = of_areas(("engaged of boston", "people of boston"), lincoln=(48, 120), boston=(18, 90))
    assert years_in_words(((april[1], hidden), (april[2], newest)), "boston", "lincoln") == "", "a star adds up to none"
    with_a_gap = years_in_words(((april[0], before), (april[1], hidden), (april[2], newest)), "boston", "lincoln")
    assert with_a_gap.startswith("April 2023 to March 2024 and April 2025 to March 2026, put together: ")


def test_areas_with_too_few_or_hidden_figures_are_not_compared():
    view = of_areas(("engaged of boston", "people of boston"), lincoln=(48, 120), boston=(18, 90), skegness=(2, 9))
    assert [row.name for row in view.rows] == ["Lincoln", "Skegness", "Boston"], (
        "an order by a hidden size would tell it"
    )
    assert [row.signal for row in view.rows][1:] == [None, None]
    assert view.rows[1].cells[-1] == "fewer than 10: not compared"
    assert compared_in_words(view, "boston", "lincoln").endswith(
        "the figures of Boston are not shown, or rest on fewer than 10 people."
    )
    assert "not the same" in compared_in_words(view, "lincoln", "lincoln")
    assert "nothing to compare" in compared_in_words(view, "lincoln", "atlantis")
    assert compared_in_words(view, "", "") == ""
    assert of_areas((f"people of {ALL}",), lincoln=(48, 120), boston=(18, 90)).is_empty


@pytest.mark.parametrize("width", [320, 640, 1200])
def test_the_chart_of_areas_can_be_read_and_says_first_what_differs(width):
    view = of_areas(lincoln=(48, 120), boston=(18, 90), skegness=(12, 70), grantham=(25, 74))
    chart = charts.of_areas(view, title="Engaged", note="", width=width)
    assert unreadable(chart.drawing) == []
    assert chart.drawing.width == width
    assert chart.alt.startswith("Lincoln higher: chance alone would do so at most 1 time in 40; Skegness lower")
    assert len(chart.alt) < 300
    assert all(len(row) == len(chart.head) for row in chart.rows)
    nobody = charts.of_areas(of_areas(lincoln=(0, 20), boston=(0, 18)), title="Engaged", note="", width=width)
    assert nobody.drawing is not None, "where nobody engaged yet"
    none = charts.of_areas(of_areas(lincoln=(3, 8), boston=(1, 7)), title="Engaged", note="", width=width)
    assert none.drawing is None
    assert none.instead.startswith("No chart is drawn")


def a_page(chance):
    """A made-up county: people tested positive or not, and referrals by area, some of both the same people."""
    tested, positive = Counter(), Counter()
    for depth in range(7):
        tested[JourneyState(depth=depth, may_go_on=chance.random() < 0.3)] += chance.choice((0, 2, 4, 9, 30))
    for outcome in (("yes", True, False), ("pending", True, False), ("pending", False, True), ("no", False, False)):
        positive[OutcomeState(*outcome, "")] = 0
    everybody = sum(number for state, number in tested.items() if state.depth)
    for _ in range(everybody):
        positive[chance.choice(list(positive))] += 1
    referred, areas = Counter(), Counter()
    for area in ("lincoln", "boston", "skegness"):
        for outcome in (("yes", True, False), ("pending", False, True), ("no", False, False), ("died", False, False)):
            number = chance.choice((0, 0, 1, 3, 6, 14, 40))
            areas[OutcomeState(*outcome, area)] += number
            referred[JourneyState(depth=3 if outcome[0] == "yes" else 1, may_go_on=outcome[0] == "pending")] += number
    return tuple(
        [PeopleAlike((state,), n, n) for state, n in each.items() if n] for each in (tested, referred, positive, areas)
    )


@pytest.mark.rounds
@pytest.mark.parametrize("seed", range(rounds(4, 12)))
def test_nobody_works_out_a_small_number_from_the_sentences_the_funnels_and_the_areas_together(seed):
    tested, referred, positive, areas = a_page(Random(f"page {seed}"))
    counts = overview_counts(tested, referred, positive=positive, first_referred=areas)
    table = hidden_alone("overview", published_of(counts))
    assert worked_out(table.published, table.hidden) == {}
    seen = overview_alone(counts, QUARTER, PLACES)
    shown = [cell for row in (*seen.areas.rows, seen.areas.everybody) for cell in row.cells]
    assert not {"1", "2", "3", "4"} & set(shown)
    assert ALL not in areas_note(seen)


@pytest.mark.rounds
@pytest.mark.parametrize("seed", range(rounds(10, 40)))
def test_pen_and_paper_take_no_few_people_from_the_sentence_and_the_stages_that_count_the_same(seed):
    """As a reader did: who tested positive stands in the sentence and in the table, so each shown stage is taken off."""
    tested, referred, positive, areas = a_page(Random(f"pen {seed}"))
    counts = overview_counts(tested, referred, positive=positive, first_referred=areas)
    seen = overview_alone(counts, QUARTER, PLACES)
    for each in seen.headlines:
        assert (each.share == "*") is ("95% interval" not in each.sentence)
        assert each.share == "*" or f": {each.share} (95% interval" in each.sentence, "the share that the sentence says"
    for words, view, same in zip(seen.sentences, seen.funnels, ("Positive", "Referred"), strict=True):
        numbers = [
            int(number.replace(",", "")) for number in re.findall(r"(?<![0-9.])[0-9,]+(?= people| had| more)", words)
        ]
        rows = {row.stage.label: row for row in view.rows}
        if not words.startswith("Of "):
            continue
        assert rows[same].people == f"{numbers[0]:,}", "one figure, shown in one place and starred in another"
        stages = [row.count for name, row in rows.items() if row.count is not None and name != "Tested"]
        assert not [each for each in stages if 0 < numbers[0] - each < 5]
        for number in numbers[1:2] if " had " in words and "is not shown: it" not in words else ():
            near = [rows[name].count for name in ("Seen", "Engaged") if view is seen.funnels[0] or name == "Engaged"]
            assert not [each for each in near if each is not None and 0 < abs(each - number) < 5]


def at_depths(of_depth, may_go_on=()):
    """People tested on arrest, so many at each depth; those of `may_go_on` may pass the next stage."""
    return [
        PeopleAlike((JourneyState(depth=depth, may_go_on=depth in may_go_on),), people, people)
        for depth, people in of_depth.items()
    ]


def with_outcomes(of_outcome):
    return [PeopleAlike((OutcomeState(*outcome),), people, people) for outcome, people in of_outcome.items()]


SO_FAR, MAY_STILL, NO = ("pending", True, False, ""), ("pending", False, True, ""), ("no", False, False, "")


def test_one_figure_is_shown_wherever_it_stands_or_nowhere():
    """As a reader found it: how many tested positive stood in the sentence, and as a star in the table."""
    for of_depth, so_far in (({0: 12, 1: 3, 2: 1, 4: 4, 5: 4, 6: 4}, 4), ({0: 22, 3: 4, 5: 6, 6: 9}, 9)):
        people = sum(number for depth, number in of_depth.items() if depth)
        outcomes = with_outcomes({SO_FAR: so_far, MAY_STILL: people - so_far})
        seen = overview_alone(overview_counts(at_depths(of_depth), (), positive=outcomes), QUARTER)
        rows = {row.stage.label: row.people for row in seen.funnels[0].rows}
        assert (rows["Positive"] == str(people)) is seen.sentences[0].startswith(f"Of {people} people")


def test_who_may_still_does_not_tell_how_few_wait_at_no_stage():
    """Ten may still start and six wait at a stage: four wait at none."""
    positive = with_outcomes({SO_FAR: 9, MAY_STILL: 10})
    counts = overview_counts(at_depths({0: 22, 1: 6, 2: 13}, may_go_on={1}), (), positive=positive)
    seen = overview_alone(counts, QUARTER)
    waiting = {row.stage.label: row.pending for row in seen.funnels[0].rows}
    assert "10 more still" not in seen.sentences[0] or waiting["Assessment required"] == "*"


def test_how_many_so_far_does_not_tell_how_few_did_before_their_time_was_over():
    """Twenty-three engaged so far, twenty of them of those whose time is over: three are left."""
    people = {
        ("yes", True, False): 20,
        ("pending", True, False): 3,
        ("pending", False, True): 20,
        ("no", False, False): 20,
    }
    areas = with_outcomes({(*outcome, "lincoln"): number for outcome, number in people.items()})
    referred = [PeopleAlike((JourneyState(depth=0),), 63, 63)]
    seen = overview_alone(overview_counts((), referred, first_referred=areas), QUARTER, PLACES)
    assert seen.areas.everybody.cells[0] == "63"
    assert not (seen.areas.everybody.cells[2] == "20" and "23 had engaged" in seen.sentences[0])
