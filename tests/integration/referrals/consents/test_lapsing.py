"""A consent lapses with its episode or after 12 months, each once, and police cannot read an ending from it."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from pathways import clock
from pathways.audit import record as audit
from pathways.audit.models import AuditEvent
from pathways.audit.verify import verify
from pathways.cli.jobs import act_on_due_clocks
from pathways.engagement.case import actions as engaging
from pathways.people.identity import actions as identity_actions
from pathways.referrals import queries as referrals_queries
from pathways.referrals.consents import actions
from pathways.referrals.consents import queries as consents_queries
from pathways.referrals.consents.queries import LOOKS_BACK
from pathways.referrals.consents.rules.consents import FEEDBACK, REFERRAL, ConsentState
from pathways.referrals.models.needs_and_consents import Consent
from pathways.referrals.models.referral import Referral
from pathways.store.base import db
from tests import county
from tests.accepted import accepted
from tests.bench.statements import statements_in
from tests.many_rows import many_like
from tests.on_both import POSTGRES_ALONE
from tests.referred import referred

NAMES = ("Wragby", "Horncastle", "Tealby")
LAPSES = select(Consent).where(Consent.state == ConsentState.EXPIRED)


def lapse_what_is_due():
    return sum(
        actions.lapse(person_id=person_id, consent_ids=those)
        for person_id, those in consents_queries.lapsed(50).items()
    )


def lapses():
    rows = select(Consent).where(Consent.state == ConsentState.EXPIRED).order_by(Consent.number)
    return [(row.number, row.taken_by_id) for row in db.session.scalars(rows)]


@pytest.mark.database
def test_consents_lapse_with_their_episode_and_the_list_of_the_police_does_not_move(app, the_clock):
    scene = accepted(the_clock, feedback=ConsentState.GIVEN)
    scene.start()
    engaging.leave(by=scene.worker, referral_id=scene.referral.id, reason="85", exited_on=clock.today())
    version = audit.version_of(scene.referral.person_id)
    the_clock.advance(timedelta(days=20))
    assert lapse_what_is_due() == 0
    the_clock.advance(timedelta(days=1))
    assert lapse_what_is_due() == 2
    assert lapse_what_is_due() == 0
    assert lapses() == [(REFERRAL, None), (FEEDBACK, None)]
    assert not consents_queries.answers_of(scene.episode)[FEEDBACK]
    assert audit.version_of(scene.referral.person_id) == version
    the_clock.advance(timedelta(days=30))
    assert [row.id for row in referrals_queries.mine(scene.officer).rows] == [scene.referral.id]


def test_a_consent_of_a_case_that_goes_on_lapses_after_twelve_months(app, the_clock):
    scene = accepted(the_clock, feedback=ConsentState.REFUSED)
    the_clock.advance(timedelta(days=364))
    assert lapse_what_is_due() == 0
    the_clock.advance(timedelta(days=2))
    assert lapse_what_is_due() == 1
    assert lapses() == [(REFERRAL, None)]
    assert consents_queries.lapsed(50, back=2 * LOOKS_BACK) == {}
    assert consents_queries.answers_of(scene.episode)[REFERRAL].why == "Lapsed: ask again"


def a_year_later(the_clock, names=NAMES):
    """Somebody referred for each name, whose consent 1 lapses now; by the person."""
    sender = county.officer()
    people = [referred(sender, episode=county.episode(county.person(name, by=sender), by=sender)) for name in names]
    db.session.commit()
    the_clock.advance(timedelta(days=366))
    return [referral.person_id for referral in people]


def as_written():
    """What says that consents lapsed: the rows, the log, and the referrals whose clocks are read anew."""
    rows = select(Consent).where(Consent.state == ConsentState.EXPIRED).order_by(Consent.lapses_id)
    said = select(AuditEvent).where(AuditEvent.action == "consent.expired").order_by(AuditEvent.subject_id)
    return (
        [{**vars(row), "_sa_instance_state": None, "id": None} for row in db.session.scalars(rows)],
        [(each.chain_id, each.position, each.version, each.payload) for each in db.session.scalars(said)],
        db.session.execute(select(Referral.id, Referral.look_at).order_by(Referral.id)).all(),
    )


@pytest.mark.database
def test_consents_of_many_lapse_together_as_those_of_each_by_itself(app, the_clock):
    people = a_year_later(the_clock)
    consents = consents_queries.lapsed(50)
    assert set(consents) == set(people)
    assert actions.lapse_those_free(consents=consents) == ()
    together = as_written()
    assert len(together[0]) == len(people)
    assert {look_at for _, look_at in together[2]} == {clock.now()}, "their clocks are read anew"
    db.session.rollback()
    db.session.expunge_all()
    assert lapse_what_is_due() == len(people)
    assert as_written() == together
    assert actions.lapse_those_free(consents=consents) == tuple(consents), "they have lapsed already"
    assert list(verify()) == []


@pytest.mark.database
def test_a_round_says_no_more_for_many_whose_consents_lapse_than_for_one(app, the_clock):
    a_year_later(the_clock, NAMES[:1])
    with statements_in(db.engine) as of_one:
        act_on_due_clocks()
    people = a_year_later(the_clock, [f"{name}{more}" for name in NAMES for more in "abc"])
    with statements_in(db.engine) as of_nine:
        act_on_due_clocks()
    assert {row.person_id for row in db.session.scalars(LAPSES)} >= set(people)
    assert len(of_nine) <= len(of_one) + 4


@POSTGRES_ALONE
@pytest.mark.parametrize(
    "locks",
    [
        "SELECT id FROM audit_chain WHERE person_id = :who FOR UPDATE",
        "SELECT id FROM person WHERE id = :who FOR NO KEY UPDATE",
    ],
)
def test_whom_somebody_else_has_locked_is_left_and_the_others_lapse(app, the_clock, locks):
    first, *others = a_year_later(the_clock)
    consents = consents_queries.lapsed(50)
    db.session.rollback()
    with db.engine.connect() as somebody:
        somebody.execute(text(locks), {"who": first})
        assert actions.lapse_those_free(consents=consents) == (first,)
        somebody.rollback()
    assert {row.person_id for row in db.session.scalars(LAPSES)} == set(others)


@pytest.mark.database
def test_a_consent_under_a_record_that_was_joined_to_another_lapses_all_the_same(app, the_clock):
    officer, colleague = county.officer(), county.officer()
    keep, away = county.person(by=officer), county.person("Rawcliff", "Dean", by=officer)
    referred(officer, episode=county.episode(away, by=officer))
    proposal = identity_actions.propose_merge(by=officer, keep=keep, away=away, reason="Same fingerprints")
    identity_actions.decide_merge(by=colleague, proposal=proposal, confirms=True)
    db.session.commit()
    the_clock.advance(timedelta(days=366))
    assert actions.lapse_those_free(consents=consents_queries.lapsed(50)) == (away.id,)
    db.session.rollback()
    act_on_due_clocks()
    assert {row.person_id for row in db.session.scalars(LAPSES)} == {away.id}


@pytest.mark.database
def test_a_consent_that_cannot_be_written_down_holds_up_nobody_elses_and_is_tried_again(
    app, the_clock, monkeypatch, caplog
):
    people = a_year_later(the_clock)
    entry, fails = audit.entry_about_person, [people[0]]

    def writes(by, person_id, action, *more, **payload):
        if action == "consent.expired" and person_id in fails:
            raise RuntimeError("the disk is full")
        return entry(by, person_id, action, *more, **payload)

    def lapsed():
        return {row.person_id for row in db.session.scalars(LAPSES)}

    monkeypatch.setattr(audit, "entry_about_person", writes)
    act_on_due_clocks()
    assert lapsed() == set(people[1:])
    assert f"The consents of person {people[0]} could not be written down" in caplog.text
    fails.clear()
    act_on_due_clocks()
    assert lapsed() == set(people)


def test_what_closed_lately_is_found_by_its_index_and_not_by_reading_every_referral(app, the_clock, owner_engine):
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
