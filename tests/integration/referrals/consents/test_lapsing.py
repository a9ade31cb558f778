"""A consent lapses with its episode or after 12 months, each once, and police cannot read an ending from it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from pathways import clock
from pathways.audit import record as audit
from pathways.cli.jobs import run_due
from pathways.engagement.case import actions as engaging
from pathways.referrals import queries as referrals_queries
from pathways.referrals.consents import actions
from pathways.referrals.consents import queries as consents_queries
from pathways.referrals.consents.queries import LOOKS_BACK
from pathways.referrals.consents.rules.consents import FEEDBACK, REFERRAL, ConsentState
from pathways.referrals.models.needs_and_consents import Consent
from tests import county
from tests.accepted import accepted
from tests.bench.statements import statements_in
from tests.many_rows import many_like
from tests.referred import referred

NAMES = ("Wragby", "Horncastle", "Tealby")


def lapse_what_is_due():
    return sum(
        actions.lapse(person_id=person_id, consent_ids=those)
        for person_id, those in consents_queries.lapsed(50).items()
    )


def lapses(db):
    rows = select(Consent).where(Consent.state == ConsentState.EXPIRED).order_by(Consent.number)
    return [(row.number, row.taken_by_id) for row in db.session.scalars(rows)]


@pytest.mark.database
def test_consents_lapse_with_their_episode_and_the_list_of_the_police_does_not_move(app, db, the_clock):
    scene = accepted(the_clock, feedback=ConsentState.GIVEN)
    scene.start()
    engaging.leave(by=scene.worker, referral_id=scene.referral.id, reason="85", exited_on=clock.today())
    version = audit.version_of(scene.referral.person_id)
    the_clock.advance(timedelta(days=20))
    assert lapse_what_is_due() == 0
    the_clock.advance(timedelta(days=1))
    assert lapse_what_is_due() == 2
    assert lapse_what_is_due() == 0
    assert lapses(db) == [(REFERRAL, None), (FEEDBACK, None)]
    assert not consents_queries.answers_of(scene.episode)[FEEDBACK]
    assert audit.version_of(scene.referral.person_id) == version
    the_clock.advance(timedelta(days=30))
    assert [row.id for row in referrals_queries.mine(scene.officer).rows] == [scene.referral.id]


def test_a_consent_of_a_case_that_goes_on_lapses_after_twelve_months(app, db, the_clock):
    scene = accepted(the_clock, feedback=ConsentState.REFUSED)
    the_clock.advance(timedelta(days=364))
    assert lapse_what_is_due() == 0
    the_clock.advance(timedelta(days=2))
    assert lapse_what_is_due() == 1
    assert lapses(db) == [(REFERRAL, None)]
    assert consents_queries.lapsed(50, back=2 * LOOKS_BACK) == {}
    assert consents_queries.answers_of(scene.episode)[REFERRAL].why == "Lapsed: ask again"


def test_a_consent_that_cannot_be_written_down_holds_up_nobody_elses_and_is_tried_again(
    app, db, the_clock, monkeypatch, caplog
):
    sender = county.officer()
    people = [referred(sender, episode=county.episode(county.person(name, by=sender), by=sender)) for name in NAMES]
    people = [referral.person_id for referral in people]
    db.session.commit()
    the_clock.advance(timedelta(days=366))
    written, fails, transactions = audit.in_confidence, [people[0]], {}

    def writes(by, person_id, action, *more, **payload):
        if action == "consent.expired":
            transactions.setdefault(db.session().get_transaction(), set()).add(person_id)
            if person_id in fails:
                raise RuntimeError("the disk is full")
        written(by, person_id, action, *more, **payload)

    def lapsed():
        return set(db.session.scalars(select(Consent.person_id).where(Consent.state == ConsentState.EXPIRED)))

    monkeypatch.setattr(audit, "in_confidence", writes)
    run_due()
    assert lapsed() == set(people[1:])
    assert f"The consents of person {people[0]} could not be written down" in caplog.text
    assert [len(each) for each in transactions.values()] == [1, 1, 1], "one person a transaction"
    fails.clear()
    run_due()
    assert lapsed() == set(people)


def test_what_closed_lately_is_found_by_its_index_and_not_by_reading_every_referral(app, db, the_clock, owner_engine):
    if db.engine.dialect.name == "postgresql":
        _many_that_closed_long_ago(accepted(the_clock).referral, owner_engine)
    with statements_in(db.engine) as statements:
        consents_queries.lapsed(50)
    asked = next(each for each in statements if "max(referral.closed_at)" in each.sql)
    explain = "EXPLAIN QUERY PLAN" if db.engine.dialect.name == "sqlite" else "EXPLAIN"
    plan = db.session.connection().exec_driver_sql(f"{explain} {asked.sql}", asked.values)
    assert "ix_referral_closed_at" in "\n".join(str(row) for row in plan)


def _many_that_closed_long_ago(like, owner_engine):
    closed = "TIMESTAMPTZ '2021-01-01' + more * INTERVAL '1 minute'"
    many_like(owner_engine, {like: {"reference": "'X-' || more", "closed_at": closed}})
