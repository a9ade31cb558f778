"""A service without accounts answers one referral by one link, once; opening it uses nothing up and names nobody."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from pathways import clock, dates
from pathways.acceptance.answer_links import actions, queries
from pathways.acceptance.models import Acceptance, AnswerLink, Decline
from pathways.acceptance.rules import LinkAnswer
from pathways.admin.actions import places as administration
from pathways.audit.models import AuditEvent
from pathways.auth.models import User
from pathways.auth.passwords import WRONG_A_NAME
from pathways.auth.roles import Role
from pathways.cli.worker import make_links
from pathways.links.rules import token_of
from pathways.outbox import actions as outbox
from pathways.outbox.models import Message
from pathways.outbox.rules import MessageState
from pathways.people.identity.queries import details_of
from pathways.referrals.actions import move
from pathways.referrals.models.referral import Appointment, ReferralEvent
from pathways.referrals.needs.rules import ContactWay
from pathways.referrals.steps.rules import ReferralState
from pathways.refusals import OutOfSight, Refused
from pathways.store.base import db
from tests import county
from tests.client import SignedInClient
from tests.integration.hostile.test_two_at_once import sent_at_once
from tests.notify_server import BY_NOTIFY
from tests.pages import as_drawn, hidden_values
from tests.referred import died, referred

SAID = {"who": "Jo Bell, manager"}
SLOT = {"first_slot-time": "10:00", "first_slot-day": "27", "first_slot-month": "11", "first_slot-year": "2026"}
ACCEPTS = SAID | {"answer": "accept", "place": "Room 2", **SLOT, "then": "send"}


class Holder:
    """Somebody with a link and a browser."""

    def __init__(self, app, referral):
        self.client, self.referral = SignedInClient(app), referral
        self.app = app
        actions.make_links(key=app.config["SECRET_KEY"])
        db.session.commit()
        self.message = db.session.scalars(select(Message).order_by(Message.id.desc())).first()
        self.address = f"/answer/{token_of(self.message.secret_of, app.config['SECRET_KEY'])}"

    def opens(self, method="GET"):
        return self.client.ask(method, self.address)

    def sends(self, **fields):
        return self.client.post(self.address, fields)


@pytest.fixture
def spring(app):
    """A small charity that answers by links."""
    service = county.service("Second Spring Housing", of=county.provider("Second Spring"))
    by = county.viewer_of(county.user(Role.AD))
    with pytest.raises(Refused, match="e-mail address that links go to"):
        administration.send_links_approved(by=by, service=service, address="ring us")
    administration.send_links_approved(by=by, service=service, address="office@secondspring.example")
    return service


@pytest.fixture
def holder(app, the_clock, spring):
    return Holder(app, referred(to=spring, contact_note="Her sister's, after six"))


def names_of(referral):
    details = details_of(referral.person_id)
    return details.full_name, details.full_name.split()[-1], "07700 900318", "sister"


def over(answer):
    """The one page of every link that does not work."""
    assert (answer.status_code, "This link does not work" in answer.text) == (410, True)
    return answer.text


def test_a_link_is_made_and_queued_once_for_each_wait_for_an_answer(app, holder):
    assert actions.make_links(key=app.config["SECRET_KEY"]) == 0
    assert (holder.message.address, holder.message.link) == ("office@secondspring.example", "/answer/{secret}")
    link = db.session.scalars(select(AnswerLink)).one()
    assert dates.london(link.expires_at).strftime("%H:%M %d %b") == "17:00 27 Nov"
    assert holder.address.split("/")[-1] not in str(db.session.execute(select(AnswerLink.__table__)).all())


def test_it_is_accepted_by_the_check_page_alone_and_the_name_stands_only_there(app, holder):
    for method in ("HEAD", "GET", "HEAD", "GET"):
        page = holder.opens(method)
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"
    assert "Main" not in as_drawn(page.text)
    check = holder.sends(**SAID, answer="accept")
    wrong = holder.sends(**ACCEPTS | {"first_slot-year": "2025"})
    for each in (page, check, wrong):
        assert [name for name in names_of(holder.referral) if name in each.text] == []
    assert "The first appointment is in the past" in wrong.text
    assert db.session.scalars(select(AnswerLink)).one().used_at is None
    done = holder.sends(**ACCEPTS)
    assert all(name in done.text for name in names_of(holder.referral))
    db.session.expire_all()
    stand_in = db.session.scalars(select(User).where(User.stand_in_at.is_not(None))).one()
    accepted = db.session.scalars(select(Acceptance)).one()
    assert (accepted.keyworker_id, accepted.note) == (stand_in.id, "Answered by link by Jo Bell, manager")
    assert db.session.scalars(select(Appointment)).one().place == "Room 2"
    assert holder.referral.state is ReferralState.APPT_OFFERED
    over(holder.opens())
    over(holder.sends(**ACCEPTS))
    looks = select(AuditEvent.actor_id).where(AuditEvent.action == "referral.viewed")
    assert set(db.session.scalars(looks)) == {stand_in.id}


@pytest.mark.database
def test_the_same_form_sent_twice_is_shown_the_same_page_and_nobody_elses_is(app, holder):
    check = holder.sends(**SAID, answer="accept")
    fields = hidden_values(check.text, holder.address) | ACCEPTS
    first, second = (holder.client.ask("POST", holder.address, data=fields) for _ in range(2))
    assert (first.status_code, first.text) == (200, second.text)
    over(holder.client.ask("POST", holder.address, data=fields | {"post_key": "another"}))
    assert len(db.session.scalars(select(Acceptance)).all()) == 1


def test_of_two_who_opened_the_link_at_once_one_answers_and_the_other_is_told_nothing(app, holder):
    forwarded = SignedInClient(app)
    posts = []
    for client in (holder.client, forwarded):
        page = client.ask("GET", holder.address)
        posts.append((client, holder.address, hidden_values(page.text, holder.address) | ACCEPTS))
    answers = sent_at_once(app, posts)
    assert sorted(each.status_code for each in answers) == [200, 410]
    assert len(db.session.scalars(select(Acceptance)).all()) == 1


@pytest.mark.database
def test_a_link_that_is_replaced_while_it_answers_answers_nothing(app, holder, monkeypatch):
    """Between the look at the link and its use another worker gave it another token: whoever has that one answers."""
    seen = queries.opened

    def replaced_meanwhile(token):
        opened = seen(token)
        db.session.execute(update(AnswerLink).values(token_hash="f" * 64).execution_options(synchronize_session=False))
        return opened

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(queries, "opened", replaced_meanwhile)
        given = {"first_slot": clock.now() + timedelta(days=1), "place": "Room 2"}
        with pytest.raises(OutOfSight):
            actions.answer_by_link(
                token=holder.address.removeprefix("/answer/"),
                form_key="a key",
                answer=LinkAnswer.ACCEPT,
                who="Jo Bell",
                given=given,
            )
    db.session.rollback()
    assert db.session.scalars(select(Acceptance)).all() == []


def test_a_no_goes_on_and_a_question_stops_the_clock_until_there_is_a_new_link(app, the_clock, holder, spring):
    asked = SAID | {"answer": "ask", "about": "where_now", "question": "Where does she stay tonight?", "then": "send"}
    assert "Your question was sent" in holder.sends(**asked).text
    db.session.expire_all()
    assert holder.referral.state is ReferralState.RETURNED
    assert actions.make_links(key=app.config["SECRET_KEY"]) == 0
    move(holder.referral, "answered", by=county.viewer_of(db.session.get_one(User, holder.referral.sent_by_id)))
    again = Holder(app, holder.referral)
    over(holder.opens())
    assert "You declined" in again.sends(**SAID, answer="decline", reason="no_place", then="send").text
    assert db.session.scalars(select(Decline)).one().reason.code == "no_place"
    over(again.opens())


@pytest.mark.database
def test_every_link_that_does_not_work_says_the_same_and_nothing_of_anybody(app, the_clock, holder, spring):
    texts = {over(holder.client.ask("GET", "/answer/forged")), over(holder.client.ask("GET", "/answer/" + "x" * 5000))}
    spring.answer_email = None
    db.session.commit()
    texts.add(over(holder.opens()))
    spring.answer_email = "office@secondspring.example"
    move(holder.referral, "withdraw", by=county.viewer_of(db.session.get_one(User, holder.referral.sent_by_id)))
    db.session.commit()
    texts.add(over(holder.sends(**ACCEPTS)))
    later = Holder(app, referred(to=spring))
    the_clock.advance(timedelta(days=3))
    texts.add(over(later.opens()))
    of_dead = Holder(app, referred(to=spring))
    died(of_dead.referral.person_id, county.officer())
    db.session.commit()
    texts.add(over(of_dead.opens()))
    misdirected = Holder(app, referred(to=spring))
    assert "Yes, it is not for us" in misdirected.sends(then="wrong_place").text
    assert "Thank you for telling us" in misdirected.sends(answer="wrong_place", who="Not for us", then="send").text
    texts.add(over(misdirected.opens()))
    assert len(texts) == 1
    message = db.session.scalars(select(Message).where(Message.kind == "link_misdirected")).one()
    assert message.address == db.session.get_one(User, misdirected.referral.sent_by_id).sign_in_name
    assert db.session.scalars(select(ReferralEvent.event).where(ReferralEvent.event == "accept")).all() == []
    for _ in range(WRONG_A_NAME):
        slowed = misdirected.opens()
    assert slowed.status_code == 429


@pytest.mark.database
def test_a_link_that_cannot_be_made_holds_up_nobody_elses_and_is_tried_again(app, spring, monkeypatch, caplog):
    """Each in a transaction of its own, as clocks are read: the worker holds one person at a time."""
    referrals = [referred(to=spring) for _ in range(2)]
    db.session.commit()
    first, second = (referral.id for referral in referrals)
    queue, fails = outbox.queue, [referrals[0].person_id]

    def queues(**values):
        if values["about_person_id"] in fails:
            raise RuntimeError("the disk is full")
        return queue(**values)

    def linked():
        return set(db.session.scalars(select(AnswerLink.referral_id)))

    monkeypatch.setattr(outbox, "queue", queues)
    assert make_links("a worker") == 1
    assert linked() == {second}
    assert f"The link of referral {first} could not be made" in caplog.text
    fails.clear()
    assert make_links("a worker") == 1
    assert linked() == {first, second}


@pytest.mark.database
def test_once_the_address_is_put_right_the_link_that_went_wrong_opens_nothing_and_a_new_one_does(app, holder, spring):
    by, key = county.viewer_of(county.user(Role.AD)), app.config["SECRET_KEY"]
    administration.send_links_approved(by=by, service=spring, address="office@secondspring.example")
    db.session.commit()
    assert holder.opens().status_code == 200
    administration.send_links_approved(by=by, service=spring, address="right@secondspring.example")
    db.session.commit()
    over(holder.opens())
    assert (actions.make_links(key=key), actions.make_links(key=key)) == (1, 0)
    over(holder.opens())
    db.session.refresh(holder.message)
    latest = db.session.scalars(select(Message).order_by(Message.id.desc())).first()
    assert (holder.message.state, latest.address) == (MessageState.SUPPRESSED, "right@secondspring.example")
    holder.address = f"/answer/{token_of(latest.secret_of, key)}"
    assert holder.opens().status_code == 200


@pytest.mark.parametrize("way", [ContactWay.TEXT, ContactWay.CALL])
def test_how_somebody_is_reached_is_told_after_acceptance_alone_and_a_text_is_promised_where_one_goes(
    app, the_clock, spring, way, monkeypatch
):
    for name, value in BY_NOTIFY.items():
        monkeypatch.setitem(app.config, name, value)
    holder = Holder(app, referred(to=spring, contact_way=way))
    check = holder.sends(**SAID, answer="accept").text
    assert "Where a text is the safe way" in check
    assert [words for words in ("text says only", "No text is sent") if words in check] == []
    done = holder.sends(**ACCEPTS).text
    sent = [message.kind for message in db.session.scalars(select(Message)) if message.kind.startswith("appointment")]
    assert bool(sent) == ("sends him a text" in done) == (way is ContactWay.TEXT)
    assert ("sends him nothing" in done) == (way is ContactWay.CALL)
