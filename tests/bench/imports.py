"""`python -m tests.bench.imports [ROWS]`: a check of a million rows with 2,000 planted errors, beside COPY of the file.

Every error must be named where it is and none invented; what it took is printed with its ratio to PostgreSQL's COPY of
the same file into a table of text, and with the most memory that the command had.
"""

import csv
import os
import subprocess
import sys
import tempfile
from itertools import chain
from pathlib import Path
from random import Random
from time import perf_counter
from typing import IO

import psycopg

from pathways.imports.rules.faults import FaultKind
from tests.databases import postgres_server
from tests.planted import HEADER, planted

ERRORS = 2_000
STARTS = """import resource, subprocess, sys
status = subprocess.call(sys.argv[2:])
open(sys.argv[1], "w").write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
sys.exit(status)
"""
KINDS = {each.label: each for each in FaultKind}


def main(rows: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file, clean, faults = Path(folder, "people.csv"), Path(folder, "clean.csv"), Path(folder, "faults.csv")
        lines, where = planted(Random(16), rows, ERRORS)
        with file.open("w", encoding="utf-8", newline="") as written:
            written.writelines(lines)
        lines, _ = planted(Random(17), rows, 0)
        with clean.open("w", encoding="utf-8", newline="") as written:
            written.writelines(lines)
        kinds = len({kind for *_, kind in where})
        print(f"{rows:,} rows, {file.stat().st_size / 1e6:.0f} MB, {ERRORS:,} errors told as {kinds} kinds")
        took, status, memory = checked(file, faults, folder)
        with faults.open(encoding="utf-8-sig", newline="") as rows:
            reported = {(int(each["row"]), each["column"], KINDS[each["kind"]]) for each in csv.DictReader(rows)}
        print(f"status {status}; found {len(reported & where):,} of {len(where):,}, invented {len(reported - where):,}")
        print(f"{took:.1f} s, at most {memory:.0f} MB")
        with postgres_server() as server:
            copying = copied(server, clean)
        print(f"COPY of as many rows {copying:.2f} s: the check takes {took / copying:.0f} times as long")


def checked(file: Path, faults: Path, folder: str) -> tuple[float, int, float]:
    """Seconds and status of the command, on an empty database, and the most memory that it had, in MB."""
    settings = {**os.environ, "PATHWAYS_DATA": folder, "PATHWAYS_ENV": "development", "DATABASE_URL": ""}
    flask = [str(Path(sys.executable).parent / "flask"), "--app", "wsgi"]
    subprocess.run([*flask, "db", "upgrade"], env=settings, check=True, capture_output=True)
    command = [*flask, "import", "check", str(file), "--kind", "people", "--faults", str(faults)]
    with Path(folder, "output").open("w+") as output:
        took, status, memory = measured(command, settings, folder, output)
        output.seek(0)
        print("\n".join(output.read().splitlines()[-8:]))
    return took, status, memory


def measured(command: list[str], settings: dict[str, str], folder: str, output: IO[str]) -> tuple[float, int, float]:
    """Seconds, status and the most memory of a command, in MB. A small process starts it: a child is said to have had
    at least the memory of whoever started it."""
    memory = Path(folder, "memory")
    began = perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", STARTS, str(memory), *command], env=settings, stdout=output, check=False
    )
    return perf_counter() - began, done.returncode, int(memory.read_text()) / 1024


def copied(server: str, file: Path) -> float:
    """Seconds that COPY takes for the file, into a table of text with the key for its primary key."""
    address = server.replace("postgresql+psycopg://", "postgresql://")
    with psycopg.connect(address, autocommit=True) as connection:
        columns = ", ".join(f"{each} text" for each in HEADER)
        connection.execute(f"CREATE TABLE copied ({columns}, PRIMARY KEY (person_key))")
        began = perf_counter()
        into = "COPY copied FROM STDIN (FORMAT csv, HEADER true)"
        with connection.cursor().copy(into) as copy, file.open("rb") as read:
            for chunk in iter(lambda: read.read(1 << 16), b""):
                copy.write(chunk)
        return perf_counter() - began


if __name__ == "__main__":
    main(*map(int, chain(sys.argv[1:2], () if sys.argv[1:] else (1_000_000,))))
