"""Counting can be given to other engines, and to several servers at once: it asks nothing that they do not run, and people
who are counted in parts add up. `tests/bench/nation.py` asks DuckDB and chDB the same statements, where they are installed."""

import re
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import CompoundSelect
from sqlalchemy.dialects import postgresql

from pathways import clock
from pathways.audit.models import SYSTEM
from pathways.reporting.queries.counting import counts_of
from pathways.reporting.rules.editions import Report
from pathways.reporting.rules.proportions import Period
from pathways.store.base import db
from tests.bench.counted import STRETCHES, Differs, asked_in_parts, lines_of, said_by, together, words_of
from tests.figures import keep_standings
from tests.integration.reporting.test_counted_stretches import a_small_county

RUN_ELSEWHERE = {"CAST", "count", "sum", "string_agg", "row_number"}
"""What PostgreSQL, DuckDB and ClickHouse call by the same name, and answer alike."""
BRACKETED = {"AND", "BY", "FROM", "IN", "OVER", "SELECT"}


def said() -> Iterator[CompoundSelect[Any]]:
    """Every statement by which a report is counted, of three years."""
    today = clock.today()
    period = Period(from_on=today - timedelta(days=1_100), to_on=today, as_at=today)
    for report in Report:
        yield from said_by(partial(counts_of, SYSTEM, report, period))


@pytest.mark.database
def test_people_counted_in_parts_add_up_to_all_of_them(app):
    a_small_county(3)
    keep_standings()
    statements = list(said())
    there = [lines_of(db.session.execute(each)) for each in statements]
    assert any(len(states) > 1 for lines in there for states in lines), "somebody is counted by several units"
    asked_in_parts(statements, there)
    with pytest.raises(Differs):
        asked_in_parts(statements, [together(each, each) for each in there])


def test_counting_asks_for_nothing_that_another_engine_would_not_answer(app):
    keep_standings()
    words = [words_of(each, postgresql.dialect()) for each in said()]
    assert words
    for each in words:
        assert set(re.findall(r"(\w+) ?\(", each)) <= RUN_ELSEWHERE | BRACKETED
        assert set(re.findall(r"(?:FROM|JOIN) (\w+)", each)) <= {STRETCHES.name}
        assert not re.search(r"::|->|~|\bLATERAL\b|\bFILTER\b", each)


def test_counting_asks_for_nothing_that_the_index_does_not_hold_so_that_no_row_is_read(app):
    """Ordered by a column beside it, counting a year at a million referrals took twice as long on PostgreSQL."""
    keep_standings()
    index = next(each for each in STRETCHES.indexes if each.name == "ix_counted_stretch_counting")
    columns = {each.name for each in STRETCHES.columns}
    for words in (words_of(each, postgresql.dialect()) for each in said()):
        asked = set(re.findall(rf"{STRETCHES.name}\.(\w+)", words)) & columns
        assert asked <= {each.name for each in index.columns}
        assert len(asked) > 5
