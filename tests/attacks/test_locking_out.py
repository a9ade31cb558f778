"""Strangers who guess passwords, open links or flood the sign-in page keep nobody from their work.

Each attack has a server of its own: it leaves names and addresses waiting.
"""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from statistics import quantiles
from time import monotonic, sleep

import pytest
from sqlalchemy import func, select

from pathways.auth import passwords as throttle
from pathways.auth.passwords import SignInAttempt
from pathways.demo.places import PASSWORD
from tests.attacks.client import PATIENCE, Client
from tests.attacks.conftest import AS_IN_USE
from tests.pages import hidden_values
from tests.rounds import IN_FULL, rounds

pytestmark = pytest.mark.alone

AT_ONCE = 50
BETWEEN = rounds(20, 5) / 100
"""Seconds from an answer to the next try of one of these: however long, all who are checked at once are strangers."""
ROUNDS = rounds(8, 40)
"""Pages that somebody signed in opens during the flood: what it costs is the flood, for as long as they are opened."""
VISITS = rounds(5, 2)
"""How often somebody comes back to their own device meanwhile."""
HASH_COST = AS_IN_USE if IN_FULL else {"ARGON2_TIME_COST": 2, "ARGON2_MEMORY_KIB": 19_456}
"""What checking a password costs: in the suite no more than where production starts. As more of them are checked a
second, more places are free by chance, so whoever has one of their own comes back oftener."""


@pytest.fixture(scope="module")
def server(serving):
    with serving("sqlite", hash_cost=HASH_COST) as running:
        yield running


def test_opening_links_named_after_somebody_and_guessing_their_password_leave_their_own_device_alone(server):
    officer = server.client("officer")
    officer.post("/sign-out")
    for number in range(throttle.WRONG_A_NAME + 1):
        server.client(address=f"127.0.1.{number + 1}").get("/answer/officer")
    elsewhere = server.client(address="127.0.2.1")
    assert elsewhere.sign_in("officer").status == 302
    stranger = server.client(address="127.0.3.1")
    guesses = [stranger.sign_in("officer", f"guess number {number}").status for number in range(12)]
    assert guesses == [200] * throttle.WRONG_A_NAME + [429, 429]
    assert stranger.sign_in("officer").status == 429
    assert officer.sign_in("officer").status == 302


def test_a_stranger_on_the_network_of_a_station_does_not_lock_the_station(server):
    with server.behind():
        for number in range(throttle.WRONG_AN_ADDRESS):
            throttle.begin(name=f"made up {number}", address="127.0.4.1")
    stranger = server.client(address="127.0.4.1")
    assert [stranger.sign_in("nobody", "a guess").status for _ in range(4)] == [200, 200, 200, 429]
    colleague = server.client(address="127.0.4.1")
    assert colleague.sign_in("sergeant", "mistyped").status == 200
    assert colleague.sign_in("sergeant").status == 302


def test_a_shift_that_changes_is_no_flood(server):
    names = ("officer2", "inspector", "liaison", "monitor", "registrar", "auditor")
    together = threading.Barrier(len(names))

    def signs_in(name: str) -> int:
        client = server.client(address="127.0.5.1")
        typed = hidden_values(client.get("/sign-in").text, "/sign-in")
        together.wait()
        return client.send("/sign-in", typed | {"name": name, "password": PASSWORD}).status

    with ThreadPoolExecutor(len(names)) as people:
        assert list(people.map(signs_in, names)) == [302] * len(names)


def test_while_fifty_sign_in_at_once_signed_in_pages_are_served_and_a_known_device_gets_in(server, capsys):
    worker = server.client("worker")
    manager = server.client("manager")
    manager.post("/sign-out")
    quiet = [_page(worker) for _ in range(10)]
    flood = Flood(server.port)
    with flood:
        during = [_page(worker) for _ in range(ROUNDS)]
        came_back = [_tries_until_in(manager) for _ in range(VISITS)]
    assert set(flood.answers) <= {200, 429}, flood.answers
    assert flood.answers[429] > flood.answers[200], "whoever came past the bound is turned away at once"
    assert all(tries <= 3 for tries in came_back), came_back
    with server.behind() as db:
        counted = db.session.scalar(select(func.count()).select_from(SignInAttempt))
    assert counted <= flood.answers[200] + throttle.WRONG_AN_ADDRESS + 30, "who was turned away was not counted"
    with capsys.disabled():
        print(
            f"\nsigned-in pages: p95 {_p95(quiet):.0f} ms before, {_p95(during):.0f} ms during a flood of {AT_ONCE}; "
            f"{sum(flood.answers.values())} sign-ins sent, {flood.answers[200]} checked; a known device got in after "
            f"{max(came_back)} tries at most"
        )


def _page(client: Client) -> float:
    answer = client.get("/account")
    assert answer.status == 200
    sleep(0.02)
    return answer.seconds * 1000


def _p95(seconds: list[float]) -> float:
    return quantiles(seconds, n=20)[-1]


def _tries_until_in(client: Client) -> int:
    """How often somebody at their own device pressed the button before they were in; then they sign out again."""
    for tries in range(1, 20):
        if client.sign_in("manager").status == 302:
            client.post("/sign-out")
            return tries
    return 99


@dataclass
class Flood:
    """Fifty connections, each of which signs in with a wrong password again and again until the block ends."""

    port: int
    answers: Counter[int] = field(default_factory=Counter)
    over: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> "Flood":
        ready = threading.Barrier(AT_ONCE + 1)
        self.threads = [threading.Thread(target=self._sign_in, args=(each, ready)) for each in range(AT_ONCE)]
        for each in self.threads:
            each.start()
        ready.wait()
        began = monotonic()
        while self.answers[429] < AT_ONCE and monotonic() < began + PATIENCE:
            sleep(0.01)
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        for each in self.threads:
            each.join()

    def _sign_in(self, number: int, ready: threading.Barrier) -> None:
        client = Client(self.port, address=f"127.1.0.{number + 1}")
        typed = hidden_values(client.get("/sign-in").text, "/sign-in")
        ready.wait()
        ends, tries = monotonic() + 120, 0
        while not self.over.is_set() and monotonic() < ends:
            tries += 1
            name = {"name": f"stranger {number} {tries}", "password": PASSWORD}
            self.answers[client.send("/sign-in", typed | name).status] += 1
            # Both share this machine's processors: what the attacker's side uses up is not the server's fault.
            sleep(BETWEEN)
