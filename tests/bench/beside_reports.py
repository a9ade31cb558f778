"""How long a desk waits while managers read reports: `python -m tests.bench.beside_reports DATABASE_URL [SECONDS]`.

The county in that database (see `larger_county`) is served as in use. A worker opens the inbox again and again: alone, and
while four managers open the overview of all years, each asking anew as soon as it is answered. A manager who is told that
other reports are being made comes back after a second, which is sooner than the page says.
"""

import sys
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from statistics import quantiles

from sqlalchemy import select

import config
from pathways.app import create_app
from pathways.auth.models import User
from pathways.auth.roles import Role
from pathways.store.base import db
from tests.bench.figures import Figure, table
from tests.bench.page_costs import OVERVIEW
from tests.bench.serving import Browser, DidNotServe, served, signed_in

SECONDS, MANAGERS, PAUSE = 30.0, 4, 0.1
AT_MOST = 300
"""Milliseconds in which 95 of 100 pages of a desk are there, whatever managers read."""


def measured(url: str, seconds: float) -> tuple[Figure, ...]:
    """The inbox alone and beside the managers, and what became of their reports."""
    app = create_app({"SQLALCHEMY_DATABASE_URI": config.database_url(url)})
    with app.app_context(), served(url) as server:
        worker = signed_in(server.port, _number_of("worker"))
        managers = [signed_in(server.port, _number_of("manager"), Role.MG) for _ in range(MANAGERS)]
        db.engine.dispose()
        alone = _opened(worker, seconds)
        ending = threading.Event()
        with ThreadPoolExecutor(MANAGERS) as desks:
            reports = [desks.submit(partial(_read_on, manager, ending)) for manager in managers]
            beside = _opened(worker, seconds)
            ending.set()
        made = [took for report in reports for took in report.result() if took is not None]
        refused = sum(report.result().count(None) for report in reports)
    return (
        _at_95("inbox alone, 95th percentile", alone),
        _at_95(f"inbox beside {MANAGERS} managers, 95th percentile", beside, at_most=AT_MOST),
        Figure(what="overview of all years, to its end", values=tuple(1000 * took for took in made) or (0,), unit="ms"),
        Figure(what="overviews made; told to come back", values=(len(made), refused), unit=""),
    )


def _opened(browser: Browser, seconds: float) -> list[float]:
    """How long the inbox took, each time, for so long."""
    took, until = [], time.monotonic() + seconds
    browser.get("/inbox")
    while time.monotonic() < until:
        took.append(browser.fetch("/inbox"))
        time.sleep(PAUSE)
    return took


def _read_on(browser: Browser, ending: threading.Event) -> list[float | None]:
    """How long each report took; None for one that was not made."""
    answers: list[float | None] = []
    while not ending.is_set():
        try:
            answers.append(browser.fetch(OVERVIEW))
        except DidNotServe:
            answers.append(None)
            ending.wait(1)
    return answers


def _at_95(what: str, took: Sequence[float], at_most: float | None = None) -> Figure:
    return Figure(what=what, values=(1000 * quantiles(took, n=20)[-1],), unit="ms", at_most=at_most)


def _number_of(name: str) -> int:
    return db.session.scalars(select(User.id).where(User.sign_in_name == name)).one()


def main(url: str, seconds: float) -> int:
    """Print the figures. The exit status does not depend on a target: a busy machine is no failure."""
    print(table("A desk while managers read reports", measured(url, seconds)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else SECONDS))
