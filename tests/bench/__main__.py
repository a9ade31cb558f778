"""`make bench`: both databases in one run, every figure beside its target. A miss is printed as a miss.

Only ratios count: absolute times drift with the machine. The two sides of a ratio are measured in turn.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from time import perf_counter

from sqlalchemy import create_engine

from pathways import clock
from pathways.app import create_app
from pathways.store import schema
from pathways.store.base import db
from tests.bench import bulk, growth, people, places, search, starting, submits, worklist
from tests.bench.figures import Figure, seconds, table
from tests.bench.growing import grow
from tests.bench.sent import REFERRALS
from tests.bench.serving import AS_SERVED, Browser, Server, served, signed_in
from tests.databases import owner_and_application, postgres_server

REQUESTS, PAGES = 200, 12


def main() -> int:
    """Print a table for each database. The exit status does not depend on a target: a busy machine is no failure."""
    began = perf_counter()
    load = os.getloadavg()[0]
    print(f"{clock.now():%d %B %Y}, {os.cpu_count()} cores, load average {load:.1f} at the start\n", flush=True)
    missed = []
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PATHWAYS_DATA"] = folder
        for name, owner, application in databases(folder):
            started = starting.measured(owner, application)
            print(table(f"{name}. A start", started), end="\n\n", flush=True)
            for figure in (*started, *measure(name, owner, application)):
                if figure.verdict == "MISSED":
                    missed.append(f"{name}: {figure.what}")
    print(f"{len(missed)} missed." if missed else "Every target met.", *missed, sep="\n- ")
    print(f"\nLoad average {os.getloadavg()[0]:.1f} at the end, after {perf_counter() - began:.0f} s.")
    return 0


def databases(folder: str) -> Iterator[tuple[str, str, str]]:
    """Name, address of the owner, address of the application; PostgreSQL runs only while it is measured."""
    file = f"sqlite:///{folder}/bench.sqlite3"
    yield "SQLite file", file, file
    with postgres_server() as server:
        yield "PostgreSQL", *owner_and_application(server, "pathways_bench")


def measure(name: str, owner: str, application: str) -> tuple[Figure, ...]:
    """Load the referrals, measure everything at each size, print a table for each, and how the cost grew."""
    app = create_app({"SQLALCHEMY_DATABASE_URI": application, "MIGRATION_DATABASE_URL": owner, **AS_SERVED})
    schema.upgrade(app)
    figures: list[Figure] = []
    with app.app_context():
        where = places.made()
        engine = create_engine(owner)
        loading = seconds(lambda: bulk.load(engine, where))
        print(f"{name}: {REFERRALS:,} referrals loaded in {loading:.0f} s", flush=True)
        by_size = {REFERRALS: _of_one_size(name, REFERRALS, where, application)}
        searching = _searching(name, owner, where)
        print(table(f"{name}. Search among {people.PEOPLE:,} people", searching), end="\n\n", flush=True)
        for have, want in pairwise(_sizes(name)):
            growing = seconds(partial(grow, engine, have=have, want=want))
            print(f"{name}: {want:,} referrals after {growing:.0f} s", flush=True)
            by_size[want] = _of_one_size(name, want, where, application)
        if len(by_size) > 1:
            print(growth.table(name, by_size), end="\n\n", flush=True)
        engine.dispose()
        db.session.remove()
        db.engine.dispose()
    for each in by_size.values():
        figures += each
    return (*figures, *searching)


def _sizes(name: str) -> tuple[int, ...]:
    """Of how many referrals: `--short` leaves out the millions, five of them are PostgreSQL's alone."""
    if "--short" in sys.argv:
        return (REFERRALS,)
    return (REFERRALS, 1_000_000) if name == "SQLite file" else (REFERRALS, 1_000_000, 5_000_000)


def _of_one_size(name: str, size: int, where: places.Places, application: str) -> tuple[Figure, ...]:
    pages = worklist.measured(where.viewer)
    with served(application) as server:
        browser = signed_in(server.port, where.worker)
        fresh = _after_its_pages(server, browser)
        measurements = [submits.measured(make(where.viewer), browser) for make in submits.BOTH]
        memory = (fresh, _after_many_requests(server, browser))
    figures = (
        *(each for measurement in measurements for each in measurement.figures),
        *pages,
        *(each for each in memory if each),
    )
    title = f"{name}, {size:,} referrals. {'. '.join(str(each) for each in measurements)}."
    print(table(title, figures), end="\n\n", flush=True)
    return figures


def _searching(name: str, owner: str, where: places.Places) -> tuple[Figure, ...]:
    """The people are loaded once the first size is measured; what is measured of the larger ones looks past them."""
    engine = create_engine(owner)
    loading = seconds(lambda: people.load(engine, where))
    engine.dispose()
    print(f"{name}: {people.PEOPLE:,} people loaded in {loading:.0f} s", flush=True)
    return search.measured(where.searcher)


def _after_its_pages(server: Server, browser: Browser) -> Figure | None:
    """Memory once both workers have shown the pages of the inbox."""
    for _ in range(PAGES):
        browser.get("/inbox")
    return _memory("memory of the largest worker after its first pages", server)


def _after_many_requests(server: Server, browser: Browser) -> Figure | None:
    """Memory after at least 200 requests; the submits were most of them."""
    while browser.asked < REQUESTS:
        browser.get("/inbox")
    return _memory(f"memory of the largest worker after {browser.asked} requests", server)


def _memory(what: str, server: Server) -> Figure | None:
    megabytes = server.megabytes()
    return None if megabytes is None else Figure(what=what, values=(megabytes,), unit="MB")


if __name__ == "__main__":
    sys.exit(main())
