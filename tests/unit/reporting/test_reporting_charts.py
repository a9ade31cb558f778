"""Charts of the manager's pages: readable at both widths, whatever the figures."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pathways.reporting.charts import arc as arc_charts
from pathways.reporting.charts import funnels as funnel_charts
from pathways.reporting.rules.funnels import BY_ANY_ROUTE, ON_ARREST
from pathways.reporting.rules.overview import FunnelView, head_of
from pathways.reporting.rules.proportions import Period
from pathways.vocabulary import Substance
from tests.charts import unreadable
from tests.unit.reporting.alone import rows_alone
from tests.unit.reporting.cohorts import a_person, report_of
from tests.unit.reporting.persons_journeys import PersonsJourney, funnel_of

START = date(2026, 1, 5)
PERIOD = Period(from_on=date(2016, 1, 1), to_on=date(2021, 12, 31), as_at=date(2026, 11, 25))
WIDTHS = (1200, 640, 320)


def bars(*people_by_depth, stages=ON_ARREST, as_at=date(2026, 12, 31), width=640):
    length = len(stages) - 1
    numbers = iter(range(100_000))
    journeys = [
        PersonsJourney(
            person_id=next(numbers),
            started_on=START,
            reached=tuple(START if step < depth else None for step in range(length)),
        )
        for depth, people in enumerate(people_by_depth)
        for _ in range(people)
    ]
    chart_funnel = funnel_of(journeys, stages=stages, as_at=as_at)
    view = FunnelView(
        name="",
        title="How far people got",
        sentence="Half were lost.",
        beside="",
        note="n",
        head=head_of(chart_funnel),
        rows=rows_alone(chart_funnel),
        is_empty=False,
    )
    return funnel_charts.of_funnel(view, width)


def an_arc_report(count=354, substances=(Substance.HEROIN, Substance.CRACK)):
    return report_of(*(a_person(number, *substances[: number % 3]) for number in range(count)))


FIGURES = [
    (220, 9, 5, 5, 5, 5, 49),
    (0, 0, 0, 0, 0, 0, 0),
    (20, 0, 0, 0, 0, 0, 3),
    (9000, 900, 80, 70, 60, 50, 40),
    (0, 0, 0, 0, 0, 0, 60),
]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("people", FIGURES)
@pytest.mark.parametrize("days", [20, 400])
def test_every_funnel_can_be_read_at_both_widths(people, width, days):
    chart = bars(*people, width=width, as_at=START + timedelta(days=days))
    assert unreadable(chart.drawing) == []
    assert chart.drawing.width == width


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 300), min_size=4, max_size=4), st.sampled_from(WIDTHS), st.sampled_from([20, 400]))
def test_no_figures_make_texts_of_a_funnel_overlap(people, width, days):
    chart = bars(*people, stages=BY_ANY_ROUTE, width=width, as_at=START + timedelta(days=days))
    assert chart.drawing is None or unreadable(chart.drawing) == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("count", [354, 12_345])
def test_the_arc_charts_can_be_read_at_both_widths(count, width):
    report = an_arc_report(count)
    for chart in (arc_charts.arc_dots(report, note="", width=width), arc_charts.arc_use(report, note="", width=width)):
        assert unreadable(chart.drawing) == []
        assert chart.drawing.width == width


def test_where_no_figure_may_be_drawn_a_sentence_says_why_and_the_table_keeps_its_stars():
    report = an_arc_report(7)
    for chart in (arc_charts.arc_dots(report, note=""), arc_charts.arc_use(report, note="")):
        assert chart.drawing is None
        assert chart.instead.startswith("No chart is drawn")
        assert any("*" in row for row in chart.rows)
    few = bars(3, 0, 0, 0, 0, 0, 0)
    assert few.drawing is None
    assert few.instead.startswith("No chart is drawn")


def test_a_chart_draws_only_what_may_be_shown_and_names_the_rest():
    report = an_arc_report(60, substances=(Substance.HEROIN, Substance.CRACK))
    chart = arc_charts.arc_dots(report, note="n")
    hidden = [row[0] for row in chart.rows if row[1] == "*"]
    drawn = chart.svg().decode()
    assert all((f"{name}</text>" in drawn) == (name not in hidden) for name, *_ in chart.rows)
    assert all(name in chart.note for name in hidden)


def test_nobody_assessed_makes_no_chart():
    assert arc_charts.arc_dots(an_arc_report(0), note="") is None
    assert arc_charts.arc_use(an_arc_report(0), note="") is None


def test_the_alternative_text_says_the_message_first_and_stays_short():
    chart = bars(220, 9, 5, 5, 5, 5, 49)
    assert chart.alt.startswith("Half were lost. 49 of 298 got to the end: engaged. Bars: Tested 298;")
    assert len(chart.alt) < 300
    assert arc_charts.arc_dots(an_arc_report(), note="").alt.startswith("Heroin was named most often: 66.7% of 354")


def test_a_hidden_stage_has_a_star_and_no_bar():
    svg = bars(20, 0, 0, 0, 0, 0, 3).svg().decode()
    assert ">*<" in svg
    assert ">3<" not in svg


def test_chart_and_table_are_the_same_figures():
    chart = bars(220, 9, 5, 5, 5, 5, 49)
    assert chart.head[0] == "Stage"
    assert [row[1] for row in chart.rows][:2] == ["298", "78"]
    assert all(len(row) == len(chart.head) for row in chart.rows)


def test_the_same_figures_make_the_same_picture():
    assert bars(220, 9, 5, 5, 5, 5, 49).svg() == bars(220, 9, 5, 5, 5, 5, 49).svg()
