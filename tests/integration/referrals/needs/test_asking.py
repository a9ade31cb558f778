"""Needs and answers as they are stored: rows are added, nothing is overwritten."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from pathways.referrals.consents.rules.consents import FEEDBACK, REFERRAL, ConsentState, Covers, How
from pathways.referrals.models.needs_and_consents import Consent, DeclaredSubstance, NeedScreen
from pathways.referrals.needs import actions, queries
from pathways.referrals.needs.rules import UseSaid
from pathways.refusals import Refused
from pathways.vocabulary import Answer, Substance
from tests import county
from tests.referred import asked, screen_facts


def test_as_many_substances_are_kept_as_were_said_and_mamba_is_one_of_them(db, officer, episode):
    every = tuple(Substance)
    actions.record_needs(
        by=officer, episode_id=episode.id, facts=screen_facts(substances=every, drinks_daily=Answer.NO)
    )
    assert queries.screen_of(episode.id).facts.substances == every
    assert len(db.session.scalars(select(DeclaredSubstance)).all()) == len(every)


def test_asking_again_supersedes_and_overwrites_nothing(db, officer, episode):
    first = actions.record_needs(by=officer, episode_id=episode.id, facts=screen_facts())
    second = actions.record_needs(
        by=officer, episode_id=episode.id, facts=screen_facts(use_answer=UseSaid.NOTHING, substances=())
    )
    rows = db.session.scalars(select(NeedScreen).order_by(NeedScreen.id)).all()
    assert [row.id for row in rows] == [first.id, second.id]
    assert first.superseded_by_id == second.id
    assert queries.screen_of(episode.id).facts.use_answer is UseSaid.NOTHING


def test_two_live_screens_of_one_episode_cannot_be_stored(db, officer, episode):
    row = actions.record_needs(by=officer, episode_id=episode.id, facts=screen_facts())
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


def test_the_adult_referral_stops_for_somebody_under_18(officer, hub):
    young = county.episode(county.person(born=date(2009, 11, 26), by=officer), by=officer)
    with pytest.raises(Refused, match="Under 18"):
        actions.record_needs(by=officer, episode_id=young.id, facts=screen_facts())


def test_the_service_is_asked_for_only_after_the_needs(officer, episode, hub):
    answers = {"referral": ConsentState.GIVEN, "covers": Covers.NAMED, "feedback": ConsentState.GIVEN}
    with pytest.raises(Refused, match="Record the needs first"):
        actions.record_consents(
            by=officer, episode_id=episode.id, service_id=hub.id, choice_reason=None, how=How.SIGNED, **answers
        )


def test_an_agreement_says_how_far_it_reaches(officer, episode, hub):
    with pytest.raises(Refused, match="how far"):
        asked(officer, episode, hub, covers=None)
