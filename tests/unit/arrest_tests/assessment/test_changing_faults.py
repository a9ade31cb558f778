"""Whether an appointment may be changed, and when its further notice counts."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from pathways.arrest_tests.assessment.rules import ChangeFacts, change_faults, changed_notice_faults

NOW = datetime(2026, 11, 25, 3, 12, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
PLAIN = ChangeFacts(
    now=NOW, is_served=True, standing_at=NOW + HOUR, new_at=NOW + 2 * HOUR, is_same=False, reason="He works"
)


def messages(**changes):
    return [fault.message for fault in change_faults(replace(PLAIN, **changes))]


def test_a_time_that_lies_ahead_may_be_changed_with_a_reason():
    assert messages() == []
    assert messages(reason=" ") == ["Enter why the appointment is changed"]
    assert messages(is_same=True) == ["This is the time and place already. Choose another"]
    assert messages(new_at=NOW) == ["The appointment must be in the future."]


def test_before_the_first_notice_and_after_its_time_nothing_is_changed():
    assert messages(standing_at=NOW) == ["The time on the notice has passed, so it can no longer be changed"]
    assert len(messages(is_served=False)) == 1


def test_after_good_cause_another_time_may_be_booked_though_the_one_on_the_notice_has_passed():
    assert messages(standing_at=NOW - HOUR, is_rebooking=True) == []
    assert messages(standing_at=NOW - HOUR, is_rebooking=True, new_at=NOW) == ["The appointment must be in the future."]


def test_the_further_notice_comes_after_the_change_and_before_the_earlier_time():
    times = {"now": NOW + 2 * HOUR, "proposed_at": NOW, "standing_at": NOW + HOUR, "new_at": NOW + 9 * HOUR}
    assert changed_notice_faults(served_at=NOW.replace(second=0), **times) == ()
    for served_at in (NOW - HOUR, NOW + HOUR, NOW + 3 * HOUR):
        assert [fault.field for fault in changed_notice_faults(served_at=served_at, **times)] == ["served_at"]


def test_a_notice_of_another_time_comes_before_that_time_whether_or_not_the_earlier_one_has_passed():
    times = {"now": NOW + 9 * HOUR, "proposed_at": NOW, "new_at": NOW + HOUR}
    for standing_at in (NOW + 5 * HOUR, None):
        assert changed_notice_faults(served_at=NOW, standing_at=standing_at, **times) == ()
        (late,) = changed_notice_faults(served_at=NOW + 2 * HOUR, standing_at=standing_at, **times)
        assert late.message.startswith("The new time, 04:12")
