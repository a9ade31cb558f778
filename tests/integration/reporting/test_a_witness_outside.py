"""Somebody outside keeps the digest of what is recorded about the Board: it goes out with the record, never without."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from pathways.audit.models import AuditEvent
from pathways.auth.roles import Role
from pathways.cli.jobs import deliver
from pathways.outbox.models import Message
from pathways.outbox.rules import DeliveryFailure, MessageState
from pathways.outbox.settings import settings_of
from pathways.reporting.models import BoardShowing
from pathways.reporting.rules.editions import Report
from pathways.reporting.rules.proof import NOBODY_OUTSIDE, NOTHING
from pathways.store.base import db
from tests import county
from tests.integration.audit.test_log import tamper
from tests.integration.engagement.addresses import day
from tests.integration.reporting.showings import SHOWN_ON, recorded

pytestmark = pytest.mark.reads(Report.OVERVIEW)
WITNESS = "minutes@board.made-up-county.example"


@pytest.fixture
def mailbox(app, tmp_path):
    """Sends what is due into a folder: what the witness reads, message by message."""

    def read():
        settings = settings_of(app.config | {"MAIL_FOLDER": str(tmp_path), "PUBLIC_URL": "https://pathways.example"})
        deliver(settings, "a worker")
        return [each.read_text(encoding="utf-8") for each in sorted(tmp_path.rglob("*.eml"))]

    return read


def digest_of(action):
    return db.session.scalars(select(AuditEvent.hash).where(AuditEvent.action == action)).one()


def cells_of(page, label):
    return re.findall(rf'data-label="{label}">(?:<span class="[a-z]+">)?([^<]*)<', page.text)


@pytest.mark.database
def test_the_witness_has_the_digest_of_the_record_and_of_the_answer_and_the_page_shows_both(
    shown_form, manager, other, mailbox
):
    assert f"{WITNESS}, who keeps the Board’s minutes, is sent a digest" in manager.get(shown_form).text
    minutes = recorded(manager, shown_form)
    assert cells_of(manager.get(minutes), "Message") == ["Waits to be sent"]
    (first,) = mailbox()
    assert f"To: {WITNESS}" in first
    assert digest_of("report.shown")[:40] in first.replace("=\n", "")
    assert "https://pathways.example/minutes/" in first.replace("=\n", "")
    assert "the page of October to December 2026 on 8 January 2027: the figures with the fingerprint" in first
    other.post(minutes, {"answer": "so", "minute": "Minute 6"})
    assert len(mailbox()) == 2
    page = manager.get(minutes)
    assert cells_of(page, "Digest in it") == [
        digest_of(action)[:40] for action in ("report.shown", "report.shown.confirmed")
    ]
    assert [each.startswith("Sent on 8 January 2027") for each in cells_of(page, "Message")] == [True, True]
    assert cells_of(page, "Beside the log now") == ["The same", "The same"]
    assert f"{WITNESS} was sent the digests below" in page.text
    (payload,) = db.session.scalars(select(AuditEvent.payload).where(AuditEvent.action == "report.shown"))
    assert WITNESS in payload, "to whom it went is in what the digest is of"


def test_that_the_minutes_do_not_have_it_goes_out_too_and_a_second_record_is_another(
    shown_form, manager, other, mailbox
):
    other.post(recorded(manager, shown_form), {"answer": "nothing"})
    recorded(manager, shown_form)
    kinds = db.session.scalars(select(Message.kind).order_by(Message.id)).all()
    assert kinds == ["board_shown", "board_turned_down", "board_shown"]
    assert len(mailbox()) == 3


def test_a_record_that_is_refused_sends_nothing_and_one_that_is_sent_twice_sends_once(shown_form, manager):
    manager.post(shown_form, day("shown_on", date(2027, 1, 7)))
    assert db.session.scalars(select(Message.id)).all() == []
    recorded(manager, shown_form)
    manager.post(shown_form, SHOWN_ON)
    assert len(db.session.scalars(select(Message.id)).all()) == 1


def test_where_the_log_was_changed_after_it_was_sent_the_page_says_so(shown_form, manager, mailbox, owner_engine):
    minutes = recorded(manager, shown_form)
    mailbox()
    tamper(owner_engine, "UPDATE message SET reference = '" + "0" * 40 + "'")
    page = manager.get(minutes)
    assert cells_of(page, "Beside the log now") == ["Not the same"]
    assert "The log and this record differ" in page.text
    assert NOTHING in page.text


def test_where_the_message_was_taken_out_or_emptied_the_page_says_so(shown_form, manager, mailbox, owner_engine):
    minutes = recorded(manager, shown_form)
    mailbox()
    tamper(owner_engine, "UPDATE message SET reference = ''")
    assert cells_of(manager.get(minutes), "Beside the log now") == ["Not the same"]
    tamper(owner_engine, "DELETE FROM message")
    page = manager.get(minutes)
    assert cells_of(page, "Message") == ["There must be one, and there is none"]
    assert NOTHING in page.text


def test_without_a_witness_nothing_is_sent_and_the_page_says_so(app, shown_form, manager, other, monkeypatch):
    monkeypatch.setitem(app.config, "BOARD_WITNESS", "")
    assert "is sent a digest" not in manager.get(shown_form).text
    minutes = recorded(manager, shown_form)
    monkeypatch.setitem(app.config, "BOARD_WITNESS", WITNESS)
    other.post(minutes, {"answer": "so", "minute": "Minute 6"})
    assert NOBODY_OUTSIDE in manager.get(minutes).text, "whoever is named later is no witness of what was before"
    assert db.session.scalars(select(Message.id)).all() == []


def test_a_message_that_no_server_took_is_no_proof_and_stands_among_those_not_sent(shown_form, manager, client_of):
    minutes = recorded(manager, shown_form)
    message = db.session.scalars(select(Message)).one()
    message.state, message.failure, message.ended_at = MessageState.DEAD, DeliveryFailure.REFUSED, message.queued_at
    db.session.commit()
    page = manager.get(minutes)
    assert cells_of(page, "Message") == ["Not sent: The server refused it for good"]
    assert "was sent the digests below" not in page.text
    administrator = client_of(county.user(Role.AD), Role.AD)
    listed = administrator.get("/admin/messages").text
    assert "Who keeps the Board’s minutes" in listed
    assert "BOARD_WITNESS" in listed


@pytest.mark.database
def test_to_whom_it_went_cannot_be_changed_behind_the_record(shown_form, manager, owner_engine):
    minutes = recorded(manager, shown_form)
    tamper(owner_engine, "UPDATE board_showing SET witness = 'friend@elsewhere.example'")
    page = manager.get(minutes)
    assert "The log has none" in page.text
    assert db.session.scalars(select(BoardShowing.witness)).one() == "friend@elsewhere.example"
    db.session.rollback()
    tamper(owner_engine, "UPDATE board_showing SET witness = NULL")
    assert "The log has none" in manager.get(minutes).text, "nor taken out"
