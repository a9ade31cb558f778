"""A worker that is dead is seen: by health, by the doctor, by the administrator, and by whoever sent a referral."""

import os
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from pathways.auth.roles import Role
from pathways.cli import jobs as beating
from pathways.cli import worker as the_worker
from pathways.health import MIGRATIONS_MISSING, NO_WORKER
from pathways.outbox import actions, queries
from pathways.outbox.models import WorkerBeat
from pathways.store.base import db
from tests import county
from tests.referred import referred

SAID = "Nothing is being sent at the moment"


def beats(name="one:1"):
    actions.beat(worker=name)
    db.session.commit()


@pytest.fixture
def asked(app, monkeypatch):
    """What `/health/ready` says, asked anew each time."""
    monkeypatch.setattr("pathways.store.engines.FRESH_FOR", -1.0)

    def ready():
        answer = app.test_client().get("/health/ready")
        return answer.status_code, answer.text.splitlines()

    return ready


def test_a_worker_that_was_not_heard_for_a_minute_is_said_by_readiness_and_the_doctor(app, the_clock, asked):
    doctor = app.test_cli_runner()
    assert asked() == (503, [NO_WORKER])
    beats()
    the_clock.set(the_clock.now() + timedelta(seconds=60))
    assert asked() == (200, ["ok"])
    assert doctor.invoke(args=["doctor"]).exit_code == 0
    the_clock.set(the_clock.now() + timedelta(seconds=1))
    assert asked() == (503, [NO_WORKER])
    examined = doctor.invoke(args=["doctor"])
    assert examined.exit_code == 1
    assert "the worker was last heard at 03:12 on 25 November" in examined.output
    assert app.test_client().get("/health").text == "ok\n"
    beats("two:2")
    assert asked() == (200, ["ok"])


@pytest.mark.database
def test_a_worker_has_one_row_which_goes_when_it_is_stopped_and_stays_when_it_is_killed(app, the_clock):
    beats()
    the_clock.set(the_clock.now() + timedelta(seconds=10))
    beats()
    row = db.session.scalars(select(WorkerBeat)).one()
    assert row.beat_at - row.started_at == timedelta(seconds=10)
    actions.stopped(worker="another:2")
    assert queries.last_beat() == the_clock.now()
    actions.stopped(worker="one:1")
    assert queries.last_beat() is None
    beats()
    the_clock.set(the_clock.now() + timedelta(days=8))
    actions.forget_silent()
    assert queries.last_beat() is None


def test_the_administrator_and_whoever_sent_a_referral_are_told_that_nothing_is_sent(app, the_clock, client_of):
    officer = county.user(Role.CO)
    sent = referred(by=county.viewer_of(officer))
    administrator = client_of(county.user(Role.AD), Role.AD)
    sender = client_of(officer, Role.CO)

    def are_told():
        pages = (administrator.get("/admin/messages"), sender.get(f"/referrals/{sent.id}/sent"))
        return [SAID in page.text for page in pages]

    beats()
    assert are_told() == [False, False]
    the_clock.set(the_clock.now() + timedelta(seconds=61))
    assert are_told() == [True, True]


def test_the_worker_beats_between_its_jobs_but_not_more_often_than_every_ten_seconds(app, monkeypatch):
    heart = beating.Heart()
    monkeypatch.setattr(the_worker, "heart", heart)
    moment = SimpleNamespace(now=100.0)
    monkeypatch.setattr(beating.time, "monotonic", lambda: moment.now)
    beaten = []
    monkeypatch.setattr(beating.outbox, "beat", lambda *, worker: beaten.append(moment.now))

    def takes_six_seconds(_name):
        moment.now += 6
        return 0

    jobs = tuple(the_worker.Job(str(number), timedelta(0), takes_six_seconds) for number in range(6))
    the_worker.run_due_jobs(jobs, "one:1", {})
    assert beaten == []
    heart.start("one:1")
    the_worker.run_due_jobs(jobs, "one:1", {})
    assert beaten == [136.0, 148.0, 160.0]


def test_a_worker_beside_a_server_ends_with_it(app, monkeypatch):
    stopping = the_worker.Stopping(with_parent=True)
    assert not stopping.is_asked
    monkeypatch.setattr(os, "getppid", lambda: 1)
    assert stopping.is_asked


def test_migrations_that_are_missing_are_said_by_readiness(app, asked, monkeypatch):
    beats()
    monkeypatch.setattr("pathways.store.schema.migration_at", lambda _connection: "0001")
    assert asked() == (503, [MIGRATIONS_MISSING])


def test_the_process_says_that_it_lives_without_the_database(app, monkeypatch):
    monkeypatch.setattr(db.session, "execute", None)
    answer = app.test_client().get("/health/alive")
    assert (answer.status_code, answer.text, answer.headers["Cache-Control"]) == (200, "ok\n", "no-store")
