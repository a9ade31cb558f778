"""`python -m tests.bench.page_reads DATABASE_URL [SECONDS]`: how many pages of reports one machine serves.

Managers open the overview again and again, each asking anew as soon as it is answered, from the server with one, two and
four processes; two for each, of which one waits while the other is answered (docs/decisions/0080). What counts is the CPU of a page, in the server and in the database: so many pages a second fill a core.
The managers run on the same machine, and what they cost it is told apart.
"""

import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from sqlalchemy import select

import config
from pathways.app import create_app
from pathways.auth.models import User
from pathways.auth.roles import Role
from pathways.store.base import db
from tests.bench import processes
from tests.bench.figures import Figure, table
from tests.bench.page_costs import OVERVIEW
from tests.bench.serving import AsksAgain, Browser, served, signed_in

PROCESSES, MANAGERS, SECONDS, PAUSE = (1, 2, 4), 2, 15.0, 1.0
ROLE = "'pathways_app'"
PROGRAM = """
import sys
from pathways.store import server
sys.argv = ["gunicorn", "wsgi:app", "--workers", "WORKERS", "--bind", "127.0.0.1:{port}", "--log-level", "warning"]
server.gunicorn()
"""


def measured(application: str, seconds: float = SECONDS) -> Iterator[Figure]:
    """Of each number of processes: pages a second, and of one page the CPU of server and database."""
    app = create_app({"SQLALCHEMY_DATABASE_URI": config.database_url(application)})
    with app.app_context(), processes.asking(config.database_url(application)) as asking:
        manager = db.session.scalars(select(User.id).where(User.sign_in_name == "manager")).one()
        for workers in PROCESSES:
            with served(application, program=PROGRAM.replace("WORKERS", str(workers))) as server:
                browsers = [signed_in(server.port, manager, Role.MG) for _ in range(MANAGERS * workers)]
                for _ in range(2 * workers):
                    browsers[0].get(OVERVIEW)
                answering = processes.backends(asking, ROLE)
                spent = processes.seconds_of(server.children()), processes.seconds_of(answering), time.process_time()
                began = time.perf_counter()
                with ThreadPoolExecutor(len(browsers)) as desks:
                    pages = sum(desks.map(partial(_read_on, until=began + seconds), browsers))
                took = time.perf_counter() - began
                of_server = processes.seconds_of(server.children()) - spent[0]
                of_database = processes.seconds_of(answering) - spent[1]
                own = time.process_time() - spent[2]
            name = f"{workers} process{'es' if workers > 1 else ''}"
            yield Figure(what=f"{name}: pages a second", values=(pages / took,), unit="")
            yield Figure(what=f"{name}: CPU of a page, server", values=(1000 * of_server / pages,), unit="ms")
            yield Figure(what=f"{name}: CPU of a page, database", values=(1000 * of_database / pages,), unit="ms")
            yield Figure(what=f"{name}: CPU of a page, who asks", values=(1000 * own / pages,), unit="ms")
            full = pages / (of_server + of_database)
            yield Figure(what=f"{name}: pages a second that fill one core", values=(full,), unit="")
        db.session.remove()
        db.engine.dispose()


def _read_on(browser: Browser, until: float) -> int:
    """How many pages until then."""
    pages = 0
    while time.perf_counter() < until:
        try:
            browser.get(OVERVIEW)
            pages += 1
        except AsksAgain:
            time.sleep(PAUSE)
    return pages


def main(address: str, seconds: float) -> int:
    """Print the figures of one database."""
    print(table("Pages of reports that one machine serves", measured(address, seconds)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else SECONDS))
