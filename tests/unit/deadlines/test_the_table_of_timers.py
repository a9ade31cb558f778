"""The table is read whole or not at all: every fault is named by its line, and a clock nothing can stop is a fault."""

import csv
from collections.abc import Mapping

import pytest

from pathways.deadlines.rules.deadlines import read, timers
from pathways.referrals.rules import (
    CONSENT_MONTHS,
    CUSTODY_CHECK_DAYS,
    CUSTODY_END_DAYS,
    DEADLINES,
    PICK_UP_DAYS,
    REOPENS_WITHIN_DAYS,
    REVIEW_DAYS,
    WORKING_DAYS_TO_DECIDE,
    WORKING_DAYS_TO_PLACE,
)
from pathways.tables import BadTable
from pathways.vocabulary import Mark

CODES = """
    draft_unsent acknowledge decide answer find_a_place urgent first_contact first_offer second_band re_offer
    no_contact outreach required_assessment failure_notice condition_report transfer_pick_up suspended_check
    return_offer continuity new_keyworker twelve_week_review reopen_window representation_watch consent_review"""


def rows() -> list[dict[str, str]]:
    with DEADLINES.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def a_row(**changed: str) -> Mapping[str, str]:
    return {**rows()[1], **changed}


def test_every_row_of_the_table_of_timers_is_here_once() -> None:
    assert list(timers()) == CODES.split()


def test_no_timer_is_without_an_event_that_stops_it() -> None:
    assert [code for code, timer in timers().items() if not timer.stops] == []


def test_the_measures_that_are_law_or_national_are_marked_as_read_and_the_rest_as_ours() -> None:
    assert {code for code, timer in timers().items() if timer.mark is Mark.VERIFIED} == {
        "first_offer", "required_assessment", "continuity",
    }  # fmt: skip
    assert timers()["second_band"].mark is Mark.RECALLED
    assert all(timer.source for timer in timers().values())


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"unit": "fortnight"}, "fortnight"),
        ({"length": "two"}, "two"),
        ({"length": "-1"}, "length"),
        ({"starts": ""}, "never starts"),
        ({"stops": ""}, "no event that stops it"),
        ({"stops": "acknowledged"}, "acknowledged"),
        ({"lives_in": "SOMEWHERE"}, "SOMEWHERE"),
        ({"pauses": "X"}, "pause"),
        ({"tells": ""}, "tells nobody"),
        ({"tells": "1:caretaker"}, "caretaker"),
        ({"tells": "provider_manager"}, "provider_manager"),
        ({"takes": "accept"}, "not the system's"),
        ({"survives": "perhaps"}, "perhaps"),
        ({"mark": "Q"}, "Q"),
        ({"source": ""}, "source"),
        ({"do": ""}, "do"),
    ],
)
def test_a_row_that_cannot_be_read_is_refused_by_its_line(changed: dict[str, str], said: str) -> None:
    with pytest.raises(BadTable) as refused:
        read([a_row(), a_row(code="another", **changed)])
    assert "line 3" in str(refused.value)
    assert said in str(refused.value)


def test_a_code_that_stands_twice_is_refused() -> None:
    with pytest.raises(BadTable, match="line 3: acknowledge stands twice"):
        read([a_row(), a_row()])


def test_what_stands_below_waits_as_long_as_the_clocks_say():
    table = timers()
    assert table["decide"].stages[0].length == WORKING_DAYS_TO_DECIDE == 2
    assert table["find_a_place"].length == WORKING_DAYS_TO_PLACE == 2
    assert table["reopen_window"].length == REOPENS_WITHIN_DAYS == 21
    assert table["transfer_pick_up"].length == PICK_UP_DAYS == 21
    assert table["twelve_week_review"].length == REVIEW_DAYS == 84
    assert table["consent_review"].length == CONSENT_MONTHS == 12
    lengths = [stage.length for stage in table["suspended_check"].stages]
    assert lengths == [CUSTODY_CHECK_DAYS, CUSTODY_END_DAYS] == [28, 84]
