"""Rows of several tables read in one statement have the columns of one layout."""

import pytest
from sqlalchemy import Integer, String, column, select, table
from sqlalchemy.dialects import postgresql, sqlite

from pathways.store.base import Instant
from pathways.store.together import Layout, Numbers, among, each_of, few_of

CASES = table("cases", column("id", Integer), column("opened_at", Instant))


def test_what_a_kind_of_row_does_not_have_is_null_in_its_place():
    layout = Layout(number=Integer(), at=Instant(), word=String())
    rows = layout.rows("case", at=CASES.c.opened_at, number=CASES.c.id)
    assert [each.name for each in rows.selected_columns] == ["kind", "number", "at", "word"]
    assert "CAST(NULL AS VARCHAR) AS word" in str(rows)


def test_a_column_that_the_layout_does_not_have_is_refused():
    with pytest.raises(KeyError, match="opened_on"):
        Layout(number=Integer()).rows("case", opened_on=CASES.c.opened_at)


def test_a_set_of_numbers_is_one_value_and_the_condition_may_use_an_index():
    condition = among(CASES.c.id, "of_cases") & (CASES.c.id > 0)
    assert "cases.id IN (SELECT value FROM json_each(?)) AND" in str(condition.compile(dialect=sqlite.dialect()))
    assert "cases.id = ANY (%(of_cases)s" in str(condition.compile(dialect=postgresql.dialect()))
    assert Numbers().process_bind_param([3, 1, 3], sqlite.dialect()) == "[1, 3]"
    assert Numbers().process_bind_param(None, postgresql.dialect()) == []


def test_the_few_that_a_select_finds_are_an_array_to_postgresql_that_it_asks_the_index_for():
    condition = few_of(CASES.c.id, select(CASES.c.id)) & (CASES.c.id > 0)
    assert "cases.id IN (SELECT cases.id" in str(condition.compile(dialect=sqlite.dialect()))
    assert "cases.id = ANY (ARRAY(SELECT cases.id" in str(condition.compile(dialect=postgresql.dialect()))


def test_a_set_of_numbers_is_rows_of_a_select_each_in_the_words_of_its_database():
    rows = select(each_of("numbers"))
    assert "FROM json_each(?)" in str(rows.compile(dialect=sqlite.dialect()))
    assert "FROM (SELECT unnest(%(numbers)s::INTEGER[]) AS value)" in str(rows.compile(dialect=postgresql.dialect()))
