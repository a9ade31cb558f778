"""`python -m tests.bench.imports_of_history [PEOPLE]`: a made-up county of 2,000 people over three years, by the import.

Every file is checked and imported by its command, on SQLite, as whoever runs Pathways would do it; each with its time
and the most memory that the command had. Then `[PEOPLE] tests` imports only people, detentions and tests, of many.
"""

import csv
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from random import Random
from typing import IO

from pathways.app import create_app
from pathways.demo.history import History, Receives, head
from pathways.demo.journey import LINCOLN
from pathways.imports.rules.columns import Kind
from tests import county
from tests.bench.imports import measured

SYSTEM = "Old system"
FIRST, LAST = date(2024, 6, 1), date(2026, 4, 30)


def main(people: int, kinds: Iterable[Kind]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = {**os.environ, "PATHWAYS_DATA": folder, "PATHWAYS_ENV": "development", "DATABASE_URL": ""}
        flask = [str(Path(sys.executable).parent / "flask"), "--app", "wsgi"]
        subprocess.run([*flask, "db", "upgrade"], env=settings, check=True, capture_output=True)
        os.environ.update(settings)
        officer, worker = _staff()
        sizes = _written(folder, people, officer, worker)
        whole, of_whole = 0.0, 0.0
        for kind in kinds:
            by = worker if kind is Kind.ENGAGEMENT else officer
            of_kind = [str(Path(folder, f"{kind}.csv")), "--kind", kind.value, "--by", by, "--system", SYSTEM]
            for word in ("check", "run"):
                with Path(folder, "output").open("w+") as output:
                    before = resource.getrusage(resource.RUSAGE_CHILDREN)
                    took, status, memory = measured([*flask, "import", word, *of_kind], settings, folder, output)
                    after = resource.getrusage(resource.RUSAGE_CHILDREN)
                    last = _last_words(output)
                computed = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
                whole, of_whole = (whole + took, of_whole + computed) if word == "run" else (whole, of_whole)
                print(
                    f"{word:5} {kind.value:10} {sizes[kind]:>9,} rows {took:7.1f} s, {computed:7.1f} s of a processor, "
                    f"{memory:4.0f} MB, status {status}: {last}",
                    flush=True,
                )
        print(f"all imports together, each with its check: {whole:.1f} s, {of_whole:.1f} s of a processor")


def _staff() -> tuple[str, str]:
    """An officer and a worker of a service, by the names to sign in with."""
    app = create_app()
    with app.app_context():
        from pathways.auth.roles import Role
        from pathways.store.base import db

        county.suite()
        county.service()
        names = county.user(Role.CO).sign_in_name, county.user(Role.TW).sign_in_name
        db.session.commit()
    return names


def _written(folder: str, people: int, officer: str, worker: str) -> dict[Kind, int]:
    services = (Receives(name="Lincoln Recovery Hub", worker=worker, areas=(LINCOLN,)),)
    made = History(Random(2026), officer, ("Lincoln",), services, FIRST, LAST)
    sizes = dict.fromkeys(Kind, 0)
    with ExitStack() as stack:
        writers = {}
        for kind, _ in made.files:
            file = stack.enter_context(Path(folder, f"{kind}.csv").open("w", encoding="utf-8", newline=""))
            writers[kind] = csv.writer(file)
            writers[kind].writerow(head(kind))
        for rows in made.people(people, arrested_by=LAST):
            for (kind, _), lines in rows.items():
                writers[kind].writerows(lines)
                sizes[kind] += len(lines)
    return sizes


def _last_words(output: IO[str]) -> str:
    output.seek(0)
    lines = [line for line in output.read().splitlines() if line and not line.startswith("row ")]
    return "; ".join(lines[-2:])


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 2_000, list(Kind)[:3] if "tests" in sys.argv else list(Kind))
