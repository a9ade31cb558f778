"""The county many times over, copied inside its database: `python -m tests.bench.larger_county DATABASE_URL REFERRALS`.

The database holds the demonstration (`flask demo county`) and is given by its owner's address. Everything that hangs on
its people is copied until that many referrals are there; users, services, law and settings stay as they are. Not copied:

- whoever is in a suite now: suites hold as many however long the county has been at it;
- the log of each person: a copy's own chain begins anew with one true event, and can be verified and added to;
- the bytes of printed papers, and the cases of a round of scrutiny;
- what was kept as JSON (facts of a decision, where a referral was routed), where it names a number, as it was.
"""

import secrets
import sys
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from math import ceil
from time import perf_counter
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, func, insert, or_, select, text

import config
from pathways.app import create_app
from pathways.audit.models import (
    GENESIS,
    SYSTEM,
    AuditChain,
    AuditEvent,
    EventFacts,
    class_of,
    commit_to,
    hash_of,
    payload_text,
)
from pathways.people.models.custody import Detention, Episode
from pathways.people.models.identity import Person, PersonAlias, PersonDetails, SearchKey
from pathways.people.search.rules import keys_of
from pathways.referrals.models.referral import Referral
from pathways.store.base import db
from tests.bench.copied_rows import Turn, copy_of, on_people, owners
from tests.databases import numbers_go_on

MOST_TURNS = 9
"""Copies of copies beyond that: many rows by one statement cost less each."""
BATCH = 5_000
CREATED = "person.created"


def enlarge(engine: Engine, referrals: int) -> int:
    """Copy as the owner of the tables until there are so many referrals, or up to a ninth more. Says how many."""
    tables = on_people()
    with engine.connect() as connection:
        _without_asking_keys(connection)
        with connection.begin():
            known = connection.scalar(select(func.max(Person.id))) or 0
            while (there := _count(connection, Referral.__table__)) < referrals:
                left_out = _left_out(connection, tables)
                of_a_turn = there - len(left_out[Referral.__tablename__])
                _copied(connection, tables, left_out, min(MOST_TURNS, ceil((referrals - there) / of_a_turn)))
            _put(connection, SearchKey.__table__, _search_keys(connection, known))
            _begin_chains(connection, known)
            if engine.dialect.name == "postgresql":
                grown = (*tables, SearchKey.__table__, AuditChain.__table__, AuditEvent.__table__)
                connection.execute(text(numbers_go_on([table.name for table in grown])))
        _as_in_use(connection)
    return there


def dangling(engine: Engine) -> list[str]:
    """Every foreign key of the database that names a row which is not there: none, when all was copied whole."""
    wrong = []
    with engine.connect() as connection:
        for table in db.metadata.sorted_tables:
            for key in table.foreign_keys:
                named, column = key.column.table.alias(), key.parent
                rows = select(func.count()).select_from(table.outerjoin(named, column == named.c[key.column.name]))
                if connection.scalar(rows.where(column.is_not(None), named.c[key.column.name].is_(None))):
                    wrong.append(f"{table.name}.{column.name}")
    return wrong


def _without_asking_keys(connection: Connection) -> None:
    """What is copied was held to every key when it was put in. A file that is being made need not outlive a power cut."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET session_replication_role = replica"))
        connection.execute(text("SET synchronous_commit = off"))
    else:
        for pragma in ("foreign_keys = OFF", "synchronous = OFF", "cache_size = -500000"):
            connection.exec_driver_sql(f"PRAGMA {pragma}")
    connection.commit()


def _as_in_use(connection: Connection) -> None:
    """What the planner knows of the tables, and every row in them: an SQLite file has none left beside it."""
    connection.execution_options(isolation_level="AUTOCOMMIT")
    if connection.dialect.name == "postgresql":
        # Not the catalogue of the server, which takes as long as a small county.
        connection.execute(text(f"VACUUM ANALYZE {', '.join(db.metadata.tables)}"))
    else:
        connection.execute(text("ANALYZE"))
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def _left_out(connection: Connection, tables: Collection[Table]) -> dict[str, set[int]]:
    """The numbers of the rows that hang on somebody who is in a suite now, by table."""
    here = select(Episode.person_id).join(Detention, Detention.episode_id == Episode.id)
    in_a_suite = here.where(Detention.superseded_at.is_(None), Detention.released_at.is_(None))
    left_out: dict[str, set[int]] = {Person.__tablename__: set(connection.scalars(in_a_suite))}
    for table in tables:
        ids = left_out.setdefault(table.name, set())
        before = -1
        while before != len(ids):
            before = len(ids)
            hangs = [table.c[name].in_(left_out[owner]) for name, owner in owners(table).items() if left_out.get(owner)]
            ids |= set(connection.scalars(select(table.c.id).where(or_(*hangs)))) if hangs else set()
    return left_out


def _copied(connection: Connection, tables: Collection[Table], left_out: dict[str, set[int]], turns: int) -> None:
    highest = {table.name: connection.scalar(select(func.coalesce(func.max(table.c.id), 0))) or 0 for table in tables}
    for number in range(1, turns + 1):
        moved_by = {name: number * highest_id for name, highest_id in highest.items()}
        turn = Turn(moved_by, on_postgres=connection.dialect.name == "postgresql")
        for table in tables:
            if highest[table.name]:
                values = copy_of(table, turn)
                rows = select(*values.values()).where(table.c.id <= highest[table.name])
                copies = rows.where(table.c.id.not_in(left_out[table.name])).order_by(table.c.id)
                connection.execute(insert(table).from_select(list(values), copies, include_defaults=False))


def _search_keys(connection: Connection, known: int) -> Iterator[dict[str, Any]]:
    """The keys under which a search finds each further person, made from the names as the product makes them."""
    details, alias = PersonDetails.__table__, PersonAlias.__table__
    columns = (details.c.person_id, details.c.surname, details.c.given_names, details.c.date_of_birth)
    further = (details.c.superseded_at.is_(None), details.c.person_id > known)
    own = select(*columns).where(*further)
    others = select(details.c.person_id, alias.c.surname, alias.c.given_names, details.c.date_of_birth)
    others = others.join_from(details, alias, alias.c.person_id == details.c.person_id)
    for row in connection.execute(own.union_all(others.where(*further, alias.c.superseded_at.is_(None)))).all():
        for key in keys_of(row.surname, row.date_of_birth):
            yield {**row._mapping, "key": key}


def _begin_chains(connection: Connection, known: int) -> None:
    """A chain for each further person, with its head and the one event that it begins with."""
    people = connection.execute(select(Person.id, Person.created_at).where(Person.id > known).order_by(Person.id)).all()
    highest = connection.scalar(select(func.max(AuditChain.id))) or 0
    heads, events = [], []
    for chain_id, (person_id, created_at) in enumerate(people, highest + 1):
        salt, payload = secrets.token_hex(16), payload_text({})
        facts = EventFacts(
            chain=f"person:{person_id}",
            position=1,
            version=1,
            at=created_at,
            actor_id=SYSTEM.user_id,
            role=SYSTEM.role,
            organisation_id=SYSTEM.organisation_id,
            session_id=SYSTEM.session_id,
            request_id=SYSTEM.request_id,
            event_class=class_of(CREATED),
            action=CREATED,
            subject_type="person",
            subject_id=person_id,
            purpose="",
            outcome="ok",
            payload_commit=commit_to(salt, payload),
        )
        head = hash_of(facts, GENESIS)
        heads.append(
            {"id": chain_id, "key": facts.chain, "person_id": person_id, "position": 1, "version": 1, "head": head}
        )
        sealed = {"chain_id": chain_id, "salt": salt, "payload": payload, "previous_hash": GENESIS, "hash": head}
        events.append({**{name: value for name, value in vars(facts).items() if name != "chain"}, **sealed})
    _put(connection, AuditChain.__table__, heads)
    _put(connection, AuditEvent.__table__, events)


def _put(connection: Connection, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    every = iter(rows)
    while batch := list(islice(every, BATCH)):
        connection.execute(insert(table), batch)


def _count(connection: Connection, table: Table) -> int:
    return connection.scalar(select(func.count()).select_from(table)) or 0


def main(address: str, referrals: int) -> int:
    """Copy, and say what is there. The exit status says whether every foreign key holds."""
    create_app({"SQLALCHEMY_DATABASE_URI": config.database_url(address)})  # it finds every table
    engine = create_engine(config.database_url(address))
    began = perf_counter()
    there = enlarge(engine, referrals)
    print(f"{there:,} referrals after {perf_counter() - began:.0f} s")
    wrong = dangling(engine)
    print(*(f"{each} names what is not there" for each in wrong), sep="\n", end="")
    return len(wrong)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
