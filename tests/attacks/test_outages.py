"""The database stops, hangs or is locked: one clear page, a short log, and the site is back when the database is."""

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import update

from pathways.app import create_app
from pathways.auth.models import Organisation, User
from pathways.store.base import db
from pathways.store.engines import LOCK_SECONDS
from tests.attacks import scene
from tests.attacks.client import Answer, Client
from tests.attacks.stopping import Flood, postgres_of_ones_own, wait_for
from tests.bench.serving import PATIENCE, ROOT, Server, served

pytestmark = pytest.mark.alone

PRODUCTION = {
    "PATHWAYS_ENV": "production",
    "SECRET_KEY": "q7Xv-2mLr9TzKp4WdYb8NcHs5JfGa3Ue",
    "TRUSTED_HOSTS": "127.0.0.1",
    "ARGON2_TIME_COST": "2",
    "ARGON2_MEMORY_KIB": "19456",
}
HEALTH = ("/health/alive", "/health", "/health/ready")
SQL = ("SELECT", "INSERT", "UPDATE", "sqlalche.me", "Traceback")


@pytest.fixture(scope="module")
def postgres(migrated_cluster):
    with postgres_of_ones_own(migrated_cluster) as server:
        yield server


@contextmanager
def working(url, log):
    """A worker on that database, until the block ends."""
    environment = {**os.environ, "DATABASE_URL": url, "PATHWAYS_DATA": str(log.parent)}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker", "--interval", "0.2"]
    with log.open("w") as stream:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=stream)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(PATIENCE)


class Site(NamedTuple):
    """A server: its port and process, the cookies of an officer, the file of its log; and how it began.

    It began while its database was stopped: what whoever had signed in before was answered then, and after how many
    seconds it was well.
    """

    server: Server
    cookies: dict[str, str]
    log: Path
    meanwhile: Answer
    well_after: float


@pytest.fixture(scope="module")
def site(postgres, settings, tmp_path_factory):
    app = create_app({**settings, "SQLALCHEMY_DATABASE_URI": postgres.url})
    with app.app_context():
        scene.build()
        for model in (
            User,
            Organisation,
        ):  # as they are made up, but where there is a demonstration production does not serve
            db.session.execute(update(model).values(is_demonstration=False))
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    log = tmp_path_factory.mktemp("outage") / "log"
    postgres.stop()
    with served(postgres.url, log=log, waits=False, **PRODUCTION, MIGRATION_DATABASE_URL=postgres.owner) as server:
        before = Client(server.port, cookies={"__Host-pathways": "of a session before"})
        wait_for(before, "/health/alive", 200)
        meanwhile = before.get("/sign-in")
        postgres.start()
        well_after = wait_for(before, "/health", 200)
        wait_until_each_process_serves(server.port)
        officer = Client(server.port)
        assert officer.sign_in("officer").status == 302
        yield Site(server, officer.cookies, log, meanwhile, well_after)


ROUNDS = 5
"""Of pages that every process answers."""


def wait_until_each_process_serves(port):
    """As many pages at once as all processes have threads: each process looks for itself whether the database is back.

    Of one round a process may have had no page, where the machine is busy: so there are some in a row.
    """
    ends, in_a_row = time.monotonic() + PATIENCE, 0
    with ThreadPoolExecutor(16) as pool:
        while in_a_row < ROUNDS:
            answers = {answer.status for answer in pool.map(lambda _: Client(port).get("/custody"), range(16))}
            in_a_row = in_a_row + 1 if answers == {302} else 0
            assert time.monotonic() < ends
            time.sleep(0.2)


@pytest.mark.postgres
def test_a_server_that_begins_during_an_outage_serves_its_page_and_then_the_site(site):
    answer, seen = site.meanwhile, site.log.read_text()
    assert (answer.status, b"Pathways cannot reach its record" in answer.body) == (503, True)
    assert site.well_after < 5
    assert Client(site.server.port, cookies=dict(site.cookies)).get("/custody").status == 200
    assert "A page that says so is served until it does" in seen
    assert "Worker failed to boot" not in seen


@pytest.mark.postgres
def test_an_outage_is_one_page_with_503_and_is_over_when_the_database_is_back(
    postgres, site, record_testsuite_property
):
    server, cookies, log, *_ = site
    flood = Flood(server.port, ("/custody", "/people/search", "/account"), cookies)
    with working(postgres.url, log.with_name("worker")) as worker:
        with flood.rising():
            flood.wait_for_answers(20)
            stopped = time.monotonic()
            postgres.stop()
            down = time.monotonic()
            time.sleep(1)
            os.kill(server.children()[0], signal.SIGKILL)  # a process that is replaced meanwhile
            health = [Client(server.port).get(path) for path in HEALTH]
            time.sleep(2)
            back = time.monotonic()
            postgres.start()
            began = time.monotonic()
            flood.wait_for_answers(20)
        wait_for(Client(server.port), "/health/ready", 200)  # the worker lives, and is heard again
        assert worker.poll() is None
    recovered = flood.last(503, 0, default=began)
    lines = [line for each in (log, log.with_name("worker")) for line in each.read_text().splitlines()]
    during = flood.counted(down, back)
    measured = f"{back - down:.1f} s: {dict(during)}; pages {recovered - began:.1f} s after the start; {len(lines)} lines of log"
    record_testsuite_property("outage", measured)
    assert flood.counted(0, stopped).keys() == {200}
    assert flood.counted()[500] == 0
    assert during[503] > 10
    assert flood.counted(down + 0.5, back).keys() <= {503, 0}
    assert flood.counted()[0] <= flood.browsers, "more went unanswered than the killed process had in hand"
    assert all(is_page for _, status, is_page in flood.answers if status)
    assert recovered - began < 5
    assert [(answer.status, answer.seconds < 2) for answer in health] == [(200, True), (503, True), (503, True)]
    assert len(lines) < 60
    assert [line for line in lines for words in SQL if words in line] == []


@pytest.mark.postgres
def test_a_database_that_hangs_leaves_health_its_answer_and_others_a_page(postgres, site):
    server, cookies, *_ = site
    flood = Flood(server.port, ("/custody",), cookies, browsers=30)
    with postgres.hanging():
        threads = [flood.ask_once() for _ in range(flood.browsers)]
        time.sleep(1.5)
        first, *health = [[Client(server.port).get(path) for path in HEALTH] for _ in range(5)]
        # Which process is asked is the system's choice: one that was not asked before has its first miss late.
        while [answer.status for answer in health[-1]] != [200, 503, 503] and len(health) < 20:
            health.append([Client(server.port).get(path) for path in HEALTH])
        was_said = flood.counted()[503]
    for thread in threads:
        thread.join()
    # Two processes answer, and each counts for itself: whichever was asked, its first miss is no alarm yet.
    assert [answer.status for answer in first] == [200] * 3
    assert [b"did not answer within 1.2 seconds" in answer.body for answer in first] == [False, True, True]
    assert all(answer.seconds < 2 for answers in (first, *health) for answer in answers)
    assert [answer.status for answer in health[-1]] == [200, 503, 503]
    assert was_said > 0
    assert flood.counted().keys() <= {200, 503}
    assert wait_for(Client(server.port, cookies=dict(cookies)), "/custody", 200) < 5


@pytest.mark.sqlite
def test_a_locked_database_is_said_in_time_and_leaves_health_and_the_log_alone(attacked):
    officer, before = attacked.client("officer"), len(attacked.log.read_text())
    file = attacked.app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///")
    with closing(sqlite3.connect(file, isolation_level=None)) as other, ThreadPoolExecutor(40) as pool:
        other.execute("BEGIN IMMEDIATE")
        browsers = [Client(attacked.port, cookies=dict(officer.cookies)) for _ in range(30)]
        asked = [pool.submit(browser.get, "/custody") for browser in browsers]
        time.sleep(1.5)
        health = [pool.submit(Client(attacked.port).get, path) for path in HEALTH[:2] * 2]
        health = [each.result() for each in health]
        answers = [each.result() for each in asked]
        other.execute("ROLLBACK")
    assert [answer.status for answer in health] == [200] * 4
    assert max(answer.seconds for answer in health) < 2
    assert {answer.status for answer in answers} == {503}
    assert max(answer.seconds for answer in answers) < LOCK_SECONDS + 5
    titles = {answer.text.split("<h1>")[1].split("</h1>")[0] for answer in answers}
    assert titles <= {"The record is in use", "Pathways is busy"}
    assert "The record is in use" in titles
    assert all("Retry-After" in answer.headers for answer in answers)
    assert officer.get("/custody").status == 200
    seen = attacked.log.read_text()[before:]
    assert len(seen.splitlines()) < 20
    assert [words for words in SQL if words in seen] == []
    of_pages = [line for line in map(json.loads, seen.splitlines()) if line["route"] != "-"]
    assert {line["route"] for line in of_pages} == {"casefile.board"}
    assert re.fullmatch("[0-9a-f]{16}", of_pages[0]["request"])
