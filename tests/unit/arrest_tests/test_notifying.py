"""What must be said before a notification, or the last day of one, can be proposed."""

from dataclasses import replace
from datetime import date

import pytest

from pathways.law.rules.findings import SampleRoute
from pathways.law.rules.proposed_changes import NotificationDraft, notification_reasons

BEGINS = NotificationDraft(
    starts_on=date(2026, 12, 1), routes=(SampleRoute.ARREST,), source="Notice of November", why="Testing begins"
)
ENDS = NotificationDraft(ends_from=date(2026, 1, 1), until=date(2026, 12, 1), source="Letter", why="It ends")


def fields_of(draft):
    return [reason.field for reason in notification_reasons(draft)]


@pytest.mark.parametrize("draft", [BEGINS, ENDS, replace(BEGINS, routes=(), assessment=True)])
def test_a_notification_and_its_last_day_may_be_proposed(draft):
    assert notification_reasons(draft) == ()


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (replace(BEGINS, routes=()), "routes"),
        (replace(BEGINS, starts_on=date(2001, 7, 1)), "valid_from"),
        (replace(BEGINS, until=date(2026, 11, 30)), "valid_to"),
        (replace(BEGINS, source=" "), "source"),
        (replace(BEGINS, why=""), "why"),
        (replace(ENDS, until=None), "valid_to"),
        (replace(ENDS, until=date(2025, 12, 31)), "valid_to"),
        (replace(ENDS, ends_already=True), "valid_to"),
    ],
)
def test_what_is_missing_or_impossible_is_said_at_its_field(draft, field):
    assert fields_of(draft) == [field]
