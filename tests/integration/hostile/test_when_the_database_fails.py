"""What somebody reads, and what stands in the log, when the database says no: who was first, our fault, or an outage."""

import re
import sqlite3
from datetime import timedelta

import psycopg
import pytest
from sqlalchemy import insert
from sqlalchemy.exc import OperationalError

from pathways import clock
from pathways.auth.roles import Role
from pathways.drafts import actions as keeping
from pathways.drafts.models import Draft
from pathways.outbox.models import WorkerBeat
from pathways.store.base import db as database
from pathways.store.engines import Outage
from pathways.ui.errors import KEPT_AS_DRAFT
from tests import county
from tests.integration.arrest_tests.custody_scenes import boxes
from tests.pages import hidden_values

SENTENCE = "Their solicitor, Ms Ingoldby, rings at nine"


@pytest.fixture
def user(app):
    return county.user(Role.CO)


@pytest.fixture
def address(user):
    return f"/episodes/{county.detained(by=county.viewer_of(user))[0].id}/leaving"


def sent(client, address):
    """The page of leaving, with a time that was typed and words that no field of it takes."""
    data = hidden_values(client.get(address).text, address)
    return client.browser.post(
        address,
        data={
            **data,
            "decision": "undecided",
            **boxes("planned_release_at", clock.now() + timedelta(hours=3)),
            "said": SENTENCE,
        },
    )


def fails(monkeypatch, fail):
    """Whatever the form does goes through, and then the database says no, once."""
    usual, times = keeping.throw_away, iter([fail])

    def stop(**about):
        if failing := next(times, None):
            failing()
        usual(**about)

    monkeypatch.setattr(keeping, "throw_away", stop)


def fails_with(monkeypatch, error):
    def fail():
        raise error

    fails(monkeypatch, fail)


def breaks(monkeypatch, table, **values):
    fails(monkeypatch, lambda: database.session.execute(insert(table).values(**values)))


@pytest.mark.database
def test_a_constraint_that_nobody_else_could_have_broken_is_our_fault_with_its_number_and_name(
    client_of, user, address, monkeypatch, caplog
):
    now = clock.now()
    client = client_of(user, Role.CO)
    breaks(monkeypatch, WorkerBeat, worker=SENTENCE, started_at=now, beat_at=now - 2 * (now - now.replace(hour=0)))
    answer = sent(client, address)
    assert answer.status_code == 500
    assert "Somebody else" not in answer.text
    assert KEPT_AS_DRAFT in answer.text
    number = re.search(r"<strong>([0-9a-f]{16})</strong>", answer.text)[1]
    (line,) = [each for each in caplog.records if each.levelname == "ERROR"]
    assert line.request == number
    assert "IntegrityError (ck_worker_beat_beats_after_its_start) at pathways/" in line.getMessage()
    assert SENTENCE not in caplog.text
    assert "INSERT" not in caplog.text
    monkeypatch.undo()
    assert database.session.query(Draft).one().address == address


def test_two_at_once_are_told_what_somebody_else_did_and_the_log_which_constraint_said_so(
    client_of, user, address, monkeypatch, caplog
):
    client = client_of(user, Role.CO)
    taken = database.session.get(type(county.force()), user.organisation_id)
    name, kind = taken.name, taken.kind
    breaks(
        monkeypatch, type(taken), name=name, kind=kind, email_domain="", is_demonstration=False, created_at=clock.now()
    )
    answer = sent(client, address)
    assert answer.status_code == 200
    assert "Somebody else added an organisation of this name" in answer.text
    (line,) = [each for each in caplog.records if each.levelname == "WARNING"]
    assert line.getMessage() == "Whoever came second was told so: uq_organisation_name"


def wrapped(cause):
    return OperationalError(f"UPDATE person SET note='{SENTENCE}'", {"note": SENTENCE}, cause)


def of_sqlite(code):
    error = sqlite3.OperationalError(SENTENCE)
    error.sqlite_errorname = code
    return error


OUTAGES = {
    "SQLITE_FULL": (of_sqlite("SQLITE_FULL"), "There is no room left to save"),
    "SQLITE_READONLY_DIRECTORY": (of_sqlite("SQLITE_READONLY_DIRECTORY"), "The record cannot be written"),
    "SQLITE_BUSY": (of_sqlite("SQLITE_BUSY"), "The record is in use"),
    "SQLITE_CANTOPEN": (of_sqlite("SQLITE_CANTOPEN"), "Pathways cannot reach its record"),
    "SQLITE_IOERR_READ": (of_sqlite("SQLITE_IOERR_READ"), "Pathways cannot reach its record"),
    "disk full": (psycopg.errors.DiskFull(SENTENCE), "There is no room left to save"),
    "a copy": (psycopg.errors.ReadOnlySqlTransaction(SENTENCE), "The record cannot be written"),
    "lock": (psycopg.errors.LockNotAvailable(SENTENCE), "The record is in use"),
    "deadlock": (psycopg.errors.DeadlockDetected(SENTENCE), "The record is in use"),
    "slow": (psycopg.errors.QueryCanceled(SENTENCE), "This took too long"),
    "too many": (psycopg.errors.TooManyConnections(SENTENCE), "Pathways is busy"),
    "stopped": (psycopg.errors.AdminShutdown(SENTENCE), "Pathways cannot reach its record"),
    "starting": (psycopg.errors.CannotConnectNow(SENTENCE), "Pathways cannot reach its record"),
    "no connection": (psycopg.OperationalError(SENTENCE), "Pathways cannot reach its record"),
}


@pytest.mark.parametrize("what", OUTAGES)
def test_an_outage_says_what_is_wrong_and_when_to_try_again(client_of, user, address, monkeypatch, caplog, what):
    cause, title = OUTAGES[what]
    client = client_of(user, Role.CO)
    fails_with(monkeypatch, wrapped(cause))
    answer = sent(client, address)
    assert (answer.status_code, f"<h1>{title}</h1>" in answer.text) == (503, True)
    assert int(answer.headers["Retry-After"]) > 0
    assert "Try again in " in answer.text
    assert SENTENCE in answer.text, "what was typed is lost"
    assert "Pathways accepts a form only once" in answer.text
    assert "No page can be served" in caplog.text
    assert SENTENCE not in caplog.text
    assert "UPDATE" not in caplog.text


def test_a_statement_that_is_wrong_is_no_outage(client_of, user, address, monkeypatch):
    client = client_of(user, Role.CO)
    fails_with(monkeypatch, wrapped(of_sqlite("SQLITE_ERROR")))
    assert sent(client, address).status_code == 500


NUMBER = re.compile(r"give this number</p>\n<p><strong>([0-9a-f]{16})</strong>")


def test_the_page_of_an_outage_carries_the_number_of_its_request_as_the_log_does(
    client_of, user, address, monkeypatch, caplog
):
    """Of a page that was sent and of one that was only to be read. No log says a number of what was not logged."""
    client = client_of(user, Role.CO)
    fails_with(monkeypatch, wrapped(psycopg.errors.ConnectionException()))
    answers = [sent(client, address)]
    monkeypatch.setattr("pathways.people.leaving_custody.views.record_look", lambda *_: breaks_off())
    answers.append(client.browser.get(address))
    numbers = [NUMBER.search(re.sub(r"[.:]</p>", "</p>", answer.text))[1] for answer in answers]
    assert [answer.status_code for answer in answers] == [503, 503]
    assert numbers == [each.request for each in caplog.records if "No page can be served" in each.getMessage()]
    with client.browser.application.test_request_context("/custody"):
        page = client.browser.application.extensions["outage_page"](Outage.GONE)
    assert NUMBER.search(page.get_data(as_text=True)) is None
    assert "<strong>" not in page.get_data(as_text=True)


def breaks_off():
    raise wrapped(psycopg.errors.ConnectionException())
