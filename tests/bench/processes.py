"""The CPU that processes have spent and the memory they hold, as the system tells it (/proc)."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from sqlalchemy import Connection, create_engine, text

TICK = os.sysconf("SC_CLK_TCK")


def seconds_of(pids: Iterable[int]) -> float:
    """Of these processes together, so far. One that ended counts nothing."""
    files = (Path(f"/proc/{pid}/stat") for pid in pids)
    spent = (file.read_text().rsplit(")", 1)[1].split() for file in files if file.exists())
    return sum(int(fields[11]) + int(fields[12]) for fields in spent) / TICK


def megabytes_of(pid: int) -> float:
    """The memory of a process: its own, and its part of what it shares, which only Linux tells. One that ended holds none."""
    try:
        told = psutil.Process(pid).memory_full_info()
    except psutil.NoSuchProcess:
        return 0
    return getattr(told, "pss", told.uss) / 2**20


@contextmanager
def asking(address: str) -> Iterator[Connection]:
    """A connection that asks who answers whom: each statement by itself, since within a transaction the answer stays."""
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def backends(connection: Connection, role: str = "current_user") -> list[int]:
    """The processes of PostgreSQL that answer a role in this database, those of this very connection with them.

    What a statement gave to parallel workers is not theirs. SQLite has none: it answers within the process that asks.
    """
    if connection.dialect.name != "postgresql":
        return []
    of_role = text(f"SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND usename = {role}")
    return list(connection.scalars(of_role))
