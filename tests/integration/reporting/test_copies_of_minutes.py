"""A copy of the Board's minutes is kept with the record that figures were shown, and the log of both is on its page."""

import re
from datetime import date, timedelta
from hashlib import sha256

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from pathways.audit.models import AuditEvent
from pathways.auth.models import RoleHeld, User
from pathways.auth.roles import Role
from pathways.documents import scans
from pathways.documents.models import ReceivedPaper
from pathways.reporting.actions import showings as actions
from pathways.reporting.models import BoardShowing
from pathways.reporting.queries import showings
from pathways.reporting.rules.editions import Report
from pathways.reporting.rules.proof import NOTHING
from pathways.reporting.rules.showings import (
    COPY_MEANWHILE,
    NOT_OPENED,
    TOO_LATE_FOR_A_COPY,
    MinutesAnswer,
    MinutesRead,
    MinutesSay,
)
from pathways.store.base import db
from pathways.ui.security import SHUT
from tests import county
from tests.integration.audit.test_log import tamper
from tests.integration.engagement.addresses import day
from tests.integration.reporting.showings import SHOWN_ON, recorded
from tests.pages import faulty, hidden_values
from tests.scans import ACTING, pdf, picture, sent
from tests.together import at_once

pytestmark = pytest.mark.reads(Report.OVERVIEW)


def copies_on(page):
    return re.findall(r'href="(/reports/board/shown/\d+/copies/\d+)"', page.text)


def looked_at(page):
    """What the page says of each entry of the log."""
    return re.findall(r'data-label="Looked at now">([^<]*)<', page.text)


@pytest.mark.database
def test_a_copy_is_recorded_opened_by_somebody_else_and_stays_as_it_was_with_its_log(
    shown_form, manager, other, the_clock
):
    content = pdf()
    minutes = recorded(manager, shown_form, minutes=sent(content, "Board.pdf"))
    page = other.get(minutes)
    (copy,) = copies_on(page)
    handed = other.get(copy)
    kept = sha256(handed.data).hexdigest()
    assert kept in page.text
    assert sha256(content).hexdigest() in page.text, "of the file that was sent, which somebody else may have"
    assert handed.headers["Content-Disposition"].startswith('attachment; filename="minutes-of-the-board-2027-01-08-')
    assert handed.headers["Content-Security-Policy"] == SHUT
    event = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert (event.action, event.actor_id) == ("document.downloaded", other.user_id)
    assert f'"sha256":"{kept}"' in event.payload
    assert faulty(other.post(minutes, {"answer": "so", "minute": "Minute 6"}).text) == ["minutes_read"]
    opened_before = hidden_values(manager.get(f"{minutes}/copies").text, f"{minutes}/copies")
    the_clock.advance(timedelta(minutes=9))
    answer = {"answer": "so", "minute": "Minute 6 of 8 January 2027", "minutes_read": "both"}
    saved = other.get(other.post(minutes, answer).location)
    assert "read the minutes, and the copy of them that is kept, on 8 January 2027 at 03:21" in saved.text
    assert looked_at(saved) == ["Holds"] * 6, "made, and the quarter before; shown, copy, opened, in the minutes"
    assert "Every entry that there must be is there and holds" in saved.text
    row = db.session.scalars(select(BoardShowing)).one()
    assert (row.copy_id, row.minutes_read) == (int(copy.rpartition("/")[2]), MinutesRead.BOTH)
    assert manager.ask("GET", f"{minutes}/copies").status_code == 302, "nothing is asked there any more"
    late = manager.send(f"{minutes}/copies", opened_before | {"minutes": sent(picture(), "late.png")})
    assert TOO_LATE_FOR_A_COPY in late.text
    assert copies_on(manager.get(minutes)) == [copy]


def test_whoever_answers_while_a_copy_comes_reads_that_first_and_both_stay(shown_form, manager, other):
    minutes = recorded(manager, shown_form, minutes=sent(picture(), "first.png"))
    opened = hidden_values(other.get(minutes).text, minutes)
    assert manager.post(f"{minutes}/copies", {"minutes": sent(picture("JPEG"), "second.jpg")}).location.startswith(
        minutes
    )
    answer = {"answer": "so", "minute": "Minute 6", "minutes_read": "copy"}
    meanwhile = other.send(minutes, opened | answer)
    assert COPY_MEANWHILE in meanwhile.text
    assert 'value="Minute 6"' in meanwhile.text, "what was typed is not lost"
    assert db.session.scalars(select(BoardShowing.decided_at)).one() is None
    assert len(copies_on(meanwhile)) == 2, "none takes the place of another"
    other.get(copies_on(meanwhile)[0])
    again = hidden_values(meanwhile.text, minutes)
    refused = other.send(minutes, again | answer)
    assert NOT_OPENED in refused.text, "the newest is another than the one that they opened"
    assert faulty(refused.text) == ["minutes_read"]
    other.get(copies_on(meanwhile)[1])
    saved = other.get(other.send(minutes, hidden_values(refused.text, minutes) | answer).location)
    assert "read the copy of the minutes, not the Board’s own, on 8 January 2027" in saved.text
    assert looked_at(saved)[-2:] == ["Holds", "Holds"], "opened, and in the minutes"


@pytest.mark.database
def test_who_did_not_open_the_copy_says_that_they_read_the_boards_own_minutes_and_the_page_says_so(
    shown_form, manager, other
):
    minutes = recorded(manager, shown_form, minutes=sent(pdf(), "a.pdf"))
    manager.get(copies_on(manager.get(minutes))[0])
    for read in ("copy", "both"):
        refused = other.post(minutes, {"answer": "so", "minute": "Minute 6", "minutes_read": read})
        assert NOT_OPENED in refused.text, "that a colleague opened it is nothing"
        assert 'value="Minute 6"' in refused.text
    assert db.session.scalars(select(BoardShowing.decided_at)).one() is None
    answer = {"answer": "so", "minute": "Minute 6", "minutes_read": "own"}
    saved = other.get(other.post(minutes, answer).location)
    assert looked_at(saved)[-2:] == ["Not opened here", "Holds"]
    assert "Every entry that there must be is there and holds" in saved.text


def test_a_file_that_is_no_copy_is_refused_and_the_day_stays_on_the_page(shown_form, manager, monkeypatch):
    monkeypatch.setattr(scans, "LARGEST", 20_000)
    refused = {
        "This is not a scan that can be read": b"Minute 6: the Board was shown the page",
        "The file is empty": b"",
        "The file is larger than 10 MB": b"%PDF-" + b"0" * 20_000,
        "The PDF carries": pdf(ACTING["script"]),
    }
    for words, content in refused.items():
        refused_page = manager.post(shown_form, SHOWN_ON | {"minutes": sent(content, "minutes.pdf")})
        assert faulty(refused_page.text) == ["minutes"], words
        assert words in refused_page.text
        assert 'value="2027"' in refused_page.text
        assert "a browser does not keep a file" in refused_page.text
    assert db.session.scalars(select(BoardShowing.id)).all() == []
    minutes = recorded(manager, shown_form)
    for words, content in refused.items():
        assert words in manager.post(f"{minutes}/copies", {"minutes": sent(content, "minutes.pdf")}).text
    assert faulty(manager.post(f"{minutes}/copies", {}).text) == ["minutes"]
    assert db.session.scalars(select(ReceivedPaper.id)).all() == []


def test_a_day_that_was_typed_is_offered_again_after_a_sign_out_and_nobody_else_has_it(shown_form, manager, other):
    opened = hidden_values(manager.get(shown_form).text, shown_form)
    manager.ask("POST", shown_form, data=opened | SHOWN_ON, headers={"X-Draft-Only": "yes"})
    assert 'value="2027"' in manager.get(shown_form).text
    assert 'value="2027"' not in other.get(shown_form).text
    recorded(manager, shown_form)
    assert 'value="2027"' not in manager.get(shown_form).text, "what was recorded is no draft any more"


def test_a_form_that_is_sent_twice_keeps_one_record_and_one_copy(shown_form, manager):
    whole = hidden_values(manager.get(shown_form).text, shown_form) | SHOWN_ON | {"minutes": sent(pdf(), "a.pdf")}
    (led_to,) = {manager.send(shown_form, whole).location for _ in range(2)}
    minutes = led_to.partition("?")[0]
    assert len(copies_on(manager.get(minutes))) == 1
    again = manager.post(f"{minutes}/copies", {"minutes": sent(pdf(), "b.pdf")})
    assert "This very scan is kept already" in again.text


@pytest.mark.database
def test_of_an_answer_and_a_copy_at_one_moment_one_comes_first_and_the_other_is_told(app, shown_form, manager, other):
    """Either the copy is there before the answer, which is then told to read it; or it comes too late."""
    number = int(recorded(manager, shown_form).rpartition("/")[2])
    scan = scans.scan_of(pdf(), "a.pdf")
    adds, answers = (county.viewer_of(db.session.get_one(User, each.user_id)) for each in (manager, other))

    def add():
        actions.add_copy_of_minutes(by=adds, showing=showings.showing(adds, number), minutes=scan)

    def answer():
        showing = showings.showing(answers, number)
        in_them = MinutesAnswer(says=MinutesSay.SO, minute="Minute 6")
        actions.answer_of_minutes(by=answers, showing=showing, answer=in_them)

    messages = at_once(app, add, answer)
    assert messages[0] == ""
    assert messages[1] in (TOO_LATE_FOR_A_COPY, COPY_MEANWHILE)
    row = db.session.scalars(select(BoardShowing)).one()
    kept = db.session.scalars(select(ReceivedPaper.id)).all()
    assert (row.decided_at is None, len(kept)) in {(False, 0), (True, 1)}


def test_another_showing_has_no_such_copy_and_whose_role_ended_is_handed_none(shown_form, manager, other, the_clock):
    (copy,) = copies_on(manager.get(recorded(manager, shown_form, minutes=sent(pdf(), "a.pdf"))))
    the_clock.advance(timedelta(days=1))
    another = manager.post(shown_form, day("shown_on", date(2027, 1, 9))).location.partition("?")[0]
    number = copy.rpartition("/")[2]
    for wrong in (
        f"{another}/copies/{number}",
        copy.replace(f"/{number}", "/999"),
        f"/reports/board/shown/999/copies/{number}",
    ):
        assert other.ask("GET", wrong).status_code == 404
    assert other.ask("GET", "/reports/board/shown/999/copies").status_code == 404
    role = db.session.scalars(select(RoleHeld).where(RoleHeld.user_id == other.user_id)).one()
    role.removed_at, role.removed_by_id = the_clock.now(), county.user(Role.AD).id
    db.session.commit()
    the_clock.advance(timedelta(seconds=1))
    handed = select(AuditEvent.id).where(AuditEvent.action == "document.downloaded")
    answer = other.ask("GET", copy)
    assert answer.status_code in (302, 403)
    assert b"%PDF" not in answer.data
    assert db.session.scalars(handed).all() == []


def test_the_page_says_where_the_record_or_the_log_was_changed_behind_it(
    app, shown_form, manager, other, owner_engine, monkeypatch
):
    monkeypatch.setitem(app.config, "BOARD_WITNESS", "")  # so that the one entry follows the other
    minutes = recorded(manager, shown_form)
    other.post(minutes, {"answer": "so", "minute": "Minute 6"})
    assert looked_at(other.get(minutes)) == ["Holds"] * 4, "made, and the quarter before; shown, in the minutes"
    tamper(owner_engine, "UPDATE board_showing SET minute = 'Minute 7'")
    changed = other.get(minutes)
    assert looked_at(changed) == ["Holds", "Holds", "Holds", "The log has none"]
    assert "The log and this record differ" in changed.text
    tamper(
        owner_engine,
        "UPDATE board_showing SET minute = 'Minute 6'",
        "UPDATE audit_event SET role = 'XX' WHERE action = 'report.shown'",
        "UPDATE published_figures SET content = content || ' '",
    )
    changed = other.get(minutes)
    assert looked_at(changed) == ["Holds", "Holds", "Does not hold", "Holds"]
    assert "do not give the digest that the log has" in changed.text
    assert NOTHING in changed.text
    tamper(
        owner_engine,
        "UPDATE audit_event SET role = 'MG' WHERE action = 'report.shown'",
        "UPDATE audit_event SET previous_hash = hash WHERE action = 'report.shown.confirmed'",
    )
    assert looked_at(other.get(minutes)) == ["Holds", "Holds", "Does not hold", "Does not hold"], (
        "what follows names another"
    )


BY_CONSTRAINT = {
    "UPDATE board_showing SET minutes_read = 'own'": "ck_board_showing_read_if_answered",
    "UPDATE board_showing SET copy_id = (SELECT id FROM received_paper)": "ck_board_showing_read_if_answered",
    "UPDATE board_showing SET minutes_read = 'copy', decided_at = proposed_at, is_confirmed = false, decided_by_id = "
    "(SELECT min(id) FROM user_account WHERE id <> proposed_by_id)": "ck_board_showing_copy_that_was_read",
    "UPDATE received_paper SET purpose = 'variation'": "ck_received_paper_of_an_episode",
}


@pytest.mark.database
def test_the_database_refuses_a_copy_that_nobody_read_or_that_is_of_nothing(shown_form, manager):
    recorded(manager, shown_form, minutes=sent(pdf(), "a.pdf"))
    for statement, constraint in BY_CONSTRAINT.items():
        with pytest.raises(IntegrityError, match=constraint):
            db.session.execute(text(statement))
        db.session.rollback()
