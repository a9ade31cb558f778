"""Bringing a database to the schema of this code, and telling whether it is there.

Migrations run on their own connection, as the owner of the tables; on PostgreSQL the application's role is then
granted what it needs and no more: it owns nothing, and of an audit event it may only empty the payload. On SQLite
triggers say the same.
"""

from pathlib import Path

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import upgrade as run_migrations
from sqlalchemy import Connection, create_engine, make_url, text
from sqlalchemy.exc import DatabaseError

from pathways.store.base import db

# The tables of the log, each with the only columns that may change: a head moves on, and lawful erasure empties.
MAY_CHANGE: dict[str, tuple[str, ...]] = {
    "audit_event": ("salt", "payload"),
    "audit_shown": (),
    "audit_chain": ("position", "version", "head"),
}


def migrations_folder(app: Flask) -> Path:
    return Path(app.root_path).parent / "migrations"


class CannotMigrate(Exception):
    """The database cannot be reached or written; the message says so in one line."""


def upgrade(app: Flask, revision: str = "head") -> None:
    """Migrate to `revision`, then make the log add-only for the application. Raises CannotMigrate."""
    try:
        _upgrade(app, revision)
    except (DatabaseError, PermissionError) as error:
        reason = str(error.__cause__ or error).strip().splitlines()[0]
        raise CannotMigrate(f"The database cannot be used: {reason}. Check DATABASE_URL") from error


def _upgrade(app: Flask, revision: str) -> None:
    with app.app_context():
        run_migrations(directory=str(migrations_folder(app)), revision=revision)
    protect(app)


def owner_url(app: Flask) -> str:
    """Where migrations connect: MIGRATION_DATABASE_URL, else the application's own address."""
    return str(app.config["MIGRATION_DATABASE_URL"] or app.config["SQLALCHEMY_DATABASE_URI"])


def is_at_head(app: Flask) -> bool:
    """Whether the database has had every migration of this code."""
    return current_migration(app) == newest_migration(app)


def current_migration(app: Flask) -> str | None:
    """The number of the last migration that the database has had; None of an empty one."""
    with app.app_context(), db.engine.connect() as connection:
        return migration_at(connection)


def migration_at(connection: Connection) -> str | None:
    """The same of the database at the other end of a connection."""
    return MigrationContext.configure(connection).get_current_revision()


def newest_migration(app: Flask) -> str | None:
    """The number of the last migration of this code."""
    return ScriptDirectory(str(migrations_folder(app))).get_current_head()


def protect(app: Flask) -> None:
    """Make the log add-only for the application: by its rights on PostgreSQL, by triggers on SQLite."""
    application, owner = make_url(app.config["SQLALCHEMY_DATABASE_URI"]), make_url(owner_url(app))
    engine = create_engine(owner)
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            for statement in _triggers():
                connection.execute(text(statement))
        elif application.username != owner.username:
            role = engine.dialect.identifier_preparer.quote(str(application.username))
            for statement in _rights(role):
                connection.execute(text(statement))
    engine.dispose()


def _rights(role: str) -> list[str]:
    return [
        f"GRANT USAGE ON SCHEMA public TO {role}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
        *(f"REVOKE UPDATE, DELETE ON {table} FROM {role}" for table in MAY_CHANGE),
        *(
            f"GRANT UPDATE ({', '.join(columns)}) ON {table} TO {role}"
            for table, columns in MAY_CHANGE.items()
            if columns
        ),
    ]


def _triggers() -> list[str]:
    statements = []
    for table, may_change in MAY_CHANGE.items():
        fixed = ", ".join(column.name for column in db.metadata.tables[table].columns if column.name not in may_change)
        for when, name in (("DELETE", "kept"), (f"UPDATE OF {fixed}", "fixed")):
            statements.append(
                f"CREATE TRIGGER IF NOT EXISTS {table}_is_{name} BEFORE {when} ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'the audit log is add-only'); END"
            )
    return statements
