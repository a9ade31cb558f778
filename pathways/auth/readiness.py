"""What in the database keeps this service from being safe to run, a sentence each."""

from collections.abc import Iterator

from flask import Flask
from sqlalchemy import distinct, func, select, text
from sqlalchemy.exc import SQLAlchemyError

from pathways.auth import queries
from pathways.auth.models import User
from pathways.store import damage, db, schema


def problems(app: Flask) -> list[str]:
    """Everything found; in development only what stops any work (no database, migrations missing)."""
    with app.app_context():
        try:
            return list(_found(app))
        except SQLAlchemyError as error:
            reason = damage.reason_of(error)
            if "malformed" in reason:
                return [damage.of_file(reason)]
            return [f"The database does not answer: {reason}. Check DATABASE_URL"]
        finally:
            db.session.remove()


def _found(app: Flask) -> Iterator[str]:
    if not schema.is_at_head(app):
        yield "The database has not had every migration: run flask db upgrade"
        return
    if app.config["PATHWAYS_ENV"] != "production":
        return
    if queries.is_demonstration():
        yield "The database holds the demonstration: production needs an empty one"
    if db.engine.dialect.name == "sqlite":
        organisations = (
            db.session.scalar(select(func.count(distinct(User.organisation_id))).where(User.stand_in_at.is_(None))) or 0
        )
        if organisations > 1 and app.config["SQLITE_SHARED"] != "accepted":
            yield "Several organisations share an SQLite file: use PostgreSQL, or set SQLITE_SHARED=accepted"
    elif db.engine.dialect.name == "postgresql":
        is_super, owns = db.session.execute(
            text(
                "SELECT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user), "
                "EXISTS (SELECT 1 FROM pg_tables WHERE tableowner = current_user)"
            )
        ).one()
        if is_super:
            yield "The application connects as a superuser: give DATABASE_URL a role that owns nothing"
        elif owns:
            yield "The application connects as the owner of tables: set MIGRATION_DATABASE_URL for the owner"
