"""Putting the made-up referrals into a database in bulk, as the owner of its tables."""

from sqlalchemy import Engine, func, insert, select, text

from tests.bench.places import Places
from tests.bench.rows import ROWS, Row
from tests.bench.sent import drawn

BATCH = 2_000


def load(engine: Engine, places: Places) -> None:
    """Insert them all as the owner of the tables, then let the database look at what it holds."""
    with engine.begin() as connection:
        for model, row_of in ROWS.items():
            batch: list[Row] = []
            for sent in drawn(places):
                batch += row_of(sent, places)
                if len(batch) >= BATCH:
                    connection.execute(insert(model), batch)
                    batch = []
            if batch:
                connection.execute(insert(model), batch)
        if engine.dialect.name == "postgresql":
            for model in ROWS:
                last = select(func.max(model.id)).scalar_subquery()
                connection.execute(select(func.setval(f"{model.__tablename__}_id_seq", last)))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE" if engine.dialect.name == "postgresql" else "ANALYZE"))
