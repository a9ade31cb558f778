"""What may be sent, what is stored of it, and what sends nothing."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from pathways.audit import record as audit
from pathways.referrals import queries as referrals_queries
from pathways.referrals.consents import queries as consents_queries
from pathways.referrals.consents.rules.consents import REFERRAL, ConsentState, Covers, How
from pathways.referrals.models.needs_and_consents import Consent
from pathways.referrals.models.referral import Referral, ReferralEvent
from pathways.referrals.needs import actions as needs_actions
from pathways.referrals.routing.rules import choice_reasons
from pathways.referrals.sending import actions as sending_actions
from pathways.referrals.sending.rules import ReferralRoute
from pathways.referrals.steps.rules import ReferralState
from pathways.refusals import OutOfSight, Refused
from pathways.vocabulary import Origin
from tests import county
from tests.referred import asked, died, referred, screen_facts


def consents_of(episode):
    return consents_queries.answers_of(episode)


def test_sending_sets_the_first_clock_once_with_reference_and_the_day_to_answer_by(officer, episode, hub, the_clock):
    sent = referred(officer, hub, episode=episode)
    assert sent.state is ReferralState.SUBMITTED
    assert sent.reference == f"R-26-{sent.id:05d}"
    assert sent.first_submitted_at == sent.sent_at == the_clock.now()
    assert sent.due_on == date(2026, 11, 27)
    assert sent.organisation_id == hub.organisation_id


def test_the_explanation_is_stored_as_shown_and_does_not_change_when_the_places_do(db, officer, episode, hub):
    sent = referred(officer, hub, episode=episode)
    shown = sent.routing["services"][0]["reasons"]
    hub.places = 0
    db.session.flush()
    assert referrals_queries.referral(officer, sent.id).routing["services"][0]["reasons"] == shown
    assert sent.routing["rules_version"]


def test_a_second_send_returns_what_the_first_one_sent(db, officer, episode, hub):
    first = referred(officer, hub, episode=episode)
    again = sending_actions.send(by=officer, episode_id=episode.id)
    assert again.id == first.id
    assert len(db.session.scalars(select(ReferralEvent).where(ReferralEvent.event == "submit")).all()) == 1


def test_a_refused_consent_is_stored_and_nothing_leaves(db, officer, episode, hub):
    assert asked(officer, episode, hub, referral=ConsentState.REFUSED) is None
    with pytest.raises(Refused):
        sending_actions.send(by=officer, episode_id=episode.id)
    assert db.session.scalar(select(Consent).where(Consent.number == REFERRAL)).state is ConsentState.REFUSED
    assert db.session.scalars(select(Referral)).one().state is ReferralState.DISCARDED


def test_after_a_refusal_the_person_may_be_asked_again_and_both_rows_stay(db, officer, episode, hub):
    asked(officer, episode, hub, referral=ConsentState.REFUSED)
    sent = referred(officer, hub, episode=episode)
    assert sent.state is ReferralState.SUBMITTED
    assert len(db.session.scalars(select(Consent).where(Consent.number == REFERRAL)).all()) == 2


def test_not_asked_sends_nothing_and_is_not_a_refusal(officer, episode, hub):
    asked(officer, episode, hub, referral=ConsentState.NOT_ASKED)
    assert consents_of(episode)[REFERRAL].answer is ConsentState.NOT_ASKED
    with pytest.raises(Refused, match="Ask whether"):
        sending_actions.send(by=officer, episode_id=episode.id)


def test_an_answer_that_was_not_understood_lets_the_referral_wait(officer, episode, hub):
    asked(officer, episode, hub, how=How.NOT_UNDERSTOOD)
    with pytest.raises(Refused, match="not understood"):
        sending_actions.send(by=officer, episode_id=episode.id)


def test_a_consent_that_lapsed_meanwhile_sends_nothing(officer, episode, hub, the_clock):
    asked(officer, episode, hub)
    the_clock.advance(timedelta(days=366))
    with pytest.raises(Refused, match="lapsed"):
        sending_actions.send(by=officer, episode_id=episode.id)


def test_another_than_the_first_service_asks_one_reason_that_is_kept(officer, episode, hub):
    other = county.service("Brayford Service", county.provider("Brayford"), places=None)
    needs_actions.record_needs(by=officer, episode_id=episode.id, facts=screen_facts())
    answers = {"referral": ConsentState.GIVEN, "covers": Covers.NAMED, "feedback": ConsentState.GIVEN, "how": How.ORAL}
    with pytest.raises(Refused) as refused:
        needs_actions.record_consents(
            by=officer, episode_id=episode.id, service_id=other.id, choice_reason=None, **answers
        )
    assert refused.value.reasons[0].field == "choice_reason"
    draft = needs_actions.record_consents(
        by=officer, episode_id=episode.id, service_id=other.id, choice_reason=choice_reasons()["asked_for"], **answers
    )
    assert draft.choice_reason is choice_reasons()["asked_for"]
    assert draft.routing["chosen"] == other.id
    assert draft.routing["first"] == hub.id


def test_a_closed_service_cannot_be_chosen(officer, episode, hub):
    closed = county.service("Shut", county.provider("Shut"), closed_on=date(2026, 1, 1))
    with pytest.raises(Refused, match="Choose a service"):
        asked(officer, episode, closed)


def test_nothing_is_recorded_or_sent_for_somebody_who_died(db, officer, episode, hub, the_clock):
    asked(officer, episode, hub)
    died(episode.person_id, officer)
    with pytest.raises(Refused, match="has died"):
        sending_actions.send(by=officer, episode_id=episode.id)
    with pytest.raises(Refused, match="has died"):
        needs_actions.record_needs(by=officer, episode_id=episode.id, facts=screen_facts())


@pytest.mark.parametrize(
    ("origin", "route"),
    [
        (Origin.VOLUNTARY_INTERVIEW, ReferralRoute.OTHER),
        (Origin.STREET, ReferralRoute.STREET),
        (Origin.LIAISON_AND_DIVERSION, ReferralRoute.LIAISON_AND_DIVERSION),
        (Origin.ARC_IOM, ReferralRoute.ARC_IOM),
        (Origin.SELF, ReferralRoute.SELF),
    ],
)
def test_any_origin_may_refer_without_a_disposal(officer, hub, origin, route):
    brought = county.episode(by=officer, origin=origin)
    assert referred(officer, hub, episode=brought).route is route


def test_another_force_sees_neither_episode_nor_referral(officer, episode, hub):
    sent = referred(officer, hub, episode=episode)
    other = county.officer(at=county.suite("Elsewhere", county.force("Another Force")))
    with pytest.raises(OutOfSight):
        referrals_queries.referral(other, sent.id)
    with pytest.raises(OutOfSight):
        sending_actions.send(by=other, episode_id=episode.id)


def test_every_change_is_on_the_persons_chain(officer, episode, hub):
    before = audit.version_of(episode.person_id)
    referred(officer, hub, episode=episode)
    assert audit.version_of(episode.person_id) == before + 7
