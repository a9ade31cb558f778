"""Another appointment after good cause: who may book it, and after which failure."""

import pytest

from pathways.arrest_tests.assessment.rules import FOLLOW_UP_STANDS, THE_SERVICE_BOOKS, RebookingFacts, rebooking_faults
from pathways.arrest_tests.failures_to_attend.rules import FailureKind

MISSED, LEFT = FailureKind.INITIAL_ATTEND, FailureKind.INITIAL_REMAIN


@pytest.mark.parametrize("is_assessor", [True, False])
def test_after_a_missed_initial_with_good_cause_officer_and_assessor_book_another(is_assessor):
    assert rebooking_faults(RebookingFacts(failed=MISSED, is_assessor=is_assessor)) == ()


def test_without_good_cause_the_time_on_the_notice_has_passed():
    (fault,) = rebooking_faults(RebookingFacts(failed=None, is_assessor=True))
    assert fault.message == "The time on the notice has passed, so it can no longer be changed"


def test_after_leaving_early_only_the_service_books_for_police_may_not_learn_whether_a_follow_up_was_told():
    assert [fault.message for fault in rebooking_faults(RebookingFacts(failed=LEFT, is_assessor=False))] == [
        THE_SERVICE_BOOKS
    ]
    assert rebooking_faults(RebookingFacts(failed=LEFT, is_assessor=True)) == ()
    facts = RebookingFacts(failed=LEFT, is_assessor=True, is_follow_up_told=True)
    assert [fault.message for fault in rebooking_faults(facts)] == [FOLLOW_UP_STANDS]


def test_while_the_test_is_held_nothing_is_booked():
    (fault,) = rebooking_faults(RebookingFacts(failed=MISSED, is_assessor=True, is_test_held=True))
    assert "held" in fault.message.lower()
