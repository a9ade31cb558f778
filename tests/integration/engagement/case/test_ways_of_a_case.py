"""What else becomes of a case: looked for, paused, sent on, closed and re-opened. Each step through its action."""

import html
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from pathways import clock
from pathways.auth.roles import Role
from pathways.engagement.case import actions as case_actions
from pathways.engagement.case.queries import steps as queries
from pathways.engagement.case.queries.case import case_of
from pathways.engagement.case.queries.overview import overview_of
from pathways.engagement.case.rules import AttemptFacts, Way
from pathways.engagement.models.case import Exit
from pathways.engagement.notes import actions as notes_actions
from pathways.engagement.notes.rules import ContactHow, ContactRecord, ContactWith
from pathways.referrals.first_appointments.rules import AppointmentOutcome
from pathways.referrals.models.needs_and_consents import Transfer
from pathways.referrals.models.referral import ReferralEvent
from pathways.referrals.needs.rules import Naloxone, NaloxoneFacts
from pathways.referrals.steps.actions import StepOfTime, take_by_system
from pathways.referrals.steps.rules import ReferralState
from pathways.refusals import OutOfSight, Refused
from pathways.store.base import db
from tests import county
from tests.integration.engagement.addresses import at


def take(scene, event: str, by: Any = None, **given: Any) -> None:
    case_actions.step_in_case(by=by or scene.worker, referral_id=scene.referral.id, event=event, given=given)


def attempt(scene) -> None:
    referral = scene.referral
    facts = AttemptFacts(
        state=referral.state, has_died=False, now=clock.now(), at=clock.now(), accepted_at=referral.accepted_at
    )
    case_actions.record_attempt(by=scene.worker, referral_id=referral.id, facts=facts, way=Way.PHONE, note=None)


def test_somebody_is_looked_for_before_they_are_not_found_and_found_again(scene):
    scene.comes_to_the_first()
    assert take_by_system(
        steps=[StepOfTime(referral_id=scene.referral.id, event="no_contact", recorded={"attempts": 0})]
    )
    with pytest.raises(Refused, match="Record an attempt"):
        case_actions.leave(by=scene.worker, referral_id=scene.referral.id, reason="not-found", exited_on=clock.today())
    attempt(scene)
    booked = scene.offer()
    with pytest.raises(Refused, match="at that time already"):
        take(scene, "contact_made", on=clock.today(), how="phone", next_at=booked.starts_at, place="Room 2")
    scene.record(booked, AppointmentOutcome.CANCELLED_BY_SERVICE)
    next_at = clock.now() + timedelta(days=2)
    take(scene, "contact_made", on=clock.today(), how="phone", next_at=next_at, place="Room 2")
    assert scene.referral.state is ReferralState.APPT_OFFERED
    assert scene.case.next_appointment.starts_at == next_at
    scene.next_day(28)
    take_by_system(steps=[StepOfTime(referral_id=scene.referral.id, event="no_contact")])
    with pytest.raises(Refused, match="Record an attempt"):
        case_actions.leave(by=scene.worker, referral_id=scene.referral.id, reason="not-found", exited_on=clock.today())


def test_the_page_of_leaving_lists_only_what_may_be_chosen_and_says_why_of_the_rest(scene, signs_in):
    take_by_system(steps=[StepOfTime(referral_id=scene.referral.id, event="no_contact", recorded={"attempts": 0})])
    db.session.commit()
    open_now, shut = queries.endings_of(scene.case, queries.standing_of(scene.case))
    assert open_now == ()
    whys = {ending.key: why for ending, why in shut}
    assert set(whys) == {"85", "85-lost", "88", "not-found"}
    assert "never came and was never reached" in whys["88"]
    assert "Record an attempt" in whys["not-found"]
    page = signs_in().get(at(scene, "/exit")).text
    assert 'value="88"' not in page
    assert 'value="not-found"' not in page
    assert "Check and close" not in page  # sent, it would ask for a reason that is not there to be chosen
    assert whys["not-found"] in html.unescape(page)
    attempt(scene)
    assert {ending.key for ending in queries.endings_of(scene.case, queries.standing_of(scene.case))[0]} == {
        "not-found"
    }


def test_who_never_came_and_was_never_reached_is_not_ended_as_one_who_did_not_want_to(scene, the_clock):
    booked = scene.offer()
    the_clock.advance(timedelta(hours=3))
    scene.record(booked, AppointmentOutcome.DID_NOT_ATTEND)
    leaving = {"by": scene.worker, "referral_id": scene.referral.id, "reason": "88", "exited_on": clock.today()}
    with pytest.raises(Refused, match="never came and was never reached"):
        case_actions.leave(**leaving)
    rang = {"at": clock.now(), "how": ContactHow.PHONE, "whom": ContactWith.PERSON, "is_structured": False}
    naloxone = NaloxoneFacts(answer=Naloxone.DECLINED)
    record = ContactRecord(**rang, naloxone=naloxone)
    notes_actions.record_contact(by=scene.worker, referral_id=scene.referral.id, contact=record)
    assert case_actions.leave(**leaving).reason == "88"


def test_a_pause_leads_back_to_what_was_left_and_ends_after_84_days_by_a_manager(scene):
    scene.comes_to_the_first()
    take(scene, "taken_into_custody", how="remand", on=clock.today(), place="Lincoln Prison")
    with pytest.raises(OutOfSight):
        take(scene, "not_returning", no_team="yes", on=clock.today())
    take(scene, "released", on=clock.today())
    assert scene.referral.state is ReferralState.ATTENDED_ASSESSMENT
    take(scene, "taken_into_custody", how="sentence", on=clock.today(), place="Lincoln Prison")
    manager = county.viewer_of(county.user(Role.PM))
    scene.next_day(83)
    with pytest.raises(Refused, match="after 84 days"):
        take(scene, "not_returning", manager, no_team="yes", on=clock.today())
    scene.next_day()
    take(scene, "not_returning", manager, no_team="yes", on=clock.today())
    assert (scene.referral.state, scene.case.exit.reason) == (ReferralState.ENDED_IN_CUSTODY, "87")


def test_what_somebody_missed_in_custody_is_not_among_what_they_missed(scene):
    first = scene.case.appointments[0]
    scene.clock.set(first.starts_at)
    scene.record(first, AppointmentOutcome.DID_NOT_ATTEND)
    assert scene.case.missed == 1
    take(scene, "taken_into_custody", how="remand", on=clock.today(), place="Lincoln Prison")
    assert scene.case.missed == 0
    scene.next_day()
    take(scene, "released", on=clock.today())
    scene.next_day()
    later = scene.offer()
    scene.clock.set(later.starts_at)
    scene.record(later, AppointmentOutcome.DID_NOT_ATTEND)
    assert scene.case.missed == 1


@pytest.mark.database
def test_a_transfer_is_the_senders_until_the_other_service_says_that_the_person_came(scene, db):
    there = county.service("Trent Bank Service", county.provider("Trent Bank"))
    today = clock.today()
    answers = {"receiver": str(there.id), "agrees": "yes", "sent_on": today}
    take(scene, "transfer_out", **answers)
    assert take_by_system(steps=[StepOfTime(referral_id=scene.referral.id, event="not_picked_up")])
    attempt(scene)
    take(scene, "contact_made", on=today, how="text", next_at=clock.now() + timedelta(days=2), place="Room 2")
    take(scene, "transfer_out", **answers)
    take(scene, "receiver_declines", why="no_place", told_by="J. Ash, manager", told_on=today)
    assert scene.referral.state is ReferralState.APPT_OFFERED
    take(scene, "transfer_out", receiver="elsewhere", elsewhere="Derby prison team", agrees="yes", sent_on=today)
    with pytest.raises(Refused, match="Who there told you"):
        take(scene, "picked_up", on=today)
    take(scene, "picked_up", on=today, told_by="B. Frost, nurse", told_on=today)
    read = overview_of(case_of(scene.referral)).transfer
    assert (read.has_accounts, read.ended.words) == (False, f"The person came on {today.day} {today:%B %Y}")
    words = f"Told in writing by B. Frost, nurse on {today.day} {today:%B %Y}; recorded here by Sam Okafor"
    assert read.ended.word == words
    assert (scene.referral.state, scene.case.exit.reason) == (ReferralState.TRANSFERRED, "83")
    ended = db.session.scalars(select(Transfer.how).order_by(Transfer.id)).all()
    assert ended == ["not_picked_up", "receiver_declines", "picked_up"]


def test_a_case_is_reopened_within_21_days_and_closed_again(scene, db):
    scene.engage()
    case_actions.leave(by=scene.worker, referral_id=scene.referral.id, reason="85", exited_on=clock.today())
    assert ("reopen_in_treatment", "Re-open") in queries.open_steps(
        scene.worker, scene.case, queries.standing_of(scene.case)
    )
    scene.next_day(20)
    with pytest.raises(Refused, match="Structured treatment has started"):
        take(scene, "reopen_before_start", why="came_back")
    take(scene, "reopen_in_treatment", why="came_back")
    referral = scene.referral
    assert (referral.state, referral.closed_at, referral.exited_on) == (ReferralState.IN_TREATMENT, None, None)
    assert scene.case.exit is None
    manager = county.viewer_of(county.user(Role.PM))
    with pytest.raises(OutOfSight):
        take(scene, "withdrawn_by_service", on=clock.today())
    take(scene, "worker_left", manager, keyworker="queue")
    assert referral.keyworker_id == manager.user_id
    given = {"why": "Threatened a colleague with a knife", "offered": "yes", "next_help": "Trent Bank", "appeal": "yes"}
    take(scene, "withdrawn_by_service", manager, on=clock.today(), **given)
    assert [row.reason for row in db.session.scalars(select(Exit).order_by(Exit.id))] == ["85", "86"]
    last = db.session.scalars(select(ReferralEvent).order_by(ReferralEvent.id.desc())).first()
    assert (last.reason, last.recorded["why"]) == (None, "Threatened a colleague with a knife")
