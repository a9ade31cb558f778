"""`python -m tests.bench.beside_statistics`: what reports and statistics cost a service that nobody asks for a report.

The service is started in turn as it is, and with nothing in the place of the rooms `reporting`, `statistics` and
`small_numbers`: both sides of every ratio are of one run. The first page is that on which one signs in. Statistics and
disclosure control alone are too little for that: what Python says of reading them is told beside all that it reads.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from pathways.app import create_app
from pathways.store import schema
from pathways.store.base import db
from tests.bench import processes
from tests.bench.figures import Figure, percent, table
from tests.bench.serving import ROOT, served
from tests.bench.starting import as_installed, first_page, memory_of_both

ROUNDS, AT_MOST = 5, 5
"""So many hundredths more than without reports a service may take: what its start swings by on an idle machine."""
SIDES = {"with reports": "", "without": "from tests.bench import without_reports; without_reports.install()\n"}
SERVES = "from pathways.store import server; server.run({port})"
LIBRARIES = (
    "import sys, wsgi; print(sum(each in sys.modules for each in ('highspy', 'numpy', 'scipy', 'duckdb', 'chdb')))"
)
OF_STATISTICS = ("pathways.statistics", "pathways.small_numbers")
READ = re.compile(r"^import time: +(\d+) \| +\d+ \| +(\S+)$", re.MULTILINE)
"""A module that was read: microseconds for itself, without what it reads; its name."""
MEMORY = """
import importlib, tracemalloc
tracemalloc.start()
for name in {names}: importlib.import_module(name)
of_statistics = tracemalloc.get_traced_memory()[0]
import wsgi
print(100 * of_statistics / tracemalloc.get_traced_memory()[0])
"""
"""Read first, so that whatever else they are the first to read counts as theirs."""


def measured() -> Iterator[Figure]:
    """CPU of a start up to the first page, and the memory of the idle service, of both sides."""
    with tempfile.TemporaryDirectory() as folder:
        address = f"sqlite:///{folder}/empty.sqlite3"
        app = create_app({"SQLALCHEMY_DATABASE_URI": address})
        schema.upgrade(app)
        with app.app_context():
            db.engine.dispose()
        in_use = {"PATHWAYS_DATA": folder, "PYTHONDONTWRITEBYTECODE": ""}
        in_use["PYTHONPATH"] = f"{as_installed(Path(folder))}:{ROOT}"
        spent: dict[str, list[float]] = {side: [] for side in SIDES}
        shares: dict[str, list[float]] = {side: [] for side in SIDES}
        for number in range(1 + ROUNDS):
            for side, before in SIDES.items():
                with served(address, program=before + SERVES, **in_use) as server:
                    memory = memory_of_both(server)
                    first_page(server)
                    cpu = processes.seconds_of((server.pid, *server.children()))
                if number:  # the first of each compiles what it reads
                    spent[side].append(cpu)
                    shares[side].append(memory)
        asked = os.environ | in_use | {"DATABASE_URL": address, "PATHWAYS_ENV": "development"}
        libraries = float(_run_with(asked, "-c", LIBRARIES).stdout)
        read = [_read_by_a_start(asked) for _ in range(ROUNDS)]
        times = tuple(100 * sum(_statistics(each).values()) / sum(each.values()) for each in read)
        memory = float(_run_with(asked, "-c", MEMORY.format(names=list(_statistics(read[0])))).stdout)
    yield Figure(what="libraries of reports that a start reads", values=(libraries,), unit="", at_most=0)
    yield Figure(what="statistics, of the time of reading all", values=times, unit="%", at_most=AT_MOST)
    yield Figure(what="statistics, of the memory of what is read", values=(memory,), unit="%", at_most=AT_MOST)
    for what, unit, values in (("CPU of a start", "s", spent), ("memory of the idle service", "MB", shares)):
        for side, taken in values.items():
            yield Figure(what=f"{what}, {side}", values=tuple(taken), unit=unit)
        more = percent(values["with reports"], values["without"]) - 100
        yield Figure(what=f"{what}: more with reports", values=(more,), unit="%", at_most=AT_MOST)


def _read_by_a_start(asked: dict[str, str]) -> dict[str, int]:
    """Of each module that Python reads, the microseconds for itself."""
    report = _run_with(asked, "-X", "importtime", "-c", "import wsgi").stderr
    return {name: int(spent) for spent, name in READ.findall(report)}


def _statistics(read: dict[str, int]) -> dict[str, int]:
    """Statistics and disclosure control alone."""
    return {name: spent for name, spent in read.items() if name.startswith(OF_STATISTICS)}


def _run_with(asked: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], cwd=ROOT, env=asked, check=True, capture_output=True, text=True)


def main() -> int:
    """Print the figures."""
    print(table("A service with its reports, and without", measured()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
