"""How migrations run: on a connection of their own, one transaction each, as the owner of the tables.

On SQLite a change of a table copies it, which foreign keys would break or, with cascading deletes, empty of its child
rows: they are off before the transaction begins (inside it the switch does nothing) and checked before it commits.
"""

from typing import Any

import click
from alembic import context
from alembic.migration import MigrationContext
from alembic.operations import ops
from flask import current_app
from sqlalchemy import Connection, Engine, create_engine, event, pool

from pathways.store.base import db
from pathways.store.schema import (
    CannotMigrate,
    fill_lists,
    of_another_release,
    or_cannot_migrate,
    owner_url,
    protect,
    written_type,
)


def drop_empty_revision(_context: Any, _revision: Any, directives: list[ops.MigrationScript]) -> None:
    """Make no file when nothing changed."""
    script = directives[0]
    if script.upgrade_ops is not None and script.upgrade_ops.is_empty() and command_typed() != "check":
        directives[:] = []


def owner_engine() -> Engine:
    """An engine of our own: the application's may connect as a role that owns nothing."""
    engine = create_engine(owner_url(current_app._get_current_object()), poolclass=pool.NullPool)  # type: ignore[attr-defined]  # Flask's proxy
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def set_up(connection: Any, _record: Any) -> None:
            connection.isolation_level = None
            connection.execute("PRAGMA foreign_keys=OFF")
            connection.execute("PRAGMA busy_timeout=30000")
            connection.execute("PRAGMA journal_mode=WAL")

        @event.listens_for(engine, "begin")
        def begin(connection: Connection) -> None:
            connection.exec_driver_sql("BEGIN IMMEDIATE")

        @event.listens_for(engine, "commit")
        def check(connection: Connection) -> None:
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise RuntimeError(f"This migration leaves rows that point nowhere: {broken[:5]}")

    return engine


def run() -> None:
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # Flask's proxy
    with or_cannot_migrate(app):
        before, after = migrate()
        is_at_head, lines = after == context.script.get_current_head(), list[str]()
        if is_at_head and (command_typed() == "upgrade" or context.config.attributes.get("protects")):
            lines = fill_lists(app)
            protect(app)
    if command_typed() in ("upgrade", "downgrade") and "protects" not in context.config.attributes:
        say(before, after, lines)


def command_typed() -> str:
    """The command of `flask db` that runs this: others than these two only read."""
    typed = click.get_current_context(silent=True)
    return str(typed.info_name) if typed else ""


def migrate() -> tuple[str | None, str | None]:
    """Run what was asked for. Returns the revision before and after. Raises CannotMigrate."""
    with owner_engine().connect() as connection:
        before = MigrationContext.configure(connection).get_current_revision()
        known = sorted(script.revision for script in context.script.walk_revisions())
        if problem := of_another_release(known, before):
            raise CannotMigrate(problem)
        connection.rollback()
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=True,
            render_item=written_type,
            process_revision_directives=drop_empty_revision,
            transaction_per_migration=True,
            compare_type=True,
            compare_server_default=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        return before, MigrationContext.configure(connection).get_current_revision()


def say(before: str | None, after: str | None, lines: list[str]) -> None:
    """What was done, for whoever typed the command."""
    goes_up = (after or "") > (before or "")
    upper, lower = (after, before) if goes_up else (before, after)
    run_now = list(context.script.iterate_revisions(upper, lower)) if upper != lower else []
    for script in reversed(run_now) if goes_up else run_now:
        click.echo(f"{script.revision} {'' if goes_up else 'taken back: '}{(script.doc or '').splitlines()[0]}")
    was, now = before or "empty", after or "empty"
    if not run_now:
        click.echo(f"The database is at {now} already: no migration was needed.")
    else:
        click.echo(f"The database was at {was}, and is at {now} ({len(run_now)} migration{'s' * (len(run_now) != 1)}).")
    for line in lines:
        click.echo(line)
    if after == context.script.get_current_head():
        click.echo("The log is add-only for the application.")


run()
