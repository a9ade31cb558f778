"""A consent taken back reaches every referral that rested on it: of each visit, of a merged record, of a pause."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from pathways import clock
from pathways.acceptance import actions as accepting
from pathways.auth.roles import Role
from pathways.engagement.case import actions as treating
from pathways.people.identity.actions import merge
from pathways.people.models.identity import Person
from pathways.referrals import queries
from pathways.referrals.consents.rules.consents import REFERRAL, ConsentState
from pathways.referrals.models.needs_and_consents import Consent, Transfer
from pathways.referrals.sending import actions as sending_actions
from pathways.referrals.steps import actions as steps_actions
from pathways.referrals.steps.rules import ReferralState
from pathways.refusals import OutOfSight, Refused
from tests import county
from tests.accepted import accepted
from tests.referred import asked, died, referred


def given_in(db, episode):
    same = (Consent.episode_id == episode.id, Consent.number == REFERRAL, Consent.state == ConsentState.GIVEN)
    return db.session.scalars(select(Consent).where(*same)).one()


def two_records(db, officer, hub):
    """Two records of one person, each referred, then joined: the one that stays, and both referrals."""
    visits = [county.episode(by=officer) for _ in range(2)]
    referrals = [referred(officer, hub, episode=visit) for visit in visits]
    keep, away = (db.session.get_one(Person, visit.person_id) for visit in visits)
    merge(by=officer, keep=keep, away=away, reason="Same fingerprints")
    return keep, visits, referrals


def test_an_answer_of_one_visit_is_taken_back_although_the_person_agreed_at_another_since(db, officer, hub, the_clock):
    first = county.episode(by=officer)
    early = referred(officer, hub, episode=first)
    the_clock.advance(timedelta(hours=1))
    someone = db.session.get_one(Person, first.person_id)
    later = referred(officer, hub, episode=county.episode(someone, by=officer))
    the_clock.advance(timedelta(hours=1))
    sending_actions.withdraw_consent(by=officer, consent_id=given_in(db, first).id)
    assert [referral.state for referral in (early, later)] == [ReferralState.CONSENT_WITHDRAWN] * 2


@pytest.mark.parametrize("which", [0, 1])
def test_of_a_merged_person_both_open_referrals_are_recalled(db, officer, hub, which, the_clock):
    _, visits, referrals = two_records(db, officer, hub)
    the_clock.advance(timedelta(hours=1))
    sending_actions.withdraw_consent(by=officer, consent_id=given_in(db, visits[which]).id)
    assert [referral.state for referral in referrals] == [ReferralState.CONSENT_WITHDRAWN] * 2


def test_nothing_is_taken_back_for_the_dead_under_a_record_that_was_merged_away(db, officer, hub):
    keep, visits, _ = two_records(db, officer, hub)
    died(keep.id, officer)
    with pytest.raises(Refused, match="has died"):
        sending_actions.withdraw_consent(by=officer, consent_id=given_in(db, visits[1]).id)


@pytest.mark.database
def test_a_referral_that_waits_paused_is_read_by_nobody_and_recalled_when_the_person_is_out(db, officer, episode, hub):
    sent = referred(officer, hub, episode=episode)
    worker = county.viewer_of(county.user(Role.TW))
    away = {"how": "remand", "on": clock.today(), "place": "Lincoln Prison"}
    accepting.step_at_inbox(by=worker, referral_id=sent.id, event="taken_into_custody", given=away)
    sending_actions.withdraw_consent(by=officer, consent_id=given_in(db, episode).id)
    assert sent.state is ReferralState.SUSPENDED
    with pytest.raises(OutOfSight):
        queries.referral(worker, sent.id)
    steps_actions.step_by_referrer(by=officer, referral_id=sent.id, event="released", given={"on": clock.today()})
    assert sent.state is ReferralState.CONSENT_WITHDRAWN


def test_agreed_to_again_meanwhile_a_paused_referral_is_recalled_all_the_same_for_no_service_has_it(
    db, officer, episode, hub, the_clock
):
    sent = referred(officer, hub, episode=episode)
    worker = county.viewer_of(county.user(Role.TW))
    away = {"how": "remand", "on": clock.today(), "place": "Lincoln Prison"}
    accepting.step_at_inbox(by=worker, referral_id=sent.id, event="taken_into_custody", given=away)
    sending_actions.withdraw_consent(by=officer, consent_id=given_in(db, episode).id)
    the_clock.advance(timedelta(hours=1))
    asked(officer, episode, hub)
    steps_actions.step_by_referrer(by=officer, referral_id=sent.id, event="released", given={"on": clock.today()})
    assert sent.state is ReferralState.CONSENT_WITHDRAWN
    again = referred(officer, hub, episode=episode)
    assert (again.id == sent.id, again.state) == (False, ReferralState.SUBMITTED)


def test_a_transfer_under_way_ends_though_the_person_is_in_custody_and_leads_back_to_the_sender(db, the_clock):
    scene = accepted(the_clock)
    there, today = county.service("Trent Bank Service", county.provider("Trent Bank")), clock.today()
    for event, given in (
        ("transfer_out", {"receiver": str(there.id), "agrees": "yes", "sent_on": today}),
        ("taken_into_custody", {"how": "remand", "on": today, "place": "Lincoln Prison"}),
    ):
        treating.step_in_case(by=scene.worker, referral_id=scene.referral.id, event=event, given=given)
    sending_actions.withdraw_consent(by=scene.worker, consent_id=given_in(db, scene.episode).id)
    assert scene.referral.state is ReferralState.SUSPENDED
    assert db.session.scalars(select(Transfer.how)).all() == ["consent_withdrawn"]
    treating.step_in_case(by=scene.worker, referral_id=scene.referral.id, event="released", given={"on": today})
    assert scene.referral.state is ReferralState.APPT_OFFERED


def test_whom_a_service_handed_back_and_still_has_is_not_turned_out_by_it(db, the_clock):
    scene = accepted(the_clock)
    manager = county.viewer_of(county.user(Role.PM))
    given = {"why": "no_place"}
    treating.step_in_case(by=manager, referral_id=scene.referral.id, event="hand_back", given=given)
    sending_actions.withdraw_consent(by=scene.worker, consent_id=given_in(db, scene.episode).id)
    assert scene.referral.state is ReferralState.NEEDS_PLACE
    finder = county.viewer_of(county.user(Role.PW))
    place = county.service("Trent Bank Service", county.provider("Trent Bank"))
    with pytest.raises(Refused, match="Ask first"):
        accepting.place(by=finder, referral_id=scene.referral.id, service_id=place.id, note=None)
