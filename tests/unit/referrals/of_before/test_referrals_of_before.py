"""A referral of before was answered; what came after a service accepted is in no file of the police."""

from datetime import UTC, datetime, timedelta

import pytest

from pathways.referrals.of_before.rules import ENDS, Answered, PastReferral, past_referral_reasons
from pathways.referrals.steps.rules import is_closed
from pathways.vocabulary import Origin

REFERRED = datetime(2025, 3, 5, 8, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 25, 3, 12, tzinfo=UTC)
ACCEPTED = {
    "referred_at": REFERRED,
    "answer": Answered.ACCEPTED,
    "answered_at": REFERRED + timedelta(days=1),
    "service_id": 4,
}


def fields(facts):
    return [each.field for each in past_referral_reasons(PastReferral(**facts), now=NOW)]


def test_one_that_was_answered_may_be_said_and_whoever_accepted_is_named():
    assert fields(ACCEPTED) == []
    assert fields(ACCEPTED | {"answer": Answered.NO_SERVICE, "service_id": None}) == []


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"service_id": None}, "service"),
        ({"answered_at": REFERRED - timedelta(days=1)}, "answered_at"),
        ({"answered_at": NOW + timedelta(days=1)}, "answered_at"),
        ({"referred_at": NOW + timedelta(days=1), "answered_at": NOW + timedelta(days=2)}, "referred_at"),
        ({"origin": Origin.SELF}, "origin"),
        ({"origin": Origin.DETENTION}, "origin"),
    ],
)
def test_what_cannot_be_is_told_at_its_column(changed, field):
    assert field in fields(ACCEPTED | changed)


def test_whatever_the_answer_nothing_more_is_expected():
    assert all(is_closed(ENDS[each]) for each in Answered)
