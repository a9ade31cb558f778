"""Two workers read clocks at once and are killed at any moment: everybody is told once, each step of time taken once."""

import os
import random
import signal
import time
import warnings
from collections import Counter
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from pathways import clock
from pathways.auth.roles import Role
from pathways.cli.jobs import act_on_due_clocks
from pathways.deadlines.models import Telling
from pathways.deadlines.queries import duties as queries
from pathways.outbox.models import Message
from pathways.referrals.models.referral import Referral, ReferralEvent
from pathways.referrals.steps.rules import ReferralState
from pathways.store.base import db
from tests import county
from tests.referred import referred
from tests.rounds import rounds

REFERRALS, KILLS = rounds(4, 60), rounds(3, 100)
WITHIN = 0.06


def started() -> int:
    """A worker as a fork of this process, which takes no time: its own connections, its own end."""
    db.session.remove()
    db.engine.dispose()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid:
        return pid
    os.closerange(3, 1024)
    try:
        while True:
            act_on_due_clocks(limit=5)
            time.sleep(0.002)
    finally:
        os._exit(1)


def killed(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def sent_by_somebody() -> None:
    county.user(Role.PM)
    county.user(Role.PW)
    sender = county.viewer_of(county.user(Role.CO))
    for _ in range(REFERRALS):
        referred(sender)
    db.session.commit()


def read_by_workers_that_are_killed(now: datetime) -> None:
    dice = random.Random(20_611)
    running, kills = [started(), started()], 0
    try:
        while queries.due(now, 1) or kills < KILLS:
            db.session.rollback()
            time.sleep(dice.random() * WITHIN)
            if kills < KILLS:
                killed(running.pop(dice.randrange(2)))
                kills += 1
                running.append(started())
    finally:
        for pid in running:
            killed(pid)


def tellings() -> Counter[tuple[int, str, int]]:
    return Counter((row.referral_id, row.timer, row.number) for row in db.session.scalars(select(Telling)))


@pytest.mark.rounds
def test_workers_that_are_killed_tell_each_once_and_take_each_step_once(app, the_clock):
    sent_by_somebody()
    the_clock.set(datetime(2026, 11, 30, 9, 1, tzinfo=UTC))
    read_by_workers_that_are_killed(clock.now())
    taken = Counter(db.session.scalars(select(ReferralEvent.event)))
    assert taken["no_decision"] == REFERRALS
    assert set(db.session.scalars(select(Referral.state))) == {ReferralState.NEEDS_PLACE}
    assert set(tellings().values()) == {1}
    assert len(tellings()) == 3 * REFERRALS
    assert len(db.session.scalars(select(Message.key)).all()) == 3 * REFERRALS


@pytest.mark.rounds
def test_workers_that_are_killed_while_they_read_many_together_tell_of_each_once(app, the_clock):
    sent_by_somebody()
    the_clock.set(datetime(2026, 11, 26, 9, 1, tzinfo=UTC))
    read_by_workers_that_are_killed(clock.now())
    assert set(db.session.scalars(select(Referral.state))) == {ReferralState.SUBMITTED}
    assert set(tellings().values()) == {1}
    assert {number for number, _, _ in tellings()} == set(db.session.scalars(select(Referral.id)))
    assert len(db.session.scalars(select(Message.key)).all()) == len(tellings()) >= REFERRALS
