"""Whether engagement changes from quarter to quarter: the national tool's rules over what the quarters' pages show."""

from datetime import date

import pytest

from pathways.dates import months_after
from pathways.reporting.charts.trend import of_trend
from pathways.reporting.rules.journeys import ENGAGED
from pathways.reporting.rules.metrics import Cohort
from pathways.reporting.rules.periods import QUARTER, of_months
from pathways.reporting.rules.proportions import ClassTally
from pathways.reporting.rules.trend import trend_of
from pathways.statistics.control_charts import Pattern

FIRST = date(2024, 1, 1)


def quarter(number, yes, of, *, hidden=(), pending=0):
    days = of_months(months_after(FIRST, number * QUARTER), QUARTER)
    tally = ClassTally(yes=yes, no=of - yes, pending=pending)
    return days, Cohort(tally=tally, so_far=yes), frozenset(f"{ENGAGED} {what}" for what in hidden)


def usual(number, yes=40):
    return quarter(number, yes, 100)


def test_quarters_that_go_up_and_down_as_always_are_said_not_to_differ():
    trend = trend_of(usual(number, yes) for number, yes in enumerate((40, 44, 37, 41, 39)))
    assert trend.finding == "No quarter stands out from all of these by more than chance would do."
    assert [row.cells[-1] for row in trend.rows] == ["No more than chance would do"] * 5
    assert trend.rows[0].cells[:5] == ("100", "100", "40", "40.0%", "30.9 to 49.8")
    assert "not firm yet" in trend.note
    assert trend.note.startswith("Between the dashed lines shares go up and down by chance"), "a manager reads it first"


def test_a_quarter_outside_the_limits_is_named_with_its_side():
    trend = trend_of([*(usual(number) for number in range(6)), usual(6, 9)])
    assert trend.finding == "July to September 2025: lower than chance would do (outside the limits)."
    assert [row.point.pattern for row in trend.rows if row.is_unusual] == [Pattern.OUTSIDE]


def test_quarters_in_a_row_of_which_the_same_is_said_are_named_once():
    trend = trend_of(usual(number, 30 + 3 * number) for number in range(8))
    assert trend.finding == "2024 to 2025: rising more than chance would do (seven rising or falling in a row)."


def test_the_limits_are_those_of_a_p_chart_for_the_people_of_each_quarter():
    trend = trend_of([quarter(0, 40, 100), quarter(1, 10, 25), quarter(2, 80, 200), quarter(3, 30, 75)])
    reach = [3 * (0.4 * 0.6 / of) ** 0.5 for of in (100, 25, 200, 75)]
    assert [row.point.limits.high - row.point.limits.mean for row in trend.rows] == pytest.approx(reach)


def test_what_a_quarters_own_page_hides_is_a_star_here_and_counts_in_no_average():
    shown = [usual(number) for number in range(4)]
    trend = trend_of([*shown, quarter(4, 3, 90, hidden=("so far",))])
    assert trend.rows[-1].cells == ("90", "90", "*", "*", "*", "*")
    assert trend.rows[0].point.limits == trend_of(shown).rows[0].point.limits
    assert trend_of([quarter(0, 3, 7, hidden=("people", "so far", "died"))]).rows[0].cells[:3] == ("*", "*", "*")
    assert trend_of([quarter(0, 30, 70, hidden=("died",))]).rows[0].cells == ("70", "*", "30", "*", "*", "*")


def test_a_quarter_of_which_some_may_still_engage_waits_and_one_of_nobody_has_no_share():
    trend = trend_of([*(usual(number) for number in range(4)), quarter(4, 12, 20, pending=30), quarter(5, 0, 0)])
    assert trend.rows[4].cells == (
        "50", "", "12, not yet final", "", "not yet final", "some still had time: not compared",
    )  # fmt: skip
    assert trend.rows[5].cells == ("0", "0", "0", "no cases", "no cases", "nobody was referred")
    assert len(trend.plotted) == 4


def test_a_slow_rise_is_seen_of_many_quarters_together_and_of_six_at_the_least():
    rising = [usual(number, yes) for number, yes in enumerate((33, 38, 35, 40, 47, 42, 45, 49))]
    trend = trend_of(rising)
    assert trend.finding == "No quarter stands out from all of these by more than chance would do."
    assert trend.lately == (
        "Taken together, the share of the newest 4 is higher than that of the 4 before, by 2 to 16 points: more than "
        "chance would do (45.8% of 400 against 36.5% of 400)."
    )
    assert (
        "differs from that of the 2 before by no more than chance would do"
        in trend_of(usual(number) for number in range(6)).lately
    )
    assert trend_of(rising[:5]).lately == ""


def test_of_fewer_than_four_quarters_nothing_is_said_and_nothing_drawn():
    trend = trend_of(usual(number) for number in range(3))
    assert trend.finding.startswith("Fewer than 4 of these quarters can be compared")
    assert of_trend(trend, title="Engaged").drawing is None


@pytest.mark.parametrize("width", [320, 640])
def test_the_picture_has_a_mark_for_each_quarter_that_is_compared_and_its_words_say_the_finding(width):
    trend = trend_of(usual(number, yes) for number, yes in enumerate((40, 45, 37, 46, 45, 39, 9, 80)))
    chart = of_trend(trend, title="Engaged", width=width)
    picture = chart.svg().decode()
    assert picture.count("<circle") == 6
    assert picture.count("<polygon") == 2, "one higher, one lower"
    assert chart.alt.startswith(
        "July to September 2025: lower than chance would do (outside the limits); October to December 2025: higher"
    )
    assert [row[0] for row in chart.rows] == [row.days.words for row in trend.rows]
