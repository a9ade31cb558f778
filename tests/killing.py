"""Workers that are killed while they send, and what must be true of every message afterwards."""

import os
import random
import signal
import time
import warnings
from collections import Counter
from collections.abc import Callable

from sqlalchemy import func, select, update

from pathways import clock
from pathways.audit import models as audit
from pathways.outbox import actions
from pathways.outbox.models import Message
from pathways.outbox.rules import DeliveryFailure, MessageState
from pathways.store.base import db
from tests.mail_server import MailServer

OPEN = (MessageState.QUEUED, MessageState.LEASED)
AT_ONCE = 2


def killed_in_a_fork(act: Callable[[], object]) -> None:
    """Run `act` in a fork of this process, in which it kills itself. Its connections are its own."""
    db.session.remove()
    for engine in db.engines.values():
        engine.dispose()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid == 0:
        try:
            act()
        finally:
            os._exit(1)
    assert os.WTERMSIG(os.waitpid(pid, 0)[1]) == signal.SIGKILL


def queued(count: int, *, start: int = 0) -> None:
    """So many messages, committed."""
    for number in range(start, start + count):
        actions.queue(
            by=audit.SYSTEM,
            kind="clock_overdue",
            to=f"inbox{number}@provider.example",
            reference=f"PW-{number}",
            link=f"/inbox/{number}",
            key=f"test-{number}",
        )
    db.session.commit()


def send_all_while_killing(
    start: Callable[[], int], *, kills: int, more: int, within: float, dice: random.Random
) -> int:
    """Run two workers at once until nothing waits, and kill one after another while it has messages in hand.

    `start` starts a worker and returns its process id; `more` messages are queued with each kill; a worker is killed
    at some moment of the `within` seconds after it is seen at work. Time passes by hand:
    what rests after a failure is due at once, and a lease ends when its worker is dead, never before. Returns how many
    were killed with messages in hand.
    """
    running, killed = [start() for _ in range(AT_ONCE)], 0
    try:
        while True:
            _no_more_waiting()
            db.session.commit()
            if killed == kills and not _open():
                return killed
            busy = [pid for pid in running if _in_hand(pid)]
            db.session.rollback()
            if killed < kills and busy:
                time.sleep(dice.random() * within)
                victim = dice.choice(busy)
                _kill(victim)
                running.remove(victim)
                _lease_ends(victim)
                killed += 1
                queued(more, start=1000 * killed)
                running.append(start())
            gone = [pid for pid in running if os.waitpid(pid, os.WNOHANG) != (0, 0)]
            assert gone == [], "a worker ended by itself"
            time.sleep(0.002)
    finally:
        for pid in running:
            _kill(pid)


def proven(server: MailServer) -> Counter[str]:
    """Hold every message against what the server took. Returns how many ended in which way.

    Provable: the server got no message whole twice; what is recorded as sent it took and said so; what is recorded as
    refused or given up it does not have; and each message ended. Not provable, and listed as such: whether a message
    arrived that was being handed over when the worker, the connection or the server went.
    """
    ended: Counter[str] = Counter()
    for each in db.session.scalars(select(Message)):
        times = server.taken[each.message_id]
        assert times <= 1, "taken twice under one message id"
        ended[each.failure.value if each.failure else each.state.value] += 1
        if each.state is MessageState.SENT:
            assert times == 1
            assert server.answered[each.message_id] == 1
        elif each.failure in (DeliveryFailure.REFUSED, DeliveryFailure.GAVE_UP):
            assert times == 0
        else:
            assert each.failure is DeliveryFailure.UNKNOWN, "lost: neither sent nor on the list"
    return ended


def _open() -> int:
    return db.session.scalar(select(func.count()).select_from(Message).where(Message.state.in_(OPEN))) or 0


def _in_hand(pid: int) -> bool:
    theirs = (Message.state == MessageState.LEASED, Message.leased_by.endswith(f":{pid}"))
    return db.session.scalar(select(Message.id).where(*theirs).limit(1)) is not None


def _no_more_waiting() -> None:
    rests = (Message.state == MessageState.QUEUED, Message.due_at > clock.now())
    db.session.execute(update(Message).where(*rests).values(due_at=clock.now()))


def _lease_ends(pid: int) -> None:
    theirs = (Message.state == MessageState.LEASED, Message.leased_by.endswith(f":{pid}"))
    db.session.execute(update(Message).where(*theirs).values(due_at=clock.now()))
    db.session.commit()


def _kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
