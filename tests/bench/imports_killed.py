"""`python -m tests.bench.imports_killed [ROWS]`: an import that is killed ten times, beside one that is not, on both databases.

What each has at its end must be the same: whom it added and what is known of them, who waits, what was counted. Printed
are also the time that the second took, with its ratio to COPY, and the most memory that it had.
"""

import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from time import sleep

from sqlalchemy import create_engine, text

from pathways.app import create_app
from pathways.store import schema
from pathways.store.base import db
from tests import county
from tests.bench.imports import copied, measured
from tests.databases import owner_and_application, postgres_server
from tests.planted import HEADER

KILLS, SYSTEM = 10, "bench"
SURNAMES = [start + end for start in ["Raw", "Hol", "Red", "Cod", "Thor", "Mal", "Sib", "Wain", "Brock", "Ogd", "Lev", "Fram", "Dow", "Kirk", "Swa", "Harp", "Lud"]
            for end in ["cliffe", "by", "dish", "ling", "ley", "t", "sey", "fleet", "lesby", "shaw", "en", "den", "beck", "erton", "sing", "ham", "well", "ford", "wick"]]  # fmt: skip
GIVEN = [
    "Dean",
    "Kieran",
    "Callum",
    "Liam",
    "Marek",
    "Jonas",
    "Tyrone",
    "Ashley",
    "Ryan",
    "Craig",
    "Lee",
    "Wayne",
    "Piotr",
    "Anil",
    "Joel",
    "Kelly",
    "Donna",
    "Ewa",
    "Tanya",
]
TABLES = {
    "person_details": "surname, given_names, date_of_birth, sex, pnc_id",
    "search_key": "key, surname, given_names, date_of_birth",
    "imported_record": "source_key, row_number, fingerprint, is_new",
    "person_set_aside": "source_key, row_number, fingerprint",
    "import_run": "file_name, digest, position, taken, unchanged, changed, put_aside, refused",
    "audit_event": "action, subject_type",
}


def main(rows: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "people.csv")
        write(file, rows)
        with postgres_server() as server:
            copying = copied(server, file)
            for name in ("SQLite", "PostgreSQL"):
                outcomes = []
                for kills in (KILLS, 0):
                    with database(name, server, Path(folder, f"{name}{kills}")) as (settings, engine, officer):
                        took, memory = imported(file, settings, officer, kills)
                        outcomes.append(outcome(engine))
                same = "the same" if outcomes[0] == outcomes[1] else "NOT THE SAME"
                print(f"{name}: {rows:,} people, killed {KILLS} times and resumed: {same} as once", flush=True)
                print(
                    f"{name}: once {took:.0f} s, {took / copying:.0f} times COPY, at most {memory:.0f} MB", flush=True
                )


def write(file: Path, rows: int) -> None:
    """People as a county has them: few are very like somebody else."""
    random = Random(8)
    lines = [",".join(HEADER)]
    for number in range(rows):
        born = f"{random.randint(1950, 2006)}-{random.randint(1, 12):02d}-{random.randint(1, 28):02d}"
        who = f"{random.choice(SURNAMES)},{random.choice(GIVEN)},{born},police_record,,{random.choice(('male', 'female'))}"
        lines.append(f"ARC-{number:07d},{who},W1,{random.randint(0, 99):02d}/{random.randint(1, 9_999_999)}K")
    file.write_text("\n".join(lines), encoding="utf-8")


@contextmanager
def database(name: str, server: str, folder: Path) -> Iterator[tuple[dict[str, str], str, str]]:
    """Settings of the commands on a new database with one officer, the owner's address, and the officer's name."""
    folder.mkdir()
    owner = application = f"sqlite:///{folder}/pathways.sqlite3"
    if name == "PostgreSQL":
        owner, application = owner_and_application(server, f"killed_{folder.name.lower()}")
    app = create_app(
        {"SQLALCHEMY_DATABASE_URI": application, "MIGRATION_DATABASE_URL": owner, "DATA_FOLDER": str(folder)}
    )
    schema.upgrade(app)
    with app.app_context():
        officer = county.user().sign_in_name
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    plain = application.replace("postgresql+psycopg", "postgresql")
    yield (
        {**os.environ, "PATHWAYS_DATA": str(folder), "DATABASE_URL": plain, "PATHWAYS_ENV": "development"},
        owner,
        officer,
    )


def imported(file: Path, settings: dict[str, str], officer: str, kills: int) -> tuple[float, float]:
    """Seconds of the last run, and the most memory that it had, in MB."""
    command = [str(Path(sys.executable).parent / "flask"), "--app", "wsgi", "import", "run", str(file)]
    command += ["--kind", "people", "--by", officer, "--system", SYSTEM]
    random = Random(kills)
    for _ in range(kills):
        process = subprocess.Popen(command, env=settings, stdout=subprocess.DEVNULL)
        sleep(random.uniform(5, 9))
        process.kill()
        process.wait()
    with Path(settings["PATHWAYS_DATA"], "output").open("w") as output:
        took, status, memory = measured(command, settings, settings["PATHWAYS_DATA"], output)
    assert status == 0
    return took, memory


def outcome(owner: str) -> dict[str, tuple[int, str]]:
    """Of each table how many rows, and a digest of what they say."""
    engine = create_engine(owner)
    contents = {}
    with engine.connect() as connection:
        for table, columns in TABLES.items():
            rows = sorted(str(tuple(row)) for row in connection.execute(text(f"SELECT {columns} FROM {table}")))
            contents[table] = (len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest())
    engine.dispose()
    return contents


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
