"""A death ends each disposal by itself; taken back, each goes on where it stood, whatever was written down meanwhile."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from pathways import clock
from pathways.auth.roles import Role
from pathways.disposals.conditions.queries import due
from pathways.disposals.conditions.rules import ConditionStatus
from pathways.disposals.models import Condition, Disposal, DisposalEvent, OutcomeRecord
from pathways.disposals.outcome_codes.rules import CodeStep
from pathways.disposals.proposal.queries import FOLLOWED
from pathways.disposals.steps import actions
from pathways.disposals.steps.rules.machine import State
from pathways.law.rules.disposal_terms import Kind
from pathways.people.deaths import actions as deaths_actions
from pathways.people.identity import actions as identity_actions
from pathways.people.models.identity import Person
from pathways.people.rules import DeathSource
from pathways.store.base import db
from tests import county
from tests.integration.disposals.plain_disposal import scene, signed

RUNS = {
    Kind.CC: State.BREACH_REVIEW,
    Kind.CR: State.AGREED,
    Kind.O22: State.DEFERRED,
    Kind.PND: State.GIVEN,
    Kind.SC: State.AUTHORISED,
    Kind.CW: State.PROPOSED,
}


def dies(where):
    person = db.session.get_one(Person, where.episode.person_id)
    identity_actions.record_death(by=where.officer, person=person, died_at=clock.now(), source=DeathSource.HOSPITAL)
    return person


def lives_after_all(where, person):
    deaths_actions.say_death_is_wrong(by=where.officer, person=person, reason="He rang from the hospital himself")
    deaths_actions.decide_death_error(by=where.sergeant, person=person, confirms=True)


@pytest.mark.database
@pytest.mark.parametrize("kind", RUNS)
def test_each_of_the_six_goes_on_where_it_stood_once_a_death_is_taken_back(app, the_clock, kind):
    where = scene()
    disposal = signed(where)
    state = RUNS[kind]
    db.session.execute(update(Disposal).where(Disposal.id == disposal.id).values(kind=kind, state=state))
    db.session.refresh(disposal)
    person = dies(where)
    given = {"review_told": "The reviewer of drug-related deaths"}
    actions.take_step(by=where.sergeant, disposal_id=disposal.id, event="person_died", given=given)
    assert disposal.state is State.CLOSED_DIED
    the_clock.advance(timedelta(days=2))
    lives_after_all(where, person)
    assert disposal.state is state
    statuses = set(db.session.scalars(select(Condition.status).where(Condition.disposal_id == disposal.id)))
    reopened = {ConditionStatus.OPEN} if state in FOLLOWED else {ConditionStatus.CANCELLED}
    assert statuses == reopened
    codes = db.session.scalars(select(OutcomeRecord).where(OutcomeRecord.disposal_id == disposal.id)).all()
    assert not [each for each in codes[-1:] if each.code == "5" and each.step is not CodeStep.REMOVAL_ASKED]
    last = db.session.scalars(select(DisposalEvent).order_by(DisposalEvent.id.desc())).first()
    assert (last.event, last.from_state, last.to_state) == ("death_taken_back", State.CLOSED_DIED, state)


@pytest.mark.database
def test_the_death_of_somebody_ends_what_was_decided_under_a_record_that_was_merged_into_theirs(app):
    where = scene()
    signed(where)
    stays = county.person(by=where.officer)
    db.session.get_one(Person, where.episode.person_id).merged_into_id = stays.id
    db.session.flush()
    assert [line.why.label for line in due(where.sergeant)] == []
    identity_actions.record_death(by=where.officer, person=stays, died_at=clock.now(), source=DeathSource.HOSPITAL)
    assert [line.why.label for line in due(where.sergeant)] == ["Ended by the death: to be written down"]


def test_the_death_ends_it_before_anybody_writes_it_down(app, client_of):
    where = scene()
    disposal = signed(where)
    person = dies(where)
    page = client_of(where.sergeant_user, Role.DM)
    text = page.get(f"/disposals/{disposal.id}").text
    assert "Ended: the person has died" in text
    assert "Write down that the death ended it" in text
    assert [line.why.label for line in due(where.sergeant)] == ["Ended by the death: to be written down"]
    lives_after_all(where, person)
    assert disposal.state is State.ACTIVE
    again = page.get(f"/disposals/{disposal.id}").text
    assert "Ended: the person has died" not in again
