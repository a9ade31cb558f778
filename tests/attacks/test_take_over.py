"""The first of three database servers is killed while staff save: another takes over, and nothing acknowledged is lost.

The three are set up by the files of docs/cluster (Patroni, etcd, PostgreSQL). Runs in `make long`.
"""

import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.client import HTTPException
from itertools import pairwise

import pytest
from sqlalchemy import select

from pathways import clock
from pathways.app import create_app
from pathways.audit import verify as audit
from pathways.audit.models import AuditEvent
from pathways.people.models.identity import Person, PersonDetails
from pathways.people.rules import ReleaseType
from pathways.store import schema
from pathways.store.base import db
from tests import county
from tests.attacks import scene
from tests.attacks.client import Client
from tests.attacks.stopping import wait_for
from tests.attacks.test_outages import working
from tests.bench.serving import served
from tests.cluster import PASSWORD, CannotBeHad, cluster
from tests.figures import make_figures
from tests.integration.hostile import typed
from tests.pages import hidden_values
from tests.standby import until

pytestmark = [pytest.mark.alone, pytest.mark.postgres, pytest.mark.rounds]

OFFICERS, BEFORE, AFTER = 4, 20, 20
LIMIT = 60.0
"""Seconds within which saving has to go on. Without a word for 20 s the first is given up; this machine is shared."""
WORDS = "Said at the desk that they were born abroad"
FRESH = re.compile(r"Read from the copy for reports as it stood [^<]*|Read from the record itself[^<]*")


@dataclass
class Desk:
    """Officers who add people, and send a form again, as it is, until it is answered; what they were answered, when."""

    port: int
    cookies: dict[str, str]
    ending: threading.Event = field(default_factory=threading.Event)
    saved: list[tuple[float, str]] = field(default_factory=list)
    answers: list[tuple[float, int]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def work(self, number: int) -> None:
        count = 0
        while not self.ending.is_set():
            surname = _surname(number, count := count + 1)
            client = Client(self.port, cookies=dict(self.cookies))
            if filled := self._form(client, surname):
                self._send(client, filled, surname)

    def _form(self, client: Client, surname: str) -> dict[str, str]:
        while not self.ending.is_set():
            if answer := self._answer(lambda: client.get("/people/new")):
                if answer.status == 200:
                    names = {"surname": surname, "given_names": WORDS, "none_of_these": "checked"}
                    return {**hidden_values(answer.text, "/people/new"), **typed.PERSON, **typed.BORN, **names}
                self._judge(answer, b"Reload this page then")
        return {}

    def _send(self, client: Client, filled: dict[str, str], surname: str) -> None:
        while True:
            if answer := self._answer(lambda: client.send("/people/new", filled)):  # as it is, by reloading the page
                if answer.status == 302:
                    self.saved.append((time.monotonic(), surname))
                    return
                self._judge(answer, WORDS.encode())

    def _answer(self, ask):
        try:
            answer = ask()
        except (OSError, HTTPException):
            self.answers.append((time.monotonic(), 0))
            time.sleep(0.05)
            return None
        self.answers.append((time.monotonic(), answer.status))
        return answer

    def _judge(self, answer, words: bytes) -> None:
        """A page of an outage says when to try again, and holds what was typed."""
        if answer.status != 503 or "Retry-After" not in answer.headers or words not in answer.body:
            self.wrong.append(f"{answer.status}: {answer.text[:3000]}")
        time.sleep(0.2)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Until the block ends, and each has been answered."""
        with ThreadPoolExecutor(OFFICERS) as pool:
            officers = [pool.submit(self.work, number) for number in range(OFFICERS)]
            try:
                yield
            finally:
                self.ending.set()
            for each in officers:
                each.result()

    def wait_for(self, more: int, what: str) -> None:
        enough = len(self.saved) + more
        until(lambda: len(self.saved) >= enough, LIMIT, what)

    def counted(self, since: float, to: float = float("inf")) -> Counter[int]:
        """How often each status was answered; 0 is no answer at all."""
        return Counter(status for at, status in self.answers if since <= at <= to)

    def longest(self, since: float, to: float = float("inf")) -> float:
        """The longest time between two saves."""
        at = sorted(at for at, _ in self.saved if since <= at <= to)
        return max(later - earlier for earlier, later in pairwise([since, *at]))


def _surname(number: int, count: int) -> str:
    """A name of letters alone, another one each time."""
    letters = "".join(chr(ord("a") + int(digit)) for digit in f"{number}{count:05}")
    return f"Q{letters}"


@pytest.fixture(scope="module")
def three():
    try:
        with cluster() as machines:
            until(machines.is_whole, 120, "the three servers follow each other")
            yield machines
    except CannotBeHad as why:
        # Without Debian's etcd there is nothing to take over by. Under CI a skip fails the run.
        pytest.skip(f"NO TAKE-OVER WAS TRIED: {why}")


@pytest.fixture
def addresses(three):
    """(Where the service connects, where its migrations do): the roles and the database as docs/operating.md makes them."""
    for statement in (
        f"CREATE ROLE pathways_owner LOGIN PASSWORD '{PASSWORD}'",
        f"CREATE ROLE pathways_app LOGIN PASSWORD '{PASSWORD}'",
        "CREATE DATABASE pathways OWNER pathways_owner",
    ):
        three.ask(statement)
    return three.url("pathways_app", PASSWORD, "pathways"), three.url("pathways_owner", PASSWORD, "pathways")


def test_another_server_takes_over_and_nothing_that_was_acknowledged_is_lost(
    three, addresses, settings, tmp_path, record_property
):
    url, owner = addresses
    app = create_app({**settings, "SQLALCHEMY_DATABASE_URI": _of(url), "MIGRATION_DATABASE_URL": _of(owner)})
    schema.upgrade(app)
    with behind(app):
        scene.build()
        arrested = clock.now() - timedelta(days=200)  # a quarter has gone by since, so that there are figures to read
        county.detained(
            arrested_at=arrested, released_at=arrested + timedelta(hours=9), release_type=ReleaseType.WITHOUT_BAIL
        )
        make_figures()
        before = set(db.session.scalars(select(Person.id)))
    standby = three.url("pathways_app", PASSWORD, "pathways", "standby")
    with served(url, REPORTING_DATABASE_URL=standby) as server, working(url, tmp_path / "worker") as worker:
        officer, manager = Client(server.port), Client(server.port)
        assert officer.sign_in("officer").status == 302
        assert manager.sign_in("manager").status == 302
        desk = Desk(server.port, officer.cookies)
        with desk.at_work():
            desk.wait_for(BEFORE, "saving")
            reports = [report(manager)]
            first = three.first
            killed = time.monotonic()
            first.kill()
            taken_over = until(lambda: three.first, LIMIT, "another takes over")
            desk.wait_for(AFTER, "saving goes on")
            reports.append(report(manager))
            first.start()
            back = until(three.is_whole, 2 * LIMIT, "the one that was killed follows the one that took over")
            handed = time.monotonic()
            three.switch_over()
            until(three.is_whole, 2 * LIMIT, "the one that handed over follows")
            desk.wait_for(AFTER, "saving goes on after it was handed over")
            reports.append(report(manager))
        assert worker.poll() is None
        wait_for(Client(server.port), "/health/ready", 200)
    measured = (
        f"killed: another took over after {taken_over:.1f} s, nobody could save for {desk.longest(killed, handed):.1f} s, "
        f"{dict(desk.counted(killed, handed))}; it followed again {back:.1f} s after its start. "
        f"Handed over: nobody could save for {desk.longest(handed):.1f} s, {dict(desk.counted(handed))}. "
        f"{len(desk.saved)} people added. Reports: {reports}"
    )
    record_property("take-over", measured)
    print(f"\n{measured}")
    assert desk.wrong == []
    assert all(each.startswith("Read from the copy for reports as it stood") for each in reports)
    assert desk.counted(killed, handed)[503] > 0
    assert desk.counted(0.0).keys() <= {200, 302, 503}
    with behind(app):
        people = set(db.session.scalars(select(Person.id))) - before
        names = Counter(db.session.scalars(select(PersonDetails.surname).where(PersonDetails.person_id.in_(people))))
        assert names == Counter(surname for _, surname in desk.saved)
        created = select(AuditEvent.subject_id).where(AuditEvent.action == "person.created")
        assert Counter(number for number in db.session.scalars(created) if number in people) == Counter(people)
        assert list(audit.verify([f"person:{number}" for number in people])) == []


@contextmanager
def behind(app):
    """The database behind the pages."""
    with app.app_context():
        yield
        db.session.remove()
        db.engine.dispose()


def report(manager: Client) -> str:
    """What the overview says of its figures."""
    page = manager.get("/overview")
    return FRESH.search(page.text)[0] if page.status == 200 else str(page.status)


def _of(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://", 1)
