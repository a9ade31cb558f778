"""Why people are counted otherwise than when figures were made, and what a page says of making them again."""

from dataclasses import replace
from datetime import date

import pytest

from pathways.reporting.rules.revisions import Cause, Checked, Stood, Unit, about, causes_of

FROM, TO = date(2026, 7, 1), date(2026, 9, 30)
TEST = Unit("tested", record_id=1, number=10)
STOOD = Stood(person_id=1, counts_on=date(2026, 7, 6), state_id=5)
CHECKED = Checked(
    on=date(2027, 1, 8), is_as_written=True, is_same=True, is_of_this_release=True, disposed_of=0, people={}
)


@pytest.mark.parametrize(
    ("then", "now", "causes"),
    [
        (None, STOOD, {Cause.LATE: {1}}),
        (STOOD, None, {Cause.LEFT_OUT: {1}}),
        (STOOD, replace(STOOD, state_id=6), {Cause.CORRECTED: {1}}),
        (STOOD, replace(STOOD, counts_on=date(2026, 6, 30)), {Cause.CORRECTED: {1}}),
        (replace(STOOD, counts_on=date(2026, 10, 1)), STOOD, {Cause.CORRECTED: {1}}),
        (STOOD, replace(STOOD, person_id=2), {Cause.MERGED: {1, 2}}),
        (STOOD, replace(STOOD, person_id=2, state_id=6), {Cause.MERGED: {1, 2}, Cause.CORRECTED: {1, 2}}),
        (STOOD, STOOD, {}),
        (replace(STOOD, counts_on=date(2026, 6, 30)), replace(STOOD, counts_on=date(2026, 10, 1)), {}),
    ],
)
def test_whoever_is_counted_otherwise_has_a_cause(then, now, causes):
    of_then, of_now = ({TEST: each} if each else {} for each in (then, now))
    assert causes_of(of_then, of_now, FROM, TO) == causes


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({}, "The same, on 8 January 2027"),
        ({"is_as_written": False}, "On 8 January 2027 they were not as they were written into the log. Tell"),
        ({"is_same": None}, "Not made again: they are older than"),
        ({"is_same": False, "disposed_of": 12}, "Records of about 10 people were lawfully disposed of. These figures stand"),
        ({"is_same": True, "disposed_of": 2}, "Records of fewer than 5 people were lawfully disposed of."),
        ({"is_same": False, "is_of_this_release": False}, "Another release made them, and counts otherwise."),
        ({"is_same": False}, "Not the same, on 8 January 2027. Tell whoever runs Pathways"),
    ],
)  # fmt: skip
def test_a_page_says_whether_they_come_out_the_same_and_if_not_why(changed, says):
    assert replace(CHECKED, **changed).outcome.startswith(says)


def test_how_many_people_changed_is_told_to_the_nearest_five():
    """Of a few, and of the few between two quarters, it tells nothing."""
    assert [about(number) for number in (1, 4, 5, 7, 8, 12)] == [
        "fewer than 5 people", "fewer than 5 people", "about 5 people", "about 5 people", "about 10 people",
        "about 10 people",
    ]  # fmt: skip
    several = replace(CHECKED, people={Cause.LATE: 8, Cause.CORRECTED: 0, Cause.MERGED: 2})
    assert several.changed == (
        "Recorded later: about 10 people. Two records joined as one person, or parted: fewer than 5 people"
    )
    assert CHECKED.changed == "Nobody"
