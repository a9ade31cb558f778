"""The made-up county's first figures are as of the last morning on which figures were due and a meeting followed."""

from datetime import UTC, date, datetime

import pytest

from pathways.demo.the_board import first_due_at


@pytest.mark.parametrize(
    ("today", "due"),
    [
        (date(2026, 12, 2), datetime(2026, 10, 8, 2, 12, tzinfo=UTC)),
        (date(2026, 11, 12), datetime(2026, 10, 8, 2, 12, tzinfo=UTC)),
        (date(2026, 11, 11), datetime(2026, 7, 8, 2, 12, tzinfo=UTC)),
        (date(2027, 1, 8), datetime(2026, 10, 8, 2, 12, tzinfo=UTC)),
        (date(2027, 2, 12), datetime(2027, 1, 8, 3, 12, tzinfo=UTC)),
    ],
)
def test_it_is_the_last_morning_on_which_figures_were_due_that_lies_five_weeks_back(today, due):
    assert first_due_at(today) == due
