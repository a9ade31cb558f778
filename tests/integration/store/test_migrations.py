"""Migrations make the tables that the code describes, and go down and up on a populated database without a loss."""

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade
from sqlalchemy import Engine, create_engine, event, inspect, select

from pathways import clock
from pathways.app import create_app
from pathways.demo import arc
from pathways.store import schema
from pathways.store.base import db
from tests.databases import owner_and_application
from tests.rounds import rounds

LEFT_ON_THE_WAY_DOWN = {("need_screen", "how_much"), ("need_screen", "drinks_daily")}
"""Columns that came later and that these rows fill: a migration down takes their values with them."""
FILLED_BY_A_MIGRATION = ("search_key", "risk_screen", "naloxone_offer", "area", "town")
"""What older tables held moved to these: coming up again, a migration fills them from what they still hold."""
TO_NOTHING = ("disposal", "drug_test", "person", "service", "organisation")
STOPS = rounds((("referral",),), (("referral",), TO_NOTHING))
"""Down to before each of these in turn, then up again: with the people left, and by `make long` also from nothing."""


@pytest.fixture(params=["sqlite", "postgres"])
def migrated(
    request: pytest.FixtureRequest, settings: dict[str, Any], tmp_path: Path
) -> Iterator[tuple[Flask, Engine]]:
    """An application on a fresh database at head, and an engine as the owner with foreign keys not enforced."""
    if request.param == "sqlite":
        shutil.copytree(request.getfixturevalue("migrated_folder"), tmp_path, dirs_exist_ok=True)
        owner = application = f"sqlite:///{tmp_path / 'pathways.sqlite3'}"
    else:
        like = request.getfixturevalue("migrated_postgres")
        server = request.getfixturevalue("postgres")
        owner, application = owner_and_application(server, f"{like}_copied", like=like, durable=False)
    app = create_app(
        {**settings, "SQLALCHEMY_DATABASE_URI": application, "MIGRATION_DATABASE_URL": owner},
        clock.SettableClock(arc.UNTIL),
    )
    engine = create_engine(owner)
    if request.param == "postgres":
        event.listen(engine, "connect", lambda one, _: one.execute("SET session_replication_role = replica"))
    yield app, engine
    engine.dispose()
    with app.app_context():
        db.engine.dispose()


def shape(engine: Engine) -> dict[str, Any]:
    """Everything a schema is made of, CHECK constraints included: they are what autogenerate does not see."""
    seen = inspect(engine)
    return {
        table: {
            "columns": {each["name"]: (str(each["type"]), each["nullable"]) for each in seen.get_columns(table)},
            "key": seen.get_pk_constraint(table)["constrained_columns"],
            "foreign": sorted((each["name"], each["constrained_columns"]) for each in seen.get_foreign_keys(table)),
            "unique": sorted((each["name"], each["column_names"]) for each in seen.get_unique_constraints(table)),
            "indexes": sorted((each["name"], each["column_names"], each["unique"]) for each in seen.get_indexes(table)),
            "checks": sorted((each["name"], each["sqltext"]) for each in seen.get_check_constraints(table)),
        }
        for table in seen.get_table_names()
        if table != "alembic_version"
    }


def contents(engine: Engine) -> dict[str, list[Any]]:
    """Every row of every table that exists, in the order of its key: each value that is there, with its column.

    A column that came later, and is empty, makes no difference.
    """
    seen = inspect(engine)
    there = {name: {each["name"] for each in seen.get_columns(name)} for name in seen.get_table_names()}
    found = {}
    with engine.connect() as connection:
        for table in db.metadata.sorted_tables:
            if table.name not in there:
                continue
            rows = select(*(column for column in table.columns if column.name in there[table.name])).order_by(
                table.c.id
            )
            found[table.name] = [
                tuple(
                    (name, value)
                    for name, value in row._mapping.items()
                    if value is not None and (table.name, name) not in LEFT_ON_THE_WAY_DOWN
                )
                for row in connection.execute(rows)
            ]
    return found


def hashes(rows: dict[str, list[Any]]) -> dict[str, tuple[int, str]]:
    return {name: (len(each), hashlib.sha256(repr(each).encode()).hexdigest()) for name, each in rows.items()}


def test_the_migrations_make_exactly_what_the_models_say(migrated, settings, tmp_path):
    _app, engine = migrated
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, db.metadata) == []
    by_migrations = shape(engine)
    with engine.begin() as connection:
        db.metadata.drop_all(connection)
        db.metadata.create_all(connection)
    assert shape(engine) == by_migrations


def test_the_last_migration_in_the_folder_is_the_only_head(app):
    assert schema.problem_of_age(app) == ""


def test_every_migration_goes_down_and_up_on_populated_data(migrated, monkeypatch):
    app, engine = migrated
    whole = arc.caseload
    monkeypatch.setattr(arc, "caseload", lambda random: whole(random)[:12])
    with app.app_context():
        arc.build("no password", lambda: None)
        db.session.remove()
        db.engine.dispose()
    before = contents(engine)
    assert len(before["person"]) == 12
    folder = schema.migrations_folder(app)
    for stops in STOPS:
        for stop in stops:
            kept = down_to_before(stop, app, folder, engine, before)
        schema.upgrade(app)
        put_back(before, kept, engine)
        assert hashes(contents(engine)) == hashes(before)


def down_to_before(stop, app, folder, engine, before):
    """Every migration down to that of a table; what is left, which is as it was."""
    revision = next((folder / "versions").glob(f"*_{stop}.py")).name[:4]
    with app.app_context():
        downgrade(directory=str(folder), revision=f"{int(revision) - 1:04d}")
    kept = contents(engine)
    assert stop not in kept
    assert hashes(kept) == {name: each for name, each in hashes(before).items() if name in kept}
    return kept


def put_back(before, kept, engine):
    """The rows of the tables that went and came again empty, but for what a migration fills from older ones."""
    assert {name for name, rows in contents(engine).items() if rows} <= {*kept, *FILLED_BY_A_MIGRATION}
    with engine.begin() as connection:
        for name in FILLED_BY_A_MIGRATION:
            connection.execute(db.metadata.tables[name].delete())
        for table in db.metadata.sorted_tables:
            if table.name not in kept and before[table.name]:
                empty = dict.fromkeys(column.name for column in table.columns)
                connection.execute(table.insert(), [empty | dict(row) for row in before[table.name]])
