"""Thousands of rows like one: PostgreSQL chooses by how many there are, and with a handful need not look at any index."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Engine, text

from pathways.store.base import db

TIMES = 5_000


def many_like(owner_engine: Engine, copies: Mapping[Any, Mapping[str, str]]) -> None:
    """Copy each record 5,000 times as the owner, with the columns given in the words of SQL, and have all counted.

    `more` is the number of the copy. No key of another table is asked for.
    """
    db.session.commit()
    with owner_engine.begin() as owner:
        owner.execute(text("SET LOCAL session_replication_role = replica"))
        for record, changed in copies.items():
            table, changed = record.__table__, {"id": "id + more", **changed}
            columns = {column.name: changed.get(column.name, f'"{column.name}"') for column in table.columns}
            names = ", ".join(f'"{name}"' for name in columns)
            owner.execute(
                text(
                    f"INSERT INTO {table.name} ({names}) SELECT {', '.join(columns.values())} "
                    f"FROM {table.name}, generate_series(1, {TIMES}) AS more WHERE id = :id"
                ),
                {"id": record.id},
            )
        # Our tables, so that a plan knows which are empty: not the catalogue of the server, which takes far longer.
        owner.execute(text(f"ANALYZE {', '.join(db.metadata.tables)}"))
