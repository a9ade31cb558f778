"""`python -m tests.bench.nation`: reports from a county's size to a nation's, on both databases; a section of `make bench`.

At each size: what the page of a report costs, which reads figures that were made before; what it costs to count a report,
beside one plain GROUP BY over the same rows that gives how many stand in each state; what the making of every table of a
quarter takes; and, where DuckDB or chDB is installed, the same statements over a columnar copy, with what the copy takes.
The county is real at the first size; beyond that its stretches are copied (`many_stretches`). Then how many pages a second
the machine serves (`page_reads`). `--short` leaves out the millions.
"""

import csv
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import (
    Boolean,
    CompoundSelect,
    Date,
    Engine,
    Integer,
    create_engine,
    delete,
)
from sqlalchemy.dialects import postgresql

from pathways.app import create_app
from pathways.audit.models import SYSTEM
from pathways.reporting.actions.making import make_figures
from pathways.reporting.models import FiguresCheck, FiguresMaking, PublishedFigures
from pathways.reporting.queries import counting
from pathways.reporting.queries.figures import editions_made
from pathways.reporting.rules.editions import Edition, Report
from pathways.reporting.rules.periods import YEAR, period_of
from pathways.reporting.rules.proportions import Period
from pathways.reporting.rules.standings import UnitKind
from pathways.store.base import db
from tests.bench import columnar, many_stretches, page_reads, processes
from tests.bench.beside_group_by import AT_MOST
from tests.bench.counted import (
    STRETCHES,
    Differs,
    Lines,
    asked_in_parts,
    lines_of,
    plainly_counted,
    said_by,
    seconds_of_counting,
    units_by_state,
    words_of,
)
from tests.bench.county_sizes import Addresses, brought, enlarged, made_county
from tests.bench.figures import Figure, of_another, rounds, seconds, table, times
from tests.bench.page_costs import OVERVIEW, cost_of_page
from tests.bench.serving import AS_SERVED
from tests.databases import postgres_server
from tests.figures import keep_standings

COUNTY = 20_000
SIZES: Mapping[str, tuple[int, ...]] = {
    "SQLite file": (COUNTY, 1_000_000),
    "PostgreSQL": (COUNTY, 1_000_000, 5_000_000),
}
NATION, AT_LEAST = 1_000_000, 20
"""From so many referrals on a columnar copy is wanted that answers so many times as fast as one plain GROUP BY."""
ROUNDS, SECONDS = 9, 60.0
CHANGED = 100
"""One in so many people is changed when it is measured how a copy is kept fresh."""


def main() -> int:
    """A table for each size of each database. The exit status does not depend on a target."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PATHWAYS_DATA"] = folder
        made = made_county(Path(folder) / "county.sqlite3")
        with postgres_server() as server:
            file = f"sqlite:///{made}"
            measure("PostgreSQL", brought(server, made, "pathways_nation"))
        measure("SQLite file", (file, file))
    return 0


def measure(name: str, addresses: Addresses) -> None:
    """Print a table for each size, and what the machine serves at the largest."""
    owner, application = addresses
    sizes = SIZES[name][:1] if "--short" in sys.argv else SIZES[name]
    settings = {"SQLALCHEMY_DATABASE_URI": application, "MIGRATION_DATABASE_URL": owner}
    app, serving = create_app(settings), create_app(settings | AS_SERVED)
    engine = create_engine(owner)
    there = enlarged(owner, sizes[0])
    with app.app_context():
        spent = _cpu_of_keeping()
    county = many_stretches.of_county(engine)
    each = f"{1000 * spent / county.last_person:.2f} ms of CPU each"
    print(f"{name}: the worker made how {county.last_person:,} people stand, {each}\n", flush=True)
    for have, want in pairwise((0, *sizes)):
        if have:
            copies = [max(1, round(each / there)) for each in (have, want)]
            took = seconds(partial(many_stretches.copy, engine, county, have=copies[0], want=copies[1]))
            print(f"{name}: as many stretches as of {want:,} referrals after {took:.0f} s", flush=True)
        print(
            table(f"{name}, {want:,} referrals", (*of_making(app, engine, want), *of_page(serving))),
            end="\n\n",
            flush=True,
        )
    if not columnar.installed():
        print("Neither duckdb nor chdb is installed: the comparison with a columnar copy was left out.\n", flush=True)
    print(table(f"{name}. Pages of reports that one machine serves", page_reads.measured(application)), end="\n\n")
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    engine.dispose()


def _cpu_of_keeping() -> float:
    """Seconds of making how everybody stands, as the worker does, with those of the database."""
    with db.engine.connect() as connection:
        database = processes.backends(connection)
    here, there = time.process_time(), processes.seconds_of(database)
    keep_standings()
    return time.process_time() - here + processes.seconds_of(database) - there


# Of one size.


def of_making(app: Flask, engine: Engine, size: int) -> Iterator[Figure]:
    """What the worker does; no statement of its is ended."""
    with app.app_context():
        yield from _making(engine)
        yield from _counting(engine, editions_made(SYSTEM), size)
        db.session.remove()
        db.engine.dispose()


def of_page(app: Flask) -> Iterator[Figure]:
    """What a manager sees of it."""
    if page := cost_of_page(app, "manager", OVERVIEW):
        yield Figure(what="a page of the overview, CPU", values=(page.whole,), unit="ms")
        yield Figure(what="statements of that page", values=(page.statements,), unit="", at_most=15)
    with app.app_context():
        db.engine.dispose()


def _making(engine: Engine) -> Iterator[Figure]:
    """Every table that is made at the first end of a quarter, two years' of them, and all of them made again, as they are
    after each quarter's: no later quarter makes as many."""
    with engine.begin() as connection:
        for made in (FiguresCheck, PublishedFigures, FiguresMaking):
            connection.execute(delete(made.__table__))
    whole, tables = seconds(_make), editions_made(SYSTEM)
    counted = sum(seconds_of_counting(partial(counting.counts_of, SYSTEM, *_asked_by(each))) for each in tables)
    yield Figure(what=f"making all {len(tables)} tables, and again", values=(whole,), unit="s")
    yield Figure(what="counting them", values=(counted,), unit="s")


def _make() -> None:
    while make_figures():
        db.session.commit()
    db.session.commit()


def _asked_by(edition: Edition) -> tuple[Report, Period]:
    return edition.report, period_of(edition.days, edition.as_at)


def _counting(engine: Engine, tables: Sequence[Edition], size: int) -> Iterator[Figure]:
    """The overview of a year, counted by the product; by one plain statement; and by each engine there is, which counts
    every table once as well."""
    year = max(each for each in tables if each.report is Report.OVERVIEW and each.days.months == YEAR)
    period = period_of(year.days, year.as_at)
    overview = partial(counting.overview, SYSTEM, period)
    statements = said_by(overview)
    there = [lines_of(db.session.execute(each)) for each in statements]
    kinds = sorted(
        {value for each in statements for value in each.compile().params.values() if isinstance(value, UnitKind)}
    )
    plainly = partial(plainly_counted, kinds, period)
    if sum((units_by_state(each) for each in there), Counter()) != Counter(dict(plainly())):
        raise Differs("the plain GROUP BY and what is counted")
    asked_in_parts(statements, there)
    db.session.rollback()
    with ExitStack() as open_copies:
        copies = [open_copies.enter_context(columnar.opened(name)) for name in columnar.installed()]
        about = [figure for copy in copies for figure in (*_about(copy, engine), *_every_table(copy, tables))]
        whole: list[float] = []
        plain: list[float] = []
        of_copies: dict[str, list[float]] = {copy.name: [] for copy in copies}
        for _ in rounds(ROUNDS, SECONDS):
            whole.append(1000 * seconds_of_counting(overview))
            plain.append(1000 * seconds(plainly))
            db.session.rollback()
            for copy in copies:
                of_copies[copy.name].append(1000 * _by_the_copy(copy, statements, there))
        names = ("counting a year's overview", "one plain GROUP BY")
        yield from of_another((names[0], whole), (names[1], plain), "ms", AT_MOST)
        for name, took in of_copies.items():
            yield Figure(what=f"{name}: the same statements, equal answers", values=tuple(took), unit="ms")
            ratio, is_wanted = times(plain, took), size >= NATION
            what = f"{name}: as fast as that GROUP BY"
            yield Figure(what=what, values=(ratio,), unit="x", at_least=AT_LEAST, is_wanted=is_wanted)
            yield Figure(what=f"{name}: as fast as counting", values=(times(whole, took),), unit="x")
        yield from about


# The columnar copies.


def _by_the_copy(copy: columnar.Copy, statements: Sequence[CompoundSelect[Any]], there: Sequence[Lines]) -> float:
    """Seconds of all statements, word for word as PostgreSQL gets them. Raises Differs."""
    took = 0.0
    for statement, lines in zip(statements, there, strict=True):
        seconds_of_one, rows = copy.asked(words_of(statement, postgresql.dialect()))
        took += seconds_of_one
        if lines_of(rows) != lines:
            raise Differs(copy.name)
    return took


def _every_table(copy: columnar.Copy, tables: Sequence[Edition]) -> Iterator[Figure]:
    """What the statements of all tables take there, each answered as the database answers it."""
    every = [each for made in tables for each in said_by(partial(counting.counts_of, SYSTEM, *_asked_by(made)))]
    took = _by_the_copy(copy, every, [lines_of(db.session.execute(each)) for each in every])
    db.session.rollback()
    yield Figure(what=f"{copy.name}: counting all {len(tables)} tables, equal answers", values=(took,), unit="s")


def _about(copy: columnar.Copy, engine: Engine) -> Iterator[Figure]:
    """What it takes to make a copy, and to keep it fresh after one in a hundred people changed."""
    every, rows = _written(engine)
    with every as file:
        exported = seconds(partial(rows, file))
        made = copy.made(_columns(), file)
    changed, rows = _written(engine, f"WHERE person_id % {CHANGED} = 0")
    with changed as file:
        exported_again = seconds(partial(rows, file))
        fresh = copy.freshened(_columns(), file)
    on_disk, memory = copy.megabytes()
    yield Figure(what=f"{copy.name}: making the copy, reading the rows too", values=(exported + made,), unit="s")
    yield Figure(what=f"{copy.name}: of that, reading the rows", values=(100 * exported / (exported + made),), unit="%")
    what = f"{copy.name}: one in {CHANGED} people made anew in it"
    yield Figure(what=what, values=(exported_again + fresh,), unit="s")
    yield Figure(what=f"{copy.name}: the copy on the disk", values=(on_disk,), unit="MB")
    yield Figure(what=f"{copy.name}: memory at most, with making it", values=(memory,), unit="MB")


def _columns() -> columnar.Columns:
    kinds = ((Boolean, "truth"), (Integer, "number"), (Date, "day"))
    return [
        (
            column.name,
            next((kind for of, kind in kinds if isinstance(column.type, of)), "word"),
            bool(column.nullable),
        )
        for column in STRETCHES.c
    ]


def _written(engine: Engine, which: str = "") -> tuple[Any, Callable[[Path], None]]:
    """A file that is gone afterwards, and what puts the stretches into it."""
    listed = ", ".join(f"CAST({name} AS integer)" if kind == "truth" else name for name, kind, _ in _columns())
    statement = f"SELECT {listed} FROM {STRETCHES.name} {which}"
    return _a_file(), partial(_write, engine, statement)


@contextmanager
def _a_file() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder) / "stretches.csv"


def _write(engine: Engine, statement: str, file: Path) -> None:
    raw = engine.raw_connection()
    driver: Any = raw.driver_connection
    if engine.dialect.name == "postgresql":
        with file.open("wb") as to, driver.cursor().copy(f"COPY ({statement}) TO STDOUT (FORMAT csv)") as rows:
            for some in rows:
                to.write(some)
    else:
        with file.open("w", newline="") as to:
            csv.writer(to).writerows(driver.execute(statement))
    raw.close()


if __name__ == "__main__":
    sys.exit(main())
