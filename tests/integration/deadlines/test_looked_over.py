"""The worker looks over many cases at once, and reads alone only those about which something is to be done."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, text, update

from pathways import clock
from pathways.audit.verify import verify
from pathways.auth.roles import Role
from pathways.cli import jobs as clockwork
from pathways.deadlines.actions import reading as actions
from pathways.deadlines.models import Telling
from pathways.deadlines.queries import duties as duties_queries
from pathways.outbox.models import Message
from pathways.referrals.models.referral import Referral, ReferralEvent
from pathways.store.base import db
from pathways.vocabulary import Answer
from tests import county
from tests.bench.statements import statements_in
from tests.conftest import TONIGHT
from tests.on_both import POSTGRES_ALONE
from tests.referred import referred
from tests.rounds import rounds

LEFT_BY_A_READING = (Referral.look_at, Referral.inbox_turn, Referral.due_on)


def counts():
    return [db.session.scalar(select(func.count(kind.id))) for kind in (Telling, Message, ReferralEvent)]


def left_on(referral_id):
    return tuple(db.session.execute(select(*LEFT_BY_A_READING).where(Referral.id == referral_id)).one())


def due_now(now):
    db.session.execute(update(Referral).values(look_at=now))
    db.session.commit()
    db.session.expunge_all()
    return tuple(db.session.scalars(select(Referral.id).order_by(Referral.id)))


def read_each_instead(referral_ids, now):
    """Take back what was done of these together, and read each by itself."""
    db.session.rollback()
    db.session.expunge_all()
    for each in referral_ids:
        assert actions.act_on_clocks(referral_id=each, now=now)
        db.session.flush()


def some_quiet_referrals(number):
    sender = county.viewer_of(county.user(Role.CO))
    for _ in range(number):
        referred(sender)
    db.session.commit()
    return due_now(clock.now())


@pytest.mark.rounds
@pytest.mark.parametrize("days", [0, 2, 9])
def test_about_whom_it_passes_over_a_reading_would_have_done_nothing(made_up_county, the_clock, days):
    the_clock.set(TONIGHT + timedelta(days=days))
    now = clock.now()
    everybody = due_now(now)
    to_read = actions.look_over(referral_ids=everybody, now=now)
    db.session.commit()
    passed = [each for each in everybody if each not in to_read]
    assert len(passed) > 50
    assert bool(to_read) == bool(days)  # tonight all of it was read; later there is something to tell
    for referral_id in passed[:: rounds(4, 1)]:
        looked, before = left_on(referral_id), counts()
        db.session.execute(update(Referral).where(Referral.id == referral_id).values(look_at=now))
        db.session.commit()
        assert actions.act_on_clocks(referral_id=referral_id, now=now)
        db.session.commit()
        assert (left_on(referral_id), counts()) == (looked, before)


def test_a_round_says_hardly_more_for_many_about_whom_nothing_is_to_be_done_than_for_one(app):
    some_quiet_referrals(1)
    with statements_in(db.engine) as of_one:
        assert clockwork.act_on_due_clocks() == 1
    some_quiet_referrals(6)
    with statements_in(db.engine) as of_seven:
        assert clockwork.act_on_due_clocks() == 7
    assert len(of_seven) <= len(of_one) + 6


def test_where_they_cannot_be_looked_over_together_each_is_read_by_itself(app, monkeypatch):
    def breaks(**_):
        raise ValueError("one of them is not as it should be")

    everybody = some_quiet_referrals(2)
    monkeypatch.setattr(actions, "look_over", breaks)
    assert clockwork.act_on_due_clocks() == 2
    assert all(left_on(each)[0] > clock.now() for each in everybody)


@POSTGRES_ALONE
def test_what_somebody_else_has_locked_is_neither_waited_for_nor_passed_over(app):
    first, second = some_quiet_referrals(2)
    with db.engine.connect() as somebody:
        somebody.execute(text("SELECT id FROM referral WHERE id = :id FOR UPDATE"), {"id": first})
        assert actions.look_over(referral_ids=(first, second), now=clock.now()) == (first,)
        db.session.rollback()
        assert actions.act_on_clocks_of_many(referral_ids=(first, second), now=clock.now()) == (first,)
        db.session.rollback()
        somebody.rollback()


@POSTGRES_ALONE
def test_about_whom_somebody_else_is_writing_is_left_until_they_have_finished(app):
    first, second = some_quiet_referrals(2)
    whose = db.session.scalar(select(Referral.person_id).where(Referral.id == first))
    db.session.rollback()
    with db.engine.connect() as somebody:
        head = text("SELECT id FROM audit_chain WHERE key = :key FOR UPDATE")
        somebody.execute(head, {"key": f"person:{whose}"})
        assert actions.act_on_clocks_of_many(referral_ids=(first, second), now=clock.now()) == (first,)
        db.session.rollback()
        somebody.rollback()


def as_told():
    """What was told to whom, and the messages."""
    tellings = db.session.execute(select(Telling.key, Telling.due_at, Telling.ring, Telling.settled_at.is_(None))).all()
    messages = db.session.execute(select(Message.key, Message.address, Message.link, Message.reference)).all()
    return set(map(tuple, tellings)), set(map(tuple, messages))


@pytest.mark.parametrize("days", [2, 9])
def test_reading_many_together_tells_what_reading_each_by_itself_tells(made_up_county, the_clock, days):
    the_clock.set(TONIGHT + timedelta(days=days))
    now = clock.now()
    loud = actions.look_over(referral_ids=due_now(now), now=now)
    db.session.rollback()
    one_by_one = actions.act_on_clocks_of_many(referral_ids=loud, now=now)
    together = [each for each in loud if each not in one_by_one]
    assert len(together) > 10
    as_together, left = as_told(), [left_on(each) for each in together]
    read_each_instead(together, now)
    assert as_told() == as_together
    assert [left_on(each) for each in together] == left


def statements_of_a_round_that_tells_of(number, the_clock, monday):
    """Referrals that nobody said they had received: the service's managers are told on the next day."""
    the_clock.set(monday)
    new = some_quiet_referrals(number)[-number:]
    the_clock.set(monday + timedelta(days=1, hours=3))
    due_now(clock.now())
    db.session.execute(update(Referral).where(Referral.id.not_in(new)).values(look_at=None))
    db.session.commit()
    before = counts()
    with statements_in(db.engine) as statements:
        clockwork.act_on_due_clocks()
    assert counts()[0] >= before[0] + number
    return len(statements)


def test_a_round_says_hardly_more_for_many_of_whom_somebody_is_told_than_for_one(app, the_clock):
    county.user(Role.PM)
    of_one = statements_of_a_round_that_tells_of(1, the_clock, datetime(2026, 11, 23, 9, 0, tzinfo=UTC))
    of_eight = statements_of_a_round_that_tells_of(8, the_clock, datetime(2026, 11, 30, 9, 0, tzinfo=UTC))
    assert of_eight <= of_one + 8
    assert list(verify()) == []


def test_after_an_outage_those_who_are_urgent_and_whom_nobody_has_met_are_read_first(app):
    sender = county.viewer_of(county.user(Role.CO))
    plain, urgent = referred(sender), referred(sender, suicide_risk=Answer.YES)
    db.session.commit()
    due_now(clock.now())
    db.session.execute(update(Referral).where(Referral.id == plain.id).values(look_at=clock.now() - timedelta(days=1)))
    db.session.commit()
    assert duties_queries.due(clock.now(), 1) == (urgent.id,)
    assert duties_queries.due(clock.now(), 10) == (plain.id, urgent.id)


def test_what_is_not_due_is_left(app):
    first, second = some_quiet_referrals(2)
    assert actions.act_on_clocks_of_many(referral_ids=(first, second), now=clock.now() - timedelta(days=1)) == (
        first,
        second,
    )
    db.session.rollback()
    assert actions.act_on_clocks_of_many(referral_ids=(first, second), now=clock.now()) == ()
