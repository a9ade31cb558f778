"""Whoever spoke to an urgent person says so: on the case by the contact they record, before that on the page of clocks."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from pathways import clock
from pathways.auth.roles import Role
from pathways.deadlines.actions import telling as actions
from pathways.deadlines.queries import facts as queries
from pathways.deadlines.rules.deadlines import Answered
from pathways.engagement.notes import actions as engaging
from pathways.engagement.notes.rules import ContactHow, ContactRecord, ContactWith
from pathways.referrals.models.referral import Referral
from pathways.referrals.needs.rules import Naloxone, NaloxoneFacts
from pathways.refusals import Refused
from pathways.vocabulary import Answer
from tests import county
from tests.accepted import accepted
from tests.pages import hidden_values
from tests.referred import referred


def is_urgent(referral_id):
    clocks = queries.courses_of([referral_id])[referral_id].clocks(clock.now())
    return any(case_clock.timer.code == "urgent" and case_clock.still_runs for case_clock in clocks)


def test_of_a_case_the_page_of_clocks_leads_to_the_contact_and_the_contact_stops_the_urgent_clock(
    app, the_clock, client_of
):
    scene = accepted(the_clock, suicide_risk=Answer.YES)
    number = scene.referral.id
    page = client_of(scene.worker_user, Role.TW).get(f"/referrals/{number}/clocks").text
    assert f'href="/cases/{number}/contacts/new">I spoke to him: record the contact</a>' in page
    assert 'value="spoke"' not in page
    with pytest.raises(Refused):
        actions.answer(by=scene.worker, referral_id=number, answered=Answered.SPOKE)
    rang = ContactRecord(
        at=clock.now(),
        how=ContactHow.PHONE,
        whom=ContactWith.PERSON,
        is_structured=False,
        naloxone=NaloxoneFacts(answer=Naloxone.ALREADY_HAS),
    )
    engaging.record_contact(by=scene.worker, referral_id=number, contact=rang)
    assert not is_urgent(number)


def test_before_a_service_accepts_one_answer_says_that_somebody_spoke_to_them(app, the_clock, client_of):
    urgent = referred(county.officer(), suicide_risk=Answer.YES)
    the_clock.advance(timedelta(minutes=5))
    browser = client_of(county.user(Role.TW), Role.TW)
    address = f"/referrals/{urgent.id}/clocks"
    page = browser.get(address).text
    assert "I spoke to the person" in page
    assert "record the contact" not in page
    browser.post(address, hidden_values(page, address) | {"answered": "spoke"})
    assert not is_urgent(urgent.id)
    assert "somebody spoke to the person" in browser.get(address).text


def test_who_says_so_as_a_colleague_accepts_is_asked_for_the_contact_as_on_any_case(app, db, the_clock):
    urgent, worker = referred(county.officer(), suicide_risk=Answer.YES), county.viewer_of(county.user(Role.TW))
    the_clock.advance(timedelta(minutes=5))
    by_a_colleague = {"accepted_at": clock.now(), "accepted_by_id": worker.user_id, "keyworker_id": worker.user_id}
    db.session.execute(update(Referral.__table__).where(Referral.id == urgent.id).values(by_a_colleague))
    assert urgent.accepted_at is None, "as this request read it, before it waited for the colleague"
    with pytest.raises(Refused):
        actions.answer(by=worker, referral_id=urgent.id, answered=Answered.SPOKE)
