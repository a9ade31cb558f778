"""What health says of a database that is slow, and of one that is gone: the first miss alarms nobody, a refusal does."""

import logging
import sqlite3
import threading
import time

import pytest
from sqlalchemy.exc import OperationalError

from pathways.store.engines import DOES_NOT_ANSWER, IS_FULL, Probe

SECONDS = 0.2
TOO_SLOW = "the database did not answer within 0.2 seconds"


class Database:
    """Stands for what is asked: it answers, hangs until it is let go, or refuses."""

    def __init__(self):
        self.questions, self.freed, self.hangs, self.error = 0, threading.Event(), False, None

    def answer(self, _connection):
        self.questions += 1
        if self.hangs:
            self.freed.wait(20)
        if self.error:
            raise OperationalError("SELECT", {}, self.error)
        return []

    def let_go(self):
        self.hangs = False
        self.freed.set()
        time.sleep(0.05)


class LostConnection(Exception):
    sqlstate = "57P01"


class WaitedTooLong(Exception):
    sqlstate = "57014"


@pytest.fixture
def database():
    made = Database()
    yield made
    made.let_go()


@pytest.fixture
def probe(app, database, monkeypatch):
    monkeypatch.setattr("pathways.store.engines.FRESH_FOR", -1.0)
    return Probe(str(app.config["SQLALCHEMY_DATABASE_URI"]), database.answer, name="ready", seconds=SECONDS)


def test_a_database_that_hangs_is_an_alarm_at_the_second_miss_and_is_asked_one_question(probe, database):
    database.hangs = True
    answers = [probe.answer() for _ in range(3)]
    assert [(answer.is_ready, answer.problems) for answer in answers] == [
        (True, (TOO_SLOW,)),
        (False, (TOO_SLOW,)),
        (False, (TOO_SLOW,)),
    ]
    assert database.questions == 1


def test_two_who_ask_at_once_see_one_miss_and_not_two(probe, database):
    database.hangs = True
    answers = []
    asking = [threading.Thread(target=lambda: answers.append(probe.answer())) for _ in range(2)]
    for each in asking:
        each.start()
    for each in asking:
        each.join()
    assert [answer.is_ready for answer in answers] == [True, True]


def test_whoever_asks_just_after_a_miss_waits_for_the_answer_that_is_nearly_there(probe, database):
    database.hangs = True
    assert probe.answer().problems == (TOO_SLOW,)
    threading.Timer(SECONDS / 2, database.freed.set).start()
    assert probe.answer().problems == ()


def test_an_answer_in_between_begins_the_count_anew(probe, database):
    database.error = WaitedTooLong()
    assert probe.answer().is_ready
    database.error = None
    assert probe.answer().problems == ()
    database.error = WaitedTooLong()
    assert [probe.answer().is_ready for _ in range(2)] == [True, False]


def test_a_refused_or_broken_connection_is_an_alarm_at_once(probe, database):
    database.error = LostConnection()
    answer = probe.answer()
    assert (answer.is_ready, answer.problems) == (False, (DOES_NOT_ANSWER,))


def test_a_full_disk_is_called_one(probe, database):
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode, error.sqlite_errorname = 4874, "SQLITE_IOERR_SHMSIZE"  # as a filled file system gave it
    database.error = OperationalError("", {}, error)
    assert probe.answer().problems == (IS_FULL,)


def test_each_turn_is_one_line_of_the_log_and_what_lasts_is_none(probe, database, caplog):
    database.hangs = True
    with caplog.at_level(logging.WARNING, "pathways.store.engines"):
        for _ in range(4):
            probe.answer()
        database.let_go()
        for _ in range(3):
            probe.answer()
        database.error = LostConnection()
        for _ in range(3):
            probe.answer()
    lines = [(record.levelname, record.getMessage().split(" (")[0]) for record in caplog.records]
    assert lines == [
        ("WARNING", f"Health: ready: {TOO_SLOW}. A second time in a row is answered with 503"),
        ("ERROR", f"Health: ready is answered with 503: {TOO_SLOW}"),
        ("WARNING", "Health: ready is answered with 200 again"),
        ("ERROR", f"Health: ready is answered with 503: {DOES_NOT_ANSWER}"),
    ]


def test_the_page_says_a_first_miss_with_200_and_a_second_with_503(app, monkeypatch):
    monkeypatch.setattr("pathways.store.engines.FRESH_FOR", -1.0)
    database = Database()
    database.error = WaitedTooLong()
    monkeypatch.setattr("pathways.store.schema.migration_at", database.answer)
    answers = [app.test_client().get("/health/ready") for _ in range(2)]
    line = "the database did not answer within 1.2 seconds\n"
    assert [(answer.status_code, answer.text) for answer in answers] == [(200, line), (503, line)]
