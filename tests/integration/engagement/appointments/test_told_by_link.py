"""A service without accounts tells what became of an appointment by one link; opening it names nobody, uses nothing up."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from pathways import clock
from pathways.acceptance import actions as acceptance
from pathways.acceptance.answer_links.queries import stand_in_of
from pathways.admin.actions import places as administration
from pathways.auth.roles import Role
from pathways.directory.models import Service
from pathways.engagement.appointments import actions as appointments_actions
from pathways.engagement.appointments import queries
from pathways.engagement.appointments.rules import AppointmentAnswer
from pathways.engagement.appointments.rules import AppointmentTold as Telling
from pathways.engagement.case import actions as case_actions
from pathways.engagement.case.queries.case import case_of
from pathways.engagement.case.queries.overview import overview_of
from pathways.engagement.models.case import Exit, OutcomeLink
from pathways.links.rules import token_of
from pathways.outbox.models import Message
from pathways.outbox.rules import MessageState
from pathways.referrals.first_appointments.rules import AppointmentOutcome, AppointmentPurpose, WayToMeet
from pathways.referrals.models.referral import Appointment
from pathways.referrals.steps.rules import ReferralState
from pathways.refusals import OutOfSight
from pathways.store.base import db
from tests import county
from tests.client import SignedInClient
from tests.referred import died, referred

WHO = "Jo Bell, manager"


class Told:
    """Somebody accepted by a charity without accounts; the clock stands two hours after the first appointment."""

    def __init__(self, app, the_clock):
        self.app, self.clock, self.client = app, the_clock, SignedInClient(app)
        spring = county.service("Second Spring Housing", of=county.provider("Second Spring"))
        by = county.viewer_of(county.user(Role.AD))
        administration.send_links_approved(by=by, service=spring, address="office@secondspring.example")
        self.referral = referred(to=spring)
        self.by = stand_in_of(spring.organisation_id)
        slot, me = the_clock.now() + timedelta(hours=1), self.by.user_id
        accepted = {"referral_id": self.referral.id, "keyworker_id": me, "first_slot_at": slot, "place": "Room 2"}
        acceptance.accept(by=self.by, channel=WayToMeet.IN_PERSON, **accepted)
        db.session.commit()
        assert self.links() == 0
        the_clock.advance(timedelta(hours=3))
        assert self.links() == 1
        self.address = self.newest()

    def links(self):
        made = appointments_actions.make_outcome_links(key=self.app.config["SECRET_KEY"])
        db.session.commit()
        return made

    def messages(self):
        kind = Message.kind == "outcome_link"
        return list(db.session.scalars(select(Message).where(kind).order_by(Message.id)))

    def newest(self, to="office@secondspring.example"):
        message = db.session.scalars(select(Message).order_by(Message.id.desc())).first()
        assert (message.kind, message.address) == ("outcome_link", to)
        return f"/told/{token_of(message.secret_of, self.app.config['SECRET_KEY'])}"

    def sends(self, **fields):
        return self.client.post(self.address, {"who": WHO, **fields})

    def outcomes(self):
        db.session.expire_all()
        return list(db.session.scalars(select(Appointment.outcome).order_by(Appointment.id)))


@pytest.fixture
def telling(app, the_clock):
    return Told(app, the_clock)


def over(answer):
    assert (answer.status_code, "This link does not work" in answer.text) == (410, True)


def test_opening_uses_nothing_up_and_names_nobody_and_the_answer_is_marked_as_told_by_link(telling):
    for method in ("HEAD", "GET", "GET"):
        page = telling.client.ask(method, telling.address)
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert [name for name in ("Rawcliffe", "07700", "Room 2", "Crack") if name in page.text] == []
    assert "Select what became of the appointment" in telling.sends().text
    next_day = clock.today() + timedelta(days=3)
    when = {"next_at-time": "10:00", "next_at-day": str(next_day.day)}
    when |= {"next_at-month": str(next_day.month), "next_at-year": str(next_day.year)}
    assert "Enter where the next appointment is" in telling.sends(became="attended", **when).text
    assert telling.outcomes() == [None]
    assert "Thank you" in telling.sends(became="attended", place="Room 3", **when).text
    assert telling.outcomes() == [AppointmentOutcome.ATTENDED, None]
    assert telling.referral.state is ReferralState.ATTENDED_ASSESSMENT
    link = db.session.scalars(select(OutcomeLink)).one()
    assert overview_of(case_of(telling.referral)).told_by_link == {link.appointment_id: WHO}
    over(telling.client.ask("GET", telling.address))
    over(telling.sends(became="did_not_attend"))
    telling.clock.advance(timedelta(days=4))
    assert (telling.links(), telling.links()) == (1, 0)
    assert telling.newest() != telling.address


@pytest.mark.database
def test_a_link_that_is_replaced_while_it_tells_tells_nothing(telling, monkeypatch):
    seen = queries.outcome_asked

    def replaced_meanwhile(token):
        asked = seen(token)
        db.session.execute(update(OutcomeLink).values(token_hash="f" * 64).execution_options(synchronize_session=False))
        return asked

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(queries, "outcome_asked", replaced_meanwhile)
        answer = Telling(who=WHO, became=AppointmentAnswer.LEFT, next_at=None, place="")
        with pytest.raises(OutOfSight):
            appointments_actions.tell_by_link(
                token=telling.address.removeprefix("/told/"), form_key="a key", answer=answer
            )
    db.session.rollback()
    assert telling.outcomes() == [None]


def test_whoever_wants_no_more_help_has_left_and_no_link_follows(telling):
    assert "Thank you" in telling.sends(became="left").text
    assert telling.outcomes() == [AppointmentOutcome.CANCELLED_BY_PERSON]
    assert telling.referral.state is ReferralState.NOT_ENGAGED
    assert [row.reason for row in db.session.scalars(select(Exit))] == ["88"]
    assert telling.links() == 0


def test_a_link_works_only_while_the_address_it_went_to_is_the_services_and_goes_to_the_one_of_now(telling):
    there = db.session.get_one(Service, telling.referral.service_id)
    at_office, by = "new@secondspring.example", county.viewer_of(county.user(Role.AD))
    administration.send_links_approved(by=by, service=there, address=at_office)
    db.session.commit()
    over(telling.client.ask("GET", telling.address))
    over(telling.sends(became="left"))
    assert telling.outcomes() == [None]
    assert (telling.links(), telling.links()) == (1, 0)
    telling.address = telling.newest(at_office)
    assert "Thank you" in telling.sends(became="attended").text
    assert [message.state for message in telling.messages()] == [MessageState.SUPPRESSED, MessageState.QUEUED]


def test_the_sender_of_a_transfer_answers_for_the_person_and_tells_by_link_until_they_are_picked_up(telling):
    given = {"receiver": "elsewhere", "elsewhere": "Trent Bank", "agrees": "yes", "sent_on": clock.today()}
    case_actions.step_in_case(by=telling.by, referral_id=telling.referral.id, event="transfer_out", given=given)
    db.session.commit()
    assert "Thank you" in telling.sends(became="did_not_attend").text
    assert telling.outcomes() == [AppointmentOutcome.DID_NOT_ATTEND]


def test_of_a_case_that_is_paused_nobody_is_asked_until_it_goes_on(telling):
    offer = {"referral_id": telling.referral.id, "place": "Room 2", "channel": WayToMeet.IN_PERSON}
    slot = clock.now() + timedelta(hours=1)
    appointments_actions.offer_appointment(by=telling.by, starts_at=slot, purpose=AppointmentPurpose.OTHER, **offer)
    step = {"by": telling.by, "referral_id": telling.referral.id}
    away = {"how": "remand", "on": clock.today(), "place": "HMP Lincoln"}
    case_actions.step_in_case(event="taken_into_custody", given=away, **step)
    telling.clock.advance(timedelta(hours=3))
    assert telling.links() == 0
    case_actions.step_in_case(event="released", given={"on": clock.today()}, **step)
    assert telling.links() == 1
    assert telling.client.ask("GET", telling.newest()).status_code == 200


@pytest.mark.parametrize("how", ["too late", "died", "told already", "forged"])
def test_a_link_that_is_over_is_one_plain_page(telling, how):
    if how == "too late":
        telling.clock.advance(timedelta(days=15))
    elif how == "died":
        died(telling.referral.person_id, county.officer())
    elif how == "told already":
        appointment = db.session.scalars(select(Appointment)).one()
        facts = {
            "referral_id": telling.referral.id,
            "appointment_id": appointment.id,
            "outcome": AppointmentOutcome.DID_NOT_ATTEND,
        }
        appointments_actions.record_outcome(by=telling.by, **facts)
    else:
        telling.address = "/told/forged"
    db.session.commit()
    over(telling.client.ask("GET", telling.address))
    over(telling.client.ask("POST", telling.address, data={"became": "attended", "who": WHO}))
