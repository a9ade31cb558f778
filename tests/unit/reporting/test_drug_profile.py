"""Who tested positive for what, and who said that they use what: each person once, by area."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from pathways.arrest_tests.testing.rules.results import LabStep
from pathways.documents.chart import written
from pathways.reporting.charts.profile import of_part
from pathways.reporting.rules import profile
from pathways.reporting.rules.arc_units import AssessedUnit
from pathways.reporting.rules.editions import Edition, Report, due_at, links_among, read_beside
from pathways.reporting.rules.kept_figures import read_counts
from pathways.reporting.rules.kept_figures import written as as_row
from pathways.reporting.rules.periods import YEAR, of_months, period_of
from pathways.reporting.rules.profile import (
    DECLARED,
    FOUND,
    TESTED,
    AreaCounts,
    DeclaredCounts,
    DeclaredUnit,
    FoundCounts,
    FoundUnit,
    declared_counts,
    figure_of,
    found_counts,
    people_of,
    published_of,
)
from pathways.reporting.rules.profile_words import (
    ProfileView,
    contents_of_profile,
    declared_part,
    file_rows_of,
    found_part,
    tables_of,
    year_declared,
)
from pathways.reporting.rules.progress import ALL
from pathways.reporting.rules.standings import alike
from pathways.reporting.rules.testing_units import ArrestTest
from pathways.small_numbers.beside import Near, Whole, hidden_alone
from pathways.small_numbers.published import HIDDEN
from pathways.vocabulary import Area, Substance
from tests.charts import unreadable

THE_YEAR, DECLARED_IN = of_months(date(2025, 4, 1), YEAR), of_months(date(2025, 1, 1), YEAR)
AS_AT, DECLARED_BY = date(2026, 9, 30), date(2026, 6, 30)
DAY = date(2025, 5, 5)
AREAS = tuple(Area(each, each.title()) for each in ("lincoln", "boston", "skegness", "grantham"))
REST = "elsewhere_or_not_recorded"


def a_test(person, *shows, area="boston", on=DAY, **facts):
    test = ArrestTest(
        person_id=person, record_id=person, number=facts.pop("number", person), force=1, taken_on=on, known_on=on,
        is_positive=bool(shows), shows=frozenset(shows), **facts,
    )  # fmt: skip
    return FoundUnit(counted=test, area=area)


def an_assessment(person, *substances, area="boston", on=DAY, number=0):
    assessment = AssessedUnit(
        person_id=person, record_id=person, number=number or person, assessed_on=on,
        uses_substances=bool(substances), substances=frozenset(substances),
    )  # fmt: skip
    return DeclaredUnit(counted=assessment, area=area)


def those_tested(*tests):
    return found_counts(alike(tests, period_of(THE_YEAR, AS_AT)))


def those_assessed(*assessments):
    return declared_counts(alike(assessments, period_of(DECLARED_IN, DECLARED_BY)))


# Who is counted.


def test_whoever_tested_positive_counts_once_by_the_last_of_their_positive_tests_and_where_they_lived_then():
    later = DAY + timedelta(days=30)
    counts = those_tested(
        a_test(1, "cocaine", area="lincoln", number=1),
        a_test(1, "opiates", "cocaine", area="boston", on=later, number=2),
        a_test(1, on=later + timedelta(days=1), area="skegness", number=3),
        a_test(2, area="lincoln"),
    )
    assert counts.tested == 2
    assert counts.areas == {area: AreaCounts(people=1, of={"both": 1}) for area in (ALL, "boston")}
    assert (counts.positive.count, counts.positive.of) == (1, 2)


def test_a_test_that_the_laboratory_overturned_leaves_somebody_tested_and_one_that_is_held_or_refused_nobody():
    overturned = ((DAY, LabStep.DISPUTE), (DAY, LabStep.SEND), (DAY + timedelta(days=9), LabStep.NOT_CONFIRMED))
    counts = those_tested(
        a_test(1, "cocaine", checks=overturned), a_test(2, "opiates", is_held=True), a_test(3, is_refused=True)
    )
    assert (counts.tested, counts.areas) == (1, {})
    unit = a_test(1, "cocaine", checks=overturned)
    assert unit.on(DAY + timedelta(days=8)).state.result == "positive"
    assert unit.on(DAY - timedelta(days=1)) is None


def test_whoever_was_assessed_counts_by_the_first_assessment_of_the_year_on_each_line_that_they_named():
    counts = those_assessed(
        an_assessment(1, Substance.CRACK, Substance.COCAINE_POWDER, Substance.KETAMINE, area="lincoln"),
        an_assessment(1, Substance.HEROIN, area="boston", on=DAY + timedelta(days=1), number=9),
        an_assessment(2, area="boston"),
        an_assessment(3, Substance.HEROIN, on=date(2024, 12, 31)),
    )
    assert counts.areas == {
        ALL: AreaCounts(people=2, of={"cocaine": 1, "other_drugs": 1, "no_use": 1}),
        "boston": AreaCounts(people=1, of={"no_use": 1}),
        "lincoln": AreaCounts(people=1, of={"cocaine": 1, "other_drugs": 1}),
    }


def test_the_rest_of_the_county_and_those_of_whom_no_area_is_recorded_are_one_row():
    counts = those_tested(a_test(1, "cocaine", area="elsewhere"), a_test(2, "cocaine", area="not_recorded"))
    assert counts.areas[REST] == counts.areas[ALL] == AreaCounts(people=2, of={"cocaine": 2})


# What is shown.


def of(people, **codes):
    return AreaCounts(people=people, of=codes)


TESTS = FoundCounts(
    tested=210,
    areas={
        ALL: of(121, cocaine=64, opiates=37, both=20),
        "boston": of(40, cocaine=11, opiates=21, both=8),
        "lincoln": of(60, cocaine=43, opiates=10, both=7),
        REST: of(21, cocaine=10, opiates=6, both=5),
    },
)
WORDS = DeclaredCounts(
    areas={
        ALL: of(90, heroin=40, cocaine=30, cannabis=31, synthetic_cannabinoids=22, other_drugs=7, alcohol=35, no_use=9),
        "boston": of(41, heroin=26, cocaine=8, cannabis=15, synthetic_cannabinoids=11, alcohol=15),
        "lincoln": of(40, heroin=9, cocaine=17, cannabis=11, synthetic_cannabinoids=8, alcohol=14),
        "skegness": of(9, heroin=5, cocaine=5, cannabis=5, synthetic_cannabinoids=3, alcohol=6),
    }
)


def hidden_of(counts):
    return hidden_alone("profile", published_of(counts)).hidden


def part_of(counts):
    if isinstance(counts, FoundCounts):
        return found_part(counts, hidden_of(counts), AREAS, THE_YEAR, AS_AT)
    return declared_part(counts, hidden_of(counts), AREAS, DECLARED_IN, DECLARED_BY)


def test_each_share_stands_with_its_whole_and_its_interval_and_says_whether_it_is_more_than_chance():
    tests = part_of(TESTS)
    assert tests.sentences[0] == (
        "210 people were tested on arrest from April 2025 to March 2026. 121 of them tested positive: 57.6% (95% interval "
        "50.9 to 64.1)."
    )
    assert tests.rows[0] == ("Positive", "121", "210", "57.6%", "50.9 to 64.1")
    assert tests.rows[2] == ("Opiates only", "37", "121", "30.6%", "23.1 to 39.3")
    opiates = next(table for table in tables_of(tests) if table.tab == "Found, opiates only")
    assert [row[:4] for row in opiates.rows] == [
        ("Lincoln", "10", "60", "16.7%"),
        ("Boston", "21", "40", "52.5%"),
        ("Elsewhere, or not recorded", "6", "21", "28.6%"),
        ("All areas together", "37", "121", "30.6%"),
    ]
    assert opiates.rows[1][-1].startswith("Higher")
    assert opiates.rows[2][-1] == "no area: not compared"
    assert tests.sentences[-1] == (
        "More than chance would do, beside all areas together. Cocaine only: Lincoln higher; Boston lower. "
        "Opiates only: Boston higher; Lincoln lower. No other share that is shown does."
    )


def test_what_was_asked_is_of_those_who_were_asked_alone_and_of_fewer_than_ten_nothing_is_told():
    asked, hidden = part_of(WORDS), hidden_of(WORDS)
    assert asked.heading == "What people say they use: 2025"
    assert asked.sentences[0].endswith("Shares are of these alone: nobody else was asked.")
    assert [row[:3] for row in asked.rows] == [
        ("Heroin", "40", "90"), ("Cocaine", "30", "90"), ("Cannabis", "31", "90"),
        ("Synthetic cannabinoids (mamba)", "22", "90"), ("Other drugs", "7", "90"), ("Alcohol", "35", "90"),
        ("No drug or alcohol use", "9", "90"),
    ]  # fmt: skip
    heroin = next(table for table in tables_of(asked) if table.tab == "Said, heroin")
    assert heroin.rows[2] == ("Skegness", HIDDEN, "9", HIDDEN, HIDDEN, HIDDEN)
    assert figure_of(DECLARED, "heroin", "lincoln") in hidden or figure_of(DECLARED, "heroin", "boston") in hidden


@pytest.mark.parametrize(
    ("counts", "says"),
    [
        (FoundCounts(), "Nobody was tested on arrest in this year."),
        (DeclaredCounts(), "Nobody was assessed by a service in this year."),
        (
            FoundCounts(tested=9, areas={ALL: of(6, cocaine=6), REST: of(6, cocaine=6)}),
            "How many people were tested on arrest in this year is not shown: they are too few, or would tell of a few "
            "elsewhere.",
        ),
        (
            DeclaredCounts(areas={ALL: of(9, no_use=9), REST: of(9, no_use=9)}),
            "How many people were assessed by a service in this year is not shown: they are too few, or would tell of "
            "a few elsewhere.",
        ),
        (
            FoundCounts(tested=40, areas={ALL: of(3, cocaine=3), REST: of(3, cocaine=3)}),
            "40 people were tested on arrest from April 2025 to March 2026. How many tested positive is not shown.",
        ),
    ],
)
def test_of_nobody_and_of_too_few_a_sentence_says_so_and_no_figure_stands(counts, says):
    part = part_of(counts)
    assert part.sentences[0] == says
    assert part.tables == ()
    assert of_part(part).drawing is None
    cells = [cell for table in tables_of(part) for row in table.rows for cell in row[1:]]
    assert {"3", "6", "9"}.isdisjoint(cells)


def test_where_it_is_hidden_how_many_were_positive_so_is_what_that_is_made_of_noughts_too():
    hidden = hidden_of(FoundCounts(tested=40, areas={ALL: of(3, cocaine=3), "boston": of(3, cocaine=3)}))
    assert TESTED not in hidden
    assert {people_of(FOUND, ALL), people_of(FOUND, "boston"), figure_of(FOUND, "both", ALL)} <= hidden


def test_a_positive_test_that_does_not_state_its_drug_has_a_row_only_where_there_is_one():
    assert "Drug not stated" not in [row[0] for row in part_of(TESTS).rows]
    areas = {area: of(each.people + 5, **each.of, not_stated=5) for area, each in TESTS.areas.items() if area != REST}
    areas |= {REST: TESTS.areas[REST], ALL: of(131, **TESTS.areas[ALL].of, not_stated=10)}
    part = part_of(FoundCounts(tested=220, areas=areas))
    assert ("Drug not stated", "10", "131") in [row[:3] for row in part.rows]


@pytest.mark.parametrize("width", [320, 640, 1200])
@pytest.mark.parametrize("counts", [TESTS, WORDS])
def test_the_pictures_can_be_read_and_say_the_finding(counts, width):
    part = part_of(counts)
    chart = of_part(part, width)
    assert unreadable(chart.drawing) == []
    assert b"%" in written(chart.drawing, chart.title, chart.alt)
    assert len(chart.alt) < 300
    assert chart.alt.startswith(part.sentences[-1])


def test_each_line_of_the_file_and_each_part_of_the_workbook_says_of_which_year_it_is():
    view = ProfileView(parts=(part_of(TESTS), part_of(WORDS)))
    lines = {(row[0], row[-1]) for row in file_rows_of(view)}
    assert lines == {("April 2025 to March 2026", "2026-09-30"), ("2025", "2026-06-30")}
    sentences = contents_of_profile(view).sentences
    assert "What people say they use: 2025. Figures of 2025, as known on 30 June 2026." in sentences


# When it is made, and how it is kept.


def test_both_parts_are_made_once_a_year_with_the_final_figures_of_the_same_people_and_beside_them():
    ends = [of_months(date(2025, 10, 1), 3 * number).to_on for number in range(1, 8)]
    made = [each for end in ends for each in due_at(end, date(2025, 1, 1), is_first=end == ends[0])]
    of_tests, of_words = Edition(Report.PROFILE, THE_YEAR, AS_AT), Edition(Report.DECLARED, DECLARED_IN, DECLARED_BY)
    assert [each for each in made if each.days == THE_YEAR and each.report is Report.PROFILE] == [of_tests]
    assert [each for each in made if each.days == DECLARED_IN and each.report is Report.DECLARED] == [of_words]
    assert of_tests.is_final
    assert of_words.is_final
    assert year_declared(of_tests.days) == of_words.days
    of_return, of_overview = (replace(of_tests, report=each) for each in (Report.TESTING, Report.OVERVIEW))
    of_arc = replace(of_words, report=Report.ARC)
    assert all(each in made and each.is_final for each in (of_return, of_overview, of_arc))
    assert {of_return, of_overview} < set(read_beside(of_tests, made))
    assert of_tests in read_beside(of_return, made)
    assert of_arc in read_beside(of_words, made)
    assert of_words in read_beside(of_arc, made)
    tied = [*links_among(made)]
    for first, second, names in (
        (of_tests, of_return, profile.IN_THE_RETURN),
        (of_tests, of_overview, profile.IN_THE_OVERVIEW),
        (of_words, of_arc, profile.IN_THE_ARC_REPORT),
    ):
        assert Near(first.name, second.name, names) in tied
    assert Whole(of_tests.name, (of_return.name,), names=profile.LAST_OF_THEIR_TESTS) in tied


@pytest.mark.parametrize(("report", "counts"), [(Report.PROFILE, TESTS), (Report.DECLARED, WORDS)])
def test_it_is_read_as_it_was_written(report, counts):
    table = hidden_alone("profile", published_of(counts))
    assert read_counts(report, as_row(counts, table, salt="salt")) == (counts, table.hidden)
