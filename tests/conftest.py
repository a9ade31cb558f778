"""What every test may ask for: the application on either database, a clock that stands still, signed-in clients."""

import gc
import logging
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine

from pathways import clock, server_log
from pathways.acceptance.queries import offer_facts
from pathways.app import create_app
from pathways.auth import passwords
from pathways.auth.models import User
from pathways.auth.roles import Role
from pathways.cli.jobs import heart
from pathways.deadlines.queries import listed
from pathways.demo import commands as demonstration
from pathways.demo.places import PASSWORD
from pathways.engagement.case.queries import attendance
from pathways.ndtms.queries import pre_flight
from pathways.store import schema
from pathways.store.base import db as database
from tests import county
from tests.client import SignedInClient, watch_for_uncommitted_changes
from tests.counted import watch_for_changes_unrecorded
from tests.databases import MIGRATED, Emptied, hasten, keep_cluster, owner_and_application, postgres_server
from tests.figures import fingerprint_for_the_board, make_figures, make_figures_ahead, recorded_as_shown
from tests.integration.hostile import packs_scene
from tests.integration.hostile.scene import County, the_county
from tests.lock_order import watch_for_rows_before_heads
from tests.on_both import databases_of, keep_who_asked, note_who_asks
from tests.once import SHARED, compiled_once, decided_once, made_once, routes_compiled_once
from tests.packs import make_packs
from tests.papers import checked_by_another
from tests.rounds import rounds
from tests.scenes import FILE, begin_from, build_into, stage
from tests.side_by_side import watch_for_tables_side_by_side
from tests.spread import Spread, longest_first

# The night of the pictures: Wednesday 25 November 2026, 03:12 in London.
TONIGHT = datetime(2026, 11, 25, 3, 12, tzinfo=UTC)
PEOPLE, DAYS = rounds(200, demonstration.PEOPLE), rounds(365, demonstration.DAYS)
"""The demonstration county as tests read it: a shorter time in which people come as densely, so that its desks have as
much to do today. `make long` reads the whole."""
QUICK_HASH = {"ARGON2_TIME_COST": 1, "ARGON2_MEMORY_KIB": 8}
"""What checking a password costs where no test is about it: next to nothing."""
IS_NAMED = "TEST_DATABASE_URL" in os.environ
"""Whether tests use a server that somebody else runs."""


def pytest_collection() -> None:
    """Nearly all that is made while tests are collected stays: memory is not swept meanwhile."""
    gc.disable()


def pytest_collection_finish() -> None:
    """What was imported stays until the end: nobody need look at it again each time memory is swept."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    gc.enable()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where several processes share the work, begin with what takes longest."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        longest_first(items)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test of the application on one database, or on both."""
    if "built" in metafunc.fixturenames:
        kinds = [pytest.param(each, marks=getattr(pytest.mark, each)) for each in databases_of(metafunc)]
        metafunc.parametrize("built", kinds, indirect=True)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Spread | None:
    return Spread(config, log) if config.getoption("dist") == "loadfile" else None


@pytest.fixture(scope="session", autouse=True)
def papers_checked() -> Iterator[None]:
    """Whatever a test is about: a paper that it makes keeps the rules for papers that are read aloud."""
    with checked_by_another():
        yield


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that every test process of this run has in common; the whole suite, which is several runs, names one."""
    if named := os.environ.get(SHARED):
        return Path(named)
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session", autouse=True)
def pages_compiled(shared: Path) -> Iterator[None]:
    """Whichever application a test makes: it compiles no page or route that another of this run has compiled."""
    with compiled_once(shared), routes_compiled_once():
        yield


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Settings for tests: a cheap password hash, a folder of their own."""
    return {
        "PATHWAYS_ENV": "testing",
        "TESTING": True,
        "SECRET_KEY": "a key for tests that nobody else knows",
        "DATA_FOLDER": str(tmp_path_factory.mktemp("data")),
        **QUICK_HASH,
        "SERVER_NAME": None,
    }


@pytest.fixture(scope="session")
def postgres(request: pytest.FixtureRequest) -> Iterator[str]:
    """The owner's address of a PostgreSQL server."""
    with postgres_server(None if IS_NAMED else request.getfixturevalue("migrated_cluster")) as address:
        yield address


@pytest.fixture(scope="session")
def migrated_folder(settings: dict[str, Any], shared: Path) -> Path:
    """An SQLite file with the schema and no rows, migrated once a run, to be copied and never written."""

    def migrate(folder: Path) -> None:
        address = f"sqlite:///{folder / 'pathways.sqlite3'}"
        _migrate(address, address, {**settings, "DATA_FOLDER": str(folder)})

    return made_once(shared, "migrated", migrate)


@pytest.fixture(scope="session")
def migrated_cluster(settings: dict[str, Any], shared: Path) -> Path:
    """The folder of a PostgreSQL server with a database that has the schema, migrated once a run, to be copied."""

    def migrate(address: str) -> None:
        _migrate(*owner_and_application(address, MIGRATED, durable=False), settings)

    return made_once(shared, "cluster", lambda folder: keep_cluster(folder, migrate))


@pytest.fixture(scope="session")
def migrated_postgres(settings: dict[str, Any], postgres: str) -> str:
    """The name of a database with the schema and no rows, to be copied and never written."""
    if not IS_NAMED:
        return MIGRATED
    name = f"{MIGRATED}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    _migrate(*owner_and_application(postgres, name, durable=False), settings)
    return name


@pytest.fixture(scope="session")
def county_folder(settings: dict[str, Any], shared: Path, migrated_folder: Path) -> Path:
    """An SQLite file with the demonstration county up to tonight, built once a run, to be copied and never written."""

    def build(folder: Path) -> None:
        shutil.copytree(migrated_folder, folder, dirs_exist_ok=True)
        build_county(settings, folder, people=PEOPLE, days=DAYS)

    return made_once(shared, "county", build)


def build_county(settings: dict[str, Any], folder: Path, **length: int) -> None:
    """The demonstration county up to tonight, in the database in `folder`, which is new or has the schema.

    `length` is how many people come to it, and in how many days, where that is not the whole.
    """
    address = f"sqlite:///{folder / 'pathways.sqlite3'}"
    places = {"DATA_FOLDER": str(folder), "SQLALCHEMY_DATABASE_URI": address}
    app = create_app({**settings, **places}, clock.SettableClock(TONIGHT))
    schema.upgrade(app)
    with app.app_context():
        hasten(database.engine)
        demonstration.build(passwords.hash_of(PASSWORD), TONIGHT, lambda: None, **length)
        make_figures()
        make_packs()
        database.session.remove()
        database.engine.dispose()


def _migrate(owner: str, application: str, settings: dict[str, Any]) -> None:
    addresses = {"SQLALCHEMY_DATABASE_URI": application, "MIGRATION_DATABASE_URL": owner}
    app = create_app({**settings, **addresses}, clock.SettableClock(TONIGHT))
    schema.upgrade(app)
    with app.app_context():
        database.engine.dispose()


@pytest.fixture(scope="session")
def databases(
    request: pytest.FixtureRequest, settings: dict[str, Any], shared: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Emptied]]:
    """`databases(kind)`: the application with its schema, made once a run for each database, when first asked for."""
    made: dict[str, Emptied] = {}

    def ready(kind: str) -> Emptied:
        if kind not in made:
            made[kind] = _migrated(kind, request, settings, tmp_path_factory.mktemp(kind))
        return made[kind]

    with decided_once(shared):
        yield ready
    keep_who_asked(shared)
    for each in made.values():
        each.close()
        with each.app.app_context():
            database.engine.dispose()


def _migrated(kind: str, request: pytest.FixtureRequest, settings: dict[str, Any], folder: Path) -> Emptied:
    if kind == "sqlite":
        shutil.copytree(request.getfixturevalue("migrated_folder"), folder, dirs_exist_ok=True)
        owner = application = f"sqlite:///{folder / 'pathways.sqlite3'}"
    else:
        worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
        server = request.getfixturevalue("postgres")
        like = request.getfixturevalue("migrated_postgres")
        owner, application = owner_and_application(server, f"pathways_{worker}", like=like, durable=False)
    app = create_app(
        {**settings, "SQLALCHEMY_DATABASE_URI": application, "MIGRATION_DATABASE_URL": owner},
        clock.SettableClock(TONIGHT),
    )
    watch_for_uncommitted_changes(app)
    watch_for_tables_side_by_side(app)
    watch_for_rows_before_heads(app)
    note_who_asks(app, kind)
    schema.upgrade(app)
    watch_for_changes_unrecorded(app)
    return Emptied(app, owner)


@pytest.fixture
def built(request: pytest.FixtureRequest, databases: Callable[[str], Emptied]) -> Emptied:
    """The application with its schema, on the databases that `on_both` says."""
    return databases(request.param)


@pytest.fixture
def the_clock() -> clock.SettableClock:
    """The clock of this test, at 03:12 on the night of the pictures until it is set."""
    standing = clock.SettableClock(TONIGHT)
    clock.install(standing)
    return standing


@pytest.fixture
def app(built: Emptied, the_clock: clock.SettableClock) -> Iterator[Flask]:
    """The application on an empty database, its context pushed; run once on SQLite and once on PostgreSQL."""
    clock.install(the_clock)  # making the application, in whichever test came first, has installed its own
    built.empty()
    stage.cleared(built)
    settings = dict(built.app.config)
    with built.app.app_context():
        # A scene that stands once more has the heads that it had, and another past.
        for judged in (attendance.REMEMBERED, offer_facts.REMEMBERED, listed.REMEMBERED, pre_flight.REMEMBERED):
            judged.here().of.clear()
        pre_flight.MONTHS.here().of.clear()
        yield built.app
        database.session.rollback()
        database.session.remove()
    # What a test sets up (a mail server, say) is not there for the next, whichever that is. Nor is this process the
    # worker any more that a command made of it, which would record a beat in a later test whenever ten seconds are over.
    heart.worker = ""
    built.app.config.clear()
    built.app.config.update(settings)
    _write_what_is_counted()


def _write_what_is_counted() -> None:
    """A line of the log that is written ten seconds later would stand in what a command of a later test prints."""
    for handler in logging.root.handlers:
        for counting in handler.filters:
            if isinstance(counting, server_log.Counting):
                counting.tell_all()


@pytest.fixture
def db(app: Flask) -> Any:
    """The database handle inside the application's context."""
    return database


@pytest.fixture
def owner_engine(built: Emptied, app: Flask) -> Iterator[Any]:
    """A connection that may do what the application may not: a database owner tampering, a test looking behind."""
    engine = create_engine(built.owner_url)
    yield engine
    engine.dispose()


@pytest.fixture
def built_once(
    app: Flask, built: Emptied, the_clock: clock.SettableClock, databases: Callable[[str], Emptied], shared: Path
) -> Callable[[str, Callable[[], Any]], Any]:
    """`built_once(name, build)`: what takes very long, built on SQLite once a run; its rows stand in this database."""

    def ready(name: str, build: Callable[[], Any]) -> Any:
        def build_it(folder: Path) -> None:
            file = databases("sqlite")
            clock.install(the_clock)  # making the application has installed its own
            build_into(folder, file, build)

        return begin_from(made_once(shared, f"scene_{name}", build_it), built)

    return ready


@pytest.fixture
def full_county(built_once: Callable[..., Any], the_clock: clock.SettableClock) -> County:
    """The county in which every route leads to something, and the clock at its last moment."""

    def build() -> County:
        built = the_county(the_clock)
        make_figures_ahead(the_clock)
        built.plain["digits"] = fingerprint_for_the_board()
        shows = county.viewer_of(county.user(Role.MG))
        built.plain |= recorded_as_shown(shows)
        built.of_endpoint["reporting.board_copies"] = {"showing_id": recorded_as_shown(shows, 1)["showing_id"]}
        built.of_endpoint |= packs_scene.endpoints(built.viewer(Role.MG))
        return built

    return built_once("full_county", build)


@pytest.fixture
def made_up_county(app: Flask, built: Emptied, county_folder: Path) -> Flask:
    """The application on the whole demonstration county, up to the night of the pictures."""
    built.stand(county_folder / FILE)
    stage.path = None
    return app


@pytest.fixture
def client_of(app: Flask) -> Callable[..., SignedInClient]:
    """`client_of(user, role)`: a browser in which that user is signed in; every page it fetches is inspected."""

    def sign_in(user: User, role: Role) -> SignedInClient:
        return SignedInClient(app, user.id, role)

    return sign_in


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the repository."""
    return Path(__file__).resolve().parent.parent
