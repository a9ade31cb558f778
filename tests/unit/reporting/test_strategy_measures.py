"""What a strategy wants and what was published elsewhere are tables: each row is checked, and nothing of ours is counted."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pathways.reporting.rules.editions import Edition, Report
from pathways.reporting.rules.journeys import STARTED
from pathways.reporting.rules.periods import YEAR, of_months
from pathways.reporting.rules.strategy import (
    FILE_HEAD,
    NONE,
    NONE_ALIKE,
    Measured,
    OwnRow,
    contents_of_strategy,
    editions_of,
    file_rows,
    is_of_public_money,
    strategy_view,
    to_come,
)
from pathways.reporting.rules.strategy_data import STRATEGIES, MeasureRow, read_strategies
from pathways.reporting.rules.strategy_figures import FIGURES, SHOWN_AS, KeptFigures, Printed, year_of
from pathways.reporting.rules.testing_published import PUBLISHED, RATE
from pathways.reporting.rules.testing_units import Required
from pathways.small_numbers.published import HIDDEN
from pathways.tables import BadTable
from tests.unit.reporting.made_up_reports import AUTUMN, OF_EACH, PUBLISHED_OF, SUMMER, THE_YEAR, counts_of_each

DATA = Path(__file__).parents[3] / "pathways" / "reporting" / "data"
TABLES = ("strategies.csv", "strategy_measures.csv", "context_figures.csv")
COUNTS = counts_of_each()


def figures_of(*reports, hidden=frozenset()):
    """The figures of these reports, or of all."""
    made_at = datetime(2026, 10, 9, 3, tzinfo=UTC)
    return {
        report: KeptFigures(
            edition=Edition(report, *OF_EACH[report]), counts=counts, hidden=hidden, made_at=made_at, sha256="8f3c" * 16
        )
        for report, counts in COUNTS.items()
        if report in (reports or COUNTS)
    }


@pytest.fixture
def folder(tmp_path):
    """The tables in a folder of their own, to be changed."""
    for name in TABLES:
        (tmp_path / name).write_text((DATA / name).read_text(encoding="utf-8"), encoding="utf-8")
    return tmp_path


def changed(folder, name, was, becomes):
    text = (folder / name).read_text(encoding="utf-8")
    assert was in text
    (folder / name).write_text(text.replace(was, becomes, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("table", "was", "becomes", "says"),
    [
        ("context_figures.csv", ",2024,\"Not that as many", ",August 2024,\"Not that as many",
         "context_figures.csv, line 3, column published: “August 2024” is no year, month or day (2024-08-21)"),
        ("context_figures.csv", ",2024,\"Not that as many", ",2024-02-30,\"Not that as many",
         "context_figures.csv, line 3, column published: “2024-02-30” is no year"),
        ("context_figures.csv", "2018/19,2019-03-31,", "2018/19,31.3.2019,",
         "context_figures.csv, line 10, column ended_on: “31.3.2019” is no date (year-month-day)"),
        ("context_figures.csv", "2018/19,2019-03-31,,", "2018/19,2019-03-31,2018-12,",
         "context_figures.csv, line 10, column published: it was published before its period ended"),
        ("context_figures.csv", "over 90%", "", "context_figures.csv, line 3, column value: nothing is filled in"),
        ("context_figures.csv", ",secondary\nreferred_on_2024", ",sure\nreferred_on_2024",
         "context_figures.csv, line 3, column mark: “sure” is none of"),
        ("context_figures.csv", "waits_2022,offered_in_time", "waits_2022,offered_in_tome",
         "context_figures.csv, line 11, column beside: “offered_in_tome” is none of tests_positive"),
        ("context_figures.csv", "waits_2022,", "waits_2018,",
         "context_figures.csv, line 11, column code: “waits_2018” stands twice"),
        ("strategy_measures.csv", ",naloxone,,\n", ",nalaxone,,\n",
         "strategy_measures.csv, line 13, column figures: “nalaxone” is none of tests_positive"),
        ("strategy_measures.csv", ",naloxone,,\n", ",,,\n",
         "strategy_measures.csv, line 13, column why_none: no figure is named, so say why"),
        ("strategy_measures.csv", ",naloxone,,\n", ",naloxone,Nobody asks,\n",
         "strategy_measures.csv, line 13, column why_none: there are figures, so leave it empty"),
        ("strategy_measures.csv", ",naloxone,,\n", ",naloxone,,deaths_2022\n",
         "strategy_measures.csv, line 13, column context: “deaths_2022” is not in context_figures.csv"),
        ("strategy_measures.csv", "lincolnshire_2021,naloxone", "rutland,naloxone",
         "strategy_measures.csv, line 13, column strategy: “rutland” is not in strategies.csv"),
        ("strategy_measures.csv", "lincolnshire_2021,naloxone", "lincolnshire_2021,recovery",
         "strategy_measures.csv, line 13, column code: “recovery” stands twice"),
        ("strategies.csv", "2025-12-31", "2020-12-31", "strategies.csv, line 2, column effective_to: it ends before"),
        ("strategies.csv", ",aim,", ",purpose,", "strategies.csv, line 1: the columns are"),
    ],
)  # fmt: skip
def test_a_bad_row_is_refused_as_the_tables_are_read_with_its_line_and_column(folder, table, was, becomes, says):
    changed(folder, table, was, becomes)
    with pytest.raises(BadTable) as refused:
        read_strategies(folder)
    assert says in str(refused.value)


def test_every_fault_is_told_at_once(folder):
    changed(folder, "strategy_measures.csv", ",naloxone,,\n", ",nalaxone,,deaths_2022\n")
    changed(folder, "context_figures.csv", "2018/19,2019-03-31,,", "2018/19,2019-03-31,2018-12,")
    with pytest.raises(BadTable) as refused:
        read_strategies(folder)
    assert len(str(refused.value).splitlines()) == 3


def test_another_county_has_its_strategy_by_its_own_rows_alone(folder):
    (folder / "strategies.csv").write_text(
        (folder / "strategies.csv").read_text(encoding="utf-8")
        + "rutland_2026,Rutland Together,Rutland,Fewer people are harmed,2026-01-01,,Rutland,practice\n",
        encoding="utf-8",
    )
    with (folder / "strategy_measures.csv").open("a", encoding="utf-8") as rows:
        rows.write("rutland_2026,waits,Waits,Nobody waits.,offered_in_time|outcome_22,,waits_2022\n")
    read = read_strategies(folder)
    view = strategy_view(read, THE_YEAR, AUTUMN, figures_of())
    assert (view.strategy.name, [each.row.name for each in view.measures]) == ("Rutland Together", ["Waits"])
    assert [each.words for each in view.taken] == [
        "Fairness of disposals, October 2024 to September 2025, as known on 30 September 2025",
        "Treatment, April 2025 to March 2026, as known on 30 June 2026",
    ]
    assert not any("It ran until" in each for each in view.sentences)
    earlier = strategy_view(read, of_months(date(2024, 4, 1), YEAR), AUTUMN, {})
    assert earlier.strategy.area == "Lincolnshire"


@pytest.mark.parametrize("code", FIGURES)
def test_each_figure_that_a_measure_may_name_is_read_from_its_report(code):
    """By the row that the report has: one that is called otherwise there is found here, and not on a page."""
    figure = FIGURES[code]
    printed = figure.read(figures_of()[figure.report].view)
    assert printed.is_shown, printed
    assert set(SHOWN_AS) == set(OF_EACH)


@pytest.mark.parametrize("code", FIGURES)
def test_no_number_is_read_where_every_figure_is_hidden(code):
    figure = FIGURES[code]
    names = frozenset(each.name for each in PUBLISHED_OF[figure.report](COUNTS[figure.report]).figures)
    printed = figure.read(figures_of(hidden=names)[figure.report].view)
    assert not printed.is_shown
    assert not any(any(sign in "123456789" for sign in cell) for cell in printed.cells)


@pytest.mark.parametrize(
    ("hides", "cells"),
    [
        ("so far", ("not shown", "181", "", "", "")),
        ("died", ("40", "181", "not shown", "", "")),
        ("may still", ("40", "181 without 1 who died", "22.2%", "16.8 to 28.8", "")),
        ("people", ("none shown", "", "", "", "")),
    ],
)
def test_of_a_sentence_as_much_is_read_as_it_says(hides, cells):
    """Where it is hidden how many died, so is the share, and nothing else of it."""
    of = figures_of(hidden=frozenset({f"{STARTED} {hides}"}))[Report.OVERVIEW]
    printed = FIGURES["started_treatment"].read(of.view)
    assert printed.cells == cells
    assert of.view[0].sentences[0] == printed.sentence


def test_a_report_whose_year_ends_in_another_month_gives_the_last_that_was_over():
    assert year_of(Report.TREATMENT, THE_YEAR) == THE_YEAR
    assert year_of(Report.ARC, THE_YEAR) == of_months(date(2025, 1, 1), YEAR)
    assert year_of(Report.FAIRNESS, THE_YEAR) == of_months(date(2024, 10, 1), YEAR)


def test_of_each_report_the_newest_figures_that_were_there_by_the_day_are_taken():
    first, final = (Edition(Report.TESTING, THE_YEAR, each) for each in (date(2026, 3, 31), AUTUMN))
    other = Edition(Report.TESTING, of_months(date(2024, 4, 1), YEAR), AUTUMN)
    services = Edition(Report.SERVICES, THE_YEAR, SUMMER)
    made = [final, other, services, first]
    assert editions_of(STRATEGIES, THE_YEAR, AUTUMN, made) == {Report.TESTING: final}
    assert editions_of(STRATEGIES, THE_YEAR, SUMMER, made) == {Report.TESTING: first}


@pytest.mark.parametrize(
    ("ended_on", "says"),
    [
        (date(2019, 3, 31), "7 years older"),
        (date(2024, 4, 30), "23 months older"),
        (date(2026, 2, 28), "1 month older"),
        (date(2026, 3, 31), "ended with ours"),
        (date(2026, 12, 31), "9 months newer"),
        (None, "cannot be said"),
    ],
)
def test_it_is_said_how_much_older_a_figure_of_elsewhere_is(ended_on, says):
    assert replace(STRATEGIES.context["waits_2018"], ended_on=ended_on).age_beside(THE_YEAR) == says


@pytest.mark.parametrize(
    ("published", "says"), [("", "not recorded"), ("2024", "2024"), ("2024-08-21", "21 August 2024")]
)
def test_when_a_figure_was_published_is_said_as_far_as_it_is_known(published, says):
    assert replace(STRATEGIES.context["waits_2018"], published=published).published_words == says


def test_the_published_share_of_positive_tests_is_that_which_stands_beside_the_return():
    beside = STRATEGIES.context["tests_positive_published"]
    whole = max((each for each in PUBLISHED if each.measure == RATE), key=lambda each: each.days.months)
    assert (beside.value, beside.published, beside.mark) == ("56%", "2024-08-21", whole.mark)
    assert beside.period == "March 2022 to March 2024"


def test_every_figure_of_elsewhere_says_what_may_not_be_concluded_and_is_used():
    used = {code for each in STRATEGIES.measures for code in each.context}
    assert used == set(STRATEGIES.context)
    assert all(each.cannot.startswith("Not ") for each in STRATEGIES.context.values())
    assert {each.code for each in STRATEGIES.context.values() if each.mark.is_verified} == {
        "arc_2016", "attended_before_2006", "effective_2008", "waits_2018", "waits_2022",
    }, "only what the references have read in its source"  # fmt: skip


def test_what_pathways_does_not_count_is_said_and_no_figure_stands_in_its_place():
    view = strategy_view(STRATEGIES, THE_YEAR, AUTUMN, figures_of())
    deaths = next(each for each in view.measures if each.row.code == "deaths")
    assert (deaths.own, deaths.beside) == ((), ())
    assert deaths.at_a_glance[1:] == ("no figure in Pathways", "")
    of_deaths = [row for row in file_rows(view) if row[0] == "Fewer deaths"]
    assert [row[:4] for row in of_deaths] == [("Fewer deaths", "ours", "", "no figure in Pathways")]
    assert any(each.startswith("Fewer deaths. Pathways has no figure") for each in contents_of_strategy(view).sentences)
    assert all(len(row) == len(FILE_HEAD) for row in file_rows(view))


def at_a_glance(*figures, context=(), **shown):
    """The row of a part that is measured by these figures, of which the first is shown so."""
    row = MeasureRow(
        strategy="", code="", name="A part", wants="All is well.", figures=figures, why_none="" if figures else "Why."
    )
    own = [OwnRow(figure=FIGURES[code], printed=Printed(**shown), edition=None, where="") for code in figures]
    beside = tuple(STRATEGIES.context[code] for code in context)
    return Measured(row=row, own=tuple(own), beside=beside, days=THE_YEAR).at_a_glance[1:]


def test_at_a_glance_a_share_does_not_stand_without_those_of_whom_nothing_is_recorded():
    ours, _ = at_a_glance(
        "offered_in_time",
        people="29",
        of="29",
        share="100.0%",
        sentence="…",
        besides="no day of an offer recorded: 121",
    )
    assert ours.endswith(": 100.0% (29 of 29); no day of an offer recorded: 121")
    ours, _ = at_a_glance("assessment_attended", people=HIDDEN, of="347", besides="required, no outcome yet: 320")
    assert ours == "Required assessment attended, of positive tests: * of 347; required, no outcome yet: 320"


def test_at_a_glance_no_published_figure_stands_beside_one_of_another_step():
    assert at_a_glance("assessment_attended", context=("led_to_assessment_2024",))[1] == NONE_ALIKE
    assert at_a_glance("seen_in_time", context=("waits_2018",))[1] == NONE_ALIKE
    assert at_a_glance("offered_in_time", context=("led_to_assessment_2024", "waits_2018"))[1].endswith("2018/19)")
    assert at_a_glance(context=("hospital_2019",)) == (
        NONE,
        "Entries to hospital for drug poisoning: 210 (Lincolnshire, 2019/20)",
    )
    assert at_a_glance("naloxone")[1] == ""


def test_whether_a_required_assessment_was_attended_is_read_with_every_other_row_of_the_return():
    of_return = figures_of()[Report.TESTING].view
    printed = FIGURES["assessment_attended"].read(of_return)
    rows = {each.label: each.count for each in of_return.counts.by_requirement}
    assert (printed.people, printed.of) == (str(rows[Required.ATTENDED.label]), str(of_return.counts.whole.positive))
    assert printed.share == ""
    assert printed.besides == f"required, no outcome yet: {rows[Required.AWAITED.label]}"
    assert all(f"{label[1:]}: {number}" in printed.sentence for label, number in rows.items())


def test_before_any_figures_are_made_the_page_is_of_the_year_that_is_running():
    for today, first in ((date(2026, 3, 31), 2025), (date(2026, 4, 1), 2026)):
        view = to_come(STRATEGIES, today)
        assert is_of_public_money(view.days)
        assert view.days.from_on.year == first
        assert all(each.printed == Printed(people="not made") for of in view.measures for each in of.own)
    assert not is_of_public_money(of_months(date(2025, 1, 1), YEAR))
