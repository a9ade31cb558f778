"""One continuous detention, whatever the suite and the custody number."""

from datetime import UTC, datetime, timedelta

import pytest

from pathways.people.custody.rules import goes_on

ARRESTED = datetime(2026, 11, 25, 0, 50, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("arrested_at", "is_one"),
    [
        (ARRESTED, True),
        (ARRESTED + HOUR, True),
        (ARRESTED + 5 * HOUR, False),
        (ARRESTED + 6 * HOUR, False),
        (ARRESTED - timedelta(minutes=4), True),  # the suite they were moved to typed it a little earlier
        (ARRESTED - HOUR, False),
    ],
)
def test_a_detention_goes_on_where_its_arrest_was_made_before_they_left_the_earlier_one(arrested_at, is_one):
    left = ARRESTED + 5 * HOUR
    assert goes_on(arrested_at=arrested_at, earlier_arrested_at=ARRESTED, earlier_left_at=left) is is_one
