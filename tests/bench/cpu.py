"""The CPU that processes have spent, as the system tells it (/proc); none is told where it does not."""

import os
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import Connection, text

TICK = os.sysconf("SC_CLK_TCK")


def seconds_of(pids: Iterable[int]) -> float:
    """Of these processes together, so far. One that ended counts nothing."""
    files = (Path(f"/proc/{pid}/stat") for pid in pids)
    spent = (file.read_text().rsplit(")", 1)[1].split() for file in files if file.exists())
    return sum(int(fields[11]) + int(fields[12]) for fields in spent) / TICK


def backends(connection: Connection, role: str = "current_user") -> list[int]:
    """The processes of PostgreSQL that answer a role in this database, those of this very connection with them.

    What a statement gave to parallel workers is not theirs. SQLite has none: it answers within the process that asks.
    """
    if connection.dialect.name != "postgresql":
        return []
    of_role = text(f"SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND usename = {role}")
    return list(connection.scalars(of_role))
