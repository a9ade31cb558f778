"""The custody board: order, time left, one next action each, and no result anywhere."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest

from pathways.casefile.rules import (
    Band,
    DisposalStage,
    Part,
    ReferralStage,
    RowFacts,
    TestStage,
    in_order,
    next_action,
    release_clock,
    tag_of_test,
)

NOW = datetime(2026, 11, 25, 3, 12, tzinfo=UTC)


def a_row(**values: object) -> RowFacts:
    return replace(RowFacts(is_adult=True, offences=1), **values)  # type: ignore[arg-type]  # one change for each test


@pytest.mark.parametrize(
    ("left", "band"),
    [
        (timedelta(minutes=-1), Band.PASSED),
        (timedelta(0), Band.UNDER_1),
        (timedelta(minutes=59, seconds=59), Band.UNDER_1),
        (timedelta(hours=1), Band.UNDER_3),
        (timedelta(hours=3), Band.LATER),
    ],
)
def test_the_clock_says_in_words_how_near_the_planned_release_is(left: timedelta, band: Band) -> None:
    assert release_clock(NOW + left, NOW).band is band


def test_no_planned_release_is_said_and_is_not_urgent() -> None:
    clock = release_clock(None, NOW)
    assert (clock.band, clock.minutes, clock.is_urgent) == (Band.NOT_SET, None, False)


def test_under_an_hour_and_passed_are_urgent() -> None:
    assert release_clock(NOW + timedelta(minutes=53), NOW).is_urgent
    assert release_clock(NOW - timedelta(minutes=5), NOW).is_urgent
    assert not release_clock(NOW + timedelta(hours=2), NOW).is_urgent


def test_who_leaves_first_stands_first_and_who_has_no_time_stands_last() -> None:
    soon = release_clock(NOW + timedelta(hours=1), NOW)
    later = release_clock(NOW + timedelta(hours=5), NOW)
    none = release_clock(None, NOW)
    early, late = NOW - timedelta(hours=9), NOW - timedelta(hours=1)
    rows = [(none, late, 1), (later, late, 2), (none, early, 3), (soon, late, 4)]
    assert in_order(rows) == (4, 2, 3, 1)


def test_a_row_of_the_board_has_nowhere_to_put_a_result() -> None:
    assert {one.name for one in fields(RowFacts)} == {
        "is_adult",
        "has_died",
        "offences",
        "waits_for_authority",
        "sample_is_closed",
        "test",
        "disposal",
        "has_needs",
        "referral",
    }
    assert not {"positive", "negative"} & {stage.value for stage in TestStage}


def test_a_recorded_result_leads_to_the_same_page_for_everybody() -> None:
    row = a_row(test=TestStage.RESULT)
    assert tag_of_test(row) == "Result recorded"
    assert next_action(row).words == "Finish test record"
    assert next_action(row).part is None


def test_the_next_action_follows_the_pathway() -> None:
    steps = [
        (a_row(offences=0), "Continue arrest record", Part.ARREST),
        (a_row(), "Start drug test", Part.TEST),
        (a_row(waits_for_authority=True), "Record authority", Part.TEST),
        (a_row(test=TestStage.IN_PROGRESS), "Continue drug test", Part.TEST),
        (a_row(test=TestStage.NO_RESULT), "Decide disposal", Part.DISPOSAL),
        (a_row(test=TestStage.NO_RESULT, disposal=DisposalStage.PROPOSED), "Decide proposal", Part.DISPOSAL),
        (a_row(test=TestStage.RESULT, disposal=DisposalStage.TO_SIGN), "Get it signed", Part.DISPOSAL),
        (a_row(test=TestStage.RESULT, disposal=DisposalStage.SIGNED), "Ask needs and consents", Part.NEEDS),
        (
            a_row(test=TestStage.RESULT, disposal=DisposalStage.SIGNED, has_needs=True),
            "Check and send referral",
            Part.REFERRAL,
        ),
        (
            a_row(test=TestStage.NO_RESULT, has_needs=True, referral=ReferralStage.DRAFT),
            "Check and send referral",
            Part.REFERRAL,
        ),
        (a_row(test=TestStage.NO_RESULT, has_needs=True, referral=ReferralStage.SENT), "Open task list", None),
    ]
    for row, words, part in steps:
        assert (next_action(row).words, next_action(row).part) == (words, part)


def test_a_closed_route_goes_straight_on_to_the_disposal() -> None:
    row = a_row(sample_is_closed=True)
    assert tag_of_test(row) == "Not applicable"
    assert next_action(row).part is Part.DISPOSAL


def test_a_young_person_has_no_test_and_goes_to_the_young_peoples_service() -> None:
    row = a_row(is_adult=False, offences=0)
    assert tag_of_test(row) == "Not applicable"
    assert next_action(row).is_youth


def test_for_somebody_who_died_nothing_is_asked() -> None:
    assert next_action(a_row(has_died=True)).words == "Open the record"


def test_the_test_column_says_how_far_the_test_is() -> None:
    assert tag_of_test(a_row()) == "Not started"
    assert tag_of_test(a_row(waits_for_authority=True)) == "Waiting for authority"
    assert tag_of_test(a_row(test=TestStage.IN_PROGRESS)) == "In progress"
    assert tag_of_test(a_row(test=TestStage.NO_RESULT)) == "Done"
    assert tag_of_test(a_row(test=TestStage.RESULT, disposal=DisposalStage.PROPOSED)) == "Done"
