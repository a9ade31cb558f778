"""A report is made apart from the desks: few at once, stopped in time, by connections that cannot write."""

import time
from contextlib import ExitStack
from types import SimpleNamespace

import pytest
from sqlalchemy import func, literal, select, text
from sqlalchemy.exc import DBAPIError

from pathways.audit.models import SYSTEM, AuditEvent
from pathways.auth.roles import Role
from pathways.cli import worker
from pathways.reporting.actions import making
from pathways.reporting.queries import counting, figures
from pathways.reporting.rules.editions import Report
from pathways.store import long_reads
from tests import county
from tests.figures import AFTER_THE_QUARTER, make_figures_after_the_quarter
from tests.integration.reporting.records import assessed

REPORT = "/overview"
NUMBERS = select(literal(1).label("number")).cte("numbers", recursive=True)
ENDLESS = select(func.count()).select_from(NUMBERS.union_all(select(NUMBERS.c.number + 1)))
"""A statement that either database really works on until somebody stops it."""
SHORT = 0.4


@pytest.fixture
def manager(client_of, the_clock):
    assessed()
    make_figures_after_the_quarter(the_clock)
    return client_of(county.user(Role.MG), Role.MG)


@pytest.fixture
def officer(client_of):
    return client_of(county.user(Role.CO), Role.CO)


def report_that(read, monkeypatch, manager):
    """The answer to somebody whose report reads that, in the short time that it may take here, and how long it took."""
    with monkeypatch.context() as slow:
        slow.setattr(long_reads, "SECONDS", SHORT)
        slow.setattr(figures, "overview", lambda *_: read())
        began = time.monotonic()
        answer = manager.ask("GET", REPORT)
        return answer, time.monotonic() - began


def test_a_report_that_takes_too_long_is_stopped_and_its_page_says_what_to_do(
    db, manager, officer, monkeypatch, caplog
):
    answer, took = report_that(lambda: db.session.scalar(ENDLESS), monkeypatch, manager)
    assert (answer.status_code, "<h1>This report took too long</h1>" in answer.text) == (503, True)
    assert "Go back and ask for a shorter period" in answer.text
    assert answer.headers["Retry-After"] == "300"
    assert SHORT <= took < 20 * SHORT
    assert "TooLong" in caplog.text
    assert db.session.scalar(select(func.count()).where(AuditEvent.action == "report.viewed")) == 0
    assert officer.get("/custody").status_code == 200
    assert manager.get(REPORT).status_code == 200


def test_figures_wait_until_the_worker_keeps_how_everybody_stands_and_so_does_whoever_counts_many_at_the_server(
    app, db, the_clock, monkeypatch
):
    monkeypatch.setattr(counting, "MOST_READ", 0)
    assessed()
    days = ["--from", "2026-01-01", "--to", "2026-06-30"]
    refused = app.test_cli_runner().invoke(args=["report", "arc", *days])
    assert (refused.exit_code, "There are too many people to be read now." in refused.output) == (1, True)
    the_clock.set(AFTER_THE_QUARTER)
    db.session.commit()
    worker.make_figures("one")
    assert worker.make_figures("one") == 0
    assert figures.editions_made(SYSTEM, Report.OVERVIEW) == []
    while making.keep_standings():
        db.session.commit()
    db.session.commit()
    worker.make_figures("one")
    assert figures.editions_made(SYSTEM, Report.OVERVIEW) != []


def test_a_report_of_many_short_reads_is_stopped_as_well(db, manager, monkeypatch):
    answers, seconds = [], [1.0]

    def read_on():
        while True:
            answers.append(db.session.scalar(select(literal(1))))
            seconds[0] += 6

    monkeypatch.setattr(long_reads, "time", SimpleNamespace(monotonic=lambda: seconds[0]))
    monkeypatch.setattr(figures, "overview", lambda *_: read_on())
    assert long_reads.SECONDS == 20
    assert "This report took too long" in manager.ask("GET", REPORT).text
    assert answers == [1] * 4, "the fifth would begin after 24 seconds"


def test_whoever_finds_every_place_of_a_report_taken_is_told_so_at_once_asks_again_and_the_desks_go_on(
    manager, officer
):
    with ExitStack() as others:
        for _ in range(long_reads.AT_ONCE + long_reads.IN_LINE):
            long_reads._in_the_room.acquire()
            others.callback(long_reads._in_the_room.release)
        began = time.monotonic()
        answer = manager.ask("GET", REPORT)
        assert time.monotonic() - began < long_reads.PATIENCE
        assert (answer.status_code, "<h1>Other reports are running</h1>" in answer.text) == (503, True)
        assert "Try again in five seconds. This page does so by itself." in answer.text
        assert (answer.headers["Refresh"], answer.headers["Retry-After"]) == ("5", "5")
        assert officer.get("/custody").status_code == 200
    assert manager.get(REPORT).status_code == 200


def test_a_report_is_read_apart_and_its_look_recorded_with_the_desks(db, manager, monkeypatch):
    read, usual = [], figures.overview
    monkeypatch.setattr(
        figures, "overview", lambda *asked: read.append(db.session.connection().engine) or usual(*asked)
    )
    manager.get(REPORT)
    assert read == [db.engines[long_reads.APART]]
    (look,) = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "report.viewed"))
    assert look.actor_id == manager.user_id


def test_a_connection_for_reports_cannot_write(db):
    with db.engines[long_reads.APART].connect() as connection, pytest.raises(DBAPIError, match=r"(?i)read-?only"):
        connection.execute(text("UPDATE user_account SET name = 'Somebody else'"))


def test_a_form_that_is_being_sent_may_show_figures(db):
    """A refused form shows its page again, in the transaction that holds the one lock of an SQLite file."""
    db.session.execute(text("DELETE FROM post_key"))
    with long_reads.place():
        assert long_reads.apart(lambda: db.session.scalar(select(literal(1)))) == 1
    db.session.rollback()
