"""What a start takes: an empty database brought up to date, then the first page and the memory of the service on it."""

import resource
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from http.client import HTTPConnection
from os import environ
from pathlib import Path

from tests.bench import processes
from tests.bench.figures import Figure
from tests.bench.serving import PATIENCE, ROOT, Server, served

TIMES, BOTH = 3, 2
MIGRATES = "from wsgi import app; from pathways.store import schema; schema.upgrade(app)"
UP_TO_DATE, FIRST_PAGE, IDLE = 3, 2, 160
"""Seconds of CPU, the same, and MB of memory, at most."""


def measured(owner: str, application: str) -> tuple[Figure, ...]:
    """The database at these addresses is empty before, and up to date afterwards.

    As in use, the service was started here before: what is kept of its code and its pages is kept.
    """
    spent, took, shares = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        in_use = {"PATHWAYS_DATA": folder, "PYTHONDONTWRITEBYTECODE": "", "PYTHONPATH": as_installed(Path(folder))}
        with served(application, **in_use):
            migrating = _seconds_of_migrating(owner, application, in_use)
        for _ in range(TIMES):
            began = time.perf_counter()
            with served(application, **in_use) as server:
                shares.append(memory_of_both(server))
                first_page(server)
                took.append(time.perf_counter() - began)
                spent.append(processes.seconds_of((server.pid, *server.children())))
    return (
        Figure(what="CPU of bringing an empty database up to date", values=(migrating,), unit="s", at_most=UP_TO_DATE),
        Figure(what="CPU of a start, up to the first page", values=tuple(spent), unit="s", at_most=FIRST_PAGE),
        Figure(what="a start, up to the first page", values=tuple(took), unit="s"),
        Figure(what="memory of the idle service, shared once", values=tuple(shares), unit="MB", at_most=IDLE),
    )


def as_installed(folder: Path) -> str:
    """A folder that hides from Python what only tests need, and a library of the service takes where it finds it (mako
    reads pygments, 4 MB): the service is measured as its own requirements install it."""
    (folder / "sitecustomize.py").write_text('import sys\n\nsys.modules["pygments"] = None\n')
    return str(folder)


def _seconds_of_migrating(owner: str, application: str, in_use: dict[str, str]) -> float:
    """CPU of the process alone: what PostgreSQL's server does for it is not told."""
    command = [sys.executable, "-c", MIGRATES]
    addresses = {"PATHWAYS_ENV": "development", "DATABASE_URL": application, "MIGRATION_DATABASE_URL": owner, **in_use}
    before = _of_children()
    subprocess.run(command, cwd=ROOT, env=environ | addresses, check=True, capture_output=True)
    return _of_children() - before


def _of_children() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def first_page(server: Server) -> None:
    with closing(HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)) as line:
        line.request("GET", "/sign-in")
        line.getresponse().read()


def memory_of_both(server: Server) -> float:
    """Once both processes are there: one answers while the other is still being forked."""
    until = time.monotonic() + PATIENCE
    while len(server.children()) < BOTH and time.monotonic() < until:
        time.sleep(0.05)
    return sum(processes.megabytes_of(pid) for pid in (server.pid, *server.children()))
