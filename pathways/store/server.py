"""Serving on this machine: the server, its worker, and giving a thread only to a request that has arrived."""

import errno
import gc
import os
import re
import select
import selectors
import socket
import sys
import time
from collections.abc import Callable
from functools import partial
from threading import BoundedSemaphore
from typing import Any

from gunicorn.app.wsgiapp import run as gunicorn
from gunicorn.workers.gthread import ThreadWorker

# A worker of gunicorn that gives a thread only to a request that has arrived.
#
# gunicorn's own worker gives a thread to whoever has sent a byte, and waits for the rest without an end: eight half-
# sent requests stop everybody. Here the main loop looks at what has come, without taking it, until the head is whole
# and a body of usual size with it. A larger body is read by a thread, at a pace that a slow line keeps, and by no more
# than half of the threads at once. What does not come in time is cut off. A proxy that buffers does this better, and
# before the door (docs/operating.md); this is for a service that stands alone, and behind a proxy that does not.


HEAD_SECONDS = 10.0
"""How long a head, and a body of usual size, may take to arrive whole."""
TURN_SECONDS = 60.0
"""How long a larger one may wait for its turn."""
SLOWEST = 32 * 1024
"""Bytes a second that a larger body must keep, beside `HEAD_SECONDS` of grace."""
WHOLE = 64 * 1024
"""A request up to this is awaited whole. More may not fit into what the system keeps of a connection."""
FIRST_LOOK, LOOK_EVERY = 0.001, 0.05
"""A form often comes in two pieces, one right behind the other: so what has begun is looked at again soon, and then
less and less often."""
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*([0-9]{1,12})[ \t]*\r\n", re.IGNORECASE)


class Paced(socket.socket):
    """A connection whose reader waits for its sender only as long as the pace allows. Times are of waiting alone."""

    waited, received, looks, is_large, is_watched, is_in_line, until = 0.0, 0, 0, False, False, False, 0.0

    def begin(self) -> None:
        """A new request begins."""
        self.waited, self.received, self.looks, self.is_in_line = 0.0, 0, 0, False
        self.until = time.monotonic() + HEAD_SECONDS

    @property
    def next_look(self) -> float:
        """In how many seconds to look again at what has begun to arrive."""
        return float(min(FIRST_LOOK * 2 ** min(self.looks, 10), LOOK_EVERY))

    def peek(self) -> bytes | None:
        """What has come and was not taken; None for nothing yet, b"" when the sender went."""
        try:
            return super().recv(WHOLE, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            return None
        except OSError:
            return b""

    def recv(self, size: int, flags: int = 0, /) -> bytes:
        """Receive, but not for ever. Raises ConnectionResetError, which the server takes for a sender who went."""
        began, left = time.monotonic(), HEAD_SECONDS + self.received / SLOWEST - self.waited
        if left <= 0 or not select.select([self], [], [], left)[0]:
            raise ConnectionResetError(errno.ECONNRESET, "the sender is too slow")
        self.waited += time.monotonic() - began
        content = super().recv(size, flags)
        self.received += len(content)
        return content


class PatientWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn ships no types
    """Gives a thread only to a request that has arrived."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.arriving: set[Any] = set()
        self.large = BoundedSemaphore(max(1, self.cfg.threads // 2))

    def load_wsgi(self) -> None:
        """Take the application that the first process made, and tell it that this one serves it from now on."""
        super().load_wsgi()
        self.wsgi.extensions["begin_to_serve"](self.cfg.threads)

    def enqueue_req(self, conn: Any) -> None:
        """Have a request answered once it has arrived."""
        if not isinstance(conn.sock, Paced):
            conn.sock = Paced(fileno=conn.sock.detach())
        conn.sock.begin()
        if conn.parser is not None and conn.parser.unreader.buf.getvalue():
            self._give(conn)  # it came along with the one before
        elif not self._is_taken(conn):
            self.arriving.add(conn)

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        """Wait as every threaded worker does, and then look at what is arriving."""
        begun = [conn.sock.next_look for conn in self.arriving if not conn.sock.is_watched]
        super().wait_for_and_dispatch_events(min([timeout, *begun]))
        now = time.monotonic()
        for conn in list(self.arriving):
            conn.sock.looks += not conn.sock.is_watched
            if not conn.sock.is_watched and self._is_taken(conn):
                self.arriving.discard(conn)
            elif now > conn.sock.until:
                self.arriving.discard(conn)
                self._begins(conn)
                self.nr_conns -= 1
                conn.close()

    def handle(self, conn: Any) -> Any:
        """Answer as every threaded worker does; a large request makes room for the next when it was answered."""
        try:
            return super().handle(conn)
        finally:
            if conn.sock.is_large:
                conn.sock.is_large = False
                self.large.release()

    def _is_taken(self, conn: Any) -> bool:
        """Whether a thread was given to it: it arrived whole, or it is one of few large ones, or its sender went."""
        seen = conn.sock.peek()
        if seen is None:
            conn.sock.is_watched = True
            self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._begins, conn))
            return False
        head, end, body = seen.partition(b"\r\n\r\n")
        length = _LENGTH.search(head + b"\r\n")
        wanted = int(length[1]) if length else 0
        is_chunked = b"\r\ntransfer-encoding:" in head.lower()
        if not seen or (end and not is_chunked and len(body) >= wanted):
            return self._give(conn)
        if not end and len(seen) < WHOLE:
            return False
        if not is_chunked and len(head) + len(end) + wanted < WHOLE:
            return False
        if not conn.sock.is_in_line:  # once: it waits for its turn, and not for ever
            conn.sock.is_in_line, conn.sock.until = True, conn.sock.until + TURN_SECONDS
        conn.sock.is_large = self.large.acquire(blocking=False)
        return bool(conn.sock.is_large) and self._give(conn)

    def _begins(self, conn: Any, _socket: Any = None) -> None:
        """The first of it came: from now on it is looked at by time, for it stays readable."""
        if conn.sock.is_watched:
            conn.sock.is_watched = False
            self.poller.unregister(conn.sock)

    def _give(self, conn: Any) -> bool:
        conn.data_ready = True
        super().enqueue_req(conn)
        return True


# Serving on this machine: is the port free, the server that answers on it, and the worker beside it.


def is_free(port: int) -> bool:
    """Whether nobody listens on 127.0.0.1 at that port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def start_worker(work: Callable[[], None]) -> None:
    """Have a process forked that does the `work`, beside the server that this one is about to become.

    It shares what this process has read. No connection may be open, and no thread at work: a fork takes neither along.
    """
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    gc.freeze()
    if os.fork() == 0:
        work()
        sys.exit()


def run(port: int) -> None:
    """Become the server on loopback, as gunicorn.conf.py says: two processes of eight threads. Does not return.

    The application is the one of this process, if it has read `wsgi` already.
    """
    sys.argv = ["gunicorn", "wsgi:app", "--bind", f"127.0.0.1:{port}", "--log-level", "warning"]
    gunicorn()
