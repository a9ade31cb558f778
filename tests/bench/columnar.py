"""A columnar copy of how everybody stands, in DuckDB and in chDB, where either is installed: neither is a requirement.

Each engine lives in a process of its own, so that its memory can be told. It is asked the very statements that the product
says to PostgreSQL, word for word: whatever it answers is compared with what the database answers.
"""

import json
import multiprocessing
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter
from typing import Any, Protocol

LIBRARIES = {"DuckDB": "duckdb", "chDB": "chdb"}
TABLE, ARRIVED, ORDER = "counted_stretch", "arrived", "kind, is_only, person_id"
OF_DUCKDB = {"number": "BIGINT", "truth": "BOOLEAN", "day": "DATE", "word": "VARCHAR"}
OF_CHDB = {"number": "Int64", "truth": "Bool", "day": "Date32", "word": "LowCardinality(String)"}
Columns = Sequence[tuple[str, str, bool]]
"""Of each column its name, its kind (`number`, `truth`, `day`, `word`), and whether it may be empty."""


class _Engine(Protocol):
    def make(self, columns: Columns, file: str) -> None: ...
    def freshen(self, columns: Columns, file: str) -> None: ...
    def ask(self, sql: str) -> list[Sequence[Any]]: ...


class _DuckDB:
    def __init__(self, folder: str) -> None:
        import duckdb

        self._connection = duckdb.connect(f"{folder}/copy.duckdb", config={"temp_directory": folder})

    def make(self, columns: Columns, file: str) -> None:
        self._connection.execute(f"CREATE TABLE {TABLE} AS {self._rows(columns, file)} ORDER BY {ORDER}")
        self._connection.execute("CHECKPOINT")

    def freshen(self, columns: Columns, file: str) -> None:
        self._connection.execute(f"CREATE OR REPLACE TEMP TABLE {ARRIVED} AS {self._rows(columns, file)}")
        self._connection.execute("BEGIN")
        self._connection.execute(f"DELETE FROM {TABLE} WHERE person_id IN (SELECT person_id FROM {ARRIVED})")
        self._connection.execute(f"INSERT INTO {TABLE} SELECT * FROM {ARRIVED}")
        self._connection.execute("COMMIT")

    def ask(self, sql: str) -> list[Sequence[Any]]:
        return self._connection.execute(sql).fetchall()

    def _rows(self, columns: Columns, file: str) -> str:
        types = json.dumps({name: OF_DUCKDB[kind] for name, kind, _ in columns}).replace('"', "'")
        return f"SELECT * FROM read_csv('{file}', header = false, auto_detect = false, columns = {types})"


class _ChDB:
    def __init__(self, folder: str) -> None:
        from chdb.session import Session

        self._session = Session(f"{folder}/copy")

    def make(self, columns: Columns, file: str) -> None:
        self._session.query(f"CREATE TABLE {TABLE} ({self._layout(columns)}) ENGINE = MergeTree ORDER BY ({ORDER})")
        self._session.query(f"INSERT INTO {TABLE} {self._rows(columns, file)}")

    def freshen(self, columns: Columns, file: str) -> None:
        self._session.query(f"CREATE OR REPLACE TABLE {ARRIVED} ({self._layout(columns)}) ENGINE = Memory")
        self._session.query(f"INSERT INTO {ARRIVED} {self._rows(columns, file)}")
        self._session.query(f"DELETE FROM {TABLE} WHERE person_id IN (SELECT person_id FROM {ARRIVED})")
        self._session.query(f"INSERT INTO {TABLE} SELECT * FROM {ARRIVED}")

    def ask(self, sql: str) -> list[Sequence[Any]]:
        answer = self._session.query(sql, "JSONCompactEachRow")
        return [json.loads(line) for line in str(answer).splitlines() if line]

    def _rows(self, columns: Columns, file: str) -> str:
        layout = self._layout(columns).replace("'", "''")
        return f"SELECT * FROM file('{file}', 'CSV', '{layout}')"

    def _layout(self, columns: Columns) -> str:
        types = ((name, OF_CHDB[kind], is_empty) for name, kind, is_empty in columns)
        return ", ".join(f"{name} {f'Nullable({kind})' if is_empty else kind}" for name, kind, is_empty in types)


_ENGINES: dict[str, Callable[[str], _Engine]] = {"DuckDB": _DuckDB, "chDB": _ChDB}
_engine: _Engine | None = None


def installed() -> tuple[str, ...]:
    """The engines that can be asked here."""
    return tuple(name for name, library in LIBRARIES.items() if find_spec(library))


@dataclass(frozen=True)
class Copy:
    """A columnar copy, in a process of its own."""

    name: str
    folder: Path
    _process: ProcessPoolExecutor
    _before: float

    def made(self, columns: Columns, file: Path) -> float:
        """Make it of the rows of a file: seconds."""
        return self._process.submit(_made, columns, str(file)).result()

    def freshened(self, columns: Columns, file: Path) -> float:
        """Put the rows of a file in the place of all of the same people: seconds."""
        return self._process.submit(_freshened, columns, str(file)).result()

    def asked(self, sql: str) -> tuple[float, list[Sequence[Any]]]:
        """Seconds, and the rows."""
        return self._process.submit(_asked, sql).result()

    def megabytes(self) -> tuple[float, float]:
        """What it takes of the disk; and at most, so far, of memory beyond what the process held without it."""
        on_disk = sum(file.stat().st_size for file in self.folder.rglob("*") if file.is_file())
        return on_disk / 2**20, self._process.submit(_most_memory).result() - self._before


@contextmanager
def opened(name: str) -> Iterator[Copy]:
    """An engine without rows, until the block ends."""
    folder = Path(tempfile.mkdtemp(prefix="pathways-columnar-"))
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
        before = process.submit(_most_memory).result()
        process.submit(_opened, name, str(folder)).result()
        yield Copy(name, folder, process, before)
    shutil.rmtree(folder)


# What its process does.


def _opened(name: str, folder: str) -> None:
    global _engine
    _engine = _ENGINES[name](folder)


def _there() -> _Engine:
    if _engine is None:
        raise RuntimeError("no engine was opened in this process")
    return _engine


def _made(columns: Columns, file: str) -> float:
    began = perf_counter()
    _there().make(columns, file)
    return perf_counter() - began


def _freshened(columns: Columns, file: str) -> float:
    began = perf_counter()
    _there().freshen(columns, file)
    return perf_counter() - began


def _asked(sql: str) -> tuple[float, list[Sequence[Any]]]:
    began = perf_counter()
    rows = _there().ask(sql)
    return perf_counter() - began, rows


def _most_memory() -> float:
    """Megabytes; 0 where the system does not tell (no /proc)."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:")), 0.0)
