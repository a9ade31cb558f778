"""An SQLite file that holds other rows from one test to the next, while the application stays connected to it.

Who connects anew reads the whole schema anew, which takes longer than most tests ask of the database, and prepares each
statement again. Who stays connected looks at the index of the log before each transaction: where somebody has written,
nothing read before counts any more. So the log is emptied into the file, the file is overwritten, and somebody new writes.
"""

import os
import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from flask import Flask

from pathways.store.base import db

HEAD, PAGE_SIZE, PAGES = 100, slice(16, 18), slice(28, 32)
"""The bytes at the head of a file, and where in them is said how large it is (https://www.sqlite.org/fileformat.html)."""


class OpenFile:
    """The file of an application's database, and whoever of the application is connected to it."""

    def __init__(self, app: Flask, file: Path) -> None:
        self.app, self.file = app, file
        self._end_connections()
        self._opened = file.open("r+b", buffering=0)
        with closing(sqlite3.connect(file)) as connection:
            self.schema = _schema_of(connection)
        self._end_connections()

    def close(self) -> None:
        self._end_connections()
        self._opened.close()

    def hold(self, rows: Path) -> None:
        """Exactly the rows of that file, which has the same schema."""
        size = rows.stat().st_size
        # Whoever is connected knows how many pages there are, and takes a file that has more for a damaged one.
        if not self._is_all_in_the_file() or not size <= self.file.stat().st_size <= 2 * size:
            self._end_connections()
            shutil.copyfile(rows, self.file)
            # Whoever closes a file ends the locks that the whole process has on it: this one is closed with the connections.
            self._opened.close()
            self._opened = self.file.open("r+b", buffering=0)
            return
        self._opened.seek(0)
        self._opened.write(rows.read_bytes())
        with closing(sqlite3.connect(self.file, isolation_level=None)) as somebody_new:
            somebody_new.execute("PRAGMA user_version = 0")

    def copy_to(self, place: Path) -> Path:
        """The rows that stand in it now, as a file of their own."""
        if not self._is_all_in_the_file():
            self._end_connections()
            return shutil.copyfile(self.file, place)
        self._opened.seek(0)
        head = self._opened.read(HEAD)
        # What stood in the file before may have been longer, and its last pages are there still.
        size = int.from_bytes(head[PAGE_SIZE]) * int.from_bytes(head[PAGES])
        place.write_bytes(head + self._opened.read(size - HEAD))
        return place

    def _is_all_in_the_file(self) -> bool:
        """Whether nobody reads or writes, and the log of whoever stays connected is emptied into the file.

        Not so after a test that ended every connection, spoiled the file, put another in its place or changed its schema.
        """
        with self.app.app_context():
            engine = db.engine
        log = Path(f"{self.file}-wal")
        if engine.pool.checkedin() == 0 or engine.pool.checkedout() or not (log.exists() and self.file.exists()):
            return False
        if not os.path.samestat(os.fstat(self._opened.fileno()), self.file.stat()):
            return False
        with closing(engine.raw_connection()) as connection, suppress(sqlite3.DatabaseError):
            is_read, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return not is_read and _schema_of(connection) == self.schema
        return False

    def _end_connections(self) -> None:
        """The last to close an SQLite file writes what is in its log into the file, and takes the log away."""
        with self.app.app_context():
            db.engine.dispose()
        for ending in ("-wal", "-shm"):
            Path(f"{self.file}{ending}").unlink(missing_ok=True)


def _schema_of(connection: sqlite3.Connection) -> int:
    """A number that moves with each change of the schema."""
    return connection.execute("PRAGMA schema_version").fetchone()[0]
