"""Needs, two consents, sending once, and taking a consent back, through the actions."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from pathways import audit
from pathways.auth import Role
from pathways.people.models import Person
from pathways.people.rules import DeathSource
from pathways.referrals import actions, queries
from pathways.referrals.models import Consent, DeclaredSubstance, NeedScreen, Referral, ReferralEvent
from pathways.referrals.rules import (
    FEEDBACK,
    REFERRAL,
    ChoiceReason,
    ConsentState,
    Covers,
    How,
    ReferralState,
    Route,
    Said,
)
from pathways.refusals import OutOfSight, Refused, Stale
from pathways.vocabulary import Origin, Substance
from tests import county
from tests.referred import asked, referred, said


@pytest.fixture
def officer(app):
    return county.officer()


@pytest.fixture
def hub(app):
    return county.service()


@pytest.fixture
def episode(officer):
    return county.episode(by=officer)


def consents_of(episode):
    return queries.answers_of(episode)


def test_as_many_substances_are_kept_as_were_said_and_mamba_is_one_of_them(db, officer, episode):
    every = tuple(Substance)
    actions.record_needs(by=officer, episode_id=episode.id, said=said(substances=every))
    assert queries.screen_of(episode.id).facts.substances == every
    assert len(db.session.scalars(select(DeclaredSubstance)).all()) == len(every)


def test_asking_again_supersedes_and_overwrites_nothing(db, officer, episode):
    first = actions.record_needs(by=officer, episode_id=episode.id, said=said())
    second = actions.record_needs(by=officer, episode_id=episode.id, said=said(said=Said.NOTHING, substances=()))
    rows = db.session.scalars(select(NeedScreen).order_by(NeedScreen.id)).all()
    assert [row.id for row in rows] == [first.id, second.id]
    assert first.superseded_by_id == second.id
    assert queries.screen_of(episode.id).facts.said is Said.NOTHING


def test_two_live_screens_of_one_episode_cannot_be_stored(db, officer, episode):
    row = actions.record_needs(by=officer, episode_id=episode.id, said=said())
    columns = {name: getattr(row, name) for name in (each.key for each in NeedScreen.__table__.columns) if name != "id"}
    db.session.add(NeedScreen(**columns))
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_each_answer_is_its_own_row_with_the_version_of_its_wording(db, officer, episode, hub):
    asked(officer, episode, hub)
    rows = db.session.scalars(select(Consent).order_by(Consent.number)).all()
    assert [(row.number, row.state, row.wording_version) for row in rows] == [
        (REFERRAL, ConsentState.GIVEN, 5),
        (FEEDBACK, ConsentState.REFUSED, 4),
    ]


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
    assert queries.referral(officer, sent.id).routing["services"][0]["reasons"] == shown
    assert sent.routing["rules_version"]


def test_a_second_send_returns_what_the_first_one_sent(db, officer, episode, hub):
    first = referred(officer, hub, episode=episode)
    again = actions.send(by=officer, episode_id=episode.id)
    assert again.id == first.id
    assert len(db.session.scalars(select(ReferralEvent).where(ReferralEvent.event == "submit")).all()) == 1


def test_a_refused_consent_is_stored_and_nothing_leaves(db, officer, episode, hub):
    assert asked(officer, episode, hub, referral=ConsentState.REFUSED) is None
    with pytest.raises(Refused):
        actions.send(by=officer, episode_id=episode.id)
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
        actions.send(by=officer, episode_id=episode.id)


def test_an_answer_that_was_not_understood_lets_the_referral_wait(officer, episode, hub):
    asked(officer, episode, hub, how=How.NOT_UNDERSTOOD)
    with pytest.raises(Refused, match="not understood"):
        actions.send(by=officer, episode_id=episode.id)


def test_a_consent_that_lapsed_meanwhile_sends_nothing(officer, episode, hub, the_clock):
    asked(officer, episode, hub)
    the_clock.advance(timedelta(days=366))
    with pytest.raises(Refused, match="lapsed"):
        actions.send(by=officer, episode_id=episode.id)


def test_another_than_the_first_service_asks_one_reason_that_is_kept(officer, episode, hub):
    other = county.service("Brayford Service", county.provider("Brayford"), places=None)
    actions.record_needs(by=officer, episode_id=episode.id, said=said())
    answers = {"referral": ConsentState.GIVEN, "covers": Covers.NAMED, "feedback": ConsentState.GIVEN, "how": How.ORAL}
    with pytest.raises(Refused) as refused:
        actions.record_consents(by=officer, episode_id=episode.id, service_id=other.id, choice_reason=None, **answers)
    assert refused.value.reasons[0].field == "choice_reason"
    draft = actions.record_consents(
        by=officer, episode_id=episode.id, service_id=other.id, choice_reason=ChoiceReason.ASKED_FOR, **answers
    )
    assert draft.choice_reason is ChoiceReason.ASKED_FOR
    assert draft.routing["chosen"] == other.id
    assert draft.routing["first"] == hub.id


def test_a_closed_service_cannot_be_chosen(officer, episode, hub):
    closed = county.service("Shut", county.provider("Shut"), closed_on=date(2026, 1, 1))
    with pytest.raises(Refused, match="Choose a service"):
        asked(officer, episode, closed)


def test_nothing_is_recorded_or_sent_for_somebody_who_died(db, officer, episode, hub, the_clock):
    asked(officer, episode, hub)
    person = db.session.get(Person, episode.person_id)
    person.died_at = person.death_recorded_at = the_clock.now()
    person.death_recorded_by_id, person.death_source = officer.user_id, DeathSource.HOSPITAL
    db.session.flush()
    with pytest.raises(Refused, match="has died"):
        actions.send(by=officer, episode_id=episode.id)
    with pytest.raises(Refused, match="has died"):
        actions.record_needs(by=officer, episode_id=episode.id, said=said())


def test_the_adult_referral_stops_for_somebody_under_18(officer, hub):
    young = county.episode(county.person(born=date(2009, 11, 26), by=officer), by=officer)
    with pytest.raises(Refused, match="Under 18"):
        actions.record_needs(by=officer, episode_id=young.id, said=said())


@pytest.mark.parametrize(
    ("origin", "route"),
    [
        (Origin.VOLUNTARY_INTERVIEW, Route.OTHER),
        (Origin.STREET, Route.STREET),
        (Origin.LIAISON_AND_DIVERSION, Route.LIAISON_AND_DIVERSION),
        (Origin.ARC_IOM, Route.ARC_IOM),
        (Origin.SELF, Route.SELF),
    ],
)
def test_any_origin_may_refer_without_a_disposal(officer, hub, origin, route):
    brought = county.episode(by=officer, origin=origin)
    assert referred(officer, hub, episode=brought).route is route


def test_withdrawing_the_referral_consent_before_acceptance_recalls_the_referral(db, officer, episode, hub):
    sent = referred(officer, hub, episode=episode)
    given = db.session.scalar(select(Consent).where(Consent.number == REFERRAL))
    actions.withdraw_consent(by=officer, consent_id=given.id)
    assert sent.state is ReferralState.CONSENT_WITHDRAWN
    assert sent.closed_at is not None
    worker = county.viewer_of(county.user(Role.TW))
    with pytest.raises(OutOfSight):
        queries.referral(worker, sent.id)


def test_withdrawing_feedback_moves_no_referral(db, officer, episode, hub):
    sent = referred(officer, hub, episode=episode, feedback=ConsentState.GIVEN)
    given = db.session.scalar(select(Consent).where(Consent.number == FEEDBACK))
    actions.withdraw_consent(by=officer, consent_id=given.id)
    assert sent.state is ReferralState.SUBMITTED
    assert not consents_of(episode)[FEEDBACK]


def test_an_answer_is_withdrawn_once(db, officer, episode, hub):
    referred(officer, hub, episode=episode)
    given = db.session.scalar(select(Consent).where(Consent.number == REFERRAL))
    actions.withdraw_consent(by=officer, consent_id=given.id)
    with pytest.raises(Stale):
        actions.withdraw_consent(by=officer, consent_id=given.id)


def test_refusing_after_sending_recalls_like_a_withdrawal(officer, episode, hub):
    sent = referred(officer, hub, episode=episode)
    answers = {"covers": None, "feedback": ConsentState.NOT_ASKED, "how": How.SIGNED}
    actions.record_consents(
        by=officer, episode_id=episode.id, service_id=None, choice_reason=None, referral=ConsentState.REFUSED, **answers
    )
    assert sent.state is ReferralState.CONSENT_WITHDRAWN


def test_another_force_sees_neither_episode_nor_referral(officer, episode, hub):
    sent = referred(officer, hub, episode=episode)
    other = county.officer(at=county.suite("Elsewhere", county.force("Another Force")))
    with pytest.raises(OutOfSight):
        queries.referral(other, sent.id)
    with pytest.raises(OutOfSight):
        actions.send(by=other, episode_id=episode.id)


def test_every_change_is_on_the_persons_chain(officer, episode, hub):
    before = audit.version_of(episode.person_id)
    referred(officer, hub, episode=episode)
    assert audit.version_of(episode.person_id) == before + 5
