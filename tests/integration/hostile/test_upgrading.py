"""An upgrade says what it did and protects the log; a release that does not fit its database says so."""

import os

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text

import config
from pathways.app import app_to_serve, create_app
from pathways.auth import readiness
from pathways.store import schema
from tests.databases import owner_and_application
from tests.integration.hostile.in_production import end, refusal


def stamped(app, revision):
    """Say that the database is at another revision, as its owner; returns the one that it was at."""
    engine = create_engine(schema.owner_url(app))
    with engine.begin() as connection:
        before = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
        connection.execute(text("UPDATE alembic_version SET version_num = :now"), {"now": revision})
    engine.dispose()
    return before


def test_a_release_older_than_the_database_is_told_so_and_not_to_upgrade(migrated, capsys):
    head = stamped(migrated, "9999")
    line = refusal(capsys)
    assert line.startswith(
        f"- The database was migrated by a later release (it is at 9999, this release ends at {head})"
    )
    assert "put the later release back" in line
    with pytest.raises(schema.CannotMigrate, match="The database was migrated by a later release"):
        schema.upgrade(migrated)


@pytest.mark.parametrize("migrated", [pytest.param("sqlite", marks=pytest.mark.sqlite)], indirect=True)
def test_whoever_types_an_upgrade_that_cannot_be_done_reads_why_in_one_line(migrated):
    stamped(migrated, "9999")
    ended = migrated.test_cli_runner().invoke(args=["db", "upgrade"])
    assert (ended.exit_code, type(ended.exception)) == (1, SystemExit)
    (line,) = ended.output.splitlines()
    assert "The database was migrated by a later release" in line


def test_a_database_from_before_the_starting_point_is_told_what_to_do(migrated, capsys):
    stamped(migrated, "0157")
    assert refusal(capsys).startswith(
        "- The database is older than this release can upgrade (it is at 0157, this release begins at 0162): "
        "move a demonstration away, and a new one is made"
    )
    with pytest.raises(schema.CannotMigrate, match="older than this release can upgrade"):
        schema.upgrade(migrated)


def test_a_log_that_is_not_add_only_stops_production(migrated, capsys):
    engine = create_engine(schema.owner_url(migrated))
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER audit_event_is_kept"))
        else:
            connection.execute(text("GRANT DELETE ON audit_event TO pathways_app"))
    engine.dispose()
    assert "The log is not add-only for the application: run flask protect" in refusal(capsys)
    schema.protect(migrated)
    end(app_to_serve())


def test_the_upgrade_says_what_it_did_and_protects_the_log(migrated):
    engine = create_engine(schema.owner_url(migrated))
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER audit_event_is_kept"))
        else:
            connection.execute(text("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM pathways_app"))
    engine.dispose()
    scripts = ScriptDirectory(str(schema.migrations_folder(migrated)))
    head = str(scripts.get_current_head())
    before = scripts.get_revision(head).down_revision or "empty"
    back = said_by(migrated, "db", "downgrade")
    assert f"was at {head}, and is at {before} (1 migration)" in back[-1]
    assert back[0].startswith(f"{head} taken back: ")
    first, *_, done, protected = said_by(migrated, "db", "upgrade")
    assert first.startswith(f"{head} ")
    assert f"was at {before}, and is at {head} (1 migration)" in done
    assert protected == "The log is add-only for the application."
    assert f"is at {head} already" in said_by(migrated, "db", "upgrade")[0]
    end(app_to_serve())


@pytest.mark.postgres
def test_a_wrong_address_of_the_owner_is_named_by_the_upgrade_and_by_the_doctor(
    production, postgres, monkeypatch, request
):
    name = f"pathways_two_{os.getpid()}"
    like = request.getfixturevalue("migrated_postgres")
    owner, application = owner_and_application(postgres, name, like=like, durable=False)
    monkeypatch.setenv("DATABASE_URL", application)
    monkeypatch.setenv("MIGRATION_DATABASE_URL", owner.replace(name, "nowhere"))
    app = create_app()
    with pytest.raises(schema.CannotMigrate, match=r'database "nowhere" does not exist\. Check MIGRATION_DATABASE_URL'):
        schema.upgrade(app)
    (line,) = readiness.problems_of_owner(app)
    assert line.startswith("Migrations cannot connect: ")
    assert line.endswith("Check MIGRATION_DATABASE_URL")
    end(app)
    monkeypatch.setenv("MIGRATION_DATABASE_URL", owner.replace(name, like))
    app = create_app()
    assert readiness.problems_of_owner(app) == [
        f"MIGRATION_DATABASE_URL leads to the database {like}, DATABASE_URL to {name}"
    ]
    engine = create_engine(config.database_url(owner))
    with engine.begin() as connection:
        connection.execute(text("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM pathways_app"))
    engine.dispose()
    assert readiness.problems(app) == [
        "The application may not use the tables (permission denied for table alembic_version): run flask protect"
    ]
    end(app)


def said_by(app, *words):
    """The lines that a command prints which does what it was asked."""
    ended = app.test_cli_runner().invoke(args=list(words))
    assert ended.exit_code == 0, ended.output
    return ended.stdout.splitlines()
