"""How everybody stands, many times over, copied inside the database: what reports are counted from at a nation's size.

Of a referral the county keeps some eight stretches. Its other rows are read by no report once the stretches are there, so
only these are copied. Each copy is of other people, who stand as those of the county do and on the same days: there are as
many people as in a nation, and no more ways to stand than in the county.
"""

from dataclasses import dataclass

from sqlalchemy import Engine, Select, func, insert, literal, select, text

from pathways.people.models.identity import Person
from pathways.reporting.models import CountedStretch
from tests.bench.copied_rows import owners

AT_ONCE = 25
"""Copies by one statement."""
STRETCHES = CountedStretch.__table__


@dataclass(frozen=True)
class County:
    """What is copied: the stretches up to this number, of people up to that one."""

    last_id: int
    last_person: int


def of_county(engine: Engine) -> County:
    """What stands there before anything is copied."""
    with engine.connect() as connection:
        return County(*connection.execute(select(func.max(STRETCHES.c.id), func.max(STRETCHES.c.person_id))).one())


def copy(engine: Engine, county: County, *, have: int, want: int) -> None:
    """Copy the county's stretches until they are there `want` times; `have` times they are.

    Indexes are made afterwards, as anybody would who puts in so many.
    """
    on_postgres = engine.dialect.name == "postgresql"
    indexes = sorted(STRETCHES.indexes, key=lambda each: str(each.name))
    with engine.connect() as connection:
        for setting in _settings(on_postgres):
            connection.exec_driver_sql(setting)
        connection.commit()
        with connection.begin():
            for index in indexes:
                index.drop(connection)
            for begins in range(have, want, AT_ONCE):
                copies = _copies(county, begins, min(begins + AT_ONCE, want))
                connection.execute(insert(STRETCHES).from_select(list(STRETCHES.c.keys()), copies))
            for index in indexes:
                index.create(connection)
            if on_postgres:
                last = select(func.max(STRETCHES.c.id)).scalar_subquery()
                connection.execute(select(func.setval("counted_stretch_id_seq", last)))
        connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.execute(text("VACUUM ANALYZE counted_stretch" if on_postgres else "ANALYZE"))
        connection.invalidate()  # its settings are nobody else's


def _settings(on_postgres: bool) -> tuple[str, ...]:
    """The copies of a person have no record of their own; and what is being made need not outlive a power cut."""
    if on_postgres:
        kept = ("session_replication_role = replica", "synchronous_commit = off", "maintenance_work_mem = '1GB'")
        return tuple(f"SET {each}" for each in kept)
    return tuple(f"PRAGMA {each}" for each in ("foreign_keys = OFF", "synchronous = OFF", "cache_size = -1000000"))


def _copies(county: County, begins: int, ends: int) -> Select[tuple[int, ...]]:
    turns = select(literal(begins).label("turn")).cte("turns", recursive=True)
    turns = turns.union_all(select(turns.c.turn + 1).where(turns.c.turn + 1 < ends))
    of_people = {name for name, owner in owners(STRETCHES).items() if owner == Person.__tablename__}
    values = {column.name: column for column in STRETCHES.c} | {
        "id": STRETCHES.c.id + turns.c.turn * county.last_id,
        **{name: STRETCHES.c[name] + turns.c.turn * county.last_person for name in of_people},
    }
    every = STRETCHES.join(turns, literal(value=True))
    return select(*values.values()).select_from(every).where(STRETCHES.c.id <= county.last_id).order_by(turns.c.turn)
