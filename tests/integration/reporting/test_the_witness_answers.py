"""Whoever keeps the Board's minutes answers by a link, once, without being told what others found in them."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from pathways.audit.models import AuditEvent
from pathways.auth.models import User
from pathways.cli.jobs import deliver
from pathways.links.rules import token_of
from pathways.outbox.models import Message
from pathways.outbox.rules import MessageState
from pathways.outbox.settings import settings_of
from pathways.refusals import OutOfSight, Refused
from pathways.reporting.actions.witness import answer_outside
from pathways.reporting.models import WitnessLink
from pathways.reporting.rules.editions import Report
from pathways.reporting.rules.proof import NO_SUCH_ENTRY, NOTHING
from pathways.reporting.rules.showings import MinutesAnswer, MinutesSay
from pathways.store.base import db
from tests.client import SignedInClient
from tests.integration.audit.test_log import tamper
from tests.integration.reporting.showings import recorded
from tests.pages import faulty, hidden_values

pytestmark = pytest.mark.reads(Report.OVERVIEW)
WITNESS = "minutes@board.made-up-county.example"
WHO = "N. Bratley, clerk to the Board"
YES = {"answer": "so", "minute": "Minute 6 of 8 January 2027", "who": WHO}
NO = {"answer": "nothing", "who": WHO}
ELSE = {"answer": "otherwise", "otherwise": "Minute 6: shown on 9 January 2027", "who": WHO}


@pytest.fixture
def minutes(manager, shown_form):
    """The address of the record that the figures were shown."""
    return recorded(manager, shown_form)


@pytest.fixture
def clerk(app):
    """A browser in which nobody is signed in."""
    return SignedInClient(app)


@pytest.fixture
def address(app, minutes):
    """`address()`: that of the link in the last message to the witness which has one."""

    def of_last():
        named = select(Message.secret_of).where(Message.address == WITNESS, Message.secret_of != "")
        secret = db.session.scalars(named.order_by(Message.id.desc())).first()
        return f"/minutes/{token_of(secret, app.config['SECRET_KEY'])}"

    return of_last


def over(page):
    assert (page.status_code, "This link does not work" in page.text) == (410, True)


def kinds():
    return db.session.scalars(select(Message.kind).order_by(Message.id)).all()


@pytest.mark.database
def test_the_answer_stands_on_the_proof_with_its_entry_and_a_receipt_goes_out(manager, other, minutes, clerk, address):
    other.post(minutes, {"answer": "so", "minute": "Minute 6 of the meeting"})
    page = clerk.get(address())
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "For the Board, October to December 2026" in page.text
    assert "Minute 6" not in page.text.replace("such as “Minute 6 of 12 October 2026”", ""), "not what others found"
    assert clerk.get(address()).status_code == 200, "opening it uses nothing up"
    done = clerk.post(address(), YES)
    assert "Thank you for answering" in done.text
    assert f"A receipt comes to {WITNESS}" in done.text
    assert kinds()[2:] == ["board_receipt", "witness_answered", "witness_answered"]
    proof = manager.get(minutes).text
    assert f"{WHO} answered that the minutes say so: Minute 6 of 8 January 2027." in proof
    assert "By a link: in the minutes: Minute 6 of 8 January 2027" in proof
    assert "The log has none" not in proof
    assert "Does not hold" not in proof
    assert NOTHING not in proof
    board = manager.get("/reports/board").text
    assert f"answered that they say so: Minute 6 of 8 January 2027 ({WHO})." in board


def test_the_receipt_has_the_digest_of_the_answer_and_both_who_signed_in_are_told(
    app, other, minutes, clerk, address, tmp_path
):
    other.post(minutes, {"answer": "so", "minute": "Minute 6"})
    clerk.post(address(), NO)
    settings = settings_of(app.config | {"MAIL_FOLDER": str(tmp_path), "PUBLIC_URL": "https://pathways.example"})
    deliver(settings, "a worker")
    letters = [each.read_text(encoding="utf-8").replace("=\n", "") for each in sorted(tmp_path.rglob("*.eml"))]
    digest = db.session.scalars(select(AuditEvent.hash).where(AuditEvent.action.endswith("answered_outside"))).one()
    (receipt,) = [each for each in letters if digest[:40] in each]
    assert "Answered, by a link that came to this mailbox: No" in receipt
    assert f"To: {WITNESS}" in receipt
    to_managers = [each for each in letters if "They answered about the minutes" in each]
    assert len(to_managers) == 2
    assert all(f"https://pathways.example{minutes}" in each for each in to_managers)
    assert WHO not in "".join(to_managers), "no name in a message"


def test_who_cannot_sign_in_any_more_is_told_nothing(other, minutes, clerk, address, the_clock):
    other.post(minutes, {"answer": "so", "minute": "Minute 6"})
    recorded_by = db.session.scalars(select(User).where(User.id.in_(select(AuditEvent.actor_id).where(
        AuditEvent.action == "report.shown")))).one()  # fmt: skip
    recorded_by.disabled_at, recorded_by.disabled_reason = the_clock.now(), "Left"
    db.session.commit()
    clerk.post(address(), YES)
    assert kinds().count("witness_answered") == 1


@pytest.mark.database
def test_the_same_form_sent_twice_shows_the_same_and_every_link_of_the_record_then_says_what_was_answered(
    other, minutes, clerk, address, the_clock
):
    first = address()
    other.post(minutes, {"answer": "so", "minute": "Minute 6"})
    second = address()
    assert first != second
    sent = {**hidden_values(clerk.get(second).text, second), **YES}
    assert "Thank you for answering" in clerk.send("/minutes", sent).text
    assert "Thank you for answering" in clerk.send("/minutes", sent).text
    assert kinds().count("board_receipt") == 1
    for page in (clerk.get(second), clerk.get(first), clerk.send("/minutes", sent | {"token": first[9:], **NO})):
        assert "It was answered already" in page.text
        assert "Yes. Minute 6 of 8 January 2027" in page.text
    the_clock.advance(timedelta(days=184))
    over(clerk.get(first))
    assert db.session.scalars(select(WitnessLink.minute).where(WitnessLink.used_at.is_not(None))).all() == [
        YES["minute"]
    ]


def test_what_is_missing_or_does_not_fit_is_said_and_nothing_typed_is_lost(minutes, clerk, address):
    page = clerk.post(address(), {"answer": "so", "who": WHO})
    assert "Enter which minute says so" in page.text
    assert WHO in page.text
    assert (
        "You answered No, and entered which minute says so" in clerk.post(address(), NO | {"minute": "6, of it"}).text
    )
    for typed, words in (
        (ELSE | {"otherwise": " - "}, "Enter what they say instead"),
        (ELSE | {"answer": "nothing"}, "You entered what they say instead. Select that they say something else"),
        (ELSE | {"otherwise": "m" * 201}, "must be 200 characters or fewer"),
    ):
        page = clerk.post(address(), typed)
        assert faulty(page.text) == ["otherwise"]
        assert words in page.text
    assert "entered which minute says so" in clerk.post(address(), ELSE | {"minute": "Minute 6"}).text
    empty = clerk.post(address(), {})
    assert "Select whether your minutes say so" in empty.text
    assert "Enter your name and role" in empty.text
    assert "must be 120 characters or fewer" in clerk.post(address(), YES | {"minute": "m" * 121}).text
    assert clerk.get(address()).status_code == 200, "none of it used the link up"
    assert db.session.scalars(select(WitnessLink.id).where(WitnessLink.used_at.is_not(None))).all() == []


def test_a_yes_without_a_minute_is_refused_whoever_asks(app, minutes, address):
    token = address().rpartition("/")[2]
    with pytest.raises(Refused):
        answer_outside(
            token=token, form_key="k", witness=WITNESS, answer=MinutesAnswer(says=MinutesSay.SO, minute=" "), who=WHO
        )


@pytest.mark.parametrize("now", ["", "somebody@else.example"])
def test_a_link_that_went_to_an_address_which_is_set_no_more_opens_nothing(
    app, minutes, clerk, address, now, monkeypatch
):
    monkeypatch.setitem(app.config, "BOARD_WITNESS", now)
    over(clerk.get(address()))
    over(clerk.post(address(), YES))


def test_a_link_ends_after_half_a_year_and_when_the_same_was_recorded_again(
    manager, other, shown_form, minutes, clerk, address, the_clock
):
    first = address()
    other.post(minutes, {"answer": "nothing"})
    assert clerk.get(first).status_code == 200
    recorded(manager, shown_form)
    over(clerk.get(first))
    assert clerk.get(address()).status_code == 200
    the_clock.advance(timedelta(days=184))
    over(clerk.get(address()))


def test_a_forged_link_is_counted_and_says_nothing(minutes, clerk):
    over(clerk.get("/minutes/" + "x" * 43))
    over(clerk.post("/minutes", YES | {"token": "x" * 200}))
    with pytest.raises(OutOfSight):
        answer_outside(
            token="none", form_key="k", witness=WITNESS, answer=MinutesAnswer(says=MinutesSay.NOTHING), who=WHO
        )


@pytest.mark.database
def test_a_no_from_outside_is_said_wherever_the_record_stands_and_recording_again_asks_again(
    manager, other, shown_form, minutes, clerk, address
):
    other.post(minutes, {"answer": "so", "minute": "Minute 6"})
    clerk.post(address(), NO)
    proof = manager.get(minutes).text
    assert "In the minutes?" in proof
    assert "whoever keeps the minutes says otherwise than who read them here" in proof
    assert "By a link: not in the minutes" in proof
    assert f"answered that they do not say so ({WHO})." in manager.get("/reports/board").text
    recorded(manager, shown_form)
    assert clerk.get(address()).status_code == 200


@pytest.mark.database
def test_who_finds_something_else_says_what_and_it_stands_wherever_the_record_does_and_in_its_receipt(
    app, manager, other, minutes, clerk, address, owner_engine, tmp_path
):
    other.post(minutes, {"answer": "so", "minute": "Minute 6"})
    clerk.post(address(), ELSE)
    proof = manager.get(minutes).text
    assert f"{WHO} answered that the minutes say something else: Minute 6: shown on 9 January 2027." in proof
    assert "By a link: not in the minutes, which say something else: Minute 6: shown on 9 January 2027" in proof
    assert "whoever keeps the minutes says otherwise than who read them here" in proof
    assert NOTHING not in proof
    board = manager.get("/reports/board").text
    assert f"answered that they say something else: Minute 6: shown on 9 January 2027 ({WHO})." in board
    deliver(settings_of(app.config | {"MAIL_FOLDER": str(tmp_path), "PUBLIC_URL": "https://pathways.example"}), "one")
    letters = "".join(each.read_text(encoding="utf-8").replace("=\n", "") for each in tmp_path.rglob("*.eml"))
    assert "No. They say something else: Minute 6: shown on 9 January 2027" in letters
    db.session.rollback()
    for statement in ("SET otherwise = 'Nothing'", "SET otherwise = NULL"):
        tamper(owner_engine, f"UPDATE witness_link {statement} WHERE used_at IS NOT NULL")
        assert NOTHING in manager.get(minutes).text
        db.session.rollback()


@pytest.mark.database
def test_a_manager_who_finds_something_else_says_what_and_the_log_has_it(manager, other, minutes, owner_engine):
    assert faulty(other.post(minutes, {"answer": "otherwise"}).text) == ["otherwise"]
    other.post(minutes, {key: value for key, value in ELSE.items() if key != "who"})
    board = manager.get("/reports/board").text
    assert "they say something else: Minute 6: shown on 9 January 2027." in board
    proof = manager.get(minutes).text
    assert "Not in the minutes, which say something else: Minute 6: shown on 9 January 2027" in proof
    assert NOTHING not in proof
    db.session.rollback()
    tamper(owner_engine, "UPDATE board_showing SET otherwise = NULL")
    assert NOTHING in manager.get(minutes).text


@pytest.mark.database
@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        ("UPDATE board_showing SET otherwise = 'Another day'", "ck_board_showing_otherwise_if_turned_down"),
        ("UPDATE witness_link SET otherwise = 'Another day'", "ck_witness_link_otherwise_if_no_minute"),
    ],
)
def test_the_database_refuses_something_else_of_an_answer_that_nobody_gave(minutes, statement, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        db.session.execute(text(statement))
    db.session.rollback()


@pytest.mark.database
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE witness_link SET minute = 'Minute 7' WHERE used_at IS NOT NULL",
        "UPDATE witness_link SET answered_by = 'A friend' WHERE used_at IS NOT NULL",
        "DELETE FROM witness_link",
        "UPDATE witness_link SET used_at = NULL, used_key = NULL, answered_by = NULL, minute = NULL",
    ],
)
def test_an_answer_that_was_changed_or_taken_out_behind_the_record_is_found(
    manager, minutes, clerk, address, owner_engine, statement
):
    clerk.post(address(), YES)
    assert NOTHING not in manager.get(minutes).text
    db.session.rollback()
    tamper(owner_engine, statement)
    proof = manager.get(minutes).text
    assert NOTHING in proof
    assert ("The log has none" in proof) is not (NO_SUCH_ENTRY in proof)


def test_an_answer_of_a_colleague_that_was_taken_out_is_found_by_what_went_out(manager, other, minutes, owner_engine):
    other.post(minutes, {"answer": "nothing"})
    for message in db.session.scalars(select(Message)):
        message.state, message.ended_at = MessageState.SENT, message.queued_at
    db.session.commit()
    tamper(
        owner_engine,
        "UPDATE board_showing SET decided_at = NULL, decided_by_id = NULL, is_confirmed = NULL, minutes_read = NULL",
    )
    proof = manager.get(minutes).text
    assert NO_SUCH_ENTRY in proof
    assert NOTHING in proof
