"""Requests that are never finished, sixty at once."""

import contextlib
import time
from http.client import HTTPConnection

import pytest

from tests.attacks.scene import DECIDER

pytestmark = pytest.mark.alone

SIXTY = 60
AT_MOST = 3.0
"""Seconds in which every page answers meanwhile."""
LONG = b"a" * 2_000
HALF = {
    "half a line": b"GET /hea",
    "half a head": b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ",
    "half a body": b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9000\r\n\r\nname=",
    "half a large body": b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 900000\r\n\r\nname=" + LONG,
    "half a piece": b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nname",
    "nothing": b"",
}


@pytest.fixture(scope="module")
def officer(servers):
    return servers("sqlite").client("officer2")


@pytest.mark.parametrize("sent", HALF)
def test_sixty_requests_that_are_never_finished_stop_nobody(attacked, officer, sent):
    with contextlib.ExitStack() as connections:
        for _ in range(SIXTY):
            connections.enter_context(attacked.client().connection()).sendall(HALF[sent])
        time.sleep(0.5)
        answers = [
            client.get(path)
            for _ in range(3)
            for client, path in ((attacked.client(), "/health"), (officer, "/custody"))
        ]
    assert {answer.status for answer in answers} == {200}
    assert max(answer.seconds for answer in answers) < AT_MOST


def test_who_sends_slowly_but_sends_is_answered(attacked):
    pieces = (b"GET /hea", b"lth HTTP/1.1\r\nHost: 127.0", b".0.1\r\nConnection: close\r\n\r\n")
    with attacked.client().connection() as line:
        for piece in pieces:
            line.sendall(piece)
            time.sleep(1)
        assert line.recv(65_536).startswith(b"HTTP/1.1 200")


def test_one_connection_serves_one_request_after_another_and_a_file_of_nine_megabytes_is_read(attacked):
    with contextlib.closing(HTTPConnection("127.0.0.1", attacked.port, timeout=30)) as line:
        for _ in range(3):
            line.request("GET", "/health")
            answer = line.getresponse()
            assert (answer.status, answer.read()[:2]) == (200, b"ok")
    decider, page = attacked.client(DECIDER), f"/disposals/{attacked.scene.disposal_id}/scans"
    answer = decider.post(page, {"purpose": "cps_decision"}, {"scan": (b"%PDF-" + b"0" * 9_000_000, "signed.pdf")})
    assert "This is not a scan that can be read" in answer.text
