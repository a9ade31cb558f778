"""Bringing a database to the schema of this code, and telling whether it is there.

Migrations run on their own connection, as the owner of the tables; on PostgreSQL the application's role is then
granted what it needs and no more: it owns nothing, and of an audit event it may only empty the payload.
"""

from pathlib import Path

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import upgrade as run_migrations
from sqlalchemy import create_engine, make_url, text

from pathways.store.base import db

ADD_ONLY = ("audit_event", "audit_shown", "audit_chain")


def migrations_folder(app: Flask) -> Path:
    return Path(app.root_path).parent / "migrations"


def upgrade(app: Flask, revision: str = "head") -> None:
    """Migrate to `revision`, then grant the application's role its rights (PostgreSQL)."""
    if not (migrations_folder(app) / "versions").is_dir():
        engine = create_engine(owner_url(app))
        db.metadata.create_all(engine)
        engine.dispose()
    else:
        with app.app_context():
            run_migrations(directory=str(migrations_folder(app)), revision=revision)
    grant(app)


def owner_url(app: Flask) -> str:
    """Where migrations connect: MIGRATION_DATABASE_URL, else the application's own address."""
    return str(app.config["MIGRATION_DATABASE_URL"] or app.config["SQLALCHEMY_DATABASE_URI"])


def is_at_head(app: Flask) -> bool:
    """Whether the database has had every migration of this code."""
    with app.app_context(), db.engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    scripts = ScriptDirectory(str(migrations_folder(app)))
    return current == scripts.get_current_head()


def grant(app: Flask) -> None:
    """Give the application's role its rights on every table, when it is not the owner itself."""
    application, owner = make_url(app.config["SQLALCHEMY_DATABASE_URI"]), make_url(owner_url(app))
    if application.get_backend_name() != "postgresql" or application.username == owner.username:
        return
    engine = create_engine(owner)
    with engine.begin() as connection:
        role = engine.dialect.identifier_preparer.quote(str(application.username))
        connection.execute(text(f"GRANT USAGE ON SCHEMA public TO {role}"))
        connection.execute(text(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}"))
        connection.execute(text(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}"))
        for table in ADD_ONLY:
            connection.execute(text(f"REVOKE UPDATE, DELETE ON {table} FROM {role}"))
        connection.execute(text(f"GRANT UPDATE (salt, payload) ON audit_event TO {role}"))
        connection.execute(text(f"GRANT UPDATE (position, version, head) ON audit_chain TO {role}"))
    engine.dispose()
