"""Bringing a database to the schema of this code, and telling whether it is there.

Migrations run on their own connection, as the owner of the tables; on PostgreSQL the application's role is then
granted what it needs and no more: it owns nothing, and of an audit event it may only empty the payload. On SQLite
triggers say the same.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask
from sqlalchemy import (
    Connection,
    DefaultClause,
    False_,
    NullPool,
    Table,
    True_,
    create_engine,
    func,
    inspect,
    literal_column,
    make_url,
    select,
    text,
)
from sqlalchemy.exc import DatabaseError

from pathways.store.base import Instant, ListedColumn, codes_of, db

if TYPE_CHECKING:
    from flask_migrate import Migrate

# The tables of the log, each with the only columns that may change: a head moves on, and lawful erasure empties.
MAY_CHANGE: dict[str, tuple[str, ...]] = {
    "audit_event": ("salt", "payload"),
    "audit_shown": (),
    "audit_chain": ("position", "version", "head"),
}


def written_type(kind: str, item: Any, _context: Any) -> str | bool:
    """Write our column types by the plain types beneath them: a migration never imports what may move.

    A default that is true or false is written so: drafted on SQLite it would be a number, and PostgreSQL has booleans.
    """
    if kind == "server_default" and isinstance(item, DefaultClause) and isinstance(item.arg, True_ | False_):
        return f"sa.{item.arg}()"
    if kind == "type" and isinstance(item, Instant):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, ListedColumn):
        return f"sa.{item.impl!r}"
    return False


def migrations_folder(app: Flask) -> Path:
    return Path(app.root_path).parent / "migrations"


class CannotMigrate(RuntimeError):
    """The database cannot be reached or written; the message says so in one line."""


def migrate_extension_of(app: Flask) -> "Migrate":
    """The Flask-Migrate of this application, put on it where it is not there yet: for `flask db`, and for whoever
    upgrades.

    Read here and not before: it and what it reads are 7 MB, and a process that serves migrates nothing.
    """
    if "migrate" not in app.extensions:
        from flask_migrate import Migrate

        Migrate(app, db, directory=str(migrations_folder(app)), render_as_batch=True)
    return app.extensions["migrate"].migrate


def upgrade(app: Flask, revision: str = "head") -> None:
    """Migrate to `revision`, which makes the log add-only for the application. Raises CannotMigrate."""
    from alembic import command

    with app.app_context():
        settings = migrate_extension_of(app).get_config(str(migrations_folder(app)))
        settings.attributes["protects"] = True
        command.upgrade(settings, revision)


@contextmanager
def or_cannot_migrate(app: Flask) -> Iterator[None]:
    """Say in one line why the database cannot be reached or written. Raises CannotMigrate."""
    try:
        yield
    except (DatabaseError, PermissionError) as error:
        reason = str(error.__cause__ or error).strip().splitlines()[0]
        raise CannotMigrate(f"The database cannot be used: {reason}. Check {owner_setting(app)}") from error


def owner_setting(app: Flask) -> str:
    """Which setting says where migrations connect."""
    return "MIGRATION_DATABASE_URL" if app.config["MIGRATION_DATABASE_URL"] else "DATABASE_URL"


def owner_url(app: Flask) -> str:
    """Where migrations connect: MIGRATION_DATABASE_URL, else the application's own address."""
    return str(app.config["MIGRATION_DATABASE_URL"] or app.config["SQLALCHEMY_DATABASE_URI"])


def current_migration(app: Flask) -> str | None:
    """The number of the last migration that the database has had; None of an empty one."""
    with app.app_context(), db.engine.connect() as connection:
        return migration_at(connection)


def migration_at(connection: Connection) -> str | None:
    """The number of the last migration of the database that this connection reaches; None of an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    number: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return number


def migrations_of(app: Flask) -> list[str]:
    """The numbers of this code's migrations, the first one first: the name of each file begins with its own."""
    return sorted(path.stem.partition("_")[0] for path in (migrations_folder(app) / "versions").glob("[0-9]*.py"))


def newest_migration(app: Flask) -> str:
    """The number of the last migration of this code."""
    return migrations_of(app)[-1]


def problem_of_age(app: Flask) -> str:
    """Why this code does not fit the tables: migrations are missing, or a later release ran its own. "" if it fits."""
    current, known = current_migration(app), migrations_of(app)
    if current == known[-1]:
        return ""
    return of_another_release(known, current) or "The database has not had every migration: run flask db upgrade"


def of_another_release(known: Sequence[str], current: str | None) -> str:
    """What to do about a database that stands where no migration of this release does; "" for one that it knows.

    `known` is as `migrations_of` gives it.
    """
    if current is None or current in known:
        return ""
    if current < known[0]:
        return (
            f"The database is older than this release can upgrade (it is at {current}, this release begins at "
            f"{known[0]}): move a demonstration away, and a new one is made; docs/operating.md says how to keep it"
        )
    return (
        f"The database was migrated by a later release (it is at {current}, this release ends at {known[-1]}): "
        "put the later release back, or restore the copy made before the upgrade"
    )


# The lists that a force may add to: each a table of codes, as the files of this release have them.


def lists() -> list[Table]:
    """The table of each list, by name."""
    return sorted((table for table in db.metadata.tables.values() if codes_of(table)), key=lambda table: table.name)


def problem_of_lists(connection: Connection) -> str:
    """Which list the database holds otherwise than this release; "" where it holds each as it is."""
    for table in lists():
        if set(connection.scalars(select(table.c.code))) != set(codes_of(table)):
            return f"The list “{table.name}” is another in this release than in the database: run flask db upgrade"
    return ""


def fill_lists(app: Flask) -> list[str]:
    """Bring each list to what this release has, as the owner; what was done, a line each.

    A code that is gone from its file goes here too, unless a row names it. Raises CannotMigrate.
    """
    lines = []
    engine = create_engine(owner_url(app), poolclass=NullPool)
    with engine.begin() as connection:
        for table in lists():
            there, wanted = set(connection.scalars(select(table.c.code))), codes_of(table)
            for code in sorted(there - set(wanted)):
                _refuse_if_used(connection, table, code)
                connection.execute(table.delete().where(table.c.code == code))
                lines.append(f"The list “{table.name}” lost “{code}”, which nothing names.")
            if added := [code for code in wanted if code not in there]:
                connection.execute(table.insert(), [{"code": code} for code in added])
                if there:
                    lines.append(f"The list “{table.name}” gained {', '.join(f'“{code}”' for code in added)}.")
    return lines


def _refuse_if_used(connection: Connection, table: Table, code: str) -> None:
    for other in db.metadata.sorted_tables:
        for key in other.foreign_keys:
            if key.column.table is table:
                rows = select(func.count()).select_from(other).where(literal_column(f'"{key.parent.name}"') == code)
                if count := connection.scalar(rows):
                    raise CannotMigrate(
                        f"“{code}” is gone from the list “{table.name}”, and {count} "
                        f"{'row names' if count == 1 else 'rows name'} it in {other.name}: put its line back"
                    )


def is_protected(connection: Connection) -> bool:
    """Whether the log is add-only for whoever is connected."""
    if connection.dialect.name == "sqlite":
        triggers = set(connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")))
        return {f"{table}_is_{name}" for table in MAY_CHANGE for name in ("kept", "fixed")} <= triggers
    rights = ("UPDATE", "DELETE", "TRUNCATE")
    may = " OR ".join(f"has_table_privilege('{table}', '{right}')" for table in MAY_CHANGE for right in rights)
    return not connection.scalar(text(f"SELECT {may}"))


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
        *(f'REVOKE INSERT, UPDATE, DELETE ON "{table.name}" FROM {role}' for table in lists()),
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
