"""How often a test that repeats itself does so: a short run in the suite, the whole of it by `make long`."""

import os
from typing import Final

import pytest

from tests.databases import ONE_DATABASE, POSTGRES_ALONE

IN_FULL: Final = os.environ.get("PATHWAYS_ROUNDS") == "full"


def rounds(short: int, full: int) -> int:
    """`short` in the suite, `full` when the long proofs are run."""
    return full if IN_FULL else short


def without_script_in_full(test):
    """A journey of `scripts`: as most people's browser has it in the suite, and by `make long` without JavaScript."""
    ways = [pytest.param(False, marks=pytest.mark.rounds, id="without script")] if IN_FULL else []
    return pytest.mark.parametrize("scripts", [pytest.param(True, id="with script"), *ways])(test)


def both_databases_in_full(test):
    """On SQLite in the suite, and by `make long` on PostgreSQL as well: every form of every room in turn, which asks what
    the pages and the rules do far more than what the database does."""
    return pytest.mark.rounds(test if IN_FULL else ONE_DATABASE(test))


def on_sqlite_in_full(test):
    """On PostgreSQL in the suite, where two truly write at one moment, and by `make long` on SQLite as well."""
    return pytest.mark.rounds(test if IN_FULL else POSTGRES_ALONE(test))
