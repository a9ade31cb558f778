"""A consent lapses with its episode or after 12 months, each once, and police cannot read an ending from it."""

from datetime import timedelta

from sqlalchemy import select, text

from pathways import audit, clock
from pathways.engagement import actions as engaging
from pathways.referrals import actions, queries
from pathways.referrals.models import Consent, Referral
from pathways.referrals.queries.lapsing import LOOKS_BACK
from pathways.referrals.rules import FEEDBACK, REFERRAL, ConsentState
from tests.accepted import accepted
from tests.bench.said import kept


def lapses(db):
    rows = select(Consent).where(Consent.state == ConsentState.EXPIRED).order_by(Consent.number)
    return [(row.number, row.taken_by_id) for row in db.session.scalars(rows)]


def test_consents_lapse_with_their_episode_and_the_list_of_the_police_does_not_move(app, db, the_clock):
    scene = accepted(the_clock, feedback=ConsentState.GIVEN)
    scene.start()
    engaging.leave(by=scene.worker, referral_id=scene.referral.id, reason="85", exited_on=clock.today())
    version = audit.version_of(scene.referral.person_id)
    the_clock.advance(timedelta(days=20))
    assert actions.lapse_due(limit=50) == 0
    the_clock.advance(timedelta(days=1))
    assert actions.lapse_due(limit=50) == 2
    assert actions.lapse_due(limit=50) == 0
    assert lapses(db) == [(REFERRAL, None), (FEEDBACK, None)]
    assert not queries.answers_of(scene.episode)[FEEDBACK]
    assert audit.version_of(scene.referral.person_id) == version
    the_clock.advance(timedelta(days=30))
    assert [row.id for row in queries.mine(scene.officer).rows] == [scene.referral.id]


def test_a_consent_of_a_case_that_goes_on_lapses_after_twelve_months(app, db, the_clock):
    scene = accepted(the_clock, feedback=ConsentState.REFUSED)
    the_clock.advance(timedelta(days=364))
    assert actions.lapse_due(limit=50) == 0
    the_clock.advance(timedelta(days=2))
    assert actions.lapse_due(limit=50) == 1
    assert lapses(db) == [(REFERRAL, None)]
    assert queries.lapsed(50, back=2 * LOOKS_BACK) == ()
    assert queries.answers_of(scene.episode)[REFERRAL].why == "Lapsed: ask again"


def test_what_closed_lately_is_found_by_its_index_and_not_by_reading_every_referral(app, db, the_clock, owner_engine):
    if db.engine.dialect.name == "postgresql":
        _many_that_closed_long_ago(db, accepted(the_clock).referral, owner_engine)
    with kept(db.engine) as said:
        queries.lapsed(50)
    asked = next(each for each in said if "max(referral.closed_at)" in each.sql)
    explain = "EXPLAIN QUERY PLAN" if db.engine.dialect.name == "sqlite" else "EXPLAIN"
    plan = db.session.connection().exec_driver_sql(f"{explain} {asked.sql}", asked.values)
    assert "ix_referral_closed_at" in "\n".join(str(row) for row in plan)


def _many_that_closed_long_ago(db, like, owner_engine):
    """PostgreSQL chooses by how many rows there are: with a handful of them it need not look at any index."""
    names = [
        column.name for column in Referral.__table__.columns if column.name not in ("id", "reference", "closed_at")
    ]
    columns = ", ".join(f'"{name}"' for name in names)
    db.session.commit()
    with owner_engine.begin() as owner:
        owner.execute(text("SET LOCAL session_replication_role = replica"))
        owner.execute(
            text(
                f"INSERT INTO referral (id, reference, closed_at, {columns}) "
                f"SELECT id + many, 'X-' || many, TIMESTAMPTZ '2021-01-01' + many * INTERVAL '1 minute', {columns} "
                "FROM referral, generate_series(1, 5000) AS many WHERE id = :id"
            ),
            {"id": like.id},
        )
        owner.execute(text("ANALYZE referral"))
        owner.execute(text("ANALYZE consent"))
