"""Which rows are named by others: asked of every table there is before a row is taken back."""

from collections.abc import Collection
from typing import cast

from sqlalchemy import Table, select

from pathways.store.base import Record, db
from pathways.store.together import among


def named_elsewhere(kind: type[Record], ids: Collection[int], *, but: Collection[type[Record]]) -> frozenset[int]:
    """Those of these rows that a row of another table names by a foreign key. Rows of the tables in `but` do not count:
    they are part of what is asked about. One statement for each column that could name them."""
    table = cast(Table, kind.__table__)
    left_out = {each.__table__ for each in but}
    columns = [
        key.parent
        for other in db.metadata.sorted_tables
        if other not in left_out
        for key in sorted(other.foreign_keys, key=lambda each: each.parent.name)
        if key.column.table is table
    ]
    named: set[int] = set()
    for column in columns:
        named.update(db.session.scalars(select(column).where(among(column, ids)).distinct()))
    return frozenset(named)
