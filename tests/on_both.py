"""Which tests run on both databases: each that is about the database itself, at every run; every other by `make long`.

Before that a test runs on SQLite, and a walk marked `on_sqlite_in_full` on PostgreSQL. What only one database has
(`SQLITE_ALONE`, `POSTGRES_ALONE`) runs on that one alone, by `make long` too.

A test is about the database itself when it or a helper of its file uses one of `USES` or `NAMES`, or when it stands in
one of `FILES`, or is marked `database`. Each function of the product that asks SQLite something asks PostgreSQL as well, in
some test of every run: `only_asked_of_sqlite` names those of which that is not true, and `tests.everything` fails by it.
"""

import dis
import os
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from enum import Enum, auto
from functools import cache
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any, Final

import pytest
from flask import Flask
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

import pathways
from pathways.store.base import db
from tests.rounds import IN_FULL
from tests.together import at_once, both_look_first

KINDS: Final = ("sqlite", "postgres")
USES: Final = {
    "what the database refuses": (IntegrityError, DBAPIError, OperationalError),
    "two at one moment": (at_once, both_look_first, ThreadPoolExecutor, threading),
    "its own language, and what is asked of it": (text, event),
}
NAMES: Final = {"owner_engine", "dialect"}
"""A fixture, and an attribute."""
FILES: Final = {
    "the log": ("audit/",),
    "migrations, backups, commands": ("store/", "hostile/test_upgrading.py"),
    "search and paging": (
        "people/search/",
        "acceptance/test_inbox_order.py",
        "acceptance/test_inbox_reads_its_index.py",
        "referrals/test_my_referrals.py",
        "hostile/test_lists_of_a_suite.py",
    ),
    "killed in the middle": (
        "outbox/test_killed_while_sending.py",
        "deadlines/test_killed_workers.py",
        "ndtms/test_file_not_made.py",
    ),
    "the SQL of reports": (
        "reporting/test_reporting_queries.py",
        "reporting/test_fairness_queries.py",
        "commands/test_arc_report.py",
    ),
}
SQLITE_ALONE = pytest.mark.on("sqlite")
"""For what only SQLite has: a file, its pragmas."""
POSTGRES_ALONE = pytest.mark.on("postgres")
"""For what SQLite, where one writes at a time, cannot get wrong in the same way."""
_USES: Final = [each for uses in USES.values() for each in uses]
_FILES: Final = tuple(f"tests/integration/{each}" for files in FILES.values() for each in files)


def on_sqlite_in_full(test):
    """On PostgreSQL in the suite, and by `make long` on SQLite as well: walks that do whatever can be done."""
    return pytest.mark.rounds(test if IN_FULL else POSTGRES_ALONE(test))


def databases_of(metafunc: pytest.Metafunc) -> tuple[str, ...]:
    """The databases that a test of the application runs on."""
    if alone := metafunc.definition.get_closest_marker("on"):
        return alone.args
    return KINDS if IN_FULL or is_about_the_database(metafunc) else KINDS[:1]


def is_about_the_database(metafunc: pytest.Metafunc) -> bool:
    if metafunc.definition.get_closest_marker("database") or metafunc.definition.nodeid.startswith(_FILES):
        return True
    return bool(NAMES & {*metafunc.fixturenames}) or uses_it(metafunc.function)


def uses_it(test: FunctionType) -> bool:
    """Whether a function, or one of its file that it calls, uses what only a test of the database uses."""
    waiting, seen = [test], {test}
    while waiting:
        function = waiting.pop()
        names = set(_names(function.__code__))
        called = {name: function.__globals__[name] for name in names & function.__globals__.keys()}
        uses = {name for name, each in called.items() if any(each is use for use in _USES)}
        if NAMES & names or (uses and uses & set(_globals(function.__code__))):
            return True
        within = {
            each for each in called.values() if isinstance(each, FunctionType) and each.__module__ == test.__module__
        }
        waiting += within - seen
        seen |= within
    return False


def _names(code: CodeType) -> Iterator[str]:
    """Names of globals and of attributes: those of attributes are told apart only where it matters, as it takes long."""
    yield from code.co_names
    for inner in _inner(code):
        yield from _names(inner)


def _globals(code: CodeType) -> Iterator[str]:
    yield from (each.argval for each in dis.get_instructions(code) if each.opname == "LOAD_GLOBAL")
    for inner in _inner(code):
        yield from _globals(inner)


def _inner(code: CodeType) -> Iterator[CodeType]:
    return (each for each in code.co_consts if isinstance(each, CodeType))


# Where in the product each statement was asked, of which database.

KEPT = "functions_that_asked"
READS_AGAIN = "_load_expired"
"""The function of SQLAlchemy's that does."""
TESTS = f"{Path(__file__).parent}{os.sep}"
PRODUCT = f"{Path(pathways.__path__[0])}{os.sep}"
_asked: dict[str, set[tuple[str, str]]] = {kind: set() for kind in KINDS}


class Place(Enum):
    """Whose a file is."""

    PRODUCT = auto()
    NOT_NOTED = auto()
    """The demonstration's, and a test's."""
    BETWEEN = auto()
    """What whoever asks goes through: SQLAlchemy, and what the product has around it."""


@cache
def _place_of(file: str) -> Place:
    """Kept, as each statement comes through some thirty functions."""
    if file.startswith((TESTS, f"{PRODUCT}demo{os.sep}")):
        return Place.NOT_NOTED
    is_product = file.startswith(PRODUCT) and not file.startswith(f"{PRODUCT}store{os.sep}")
    return Place.PRODUCT if is_product else Place.BETWEEN


def note_who_asks(app: Flask, kind: str) -> None:
    """From now on every function of the product that asks this application's database something is noted.

    What begins a transaction asks nothing, nor does a row that is read again because its transaction ended: where that
    happens is chance, as it is which database is asked first of what a process reads once. What a test asks in the place
    of the product is the test's. The demonstration is made up in SQLite and brought over to PostgreSQL.
    """
    functions = _asked[kind]

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        frame = None if statement.startswith("BEGIN") else sys._getframe(1)
        while frame is not None and frame.f_code.co_name != READS_AGAIN:
            if (place := _place_of(frame.f_code.co_filename)) is not Place.BETWEEN:
                module, name = frame.f_globals.get("__name__", ""), frame.f_code.co_qualname
                is_read_once = hasattr(frame.f_globals.get(name), "cache_info")
                if place is Place.PRODUCT and not is_read_once:
                    functions.add((module, name))
                return
            frame = frame.f_back

    with app.app_context():
        for engine in db.engines.values():
            event.listen(engine, "before_cursor_execute", note)


def keep_who_asked(shared: Path) -> None:
    """Write what was noted here beside what other processes of this run noted."""
    for kind, functions in _asked.items():
        lines = (f"{module}.{name}\n" for module, name in sorted(functions))
        (shared / f"{KEPT}.{kind}.{os.getpid()}").write_text("".join(lines))


def only_asked_of_sqlite(shared: Path) -> list[str]:
    """The functions of the product that asked SQLite in this run, and never PostgreSQL."""
    sqlite, postgres = (
        {line for file in shared.glob(f"{KEPT}.{kind}.*") for line in file.read_text().splitlines()} for kind in KINDS
    )
    return sorted(sqlite - postgres)
