"""Many rows added in one statement: the database is asked once for a lot of five hundred, not for each of its rows."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ARRAY, Insert, Table, bindparam, func, insert, select

from pathways.store.base import db


def add_many(table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add these rows, each with the same columns. What is left out must have no default, or one of the database's.

    On PostgreSQL each column goes as one array: a statement a row takes most of its time on our side. SQLite has no
    such thing and needs none, as its statements go nowhere.
    """
    if not rows:
        return
    names = tuple(rows[0])
    if made := [each.name for each in table.columns if each.default is not None and each.name not in names]:
        raise ValueError(f"Say what is in {', '.join(made)} of {table.name}")
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(_from_arrays(table, names), {name: [row[name] for row in rows] for name in names})
    else:
        db.session.execute(insert(table), rows)


@cache
def _from_arrays(table: Table, names: tuple[str, ...]) -> Insert:
    arrays = (bindparam(name, type_=ARRAY(table.columns[name].type)) for name in names)
    return insert(table).from_select(names, select(*(func.unnest(each) for each in arrays)))
