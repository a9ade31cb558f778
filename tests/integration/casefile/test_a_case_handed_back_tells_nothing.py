"""After somebody accepted, what becomes of the place is the service's own: police read the same before and after a case
is handed back, placed elsewhere and accepted there, and no message, address or version tells them otherwise."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from pathways import clock
from pathways.acceptance import actions as accepting
from pathways.audit import record as audit
from pathways.auth.roles import Role
from pathways.cli.jobs import act_on_due_clocks
from pathways.engagement.case import actions as engaging
from pathways.outbox.models import Message
from pathways.referrals import queries
from pathways.referrals.consents.rules.consents import ConsentState
from pathways.referrals.models.referral import Referral
from pathways.referrals.steps import actions as referring
from pathways.referrals.steps.actions import SHUT
from pathways.referrals.steps.rules import ReferralState
from pathways.refusals import Refused
from pathways.store.base import db
from tests import county
from tests.accepted import accepted
from tests.integration.casefile.police_pages import became, officer_of, without_the_time

SENTENCE = "Recorded at some length, as it was said"


def handed_back(scene):
    manager = county.viewer_of(county.user(Role.PM))
    given = {"why": "no_place", "agrees": "yes"}
    engaging.step_in_case(by=manager, referral_id=scene.referral.id, event="hand_back", given=given)


def placed_with(scene, there):
    finder = county.viewer_of(county.user(Role.PW))
    made = accepting.place(by=finder, referral_id=scene.referral.id, service_id=there.id, note=SENTENCE)
    db.session.commit()
    return made


def what_police_read(client_of, scene):
    """Every page of the desk that shows the case, as it answers, and the number that its forms travel with."""
    browser, of = officer_of(client_of, scene), scene.episode.id
    pages = (
        *("/referrals", "/custody", f"/referrals/{scene.referral.id}", f"/referrals/{scene.referral.id}/sent"),
        *(f"/episodes/{of}", f"/episodes/{of}/consents", f"/people/{scene.episode.person_id}/timeline"),
    )
    answers = [browser.ask("GET", page) for page in pages]
    pages_read = [
        (answer.status_code, re.sub(r'<input type="hidden"[^>]*>', "", without_the_time(answer.text)))
        for answer in answers
    ]
    return [*pages_read, audit.version_of(scene.episode.person_id)]


def refused_to_police(scene, event):
    with pytest.raises(Refused) as refused:
        referring.step_by_referrer(
            by=scene.officer, referral_id=scene.referral.id, event=event, given={"why": "mistake", "answer": SENTENCE}
        )
    db.session.rollback()
    return str(refused.value)


def test_without_consent_police_read_the_same_of_a_case_that_is_handed_back_and_placed(client_of, app, the_clock):
    scene = accepted(the_clock, feedback=ConsentState.REFUSED)
    provider = county.provider("Trent Bank")
    there = county.service("Trent Bank Service", provider)
    second = county.viewer_of(county.user(Role.TW, of=provider))
    scene.start()
    db.session.commit()
    before = what_police_read(client_of, scene)
    assert [each[0] for each in before[:-1]] == [200] * 7
    assert "Accepted" in before[0][1]
    assert {refused_to_police(scene, event) for event in ("withdraw", "answered")} == {SHUT}
    handed_back(scene)
    db.session.commit()
    assert what_police_read(client_of, scene) == before
    assert {refused_to_police(scene, event) for event in ("withdraw", "answered")} == {SHUT}
    child = placed_with(scene, there)
    assert what_police_read(client_of, scene) == before
    given = {"of_whom": "referrer", "about": "other", "question": SENTENCE}
    accepting.step_at_inbox(by=second, referral_id=child.id, event="ask", given=given)
    db.session.commit()
    assert what_police_read(client_of, scene) == before
    slot = clock.now() + timedelta(days=1)
    accepting.accept(by=second, referral_id=child.id, keyworker_id=second.user_id, first_slot_at=slot, place="Room 2")
    db.session.commit()
    assert what_police_read(client_of, scene) == before
    browser = officer_of(client_of, scene)
    for page in ("", "/sent", "/why", "/referral.pdf", "/step/withdraw", "/error"):
        assert browser.ask("GET", f"/referrals/{child.id}{page}").status_code == 404


def test_no_message_about_the_second_offer_goes_to_whoever_first_referred(app, the_clock):
    scene = accepted(the_clock, feedback=ConsentState.REFUSED)
    provider = county.provider("Trent Bank")
    there = county.service("Trent Bank Service", provider)
    second = county.viewer_of(county.user(Role.TW, of=provider))
    scene.start()
    handed_back(scene)
    child = placed_with(scene, there)
    given = {"of_whom": "referrer", "about": "other", "question": SENTENCE}
    accepting.step_at_inbox(by=second, referral_id=child.id, event="ask", given=given)
    db.session.commit()
    for _ in range(4):
        the_clock.advance(timedelta(days=1))
        act_on_due_clocks()
    addresses = db.session.scalars(select(Message.address)).all()
    assert addresses
    assert scene.officer_user.sign_in_name not in addresses


@pytest.mark.database
def test_that_somebody_is_on_remand_pauses_whoever_has_them_now(app, the_clock):
    scene = accepted(the_clock, feedback=ConsentState.REFUSED)
    there = county.service("Trent Bank Service", county.provider("Trent Bank"))
    scene.start()
    handed_back(scene)
    child = placed_with(scene, there)
    given = {"how": "remand", "on": clock.today(), "place": "Lincoln Prison"}
    event = "taken_into_custody"
    referring.step_by_referrer(by=scene.officer, referral_id=scene.referral.id, event=event, given=given)
    assert child.state is ReferralState.SUSPENDED


def test_under_live_consent_police_read_on_what_the_second_service_tells_and_not_that_there_are_two(
    client_of, app, the_clock
):
    scene = accepted(the_clock)
    there = county.service("Trent Bank Service", county.provider("Trent Bank"))
    scene.start()
    before = without_the_time(became(client_of, scene))
    handed_back(scene)
    placed_with(scene, there)
    assert without_the_time(became(client_of, scene)) == before
    made = db.session.scalars(select(Referral).where(Referral.parent_id == scene.referral.id)).one()
    assert [row.id for row in queries.mine(scene.officer).rows] == [scene.referral.id]
    assert queries.latest_of_many([scene.episode.id])[scene.episode.id].id == scene.referral.id
    assert queries.present_of(scene.referral).id == made.id


def test_the_next_service_reads_nothing_of_the_one_that_handed_somebody_back(client_of, app, the_clock):
    scene = accepted(the_clock)
    provider = county.provider("Trent Bank")
    there = county.service("Trent Bank Service", provider)
    second = county.user(Role.TW, of=provider)
    scene.engage()
    handed_back(scene)
    the_clock.advance(timedelta(hours=1))
    child = placed_with(scene, there)
    browser = client_of(second, Role.TW)
    offer, clocks = (browser.get(page).text for page in (f"/inbox/{child.id}", f"/referrals/{child.id}/clocks"))
    assert "a place was found" in offer
    assert "Decide" in clocks
    for words in ("Sam Okafor", ": accepted", "anded back", "the person came", "treatment started", "was offered"):
        assert words not in offer + clocks, words


def test_that_somebody_began_anew_elsewhere_is_not_told_to_whom_they_left(client_of, app, the_clock):
    scene = accepted(the_clock)
    scene.engage()
    engaging.leave(by=scene.worker, referral_id=scene.referral.id, reason="80", exited_on=clock.today())
    db.session.commit()
    address = f"/referrals/{scene.referral.id}/clocks"
    before = without_the_time(client_of(scene.worker_user, Role.TW).get(address).text)
    other = accepted(the_clock)
    other.start()
    elsewhere = county.service("Trent Bank Service", county.provider("Trent Bank"))
    other.referral.person_id = scene.referral.person_id
    other.referral.organisation_id, other.referral.service_id = elsewhere.organisation_id, elsewhere.id
    db.session.commit()
    after = without_the_time(client_of(scene.worker_user, Role.TW).get(address).text)
    hidden = r'<input type="hidden"[^>]*>'
    assert re.sub(hidden, "", after) == re.sub(hidden, "", before)
