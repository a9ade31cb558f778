"""What becomes of a message, by what its server says. On one database: the other is asked by the killed workers."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from pathways import clock
from pathways.audit import models as audit
from pathways.audit.models import AuditEvent
from pathways.auth.queries import mail_of, staff_of
from pathways.auth.roles import Role
from pathways.cli.jobs import deliver
from pathways.deadlines.queries.whom_to_tell import managers_of
from pathways.links.rules import token_of
from pathways.outbox import actions, queries
from pathways.outbox import actions as sending
from pathways.outbox.models import Message
from pathways.outbox.rules import DeliveryFailure, Medium, MessageState, Receiver
from pathways.outbox.settings import settings_of
from pathways.people.rules import DeathSource
from pathways.refusals import Refused
from pathways.store.base import db
from tests import county, mail_server, notify_server


def queue(key, to="inbox@provider.example", **values):
    asked = {"kind": "answer_link", "reference": "PW-1", "link": "/answer/{secret}", "secret_of": "a name"}
    message = actions.queue(by=audit.SYSTEM, to=to, key=key, **{**asked, **values})
    db.session.commit()
    return message


def sent_by(app, **settings):
    app.config.update(settings)
    done = deliver(settings_of(app.config), "one worker")
    db.session.expire_all()
    return done


def state_of(message):
    return message.state if message.failure is None else message.failure


def test_every_answer_of_a_mail_server_has_its_own_end(app, the_clock):
    ways = list(mail_server.FATES)
    person = county.person()
    messages = {way: queue(way) for way in ways}
    busy, gone = queue("busy", to="busy.address@provider.example"), queue("gone", to="refused.address@provider.example")
    about = queue("about", about_person_id=person.id)
    person.died_at = person.death_recorded_at = clock.now()
    person.death_source, person.death_recorded_by_id = DeathSource.HOSPITAL, person.created_by_id
    db.session.commit()
    fates = {each.message_id: way for way, each in messages.items()}
    with mail_server.mail_server(lambda message_id: fates[message_id]) as server:
        sent_by(app, **mail_server.settings_for(server.port))
    assert {way: state_of(each) for way, each in messages.items()} == {
        "takes": MessageState.SENT,
        "takes and drops the connection": DeliveryFailure.UNKNOWN,
        "drops the connection": DeliveryFailure.UNKNOWN,
        "is busy": MessageState.QUEUED,
        "is closing": MessageState.QUEUED,
        "refuses": DeliveryFailure.REFUSED,
    }
    assert (state_of(busy), state_of(gone), state_of(about)) == (
        MessageState.QUEUED,
        DeliveryFailure.REFUSED,
        MessageState.SUPPRESSED,
    )
    token = token_of("a name", app.config["SECRET_KEY"])
    (taken, _) = server.messages
    assert f"https://pathways.example/answer/{token}" in taken.get_content()
    assert token not in str(db.session.execute(select(Message.__table__)).all())
    assert "provider.example" not in str(db.session.scalars(select(AuditEvent.payload)).all())


def test_a_server_that_is_down_for_a_day_gets_everything_when_it_is_back(app, the_clock):
    messages = [queue(f"message {number}") for number in range(3)]
    with mail_server.mail_server() as server:
        pass
    for _ in range(24):
        sent_by(app, **mail_server.settings_for(server.port))
        the_clock.advance(timedelta(hours=1))
    assert {state_of(each) for each in messages} == {MessageState.QUEUED}
    with mail_server.mail_server() as server:
        for _ in range(4):
            sent_by(app, **mail_server.settings_for(server.port))
            the_clock.advance(timedelta(hours=1))
    assert {state_of(each) for each in messages} == {MessageState.SENT}


def test_nothing_is_sent_in_the_clear_or_where_nothing_is_set_up(app):
    message = queue("one")
    assert sent_by(app, MAIL_HOST="", NOTIFY_KEY="") == 0
    with mail_server.mail_server() as server:
        sent_by(app, **{**mail_server.settings_for(server.port), "MAIL_SECURITY": "starttls"})
    assert (message.state, message.attempts, server.messages) == (MessageState.QUEUED, 1, [])


def test_a_worker_whose_lease_ended_hands_nothing_over(app, the_clock):
    queue("one")
    (slow,) = sending.take(worker="slow", media={Medium.EMAIL})
    the_clock.advance(sending.LEASE)
    assert not sending.hand_over(message=slow, worker="slow")
    (taken,) = sending.take(worker="quick", media={Medium.EMAIL})
    assert sending.hand_over(message=taken, worker="quick")
    assert not sending.hand_over(message=slow, worker="slow")
    sending.failed(message=slow, worker="slow", code="451")
    db.session.expire_all()
    assert (slow.state, slow.leased_by) == (MessageState.LEASED, "quick")


def test_notify_is_asked_for_what_was_handed_over_without_an_answer(app, the_clock):
    mail, text = queue("mail"), queue("text", kind="appointment", to="07700 900 123", link="", secret_of="")
    with notify_server.notify_server() as server:
        server.answer = 0
        sent_by(app, **notify_server.settings_for(server))
        assert {mail.state, text.state} == {MessageState.LEASED}
        the_clock.advance(timedelta(minutes=5))
        sent_by(app)
        assert [each["to"] for each in server.posted] == ["email", "sms"]
        server.answer, refused = 400, queue("refused")
        sent_by(app)
        server.answer, later = 429, queue("later")
        sent_by(app)
    assert {mail.state, text.state} == {MessageState.SENT}
    assert server.posted[1]["personalisation"] == {"body": "Please ring us. Reference PW-1."}
    assert (state_of(refused), state_of(later)) == (DeliveryFailure.REFUSED, MessageState.QUEUED)


def test_a_dead_message_is_sent_again_under_the_message_id_it_had(app):
    message, none = queue("one"), queue("none", to="no address")
    name = message.message_id
    with mail_server.mail_server(lambda _: "refuses") as server:
        sent_by(app, **mail_server.settings_for(server.port))
    assert [each.id for each in queries.not_sent().rows] == [none.id, message.id]
    with pytest.raises(Refused, match="no address"):
        actions.resend(by=audit.SYSTEM, message_id=none.id)
    actions.resend(by=audit.SYSTEM, message_id=message.id)
    db.session.commit()
    with mail_server.mail_server() as server:
        sent_by(app, **mail_server.settings_for(server.port))
    assert server.taken == {name: 1}
    db.session.execute(update(Message).values(ended_at=clock.now() - timedelta(days=29)))
    actions.forget_addresses()
    assert set(db.session.scalars(select(Message.address))) == {""}


def test_messages_not_sent_stand_under_their_cause_with_one_remedy_each(app, client_of):
    about = {"about_person_id": county.person().id}
    refused = [queue(f"refused-{number}", reference=f"PW-2{number}", **about) for number in range(2)]
    with mail_server.mail_server(lambda _: "refuses") as server:
        sent_by(app, **mail_server.settings_for(server.port))
    nowhere = queue("nowhere", to="no address", reference="PW-30")
    browser = client_of(county.user(Role.AD), Role.AD)
    page = browser.get("/admin/messages").text
    headings = re.findall(r"<h2[^>]*>([^<]+)</h2>", page)
    assert headings[-2:] == [f"{DeliveryFailure.NO_ADDRESS.label}: 1", f"{DeliveryFailure.REFUSED.label}: 2"]
    assert page.count(DeliveryFailure.REFUSED.hint) == 1
    below = page.split(f'id="{DeliveryFailure.REFUSED.value}"')[1]
    assert all(each.reference in below for each in refused)
    assert nowhere.reference not in below
    assert page.count("Send again") == 2
    done = browser.post(f"/admin/messages/{refused[0].id}/resend", form_at="/admin/messages").location
    assert "is to be sent again" in browser.get(done).text
    assert refused[0].state is MessageState.QUEUED


def test_what_was_not_sent_says_whom_it_is_for_where_the_address_is_kept_and_who_corrects_it(app, client_of):
    queue("link", to="no address")
    browser = client_of(county.user(Role.AD), Role.AD)
    page = browser.get("/admin/messages").text
    assert 'data-label="For">Service<' in page
    assert Receiver.SERVICE.hint.split("“")[0] in page
    assert Receiver.STAFF.hint not in page
    queue("staff", to="officer", kind="clock_overdue", link="/overdue", secret_of="")
    queue("text", to="none", kind="appointment", link="", secret_of="")
    queue("digest", to="none", kind="board_shown", link="/reports/board/shown/1", secret_of="")
    page = browser.get("/admin/messages").text
    assert all(f'data-label="For">{each.label}<' in page for each in Receiver)
    assert all(f"<b>{each.label}.</b>" in page for each in Receiver)
    assert 'data-label="Kind">Reminder: a deadline has passed<' in page
    assert "No message is waiting" in page
    queue("waits", reference="PW-31")
    assert "No message is waiting" not in browser.get("/admin/messages").text


def test_mail_that_stays_in_a_folder_is_listed_by_its_file_and_never_by_its_address(app, client_of, tmp_path):
    message = queue("folder")
    assert sent_by(app, MAIL_FOLDER=str(tmp_path), PUBLIC_URL="http://127.0.0.1:5000") == 1
    assert state_of(message) == MessageState.SENT
    (file,) = tmp_path.glob("*.eml")
    assert "To: inbox@provider.example" in file.read_text()
    page = client_of(county.user(Role.AD), Role.AD).get("/admin/messages").text
    assert "Mail stays on this machine" in page
    assert file.name in page
    assert "inbox@provider.example" not in page


def test_staff_who_sign_in_with_a_name_are_written_to_at_their_organisations_domain(app):
    provider = county.provider()
    provider.email_domains = ["cathedral.example"]
    manager = county.user(Role.PM, of=provider)
    manager.sign_in_name = "provider"
    db.session.commit()
    assert staff_of(provider.id, Role.PM, clock.today()) == ((manager.id, "provider@cathedral.example"),)
    assert managers_of(provider.id) == ((manager.id, "provider@cathedral.example"),)
    assert mail_of(manager) == "provider@cathedral.example"
