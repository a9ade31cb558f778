"""A worker that is killed while it sends loses nothing and sends nothing twice."""

import os
import random
import sys
import warnings

import pytest

from pathways.cli import worker
from pathways.cli.jobs import deliver
from pathways.outbox import queries
from pathways.outbox.settings import settings_of
from pathways.store.base import db
from tests.killing import proven, queued, send_all_while_killing
from tests.mail_server import by_chance, mail_server, settings_for
from tests.rounds import rounds

KILLS, FIRST, MORE = rounds(4, 100), 12, 3
WITHIN = rounds(20, 300) / 1000


@pytest.fixture
def dice():
    return random.Random(20_431)


def forked(app):
    """Start a worker as a fork of this process, which takes no time: its own connections, its own end."""

    def start() -> int:
        db.session.remove()
        db.engine.dispose()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # a fork beside the thread of the mail server
            pid = os.fork()
        if pid:
            return pid
        os.closerange(3, 1024)  # the server's connections: it could not drop one that another process holds too
        try:
            job = worker.Job("send", worker.EVERY_ROUND, lambda name: deliver(settings_of(app.config), name))
            while True:
                worker.run_due_jobs((job,), f"here:{os.getpid()}", {})
        finally:
            os._exit(1)

    return start


def commanded(app):
    """Start `flask worker` as it is started in use, with the settings of this application."""
    names = ("MAIL_HOST", "MAIL_PORT", "MAIL_SECURITY", "MAIL_FROM", "PUBLIC_URL")
    settings = {name: str(app.config[name]) for name in names}
    own = {
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"].replace("+psycopg", ""),
        "PATHWAYS_DATA": app.config["DATA_FOLDER"],
    }
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker", "--interval", "0.01"]

    def start() -> int:
        return os.posix_spawn(sys.executable, command, {**os.environ, **settings, **own})

    return start


def listed():
    """How many the list of what was not sent shows, over all its pages."""
    page = queries.not_sent()
    count = len(page.rows)
    while page.after:
        page = queries.not_sent(page.after)
        count += len(page.rows)
    return count


@pytest.mark.rounds
def test_workers_killed_while_they_send_lose_nothing_and_send_nothing_twice(app, dice):
    with mail_server(by_chance(dice), pause=lambda: dice.random() * 0.004) as server:
        app.config.update(settings_for(server.port))
        started = (forked if KILLS < 100 else commanded)(app)
        queued(FIRST)
        assert send_all_while_killing(started, kills=KILLS, more=MORE, within=WITHIN, dice=dice) == KILLS
    ended = proven(server)
    assert sum(ended.values()) == FIRST + KILLS * MORE
    assert listed() == sum(ended.values()) - ended["sent"]
