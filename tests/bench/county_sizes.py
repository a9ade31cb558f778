"""`python -m tests.bench.county_sizes`: the county at three sizes on both databases; a section of `make bench`.

What a request of each page costs and says to the database, as the county grows; on PostgreSQL our pages beside Django's
admin, a desk while managers read reports, and three hundred staff at their desks; then the worker's clocks. `--short`
leaves out the million, and has the staff stay two minutes and not ten.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from sqlalchemy import create_engine

from pathways import clock
from pathways.app import create_app
from pathways.auth import passwords
from pathways.demo import commands as demonstration
from pathways.demo.places import PASSWORD
from pathways.reporting.actions.making import keep_standings, make_figures
from pathways.store import schema
from pathways.store.base import db
from tests.bench import beside_django, beside_group_by, beside_reports, due_clocks, load
from tests.bench.figures import Figure, table
from tests.bench.larger_county import enlarge
from tests.bench.page_costs import PageCost, measured
from tests.bench.serving import AS_SERVED
from tests.databases import bring_rows, owner_and_application, postgres_server

SIZES: Final = (20_000, 100_000)
MILLION: Final = 1_000_000
SHORT_MINUTES: Final = 2.0
LISTS: Final = ("inbox", "caseload", "custody board", "failures", "NDTMS pre-flight")
REPORTS: Final = ("overview", "ARC", "fairness")
MOST_STATEMENTS: Final = {"list": 15, "case": 20, "post": 25}
TWICE: Final = 2
WORKLISTS: Final = ("inbox", "caseload")
LIST_MILLISECONDS: Final = 12
REPORT_MILLISECONDS: Final = 150
"""What a report may cost at 100,000 referrals."""

Addresses = tuple[str, str]
"""A database as its owner, and as the application."""


def main() -> int:
    """Print a table for each database; for PostgreSQL also the peer, a desk beside managers, and the staff."""
    is_short = "--short" in sys.argv
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PATHWAYS_DATA"] = folder
        made = made_county(Path(folder) / "county.sqlite3")
        as_made, grown = (shutil.copy(made, made.with_stem(name)) for name in ("as_made", "grown"))
        files = [(f"sqlite:///{file}", f"sqlite:///{file}") for file in (as_made, grown)]
        of_files = dict(_costs(*files))
        print(costs_by_size("SQLite file", of_files), end="\n\n", flush=True)
        _report("SQLite file", files[1][1])
        _clocks("SQLite file", *files[1])
        grown.unlink()
        with postgres_server() as server:
            small, large = (brought(server, made, name) for name in ("pathways_small_county", "pathways_county"))
            by_size = {}
            for size, costs in _costs(small, large):
                by_size[size] = costs
                if size >= SIZES[0]:
                    _report_peer_managers_and_staff(*large, size, SHORT_MINUTES if is_short else load.MINUTES)
            print(costs_by_size("PostgreSQL", by_size), end="\n\n", flush=True)
            title = "SQLite file. What a request costs there, by CPU"
            print(table(title, of_sqlite(of_files, by_size)), end="\n\n", flush=True)
            if not is_short:
                there = enlarged(large[0], MILLION)
                print(table(f"Beside Django's admin, {there:,} referrals", beside_django.measured(*large)), end="\n\n")
            enlarged(small[0], SIZES[1])
            _clocks("PostgreSQL", *small)
    return 0


def costs_by_size(name: str, by_size: dict[int, list[PageCost]]) -> str:
    """A line a page: milliseconds of CPU and statements at each size, beside what is wanted; "none" was not served."""
    sizes = sorted(by_size)
    head = f"{'ms of CPU (statements)':22}" + "".join(f"{size:>18,}" for size in sizes)
    lines = [f"{name}. What one request costs, by the number of referrals", "-" * (len(head) + 40), head]
    for page in [each.name for each in max(by_size.values(), key=len)]:
        costs = [next((each for each in by_size[size] if each.name == page), None) for size in sizes]
        shown = "".join(f"{f'{each.whole:.1f} ({each.statements})' if each else 'none':>18}" for each in costs)
        at_sizes = [each for each in costs if each]
        lines.append(f"{page:22}{shown}   {_verdict(page, at_sizes[0].statements, at_sizes[-1])}".rstrip())
    return "\n".join(lines)


def of_sqlite(files: Mapping[int, list[PageCost]], servers: Mapping[int, list[PageCost]]) -> Iterator[Figure]:
    """Each page at the second size: its CPU beside PostgreSQL's, and beside its own at the first."""
    least, size, *_ = sorted(set(files) & set(servers))
    small, large, there = (
        {each.name: each.whole for each in costs} for costs in (files[least], files[size], servers[size])
    )
    for page in (each for each in large if each in there and each in small):
        yield Figure(what=f"{page}, {size:,}: of PostgreSQL", values=(large[page] / there[page],), unit="x", at_most=1)
        yield Figure(
            what=f"{page}, {size:,}: of {least:,}", values=(large[page] / small[page],), unit="x", at_most=TWICE
        )


def _verdict(page: str, at_first: int, at_last: PageCost) -> str:
    """What is wanted of a page, and whether it is so; a what if reads part by part, as many as there are."""
    if page in REPORTS:
        return _within(at_last.whole, REPORT_MILLISECONDS, "ms")
    kind = "list" if page in LISTS else "post" if page.startswith("accept") else "case"
    if page == "what if":
        return ""
    grows = "" if at_last.statements <= at_first else "; GROWS"
    in_time = f"; {_within(at_last.whole, LIST_MILLISECONDS, 'ms')}" if page in WORKLISTS else ""
    return _within(at_last.statements, MOST_STATEMENTS[kind], "statements") + grows + in_time


def _within(figure: float, most: int, unit: str) -> str:
    return f"at most {most} {unit}: {'met' if figure <= most else 'MISSED'}"


def _costs(small: Addresses, large: Addresses) -> Iterator[tuple[int, list[PageCost]]]:
    """Of the county as it was made, then of the one that grows: it is copied before anybody accepts one of its offers."""
    for size, (owner, application) in zip((0, *SIZES), (small, *(large for _ in SIZES)), strict=True):
        app = create_app({"SQLALCHEMY_DATABASE_URI": application, "MIGRATION_DATABASE_URL": owner, **AS_SERVED})
        there = enlarged(owner, size)
        with app.app_context():
            while keep_standings() or make_figures():  # as the worker does
                db.session.commit()
            db.session.commit()
            db.session.remove()
        costs = list(measured(app))
        with app.app_context():
            db.engine.dispose()
        yield there, costs


def brought(server: str, made: Path, name: str) -> Addresses:
    """The county that was made in a file, in a database of this name."""
    owner, application = owner_and_application(server, name)
    schema.upgrade(create_app({"SQLALCHEMY_DATABASE_URI": application, "MIGRATION_DATABASE_URL": owner}))
    bring_rows(f"sqlite:///{made}", owner)
    return owner, application


def enlarged(owner: str, size: int) -> int:
    engine = create_engine(owner)
    there = enlarge(engine, size)
    engine.dispose()
    return there


def _report_peer_managers_and_staff(owner: str, application: str, size: int, minutes: float) -> None:
    _report(f"PostgreSQL, {size:,} referrals", application)
    figures = beside_django.measured(owner, application)
    print(table(f"Beside Django's admin, {size:,} referrals", figures), end="\n\n", flush=True)
    figures = beside_reports.measured(application, beside_reports.SECONDS)
    print(table(f"A desk while managers read reports, {size:,} referrals", figures), end="\n\n", flush=True)
    print(
        f"{load.STAFF} staff for {minutes:g} minutes, {size:,} referrals\n{load.measured(owner, application, minutes)}\n"
    )


def _report(name: str, application: str) -> None:
    figures = beside_group_by.measured(application)
    print(table(f"{name}. A report beside one plain GROUP BY", figures), end="\n\n", flush=True)


def _clocks(name: str, owner: str, application: str) -> None:
    print(table(f"{name}. The worker's clocks", due_clocks.measured(owner, application)), end="\n\n", flush=True)


def made_county(file: Path) -> Path:
    """The demonstration up to this moment."""
    app = create_app({"SQLALCHEMY_DATABASE_URI": f"sqlite:///{file}"})
    schema.upgrade(app)
    with app.app_context():
        demonstration.build(passwords.hash_of(PASSWORD), clock.now(), lambda: None)
        db.session.remove()
        db.engine.dispose()
    return file


if __name__ == "__main__":
    sys.exit(main())
