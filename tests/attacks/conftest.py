"""The product as it is served (gunicorn, two processes of eight threads), on a database of its own, on loopback."""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from pathways.app import create_app
from pathways.store.base import db
from tests.attacks import scene
from tests.attacks.client import Client
from tests.bench.serving import served
from tests.conftest import QUICK_HASH
from tests.databases import owner_and_application
from tests.rounds import IN_FULL

collect_ignore = [] if IN_FULL else ["test_take_over.py"]
"""What takes minutes runs in `make long` alone."""
AS_IN_USE: Mapping[str, int] = {}
"""Checking a password costs what the product has it cost."""


@dataclass(frozen=True)
class Attacked:
    """A running server: its port and master process, its scene, and an application for looking behind it.

    `requests` is its log of requests, a line each: the method, the path, and where the request was sent from; `log` is
    that of its errors, in JSON.
    """

    port: int
    pid: int
    app: Flask
    scene: scene.Scene
    requests: Path
    log: Path

    def client(self, name: str = "", address: str = "127.0.0.1") -> Client:
        """A browser; signed in as that member of staff, if one is named."""
        client = Client(self.port, address=address)
        if name:
            assert client.sign_in(name).status == 302, f"{name} could not sign in"
        return client

    @contextmanager
    def behind(self) -> Iterator[Any]:
        """The database, for arranging and for looking behind the pages. Commits at the end."""
        with self.app.app_context():
            yield db
            db.session.commit()
            db.session.remove()
            db.engine.dispose()  # a file that is open nowhere else can be locked, moved or filled by the attack


Serving = Callable[..., AbstractContextManager[Attacked]]


@pytest.fixture(scope="session")
def serving(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Serving:
    """`serving("sqlite" or "postgres", **settings)`: a server of one's own, with more settings in its environment.

    A password is checked quickly, as everywhere in tests, where `hash_cost` does not say that it is not.
    """
    number = iter(range(1, 1000))

    @contextmanager
    def start(
        kind: str = "sqlite", *, hash_cost: Mapping[str, int] = QUICK_HASH, **environment: str
    ) -> Iterator[Attacked]:
        folder = tmp_path_factory.mktemp("attacked")
        if kind == "sqlite":
            shutil.copytree(request.getfixturevalue("migrated_folder"), folder, dirs_exist_ok=True)
            url = f"sqlite:///{folder / 'pathways.sqlite3'}"
        else:
            server, like = request.getfixturevalue("postgres"), request.getfixturevalue("migrated_postgres")
            _, url = owner_and_application(server, f"attacked_{os.getpid()}_{next(number)}", like=like)
        places = {"SQLALCHEMY_DATABASE_URI": url, "DATA_FOLDER": str(folder)}
        app = create_app({**places, **hash_cost, "PATHWAYS_ENV": "testing"})
        with app.app_context():
            built = scene.build()
            db.session.remove()
            db.engine.dispose()
        requests = folder / "requests"
        environment["GUNICORN_CMD_ARGS"] = f"--access-logfile {requests} --access-logformat '%(m)s_%(U)s_%(f)s'"
        environment |= {name: str(cost) for name, cost in hash_cost.items()}
        with served(url, log=(log := folder / "log"), LOG_FORMAT="json", **environment) as server:
            yield Attacked(server.port, server.pid, app, built, requests, log)

    return start


@pytest.fixture(scope="session")
def servers(serving: Serving) -> Iterator[Callable[[str], Attacked]]:
    """`servers(kind)`: the server that the attacks on that database share, started when first asked for."""
    running: dict[str, tuple[AbstractContextManager[Attacked], Attacked]] = {}

    def ready(kind: str) -> Attacked:
        if kind not in running:
            started = serving(kind)
            running[kind] = started, started.__enter__()
        return running[kind][1]

    yield ready
    for started, _ in running.values():
        started.__exit__(None, None, None)


@pytest.fixture
def attacked(request: pytest.FixtureRequest, servers: Callable[[str], Attacked]) -> Attacked:
    """The shared server on an SQLite file; on PostgreSQL too where a test is marked `ON_BOTH`.

    An attack that leaves something behind for others (a name shut out, a database gone) starts one of its own.
    """
    return servers(getattr(request, "param", "sqlite"))
