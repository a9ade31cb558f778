"""An alias that all requests share is whole before the first two of them use it at the same moment."""

import ast
import sys
import threading
import warnings
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.sql.compiler import FROM_LINTING, WARN_LINTING

import pathways
from pathways.people.models.identity import Restriction, RestrictionName
from pathways.store.base import shared_alias

LINTING = FROM_LINTING | WARN_LINTING
THREADS = 8
ROOMS = Path(pathways.__file__).parent


@pytest.fixture
def threads_that_change_often():
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def read_by(records, names, problems, start):
    """What one request asks: a condition on another's rows. Any other table in it would be a product of all rows."""
    start.wait()
    named = select(names.id).where(names.restriction_id == records.id, names.user_id == 1).exists()
    words = str(select(records.person_id).where(records.ended_at.is_(None), named).compile(linting=LINTING))
    if "FROM person_restriction_name," in words or words.count(" FROM ") + words.count("\nFROM ") != 2:
        problems.append(words)


def test_requests_that_use_a_shared_alias_first_at_the_same_moment_ask_the_right_rows(threads_that_change_often):
    """Without this a restriction asked the table of all names beside its own, for as long as the process lived."""
    problems = []
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        for _ in range(30):
            records, names, start = shared_alias(Restriction), shared_alias(RestrictionName), threading.Barrier(THREADS)
            asked = (records, names, problems, start)
            threads = [threading.Thread(target=read_by, args=asked) for _ in range(THREADS)]
            for each in threads:
                each.start()
            for each in threads:
                each.join()
    assert problems == []
    assert [str(each.message) for each in warned] == []


def is_made_when_used(names):
    return bool(names & {"aliased", "alias"}) or (bool(names & {"subquery", "cte"}) and "shared" not in names)


def test_every_alias_that_a_module_keeps_is_made_whole():
    """`aliased` is for one statement, inside a function; what stands in a module is shared by all threads: it goes
    through `shared_alias`, or `shared` where it is a statement within others."""
    paths = []
    for path in sorted(ROOMS.rglob("*.py")):
        for statement in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(statement, ast.FunctionDef | ast.ClassDef | ast.Import | ast.ImportFrom):
                continue
            calls = [each for each in ast.walk(statement) if isinstance(each, ast.Call)]
            names = {getattr(each.func, "id", getattr(each.func, "attr", "")) for each in calls}
            paths += [path.relative_to(ROOMS).as_posix()] if is_made_when_used(names) else []
    assert paths == []
