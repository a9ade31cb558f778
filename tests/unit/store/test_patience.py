"""How long a request waits: for its second piece hardly, for its turn where it is too large, and never without end."""

import socket
from threading import BoundedSemaphore
from types import SimpleNamespace
from typing import NamedTuple

from gunicorn.workers.gthread import ThreadWorker

from pathways.store import server
from pathways.store.server import HEAD_SECONDS, LOOK_EVERY, TURN_SECONDS, Paced, PatientWorker


class Connection(NamedTuple):
    """One that the worker looks at."""

    sock: Paced


LARGE = b"POST /disposals/1/scans HTTP/1.1\r\ncontent-length: 1000000\r\n\r\n"


def test_a_large_request_waits_for_its_turn_once(monkeypatch):
    seconds = [0.0]
    monkeypatch.setattr(server, "time", SimpleNamespace(monotonic=lambda: seconds[0]))
    worker = PatientWorker.__new__(PatientWorker)
    worker.large = BoundedSemaphore(1)
    worker.large.acquire()  # somebody else's upload goes on and on
    here, sender = socket.socketpair()
    with sender, Paced(fileno=here.detach()) as arriving:
        arriving.begin()
        sender.sendall(LARGE)
        for second in range(0, 300, 5):
            seconds[0] = float(second)
            assert not worker._is_taken(SimpleNamespace(sock=arriving))
        assert arriving.until <= HEAD_SECONDS + TURN_SECONDS


def test_what_has_begun_is_looked_at_again_soon_and_then_less_and_less_often(monkeypatch):
    """A browser sends the head of a form and its body one right behind the other."""
    waits = []
    monkeypatch.setattr(ThreadWorker, "wait_for_and_dispatch_events", lambda _, timeout: waits.append(timeout))
    worker = PatientWorker.__new__(PatientWorker)
    here, sender = socket.socketpair()
    with sender, Paced(fileno=here.detach()) as arriving:
        arriving.begin()
        worker.arriving = {Connection(arriving)}
        sender.sendall(b"POST /cases HTTP/1.1\r\ncontent-length: 10\r\n\r\n")
        for _ in range(12):
            worker.wait_for_and_dispatch_events(1.0)
    assert waits == sorted(waits)
    assert waits[0] < 0.005
    assert sum(waits[:4]) < LOOK_EVERY
    assert waits[-1] == LOOK_EVERY
