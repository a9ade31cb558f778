"""A request that is too large to be awaited whole waits for its turn, and not without end."""

import socket
from threading import BoundedSemaphore
from types import SimpleNamespace

from pathways.store import server
from pathways.store.server import HEAD_SECONDS, TURN_SECONDS, Paced, PatientWorker

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
