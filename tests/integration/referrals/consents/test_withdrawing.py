"""A consent taken back, and what it recalls."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from pathways.acceptance import actions as accepting
from pathways.auth.roles import Role
from pathways.referrals import queries as referrals_queries
from pathways.referrals.consents import queries as consents_queries
from pathways.referrals.consents.rules.consents import FEEDBACK, REFERRAL, ConsentState, How
from pathways.referrals.models.needs_and_consents import Consent
from pathways.referrals.models.referral import ReferralEvent
from pathways.referrals.needs import actions as needs_actions
from pathways.referrals.sending import actions as sending_actions
from pathways.referrals.steps.rules import ReferralState
from pathways.refusals import OutOfSight, Refused, Stale
from tests import county
from tests.referred import died, referred


def consents_of(episode):
    return consents_queries.answers_of(episode)


def test_withdrawing_the_referral_consent_before_acceptance_recalls_the_referral(db, officer, episode, hub):
    sent = referred(officer, hub, episode=episode)
    given = db.session.scalar(select(Consent).where(Consent.number == REFERRAL))
    sending_actions.withdraw_consent(by=officer, consent_id=given.id)
    assert sent.state is ReferralState.CONSENT_WITHDRAWN
    assert sent.closed_at is not None
    worker = county.viewer_of(county.user(Role.TW))
    with pytest.raises(OutOfSight):
        referrals_queries.referral(worker, sent.id)


def test_withdrawing_feedback_moves_no_referral(db, officer, episode, hub):
    sent = referred(officer, hub, episode=episode, feedback=ConsentState.GIVEN)
    given = db.session.scalar(select(Consent).where(Consent.number == FEEDBACK))
    sending_actions.withdraw_consent(by=officer, consent_id=given.id)
    assert sent.state is ReferralState.SUBMITTED
    assert not consents_of(episode)[FEEDBACK]


def test_an_answer_is_withdrawn_once(db, officer, episode, hub):
    referred(officer, hub, episode=episode)
    given = db.session.scalar(select(Consent).where(Consent.number == REFERRAL))
    sending_actions.withdraw_consent(by=officer, consent_id=given.id)
    with pytest.raises(Stale):
        sending_actions.withdraw_consent(by=officer, consent_id=given.id)


def test_refusing_after_sending_recalls_like_a_withdrawal(officer, episode, hub):
    sent = referred(officer, hub, episode=episode)
    answers = {"covers": None, "feedback": ConsentState.NOT_ASKED, "how": How.SIGNED}
    needs_actions.record_consents(
        by=officer, episode_id=episode.id, service_id=None, choice_reason=None, referral=ConsentState.REFUSED, **answers
    )
    assert sent.state is ReferralState.CONSENT_WITHDRAWN


def given_of(db, number=REFERRAL):
    return db.session.scalar(select(Consent).where(Consent.number == number, Consent.state == ConsentState.GIVEN))


def test_after_acceptance_only_the_sharing_ends(db, officer, episode, hub, the_clock):
    sent = referred(officer, hub, episode=episode)
    worker = county.viewer_of(county.user(Role.TW))
    slot = the_clock.now() + timedelta(days=1)
    accepting.accept(by=worker, referral_id=sent.id, keyworker_id=worker.user_id, first_slot_at=slot, place="Clinic")
    sending_actions.withdraw_consent(by=worker, consent_id=given_of(db).id)
    assert sent.state is ReferralState.APPT_OFFERED
    assert referrals_queries.referral(worker, sent.id).closed_at is None
    event = db.session.scalars(select(ReferralEvent).order_by(ReferralEvent.id.desc())).first()
    assert (event.event, event.from_state, event.to_state) == ("consent_withdrawn", sent.state, sent.state)


def test_whoever_has_the_person_may_be_told_and_nobody_else(db, officer, episode, hub):
    referred(officer, hub, episode=episode)
    ours, theirs = (county.viewer_of(county.user(Role.TW, of=owner)) for owner in (None, county.provider("Elsewhere")))
    assert consents_queries.consent(ours, given_of(db).id).number == REFERRAL
    for viewer, consent_id in ((theirs, given_of(db).id), (officer, 999_999)):
        with pytest.raises(OutOfSight):
            consents_queries.consent(viewer, consent_id)


def test_a_worker_who_records_a_withdrawal_comes_back_to_the_inbox(db, client_of, officer, episode, hub):
    referred(officer, hub, episode=episode)
    browser = client_of(county.user(Role.TW), Role.TW)
    assert browser.post(f"/consents/{given_of(db).id}/withdraw").location == "/inbox"
    assert "No referral is waiting for an answer." in browser.get("/inbox").text


def test_no_consent_is_taken_back_for_somebody_who_died(db, officer, episode, hub, the_clock):
    referred(officer, hub, episode=episode)
    died(episode.person_id, officer)
    with pytest.raises(Refused, match="has died"):
        sending_actions.withdraw_consent(by=officer, consent_id=given_of(db).id)
