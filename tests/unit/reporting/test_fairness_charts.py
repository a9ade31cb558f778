"""The charts and sentences of the fairness page: readable at both widths, and each says whether Outcome 22 is in it."""

import pytest

from pathways.reporting.charts import fairness as charts
from pathways.reporting.documents import files
from pathways.reporting.rules.fairness import Breakdown, DeskOutcome
from pathways.reporting.rules.fairness_words import table_note
from tests.charts import unreadable
from tests.unit.reporting.fair_cases import a_county, people, shown


@pytest.mark.parametrize("width", [640, 320])
@pytest.mark.parametrize("seed", range(12))
def test_every_chart_can_be_read_and_its_words_are_short(seed, width):
    report = shown(a_county(seed))
    for breakdown in Breakdown:
        for outcome in DeskOutcome:
            chart = charts.of_fairness(report, breakdown, outcome, width)
            if chart is not None:
                assert unreadable(chart.drawing) == []
                assert len(chart.alt) < 300


def test_nothing_is_drawn_of_a_hidden_group_and_no_chart_where_none_can_be_compared():
    rows = [
        people(40, had=[DeskOutcome.CC]),
        people(20, could=[DeskOutcome.CC]),
        people(3, could=[DeskOutcome.CC], ethnicity="black"),
    ]
    report = shown(*rows, people(15, had=[DeskOutcome.CC], ethnicity="asian"))
    assert charts.of_fairness(report, Breakdown.SEX, DeskOutcome.CC) is None
    drawn = charts.of_fairness(report, Breakdown.ETHNICITY, DeskOutcome.CC)
    assert drawn is None or "Black *" in drawn.alt


def test_every_table_and_every_line_of_the_file_says_whether_outcome_22_is_included():
    report = shown(people(40, had=[DeskOutcome.CC]), people(20, could=[DeskOutcome.CC]))
    for outcome in DeskOutcome:
        assert "Outcome 22 is" in table_note(report, Breakdown.SEX, outcome)
    head, *lines = files.fairness_csv_lines(report)
    assert head.strip().endswith(",outcome_22")
    assert all("Outcome 22 is" in line for line in lines)


def test_a_ratio_beyond_the_axis_is_cut_and_said():
    report = shown(
        people(10, had=[DeskOutcome.CC]), people(190, could=[DeskOutcome.CC]), people(60, had=[DeskOutcome.CC], sex="female"),
        people(20, could=[DeskOutcome.CC], sex="female"),
    )  # fmt: skip
    chart = charts.of_fairness(report, Breakdown.SEX, DeskOutcome.CC)
    assert "Female 15.00" in chart.alt
    assert any("cut at 4" in getattr(shape, "text", "") for shape in chart.drawing.contents)


def test_the_alternative_text_says_which_intervals_hold_1_before_it_lists_the_rates():
    """A text that is only a list of figures says no finding to who does not see the dots."""

    def alt(*female):
        rows = people(10, had=[DeskOutcome.CC]), people(190, could=[DeskOutcome.CC]), *female
        return charts.of_fairness(shown(*rows), Breakdown.SEX, DeskOutcome.CC).alt

    apart = alt(people(60, had=[DeskOutcome.CC], sex="female"), people(20, could=[DeskOutcome.CC], sex="female"))
    assert apart.startswith("Conditional caution by sex. Interval without 1: Female 15.00.")
    alike = alt(people(10, had=[DeskOutcome.CC], sex="female"), people(180, could=[DeskOutcome.CC], sex="female"))
    assert alike.startswith("Conditional caution by sex. Every interval includes 1")
