"""The worker looks over many cases at once, and reads alone only those about which something is to be done."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, text, update

from pathways import clock
from pathways.auth.roles import Role
from pathways.cli import jobs as clockwork
from pathways.deadlines.actions import reading as actions
from pathways.deadlines.models import Telling
from pathways.outbox.models import Message
from pathways.referrals.models.referral import Referral, ReferralEvent
from pathways.store.base import db
from tests import county
from tests.bench.statements import statements_in
from tests.conftest import TONIGHT
from tests.on_both import POSTGRES_ALONE
from tests.referred import referred

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


def some_quiet_referrals(number):
    sender = county.viewer_of(county.user(Role.CO))
    for _ in range(number):
        referred(sender)
    db.session.commit()
    return due_now(clock.now())


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
    for referral_id in passed:
        looked, before = left_on(referral_id), counts()
        db.session.execute(update(Referral).where(Referral.id == referral_id).values(look_at=now))
        db.session.commit()
        assert actions.read(referral_id=referral_id, now=now)
        db.session.commit()
        assert (left_on(referral_id), counts()) == (looked, before)


def test_a_round_says_hardly_more_for_many_about_whom_nothing_is_to_be_done_than_for_one(app):
    some_quiet_referrals(1)
    with statements_in(db.engine) as of_one:
        assert clockwork.run_due() == 1
    some_quiet_referrals(6)
    with statements_in(db.engine) as of_seven:
        assert clockwork.run_due() == 7
    assert len(of_seven) <= len(of_one) + 6


def test_where_they_cannot_be_looked_over_together_each_is_read_by_itself(app, monkeypatch):
    def breaks(**_):
        raise ValueError("one of them is not as it should be")

    everybody = some_quiet_referrals(2)
    monkeypatch.setattr(actions, "look_over", breaks)
    assert clockwork.run_due() == 2
    assert all(left_on(each)[0] > clock.now() for each in everybody)


@POSTGRES_ALONE
def test_what_somebody_else_holds_is_neither_waited_for_nor_passed_over(app):
    first, second = some_quiet_referrals(2)
    with db.engine.connect() as somebody:
        somebody.execute(text("SELECT id FROM referral WHERE id = :id FOR UPDATE"), {"id": first})
        assert actions.look_over(referral_ids=(first, second), now=clock.now()) == (first,)
        somebody.rollback()
