"""Whether the process lives, and whether it can work: for a proxy, an orchestrator and an alarm, within two seconds.

These checks use none of the connections and threads that pages use.
"""

from datetime import datetime

from flask import Flask, Response
from sqlalchemy import Connection, text

from pathways.auth import guard
from pathways.outbox import queries as outbox
from pathways.store import schema
from pathways.store.engines import DOES_NOT_ANSWER, EngineAnswer, Probe

MIGRATIONS_MISSING = "the database has not had every migration"
NO_WORKER = "no worker was heard for a minute: nothing is being sent, and no clock is read"


def install(app: Flask) -> None:
    """Add `/health/alive`, `/health/ready`, and `/health`, the older address."""
    url = str(app.config["SQLALCHEMY_DATABASE_URI"])
    answers = Probe(url, _answers, name="/health")
    ready = Probe(url, lambda connection: _is_ready(app, connection), name="/health/ready")

    @guard.permit(guard.PUBLIC)
    def health_alive() -> Response:
        """That the process answers; nothing else is checked."""
        return _said(EngineAnswer())

    @guard.permit(guard.PUBLIC)
    def health() -> Response:
        """Whether the database answers; nothing else is checked."""
        return _said(answers.answer())

    @guard.permit(guard.PUBLIC)
    def health_ready() -> Response:
        """Whether the database answers and has every migration, and a worker runs; a line for each fault."""
        return _said(ready.answer())

    app.add_url_rule("/health/alive", "health_alive", health_alive)
    app.add_url_rule("/health", "health", health)
    app.add_url_rule("/health/ready", "health_ready", health_ready)


def _said(answer: EngineAnswer) -> Response:
    lines = "".join(f"{line}\n" for line in answer.problems or ["ok"])
    return Response(lines, 200 if answer.is_ready else 503, mimetype="text/plain")


def _answers(connection: Connection) -> list[str]:
    return [] if connection.execute(text("SELECT 1")).scalar() == 1 else [DOES_NOT_ANSWER]


def _is_ready(app: Flask, connection: Connection) -> list[str]:
    if schema.migration_at(connection) != schema.newest_migration(app):
        return [MIGRATIONS_MISSING]
    last_beat: datetime | None = connection.execute(outbox.LAST_BEAT).scalar()
    return [] if outbox.is_at_work(last_beat) else [NO_WORKER]
