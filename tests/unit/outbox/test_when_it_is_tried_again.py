"""A message that failed is tried again at fixed times for two days, so that a server may be down for one."""

from datetime import timedelta
from itertools import takewhile

from pathways.outbox.rules import wait_after


def test_the_waits_grow_to_two_hours_and_end_after_two_days():
    waits = list(takewhile(lambda wait: wait is not None, (wait_after(number) for number in range(1, 100))))
    assert waits[:6] == [timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60, 120)]
    assert waits == sorted(waits)
    assert timedelta(days=2) < sum(waits, timedelta()) < timedelta(days=2, hours=4)
    assert wait_after(len(waits) + 1) is None
