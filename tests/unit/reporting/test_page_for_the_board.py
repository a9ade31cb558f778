"""The page for the Board: numerator, denominator, interval, who may still, the signal in words, and the area in need."""

from datetime import UTC, date, datetime

import pytest

from pathways.reporting.documents.papers import board_paper
from pathways.reporting.rules.board import (
    EARLIER_AREAS,
    MAY_STILL_DIFFER,
    THE_AREAS,
    THE_QUARTER_BEFORE,
    Board,
    areas_in_words,
    digits_of,
    fingerprint_of,
    measures_of,
    rests_on_in_words,
    rows_of,
)
from pathways.reporting.rules.editions import Edition, Report
from pathways.reporting.rules.funnels import JourneyState
from pathways.reporting.rules.metrics import Cohort, OutcomeState
from pathways.reporting.rules.overview_counts import overview_counts
from pathways.reporting.rules.periods import QUARTER, YEAR, of_months
from pathways.reporting.rules.progress import areas_view
from pathways.reporting.rules.proportions import ClassTally
from pathways.reporting.rules.standings import PeopleAlike
from pathways.statistics.intervals import difference
from pathways.vocabulary import Area
from tests.papers import sheets_of

BEFORE = of_months(date(2026, 4, 1), QUARTER)
THE_YEAR = of_months(date(2025, 4, 1), YEAR)


def alike(*of_each):
    return [PeopleAlike((state,), people, people) for state, people in of_each if people]


def a_quarter(tested=200, positive=80, referred=100, accepted=90, seen=60, started=30, may_still=0):
    """So many at each stage; those who tested positive start treatment, may still, or will not."""
    at = (referred - accepted, accepted - seen, seen)
    first = OutcomeState("pending" if may_still else "yes", True, False, "")
    waits, not_started = OutcomeState("pending", False, True, ""), OutcomeState("no", False, False, "")
    engaged, not_engaged = (OutcomeState(code, code == "yes", False, "lincoln") for code in ("yes", "no"))
    return overview_counts(
        alike((JourneyState(depth=0), tested - positive), (JourneyState(depth=1), positive)),
        alike(*((JourneyState(depth=depth), people) for depth, people in enumerate(at))),
        positive=alike((first, started), (waits, may_still), (not_started, positive - started - may_still)),
        first_referred=alike((engaged, 40), (not_engaged, 60)),
    )


def rows(now, before=None, hidden=frozenset()):
    earlier = measures_of(before, frozenset()) if before else None
    return {name: cells for name, *cells in rows_of(measures_of(now, hidden), earlier, BEFORE)}


def test_each_measure_says_how_many_of_how_many_its_share_interval_and_who_may_still():
    lines = rows(a_quarter(), a_quarter())
    assert [(name, *cells[:5]) for name, cells in lines.items()] == [
        ("Tested positive, of those tested on arrest", "80", "200", "40.0%", "33.5 to 46.9", "0"),
        ("Accepted by a service, of those first referred", "90", "100", "90.0%", "82.6 to 94.5", "0"),
        ("Seen at a first appointment, of those accepted", "60", "90", "66.7%", "56.4 to 75.5", "0"),
        ("Started treatment, of those who tested positive", "30", "80", "37.5%", "27.7 to 48.5", "0"),
        ("Engaged within 12 weeks, of those first referred", "40", "100", "40.0%", "30.9 to 49.8", "0"),
    ]


def test_a_signal_is_words_and_only_what_chance_would_not_do_is_higher_or_lower():
    moved = {name: cells[-1] for name, cells in rows(a_quarter(positive=120), a_quarter(positive=80, seen=61)).items()}
    assert moved["Tested positive, of those tested on arrest"] == (
        "Higher than chance would do (40.0% of 200 in April to June 2026)"
    )
    assert moved["Seen at a first appointment, of those accepted"] == (
        "No more than chance would do (67.8% of 90 in April to June 2026)"
    )
    fewer = rows(a_quarter(positive=80), a_quarter(positive=120))["Tested positive, of those tested on arrest"]
    assert fewer[-1].startswith("Lower than chance would do (60.0%")


def test_while_somebody_may_still_a_share_is_not_yet_final_and_is_not_compared():
    started = rows(a_quarter(may_still=20), a_quarter())["Started treatment, of those who tested positive"]
    assert started == ["30", "80", "37.5%, not yet final", "27.7 to 48.5", "20", "Too early: some still had time"]


def test_what_is_hidden_takes_its_share_its_interval_and_the_comparison_with_it():
    name = "Tested positive, of those tested on arrest"
    assert rows(a_quarter(), a_quarter(), frozenset({"0 people 1"}))[name] == [
        "*", "200", "*", "*", "0", "Cannot be compared: a share is not shown"
    ]  # fmt: skip
    assert rows(a_quarter(), None)[name][-1] == "No figures of April to June 2026"
    started = rows(a_quarter(may_still=20), None, frozenset({"treatment_started may still"}))
    assert started["Started treatment, of those who tested positive"][4] == "*"


def of_areas(**counts):
    cohorts = {code: Cohort(tally=ClassTally(yes=yes, no=of - yes), so_far=yes) for code, (yes, of) in counts.items()}
    yes, of = (sum(each) for each in zip(*counts.values(), strict=True))
    everybody = Cohort(tally=ClassTally(yes=yes, no=of - yes), so_far=yes)
    return areas_view(cohorts, everybody, frozenset(), [Area(code, code.title()) for code in counts])


def of_a_year(**counts):
    return areas_in_words([(THE_YEAR, of_areas(**counts))])


def of_years(*counts):
    """The years up to `THE_YEAR`, each of so many."""
    starts = [date(THE_YEAR.from_on.year - back, 4, 1) for back in range(len(counts))]
    years = [(of_months(start, YEAR), of_areas(**each)) for start, each in zip(starts, reversed(counts), strict=True)]
    return areas_in_words(list(reversed(years)))


def test_an_area_that_is_lower_over_several_years_is_named_though_the_newest_year_alone_does_not_show_it():
    usual = {"lincoln": (120, 260), "boston": (28, 84), "grantham": (40, 90)}
    assert of_years(usual, usual, usual).endswith(
        "None of these is lower than all areas together by more than chance would do. The 3 years from April 2023 to "
        "March 2026, put together: lower by more than chance would do: Boston (33.3% of 252)."
    )
    same = {"lincoln": (120, 260), "boston": (39, 84)}
    assert of_years(same, same).endswith(
        "The 2 years from April 2024 to March 2026, put together: none is lower by more than chance would do. "
        "Two of them may still differ from each other: the overview compares them."
    )


def test_where_no_area_is_lower_than_all_together_it_is_said_that_two_may_still_lie_apart():
    # As the county of the demonstration: 32.2% of 149 and 45.4% of 269 lie apart by more than chance would do.
    lincoln, boston = (122, 269), (48, 149)
    assert difference(lincoln, boston).is_more_than_chance
    said = of_a_year(lincoln=lincoln, boston=boston, grantham=(28, 80), skegness=(29, 90))
    assert "None of these is lower" in said
    assert said.endswith(MAY_STILL_DIFFER)
    assert MAY_STILL_DIFFER not in of_a_year(lincoln=(48, 120), boston=(18, 90), skegness=(12, 70))
    assert MAY_STILL_DIFFER not in of_a_year(lincoln=(40, 100), boston=(3, 9))


def test_over_several_years_an_area_counts_that_could_be_compared_in_each_and_a_single_year_says_nothing_more():
    newest = {"lincoln": (120, 260), "boston": (28, 84), "grantham": (40, 90)}
    few = newest | {"boston": (3, 9)}
    assert "none is lower" in of_years(few, newest, newest)
    assert "put together" not in of_years(newest)


def test_the_area_in_need_is_named_with_its_share_and_with_whom_it_was_compared():
    assert of_a_year(lincoln=(48, 120), boston=(18, 90), skegness=(12, 70)) == (
        "Compared, April 2025 to March 2026: Lincoln, Boston, Skegness. Lower than all areas together by more than chance would "
        "do: Skegness "
        "(17.1% of 70)."
    )
    assert of_a_year(lincoln=(40, 100), boston=(39, 90), skegness=(3, 9)) == (
        "Compared, April 2025 to March 2026: Lincoln, Boston. Too few people, or "
        "not shown: Skegness. None of these is lower than all areas together by more than chance would do. "
        "Two of them may still differ from each other: the overview compares them."
    )
    of_nowhere = of_a_year(lincoln=(40, 100), boston=(39, 90), not_recorded=(3, 12))
    assert "Lincoln, Boston. Whoever has no area on record is not compared. None" in of_nowhere

    assert of_a_year(lincoln=(4, 9), boston=(3, 8)).startswith("No area has enough people")


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("8f3c 1a2b 90de 77a1", "8f3c1a2b90de77a1"),
        ("8F3C-1A2B-90DE-77A1", "8f3c1a2b90de77a1"),
        (" 8f3c1a2b90de ", "8f3c1a2b90de"),
        ("8f3c", None),
        ("8f3c 1a2b 90de 77ag", None),
        ("%" * 16, None),
        ("a" * 65, None),
        ("", None),
    ],
)
def test_a_fingerprint_is_read_however_it_is_written(typed, digits):
    assert digits_of(typed) == digits
    assert digits_of(fingerprint_of("8f3c1a2b90de77a1" + "0" * 48)) == "8f3c1a2b90de77a1"


def test_the_paper_is_one_page_where_every_share_moved_and_two_areas_need_help():
    names = (
        "Tested positive, of those tested on arrest", "Accepted by a service, of those first referred",
        "Seen at a first appointment, of those accepted", "Started treatment, of those who tested positive",
        "Engaged within 12 weeks, of those first referred",
    )  # fmt: skip
    moved = "Higher than chance would do (49.7% of 1,161 in October to December 2025)"
    cells = ("1,107", "1,197", "89.9%, not yet final", "not yet final", "112", moved)
    few = {"lincoln": (480, 1200), "grantham": (18, 90), "skegness": (12, 70)}
    board = Board(
        edition=Edition(Report.OVERVIEW, of_months(date(2026, 1, 1), QUARTER), date(2026, 3, 31)),
        rows=tuple((name, *cells) for name in names),
        areas=of_years(few, few, few | {"boston": (3, 9), "not_recorded": (3, 12)}),
        year=None,
        fingerprint=fingerprint_of("8954" * 16),
        made_at=datetime(2026, 4, 8, 19, tzinfo=UTC),
        rests_on=(
            rests_on_in_words(THE_QUARTER_BEFORE, Edition(Report.OVERVIEW, BEFORE, date(2026, 9, 30)), "9dd5" * 16),
            *(
                rests_on_in_words(what, Edition(Report.OVERVIEW, THE_YEAR, date(2026, 9, 30)), "bd25" * 16)
                for what in (THE_AREAS, EARLIER_AREAS, EARLIER_AREAS)
            ),
        ),
    )
    assert "Lower than all areas together by more than chance would do: " in board.areas
    (sheet,) = sheets_of(board_paper(board))
    assert (
        "The page also rests on the quarter before, April to June 2026, as known on 30 September 2026: 9dd5 9dd5"
        in sheet
    )
