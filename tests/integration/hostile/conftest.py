"""The environment of a right configuration of production, and its migrated database."""

import os
import shutil
from collections.abc import Iterator

import pytest

from pathways.app import create_app
from pathways.store import schema
from tests.databases import owner_and_application
from tests.integration.hostile.in_production import KEY, end
from tests.integration.hostile.watch import Watch, watching


@pytest.fixture
def production(tmp_path, monkeypatch):
    """The environment of a right configuration, with SQLite in a private folder."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    right = {
        "PATHWAYS_ENV": "production",
        "PATHWAYS_DATA": str(folder),
        "SECRET_KEY": KEY,
        "ARGON2_TIME_COST": "2",  # with this memory the quickest hash with which production starts
        "ARGON2_MEMORY_KIB": "19456",
        "TRUSTED_HOSTS": "pathways.example",
        "DATABASE_URL": f"sqlite:///{folder / 'pathways.sqlite3'}",
        "MIGRATION_DATABASE_URL": "",
    }
    for name, value in right.items():
        monkeypatch.setenv(name, value)
    return folder


@pytest.fixture(
    params=[pytest.param("sqlite", marks=pytest.mark.sqlite), pytest.param("postgres", marks=pytest.mark.postgres)]
)
def migrated(request, production, monkeypatch):
    """A right configuration of production whose database has had every migration, on either database."""
    if request.param == "postgres":
        owner, application = owner_and_application(
            request.getfixturevalue("postgres"),
            f"pathways_production_{os.getpid()}",
            like=request.getfixturevalue("migrated_postgres"),
            durable=False,
        )
        monkeypatch.setenv("DATABASE_URL", application)
        monkeypatch.setenv("MIGRATION_DATABASE_URL", owner)
    else:
        shutil.copytree(request.getfixturevalue("migrated_folder"), production, dirs_exist_ok=True)
        production.chmod(0o700)
    app = create_app()
    schema.upgrade(app)
    yield app
    end(app)


@pytest.fixture
def watch(app) -> Iterator[Watch]:
    """What each request of this test changes for good."""
    with watching() as begun:
        yield begun
