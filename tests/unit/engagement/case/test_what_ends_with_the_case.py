"""What ends with a case: every open intervention, on the day of leaving, in the way that goes with the reason."""

from datetime import date, timedelta

import pytest

from pathways.engagement.case.rules import (
    Span,
    bars_to_ending_with_case,
    bars_to_start_of_ended,
    end_with_case,
    way_of_ending,
)
from pathways.engagement.rules import endings, exit_statuses

STARTED = date(2026, 11, 3)
LEFT = date(2026, 11, 30)
DAY = timedelta(days=1)


def test_an_open_intervention_ends_on_the_day_the_case_does_and_an_ended_one_keeps_its_own():
    assert end_with_case(Span(started_on=STARTED), LEFT) == LEFT
    assert end_with_case(Span(started_on=STARTED, ended_on=STARTED), LEFT) == STARTED
    assert end_with_case(Span(started_on=STARTED), None) is None


def test_nothing_ends_before_it_started_though_the_case_was_said_to():
    assert end_with_case(Span(started_on=STARTED), STARTED - DAY) == STARTED


@pytest.mark.parametrize(
    ("reason", "way"), [("80", "A"), ("83", "A"), ("84", "A"), ("85", "B"), ("88", "B"), ("86", "C")]
)
def test_the_way_of_ending_goes_with_the_reason_of_leaving(reason, way):
    assert way_of_ending(reason) == way


@pytest.mark.parametrize("reason", ["87", "89", "no_need", ""])
def test_where_the_national_list_has_no_way_none_is_made_up(reason):
    assert way_of_ending(reason) is None


def test_every_reason_of_the_page_has_a_way_of_the_list_or_none_on_purpose():
    ways = {ending.code: way_of_ending(ending.code) for ending in endings().values()}
    assert {code for code, way in ways.items() if way is None} == {"87", "no_need"}
    assert {way for way in ways.values() if way} <= set(exit_statuses())


@pytest.mark.parametrize(
    ("on", "why"), [(STARTED - DAY, "before an intervention started on 3 November"), (LEFT, ""), (STARTED, "")]
)
def test_a_case_does_not_end_before_an_intervention_started(on, why):
    reasons = bars_to_ending_with_case([Span(started_on=STARTED), Span(started_on=STARTED - 9 * DAY)], on, "exited_on")
    assert [reason.field for reason in reasons] == (["exited_on"] if why else [])
    assert why in " ".join(reason.message for reason in reasons)


def test_a_case_does_not_end_before_an_intervention_that_ended_did():
    (reason,) = bars_to_ending_with_case([Span(started_on=STARTED, ended_on=LEFT)], LEFT - DAY, "on")
    assert "ended on 30 November 2026" in reason.message
    assert bars_to_ending_with_case([Span(started_on=STARTED, ended_on=LEFT)], LEFT, "on") == ()
    assert bars_to_ending_with_case([], LEFT, "on") == ()


def test_a_start_is_not_corrected_to_a_day_after_its_own_end():
    (reason,) = bars_to_start_of_ended(LEFT + DAY, LEFT)
    assert reason.field == "started_on"
    assert bars_to_start_of_ended(LEFT, LEFT) == ()
    assert bars_to_start_of_ended(LEFT, None) == ()
