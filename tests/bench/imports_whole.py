"""`python -m tests.bench.imports_whole [ROWS [PART [KILLS]]]`: a million people imported on PostgreSQL, part of them killed.

Printed are the rows a second of each tenth, the most memory that the command had, and the time beside COPY: of the file
into a table of text, and of every row that the import wrote into tables like those it wrote them to, with their keys.
Then everybody goes out again in the same shape (`flask export`), beside COPY of the same cells into a file, and with how
much more memory than a command has that does nothing; the log says of each person that they were in the file.
Then the first rows of the same file are imported into a second database by a command that is killed (SIGKILL) at drawn
rows and begun again: of those rows both must have the same at the end, and every chain of the second's log is whole.
"""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from random import Random
from threading import Thread
from time import perf_counter, sleep

import psycopg

from tests.bench.imports import copied, measured
from tests.bench.imports_killed import SYSTEM, database
from tests.bench.misspelt import everybody
from tests.databases import postgres_server
from tests.planted import HEADER

WRITTEN = ("import_source", "import_run", "person", "person_details", "search_key", "audit_chain", "audit_event", "imported_record")  # fmt: skip
"""The tables that an import of people writes to, in the order in which they can be filled."""
CELLS = """SELECT r.source_key, d.surname, d.given_names, d.date_of_birth, d.age_evidence, d.sex, d.ethnicity, d.pnc_id
    FROM person p JOIN person_details d ON d.person_id = p.id AND d.superseded_at IS NULL
    LEFT JOIN imported_record r ON r.person_id = p.id WHERE p.merged_into_id IS NULL ORDER BY p.id"""
OF_COPY, MORE = 1.3, 20
"""An export takes so many times as long as COPY, and has so many MB more, at most."""
SAME = {
    "the people": """SELECT r.source_key, r.row_number, r.fingerprint, r.is_new, d.surname, d.given_names, d.date_of_birth,
        d.age_evidence, d.sex, d.ethnicity, d.pnc_id, d.surname_key, d.pnc_key, p.none_of_these
        FROM imported_record r JOIN person p ON p.id = r.person_id JOIN person_details d ON d.person_id = p.id
        WHERE r.row_number <= {last}""",
    "the keys of the search": """SELECT r.source_key, k.key, k.surname, k.given_names, k.date_of_birth
        FROM imported_record r JOIN search_key k ON k.person_id = r.person_id WHERE r.row_number <= {last}""",
    "who waits": """SELECT source_key, row_number, fingerprint, row_facts::text,
        regexp_replace(may_be::text, '"person": [0-9]+', '', 'g') FROM person_set_aside WHERE row_number <= {last}""",
    "their log": """SELECT r.source_key, e.position, e.version, e.action, e.event_class, e.actor_id, e.payload
        FROM imported_record r JOIN audit_chain c ON c.person_id = r.person_id JOIN audit_event e ON e.chain_id = c.id
        WHERE r.row_number <= {last}""",
    "what is of none of these rows": """SELECT 'person', p.id FROM person p LEFT JOIN imported_record r ON r.person_id = p.id
        WHERE r.id IS NULL UNION ALL SELECT 'event', e.id FROM audit_event e JOIN audit_chain c ON c.id = e.chain_id
        LEFT JOIN imported_record r ON r.person_id = c.person_id WHERE e.action = 'person.created' AND r.id IS NULL""",
    "rows that the import did not count": """SELECT taken + put_aside - (SELECT count(*) FROM imported_record)
        - (SELECT count(*) FROM person_set_aside), unchanged, changed, refused, ended_at IS NULL FROM import_run""",
}


def main(rows: int, part: int, kills: int) -> None:
    with tempfile.TemporaryDirectory() as folder, postgres_server() as server:
        file = Path(folder, "people.csv")
        write(file, rows)
        print(f"{rows:,} people, {file.stat().st_size / 1e6:.0f} MB", flush=True)
        copying = copied(server, file)
        with database("PostgreSQL", server, Path(folder, "once")) as (settings, owner, officer):
            once = plain(owner)
            command = importing(file, officer)
            took, memory = timed(command, settings, once, folder, rows)
            print(f"imported in {took:.0f} s, {rows / took:,.0f} rows a second, at most {memory:.0f} MB", flush=True)
            print(f"COPY of the file {copying:.1f} s: {took / copying:.0f} times", flush=True)
            export(officer, settings, once, folder)
            with database("PostgreSQL", server, Path(folder, "copied")) as (_, other, _):
                written = copied_rows(once, plain(other))
            print(f"COPY of every row it wrote {written:.0f} s: {took / written:.1f} times", flush=True)
            with database("PostgreSQL", server, Path(folder, "killed")) as (settings, other, officer):
                first_rows = Path(folder, "part.csv")
                with file.open(encoding="utf-8") as lines:
                    first_rows.write_text("".join(islice(lines, part + 1)), encoding="utf-8")
                killed(importing(first_rows, officer), settings, plain(other), part, kills)
                compare(once, plain(other), part + 1)
                verified = [*command[:3], "audit", "verify"]
                done = subprocess.run(verified, env=settings, capture_output=True, text=True, check=False)
                print(f"the log: {done.stdout.strip()}", flush=True)


def write(file: Path, rows: int) -> None:
    """People as a large county has them, common surnames among them; most with a PNC ID."""
    random = Random(16)
    with file.open("w", encoding="utf-8", newline="") as written:
        written.write(",".join(HEADER) + "\n")
        for each in everybody(rows):
            pnc_id = f"{random.randrange(100):02d}/{random.randint(1, 9_999_999)}K" if random.random() < 0.8 else ""
            facts = (each.surname, each.given, f"{each.born:%d/%m/%Y}", "police_record", "", random.choice("MF"), "W1")
            written.write(f"ARC-{each.number:07d},{','.join(facts)},{pnc_id}\n")


def plain(address: str) -> str:
    """The address as the driver takes it."""
    return address.replace("postgresql+psycopg", "postgresql")


def importing(file: Path, officer: str) -> list[str]:
    """The command."""
    command = [str(Path(sys.executable).parent / "flask"), "--app", "wsgi", "import", "run", str(file)]
    return [*command, "--kind", "people", "--by", officer, "--system", SYSTEM]


def timed(command: list[str], settings: dict[str, str], owner: str, folder: str, rows: int) -> tuple[float, float]:
    """Seconds and the most memory of the import; each tenth is printed as it is reached."""
    ended: list[bool] = []
    watching = Thread(target=lambda: tenths(owner, rows, ended))
    watching.start()
    try:
        with Path(folder, "output").open("w") as output:
            took, status, memory = measured(command, settings, folder, output)
    finally:
        ended.append(True)
        watching.join()
    assert status == 0
    print("\n".join(Path(folder, "output").read_text().splitlines()[-2:]), flush=True)
    return took, memory


def export(officer: str, settings: dict[str, str], owner: str, folder: str) -> None:
    """Print what it takes to write everybody into a file."""
    flask = [str(Path(sys.executable).parent / "flask"), "--app", "wsgi"]
    file, cells = Path(folder, "out"), Path(folder, "cells")
    with Path(folder, "output").open("w") as output:
        _, _, least = measured([*flask, "version"], settings, folder, output)
        command = [*flask, "export", str(file), "--kind", "people", "--by", officer]
        took, status, memory = measured(command, settings, folder, output)
    assert status == 0
    began = perf_counter()
    as_cells = f"COPY ({CELLS}) TO STDOUT (FORMAT csv)"
    with psycopg.connect(owner) as connection, cells.open("wb") as written, connection.cursor().copy(as_cells) as out:
        for chunk in out:
            written.write(chunk)
    copying = perf_counter() - began
    with psycopg.connect(owner) as connection:
        connection.execute("CREATE TABLE named_again (LIKE audit_shown INCLUDING ALL)")
        began = perf_counter()
        connection.execute("INSERT INTO named_again OVERRIDING SYSTEM VALUE SELECT * FROM audit_shown")
        naming = perf_counter() - began
        connection.rollback()
    with file.open("rb") as ours, cells.open("rb") as theirs:
        people = sum(1 for _ in theirs)
        assert sum(1 for _ in ours) == 1 + people, "somebody is missing from the file"
    print(f"{people:,} people written in {took:.0f} s, {people / took:,.0f} a second", flush=True)
    print(f"COPY of the same cells {copying:.1f} s: {took / copying:.0f} times (at most {OF_COPY})", flush=True)
    print(f"one statement that names everybody in the log: {naming / copying:.1f} times that COPY", flush=True)
    print(f"at most {memory - least:.0f} MB more than a command that does nothing (at most {MORE})", flush=True)


def tenths(owner: str, rows: int, ended: list[bool]) -> None:
    """Print how many rows a second each tenth of the file had."""
    began, since, reached = perf_counter(), 0, 1
    for position in positions(owner):
        if position == 0:
            began = perf_counter()
        if ended:
            return
        if position >= reached * rows / 10:
            now = perf_counter()
            print(f"row {position:,}: {(position - since) / (now - began):,.0f} rows a second", flush=True)
            began, since, reached = now, position, int(position * 10 / rows) + 1


def positions(owner: str) -> Iterator[int]:
    """How far the import has come, twice a second."""
    with psycopg.connect(owner, autocommit=True) as connection:
        while True:
            row = connection.execute("SELECT max(position) FROM import_run").fetchone()
            yield (row and row[0]) or 0
            sleep(0.5)


def killed(command: list[str], settings: dict[str, str], owner: str, rows: int, kills: int) -> None:
    """Import, killed whenever it has passed the next of some drawn rows, at any moment of a lot."""
    random = Random(kills)
    began, at = perf_counter(), []
    for target in sorted(random.sample(range(rows // 20, rows - rows // 10), kills)):
        process = subprocess.Popen(command, env=settings, stdout=subprocess.DEVNULL)
        for position in positions(owner):
            if position >= target or process.poll() is not None:
                break
        sleep(random.uniform(0, 1))
        assert process.poll() is None, "it ended before it was killed"
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        at.append(next(positions(owner)))
    subprocess.run(command, env=settings, stdout=subprocess.DEVNULL, check=True)
    words = ", ".join(f"{each:,}" for each in at)
    print(f"killed {kills} times (SIGKILL) at rows {words}, and resumed: {perf_counter() - began:.0f} s", flush=True)


def compare(once: str, other: str, last: int) -> None:
    """Print whether both databases have the same of the rows up to that one."""
    for what, left, right in zip(SAME, contents(once, last), contents(other, last), strict=True):
        print(f"{'the same' if left == right else 'NOT THE SAME'}: {what}, {left[0]:,} rows", flush=True)


def contents(owner: str, last: int) -> Iterator[tuple[int, str]]:
    """Of each thing that must be the same how many rows, and a sum of the digests of all."""
    with psycopg.connect(owner) as connection:
        for query in SAME.values():
            number = "('x' || substr(md5(told::text), 1, 16))::bit(64)::bigint::numeric"
            asked = f"SELECT count(*), sum({number})::text FROM ({query.replace('{last}', str(last))}) AS told"
            row = connection.execute(asked).fetchone()
            assert row
            yield row[0], row[1]


def copied_rows(source: str, target: str) -> float:
    """Seconds that COPY takes for every row that the import wrote, into tables with the same keys and indexes."""
    took = 0.0
    with psycopg.connect(source) as read, psycopg.connect(target) as write:
        write.execute(f"TRUNCATE {', '.join(WRITTEN)} CASCADE")
        for table in WRITTEN:
            with tempfile.TemporaryFile() as kept:
                with read.cursor().copy(f"COPY {table} TO STDOUT (FORMAT binary)") as out:
                    for chunk in out:
                        kept.write(chunk)
                kept.seek(0)
                began = perf_counter()
                with write.cursor().copy(f"COPY {table} FROM STDIN (FORMAT binary)") as into:
                    while chunk := kept.read(1 << 16):
                        into.write(chunk)
                took += perf_counter() - began
        began = perf_counter()
        write.commit()
        return took + perf_counter() - began


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[1:]]
    main(*given, *(1_000_000, 100_000, 10)[len(given) :])
