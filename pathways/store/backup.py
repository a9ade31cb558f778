"""A consistent copy of the database while the service runs, and what the database says of its own state."""

import shutil
import sqlite3
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Connection, Select, func, literal_column, make_url, select, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from pathways.store.base import db
from pathways.store.schema import owner_url

# A consistent copy of the database while the service runs.


class CannotBackUp(Exception):
    """No copy was made; the message says why and what to do."""


def write(app: Flask, destination: Path) -> None:
    """Copy the database to `destination`: an SQLite file, or a PostgreSQL archive that pg_restore reads.

    A file that exists is never written over. Raises CannotBackUp; nothing half-written stays.
    """
    if destination.exists():
        raise CannotBackUp(f"{destination} exists. Name a new file: a backup never writes over another")
    if not destination.parent.is_dir():
        raise CannotBackUp(f"The folder {destination.parent} does not exist")
    url = make_url(owner_url(app))
    unfinished = destination.with_name(destination.name + ".unfinished")
    unfinished.touch(mode=0o600)
    try:
        if url.get_backend_name() == "sqlite":
            _copy_sqlite(str(url.database), unfinished)
        else:
            _dump_postgres(url.set(drivername="postgresql").render_as_string(hide_password=False), unfinished)
        unfinished.replace(destination)
    finally:
        unfinished.unlink(missing_ok=True)


def _copy_sqlite(source: str, unfinished: Path) -> None:
    with closing(sqlite3.connect(source)) as database, closing(sqlite3.connect(unfinished)) as copy:
        database.backup(copy)
        if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise CannotBackUp("The copy did not pass its integrity check")


def _dump_postgres(url: str, unfinished: Path) -> None:
    program = shutil.which("pg_dump")
    if program is None:
        raise CannotBackUp("pg_dump is not on the PATH: install PostgreSQL's client programs")
    # The program and its arguments are ours; the address comes from the settings and is passed as one argument.
    command = [program, "--format=custom", f"--file={unfinished}", f"--dbname={url}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - no shell, and every word is ours
    if done.returncode:
        raise CannotBackUp(_why(done.stderr))


def _why(words: str) -> str:
    """What pg_dump said, whole, in one line; and what to do about a program of another version than the server."""
    lines = [line.removeprefix("pg_dump: ").strip() for line in words.splitlines() if line.strip()]
    answer = f"pg_dump said: {'; '.join(lines) or 'nothing'}"
    if "version mismatch" in words:
        return f"{answer}. Put the client programs of the server's version first on the PATH"
    return answer


# What the database itself says of its own state: damaged pages, wrong indexes, rows that point nowhere.
#
# SQLite checks its whole file. PostgreSQL lets nobody but a superuser look at its files: every row is read, every
# reference followed, and with amcheck every index compared. What could not be looked at is said, not passed over.


MOST_LINES = 10
_MAY_COMPARE = text(
    "SELECT p.oid FROM pg_proc p WHERE p.proname = 'bt_index_check' AND p.pronargs = 2 "
    "AND has_function_privilege(p.oid, 'EXECUTE')"
)
_INDEXES = text(
    "SELECT c.oid, c.relname FROM pg_class c JOIN pg_am a ON a.oid = c.relam JOIN pg_index i ON i.indexrelid = c.oid "
    "WHERE a.amname = 'btree' AND c.relnamespace = 'public'::regnamespace AND i.indisvalid ORDER BY c.relname"
)
_FAILED_PAGES = text("SELECT coalesce(checksum_failures, 0) FROM pg_stat_database WHERE datname = current_database()")
NO_AMCHECK = (
    "whether each index agrees with its table. A superuser can let the doctor look: CREATE EXTENSION amcheck; "
    "GRANT EXECUTE ON FUNCTION bt_index_check(regclass, boolean) TO the application's role"
)
NO_CHECKSUMS = (
    "whether a disk changed a page: this server keeps no checksums (initdb --data-checksums, or pg_checksums)"
)


@dataclass
class Examination:
    """What was found wrong, and what could not be looked at, a line each."""

    damage: list[str] = field(default_factory=list)
    unchecked: list[str] = field(default_factory=list)


def examine(app: Flask) -> Examination:
    """Let the database check itself. Reads everything it holds: for the doctor, not for each start."""
    seen = Examination()
    try:
        with app.app_context(), db.engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                seen.damage += _of_file(connection)
            else:
                _of_server(connection, seen)
    except SQLAlchemyError as error:
        seen.unchecked.append(f"whether the database is whole, for it does not answer: {reason_of(error)}")
    return seen


def of_file(reason: str) -> str:
    """What is said of an SQLite file that SQLite itself calls damaged."""
    return f"The database file is damaged: {reason}. Put the last good backup in its place"


def reason_of(error: SQLAlchemyError) -> str:
    """The one line in which the database said what is wrong."""
    return str(error.__cause__ or error).strip().splitlines()[0]


def _of_file(connection: Connection) -> Iterator[str]:
    try:
        lines = [row[0] for row in connection.exec_driver_sql(f"PRAGMA integrity_check({MOST_LINES})")]
        broken = [line for line in "\n".join(lines).splitlines() if line != "ok"]
        astray = Counter((row[0], row[2]) for row in connection.exec_driver_sql("PRAGMA foreign_key_check"))
    except SQLAlchemyError as error:
        broken, astray = [reason_of(error)], Counter()
    for line in broken[:MOST_LINES]:
        yield of_file(line)
    yield from (_astray(table, parent, count) for (table, parent), count in sorted(astray.items()))


def _of_server(connection: Connection, seen: Examination) -> None:
    if failures := connection.scalar(_FAILED_PAGES):
        seen.damage.append(f"The server has met {failures} pages whose checksum is wrong. Look at its disk and its log")
    if connection.scalar(text("SHOW data_checksums")) != "on":
        seen.unchecked.append(NO_CHECKSUMS)
    for table in db.metadata.sorted_tables:
        for key in sorted(table.foreign_keys, key=lambda key: str(key.parent)):
            parent = key.column.table.alias("pointed_at")
            lost = (
                select(func.count())
                .select_from(table.outerjoin(parent, key.parent == parent.c[key.column.name]))
                .where(key.parent.is_not(None), parent.c[key.column.name].is_(None))
            )
            if count := _answer(connection, lost, seen, f"{table.name} cannot be read"):
                seen.damage.append(_astray(table.name, key.column.table.name, count))
        # As words, so that what is kept apart from its row is read too.
        every_cell = select(func.sum(func.length(literal_column(f'"{table.name}"::text')))).select_from(table)
        _answer(connection, every_cell, seen, f"{table.name} cannot be read")
    if connection.scalar(_MAY_COMPARE) is None:
        seen.unchecked.append(NO_AMCHECK)
        return
    for number, name in connection.execute(_INDEXES).all():
        _answer(connection, select(func.bt_index_check(number, True)), seen, f"The index {name} is damaged")


def _answer(connection: Connection, question: Select[Any], seen: Examination, otherwise: str) -> int:
    """What the database answers; where it cannot, `otherwise` and its reason are among the damage."""
    try:
        with connection.begin_nested():
            return int(connection.scalar(question) or 0)
    except DBAPIError as error:
        seen.damage.append(f"{otherwise}: {reason_of(error)}")
        return 0


def _astray(table: str, parent: str, count: int) -> str:
    return f"{table}: {count} {'row points' if count == 1 else 'rows point'} to no row of {parent}"
