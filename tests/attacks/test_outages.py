"""The database stops, hangs or is locked: one clear page, a short log, and the site is back when the database is."""

import os
import signal
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from pathways.store.engines import LOCK_SECONDS
from tests.attacks import scene
from tests.attacks.client import Client
from tests.attacks.stopping import Flood, postgres_of_ones_own, wait_for
from tests.bench.serving import served

KEY = "q7Xv-2mLr9TzKp4WdYb8NcHs5JfGa3Ue"
HEALTH = ("/health/alive", "/health", "/health/ready")
SQL = ("SELECT", "INSERT", "UPDATE", "sqlalche.me", "Traceback")


def children(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.fixture(scope="module")
def postgres(settings):
    with postgres_of_ones_own(settings) as server:
        yield server


@pytest.mark.postgres
def test_an_outage_is_one_page_with_503_and_is_over_when_the_database_is_back(
    postgres, settings, tmp_path, record_property
):
    from pathways.app import create_app
    from pathways.store import db

    app = create_app({**settings, "SQLALCHEMY_DATABASE_URI": postgres.url})
    with app.app_context():
        scene.build()
        db.session.remove()
        db.engine.dispose()
    log = tmp_path / "log"
    with served(postgres.url, log=log) as server:
        officer = Client(server.port)
        assert officer.sign_in("officer").status == 302
        flood = Flood(server.port, ("/custody", "/people/search", "/account"), officer.cookies)
        with flood.rising():
            time.sleep(2)
            stopped = time.monotonic()
            postgres.stop()
            down = time.monotonic()
            time.sleep(2)
            os.kill(children(server.pid)[0], signal.SIGKILL)  # a process that is replaced meanwhile
            health = [Client(server.port).get(path) for path in HEALTH]
            time.sleep(4)
            back = time.monotonic()
            postgres.start()
            began = time.monotonic()
            time.sleep(4)
        recovered = flood.last(503, 0, default=began)
    lines = log.read_text().splitlines()
    during = flood.counted(stopped, back)
    record_property(
        "outage",
        f"{back - stopped:.1f} s down: {dict(during)}; all pages again {recovered - began:.1f} s after the start; "
        f"{len(lines)} lines of log",
    )
    assert flood.counted(0, stopped).keys() == {200}
    assert flood.counted()[500] == 0
    assert during[503] > 20
    assert flood.counted(down + 0.5, back).keys() <= {503, 0}
    assert all(is_page for _, status, is_page in flood.answers if status)
    assert recovered - began < 3
    assert [(answer.status, answer.seconds < 2) for answer in health] == [(200, True), (503, True), (503, True)]
    assert len(lines) < 60
    assert [line for line in lines for words in SQL if words in line] == []


@pytest.mark.postgres
def test_a_server_that_begins_during_an_outage_serves_its_page_and_then_the_site(postgres, tmp_path):
    log = tmp_path / "log"
    postgres.stop()
    production = {"PATHWAYS_ENV": "production", "SECRET_KEY": KEY, "TRUSTED_HOSTS": "127.0.0.1", "CI": "true"}
    production["MIGRATION_DATABASE_URL"] = postgres.owner
    with served(postgres.url, log=log, waits=False, **production) as server:
        client = Client(server.port, cookies={"__Host-pathways": "of a session before"})
        wait_for(client, "/health/alive", 200)
        answer = client.get("/sign-in")
        assert (answer.status, b"Pathways cannot reach its record" in answer.body) == (503, True)
        postgres.start()
        assert wait_for(client, "/health", 200) < 5
        wait_for(client, "/custody", 302, 503)
        seen = log.read_text()
    assert "A page that says so is served until it does" in seen
    assert "Worker failed to boot" not in seen


@pytest.mark.sqlite
def test_a_locked_database_is_said_in_time_and_leaves_health_and_the_log_alone(serving, tmp_path):
    with serving("sqlite", log=tmp_path / "log") as attacked:
        officer = attacked.client("officer")
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
    seen = (tmp_path / "log").read_text()
    assert len(seen.splitlines()) < 20
    assert [words for words in SQL if words in seen] == []
