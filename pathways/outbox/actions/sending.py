"""What a worker does to messages: takes some, hands each over, and records what became of it.

Two workers and a killed one never send a message twice: taking it, handing it over and recording are each one UPDATE
that names what it leaves, and the row count decides. A message that was being handed over when its worker vanished may
have gone out, so it is sent again only where the server can be asked whether it has it.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, or_, select, text, update

from pathways import audit, clock
from pathways.outbox.actions.queueing import recorded
from pathways.outbox.models import TO_DO, Message
from pathways.outbox.rules import Failure, Medium, MessageState, wait_after
from pathways.store import db, rows_changed

BATCH = 10
LEASE = timedelta(minutes=5)
"""Longer than any one message can take: each step of a conversation has half a minute."""


def take(*, worker: str, media: Collection[Medium], most: int = BATCH) -> list[Message]:
    """Lease the messages that are due, longest due first: to this worker, and to nobody else until the lease ends."""
    due = (
        select(Message.id)
        .where(text(f"message.{TO_DO}"), Message.due_at <= clock.now(), Message.medium.in_(media))
        .order_by(Message.due_at, Message.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    ids = db.session.scalars(due).all()
    leased = {"state": MessageState.LEASED, "leased_by": worker, "due_at": clock.now() + LEASE}
    _run(update(Message).where(Message.id.in_(ids)).values(**leased))
    found = select(Message).where(Message.id.in_(ids)).order_by(Message.id).execution_options(populate_existing=True)
    return list(db.session.scalars(found))


def hand_over(*, held: Message, worker: str) -> bool:
    """Record that the server is about to have this message whole. False when it is no longer this worker's to send."""
    now = clock.now()
    mine = _of(held, worker).where(Message.due_at > now, Message.handed_at.is_(None))
    return _run(mine.values(handed_at=now, due_at=now + LEASE)) == 1


def sent(*, held: Message, worker: str, code: str) -> None:
    """The server has it. Also where it was given up as unknown meanwhile: its own worker knows better."""
    doubted = and_(Message.state == MessageState.DEAD, Message.failure == Failure.UNKNOWN)
    mine = and_(Message.state == MessageState.LEASED, Message.leased_by == worker)
    ended = {"state": MessageState.SENT, "ended_at": clock.now(), "failure": None, **_let_go(code)}
    done = update(Message).where(Message.id == held.id, or_(mine, doubted)).values(**ended)
    if _run(done.values(attempts=Message.attempts + 1)):
        recorded(audit.SYSTEM, held, "message.sent", kind=held.kind)


def failed(*, held: Message, worker: str, code: str) -> None:
    """The server does not have it: again later, as the schedule says, or never."""
    wait = wait_after(held.attempts + 1)
    if wait is None:
        died(held=held, worker=worker, of=Failure.GAVE_UP, code=code)
        return
    again = {"state": MessageState.QUEUED, "due_at": clock.now() + wait, **_let_go(code)}
    _run(_of(held, worker).values(attempts=Message.attempts + 1, **again))


def died(*, held: Message, worker: str, of: Failure, code: str) -> None:
    """It is tried no more by itself, and stands on the list of what was not sent."""
    ended = {"state": MessageState.DEAD, "failure": of, "ended_at": clock.now(), **_let_go(code)}
    if _run(_of(held, worker).values(attempts=Message.attempts + 1, **ended)):
        recorded(audit.SYSTEM, held, "message.dead", kind=held.kind, failure=of.value)


def suppressed(*, held: Message, worker: str) -> None:
    """The person it is about has died, or it is not right any more: nothing is sent."""
    ended = {"state": MessageState.SUPPRESSED, "ended_at": clock.now(), **_let_go("")}
    if _run(_of(held, worker).values(**ended)):
        recorded(audit.SYSTEM, held, "message.suppressed", kind=held.kind)


def given_back(*, worker: str, ids: Collection[int], until: datetime) -> None:
    """Messages that a worker took and did not begin: they wait like before, and nothing was tried."""
    mine = (Message.id.in_(ids), Message.leased_by == worker, Message.handed_at.is_(None))
    waits = {"state": MessageState.QUEUED, "leased_by": None, "due_at": until}
    _run(update(Message).where(Message.state == MessageState.LEASED, *mine).values(**waits))


def still_unknown(*, held: Message, worker: str, code: str) -> None:
    """Handed over, and the server cannot be asked now: asked again later, and given up like any other."""
    wait = wait_after(held.attempts + 1)
    if wait is None:
        died(held=held, worker=worker, of=Failure.UNKNOWN, code=code)
        return
    _run(_of(held, worker).values(attempts=Message.attempts + 1, answered=code, due_at=clock.now() + wait))


def _of(held: Message, worker: str) -> Any:
    return update(Message).where(
        Message.id == held.id, Message.state == MessageState.LEASED, Message.leased_by == worker
    )


def _let_go(code: str) -> dict[str, Any]:
    return {"leased_by": None, "handed_at": None, "answered": code[:40]}


def _run(statement: Any) -> int:
    return rows_changed(statement.execution_options(synchronize_session=False))
