"""Files that are made to hold up whoever reads them."""

import threading
import time

import pytest

from tests import hostile_scans
from tests.attacks.scene import DECIDER

pytestmark = pytest.mark.alone

AT_MOST = 5.0
"""Seconds in which every other page answers, on a machine that does other work too."""


def test_while_a_file_that_unfolds_for_half_a_minute_is_posted_other_pages_answer(attacked):
    page = f"/disposals/{attacked.scene.disposal_id}/scans"
    attacker, reader, writer = attacked.client(DECIDER), attacked.client("officer"), attacked.client("officer2")
    answers = []

    def post() -> None:
        sent = {"scan": (hostile_scans.slow(), "signed.pdf")}
        answers.append(attacker.post(page, {"purpose": "cps_decision"}, sent))

    posting = threading.Thread(target=post, daemon=True)
    posting.start()
    slowest, asked = 0.0, 0
    until = time.monotonic() + 60
    while posting.is_alive() and time.monotonic() < until:
        # Each is recorded, so each takes the lock by which one at a time writes to an SQLite file.
        looks = (
            reader.get("/custody"),
            writer.get(f"/episodes/{attacked.scene.episodes['Fenwick']}"),
            writer.get("/health"),
        )
        assert {look.status for look in looks} == {200}
        slowest, asked = max(slowest, *(look.seconds for look in looks)), asked + 1
    assert not posting.is_alive(), "the file is still being read after a minute"
    assert "The file holds more than a scan does" in answers[0].text
    assert asked
    assert slowest < AT_MOST
