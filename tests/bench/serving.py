"""The real server on loopback, as `flask serve` starts it, and a browser that is signed in to it."""

import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from http.client import HTTPConnection, HTTPResponse
from http.cookies import SimpleCookie
from pathlib import Path
from time import perf_counter
from urllib.parse import urlencode

from pathways import clock
from pathways.auth.models import SignInSession
from pathways.auth.roles import Role
from pathways.store import engines
from pathways.store.base import db
from tests.pages import hidden_values
from tests.ports import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
AS_SERVED = {"STATEMENT_SECONDS": engines.STATEMENT_SECONDS}
"""What an application that serves pages has and others have not: its connections are set up for pages."""
LONGEST_START = 60.0
PATIENCE = 30.0


class DidNotServe(RuntimeError):
    """The server did not start in time, or a page was not what the bench asked for."""


class AsksAgain(DidNotServe):
    """A page is not served yet, and a browser asks for it again by itself after these seconds."""

    def __init__(self, words: str, seconds: float) -> None:
        super().__init__(words)
        self.seconds = seconds


@dataclass(frozen=True)
class Server:
    """A gunicorn with its workers."""

    port: int
    pid: int

    def megabytes(self) -> float | None:
        """Resident memory of the largest worker; None where the system does not tell (no /proc)."""
        sizes = [_resident(Path(f"/proc/{child}/status")) for child in self.children()]
        return max(sizes) / 1024 if sizes else None

    def children(self) -> list[int]:
        """The processes that serve; none where the system does not tell."""
        listed = Path(f"/proc/{self.pid}/task/{self.pid}/children")
        return [int(each) for each in listed.read_text().split()] if listed.exists() else []


def _resident(status: Path) -> int:
    lines = status.read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))


@contextmanager
def served(
    url: str,
    *,
    log: Path | None = None,
    waits: bool = True,
    program: str = "from pathways.store import server; server.run({port})",
    **settings: str,
) -> Iterator[Server]:
    """The server of this code on a database, until the block ends; `settings` stand in its environment.

    `log` is where it writes its errors. Without `waits` it is handed over before it has answered anything. `program` is
    what becomes the server.
    """
    port = free_port()
    with _started([sys.executable, "-c", program.format(port=port)], url, log, settings) as pid:
        if waits:
            _wait_for(port)
        yield Server(port, pid)


@contextmanager
def at_work(url: str, *, log: Path | None = None) -> Iterator[int]:
    """The number of the process of `flask worker` on a database, until the block ends. Its messages go to a folder.

    Before it begins one did a round, so that what waited for a worker does not stand in its way.
    """
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
    with tempfile.TemporaryDirectory() as folder:
        with _started([*command, "--once"], url, log, {"MAIL_FOLDER": folder}) as pid:
            os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
        with _started(command, url, log, {"MAIL_FOLDER": folder}) as pid:
            yield pid


@contextmanager
def _started(command: Sequence[str], url: str, log: Path | None, settings: Mapping[str, str]) -> Iterator[int]:
    """A process of this code on a database, until the block ends: its number."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            "PATHWAYS_ENV": "development",
            **os.environ,
            "DATABASE_URL": url,
            "PATHWAYS_DATA": folder,
            **settings,
        }
        stream = log.open("ab") if log else None
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=stream)
        try:
            yield process.pid
        finally:
            process.terminate()
            process.wait(PATIENCE)
            if stream:
                stream.close()


def _wait_for(port: int) -> None:
    began = perf_counter()
    while perf_counter() - began < LONGEST_START:
        try:
            with closing(HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as line:
                line.request("GET", "/health")
                if line.getresponse().status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise DidNotServe(f"Nothing answered on port {port} within {LONGEST_START:.0f} s")


@dataclass
class Browser:
    """Signed in; keeps its cookies; fetches the form once a post. `asked` counts its requests."""

    port: int
    cookies: dict[str, str]
    asked: int = 0

    def get(self, address: str) -> str:
        """A page on a connection of its own. Raises DidNotServe when it is not served, AsksAgain when it is not yet."""
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as line:
            return self._ask(line, "GET", address, expected=200)[0]

    def post(self, address: str, typed: dict[str, str]) -> float:
        """Fill in the form there and send it on the same connection: seconds of the post alone, up to its answer."""
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as line:
            page, _ = self._ask(line, "GET", address, expected=200)
            return self._ask(line, "POST", address, hidden_values(page, address) | typed, expected=302)[1]

    def send(self, address: str, data: dict[str, str], *, expected: int = 302) -> float:
        """Send exactly this on a connection of its own: seconds up to the whole answer."""
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as line:
            return self._ask(line, "POST", address, data, expected=expected)[1]

    def fetch(self, address: str) -> float:
        """A page on a connection of its own: seconds up to its end."""
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as line:
            return self._ask(line, "GET", address, expected=200)[1]

    def _ask(
        self, line: HTTPConnection, method: str, address: str, data: dict[str, str] | None = None, *, expected: int
    ) -> tuple[str, float]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if data is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        body = urlencode(data) if data is not None else None
        began = perf_counter()
        line.request(method, address, body, headers)
        answer = line.getresponse()
        text = answer.read().decode()
        took = perf_counter() - began
        self.asked += 1
        self._keep_cookies(answer)
        if answer.status != expected:
            words, seconds = f"{method} {address} answered {answer.status}", answer.headers.get("Refresh")
            raise AsksAgain(words, float(seconds)) if seconds else DidNotServe(words)
        return text, took

    def _keep_cookies(self, answer: HTTPResponse) -> None:
        for each in answer.headers.get_all("Set-Cookie", []):
            self.cookies.update({name: morsel.value for name, morsel in SimpleCookie(each).items()})


def signed_in(port: int, user_id: int, role: Role = Role.TW) -> Browser:
    """A browser in which somebody, a treatment worker unless another role is named, signed in a moment ago."""
    return Browser(port, {"pathways": token_of_session(user_id, role)})


def token_of_session(user_id: int, role: Role) -> str:
    """What the cookie of somebody holds who signed in a moment ago."""
    token, now = secrets.token_urlsafe(32), clock.now()
    db.session.add(
        SignInSession(
            user_id=user_id,
            role=role,
            token_hash=sha256(token.encode()).hexdigest(),
            started_at=now,
            last_seen_at=now,
        )
    )
    db.session.commit()
    db.session.remove()
    return token
