"""Putting 600,000 made-up people into a database as quickly as it takes them: COPY on PostgreSQL, executemany on SQLite."""

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from functools import cache
from itertools import islice
from typing import Any

from sqlalchemy import Engine, text

from pathways import clock
from pathways.people.models.custody import Episode
from pathways.people.models.identity import Person, PersonDetails, SearchKey
from pathways.people.rules import fold_name, fold_number
from pathways.people.search.rules import keys_of
from tests.bench.misspelt import Somebody, everybody
from tests.bench.places import Places

PEOPLE = 600_000
FIRST_ID = 1_000_000
BATCH = 20_000
TABLES = (Person, PersonDetails, Episode, SearchKey)
Values = tuple[Any, ...]


@cache
def everyone() -> list[Somebody]:
    """All of them, made up once for both databases."""
    return list(everybody(PEOPLE))


def record_id(of: Somebody) -> int:
    """The number of a made-up person's record, clear of those of the referrals."""
    return FIRST_ID + of.number


def pnc_id(of: Somebody) -> str:
    """A PNC id, another for each."""
    return f"{of.number % 26:02d}/{of.number}{'ABCDEFGHJKLMNPQRTUVWXYZ'[of.number % 23]}"


def load(engine: Engine, places: Places) -> None:
    """Insert them all as the owner of the tables. Indexes of the keys are made afterwards, as anybody would."""
    indexes = sorted(SearchKey.__table__.indexes, key=lambda each: str(each.name))
    with engine.begin() as connection:
        for index in indexes:
            index.drop(connection)
    raw = engine.raw_connection()
    is_postgres = engine.dialect.name == "postgresql"
    if is_postgres:
        raw.cursor().execute("SET session_replication_role = replica")
    for table, columns, rows_of in _tables(places):
        (_copied if is_postgres else _many)(raw.driver_connection, table, columns, rows_of)
    raw.commit()
    raw.close()
    with engine.begin() as connection:
        for index in indexes:
            index.create(connection)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE" if is_postgres else "ANALYZE"))


def _tables(places: Places) -> Iterator[tuple[str, tuple[str, ...], Callable[[Somebody], Iterable[Values]]]]:
    at, day = str(clock.now().replace(tzinfo=None)), str(clock.today() - timedelta(days=90))
    by = places.officer
    yield (
        "person",
        ("id", "created_at", "created_by_id", "is_demonstration"),
        lambda person: ((record_id(person), at, by, False),),
    )
    names = ("id", "person_id", "surname", "given_names", "date_of_birth", "age_evidence", "sex", "pnc_id")
    yield (
        "person_details",
        (*names, "surname_key", "pnc_key", "recorded_at", "recorded_by_id"),
        lambda person: (
            (
                *(
                    record_id(person),
                    record_id(person),
                    person.surname,
                    person.given,
                    str(person.born),
                    "documented",
                    "male",
                ),
                *(pnc_id(person), fold_name(person.surname), fold_number(pnc_id(person)), at, by),
            ),
        ),
    )
    visit = ("id", "person_id", "origin", "organisation_id", "suite_id", "came_on", "opened_at", "opened_by_id")
    yield (
        "episode",
        (*visit, "closed_at"),
        lambda person: (
            (
                *(record_id(person), record_id(person), "voluntary_interview", places.force, places.suite, day),
                *(f"{day} 12:00:00.000000", by, f"{day} 13:00:00.000000"),
            ),
        ),
    )
    yield (
        "search_key",
        ("key", "person_id", "surname", "given_names", "date_of_birth"),
        lambda person: (
            (key, record_id(person), person.surname, person.given, str(person.born))
            for key in keys_of(person.surname, person.born)
        ),
    )


def _copied(driver: Any, table: str, columns: tuple[str, ...], rows_of: Callable[[Somebody], Iterable[Values]]) -> None:
    with driver.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for person in everyone():
            for row in rows_of(person):
                copy.write_row(row)


def _many(driver: Any, table: str, columns: tuple[str, ...], rows_of: Callable[[Somebody], Iterable[Values]]) -> None:
    insert = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
    rows = (row for person in everyone() for row in rows_of(person))
    while batch := list(islice(rows, BATCH)):
        driver.executemany(insert, batch)
