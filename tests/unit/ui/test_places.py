"""One thread of a process is kept for what asks nothing of the database; the others wait for a place, not for ever."""

import threading
import time

from pathways.ui.places import Places


def test_a_place_that_is_given_back_goes_to_whoever_waits():
    places = Places(1, patience=5)
    assert places.take()
    threading.Timer(0.05, places.give_back).start()
    began = time.monotonic()
    assert places.take()
    assert time.monotonic() - began < 4


def test_where_nothing_moves_nobody_waits_longer_than_the_patience_and_the_next_one_not_at_all():
    places = Places(2, patience=0.1)
    assert (places.take(), places.take()) == (True, True)
    assert not places.take()
    began = time.monotonic()
    assert not any(places.take() for _ in range(50))
    assert time.monotonic() - began < 0.1
    places.give_back()
    assert places.take()
