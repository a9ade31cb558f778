"""A consistent copy of the database while the service runs."""

import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from flask import Flask
from sqlalchemy import make_url

from pathways.store.schema import owner_url


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
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise CannotBackUp(_why(done.stderr))


def _why(words: str) -> str:
    """What pg_dump said, whole, in one line; and what to do about a program of another version than the server."""
    lines = [line.removeprefix("pg_dump: ").strip() for line in words.splitlines() if line.strip()]
    answer = f"pg_dump said: {'; '.join(lines) or 'nothing'}"
    if "version mismatch" in words:
        return f"{answer}. Put the client programs of the server's version first on the PATH"
    return answer
