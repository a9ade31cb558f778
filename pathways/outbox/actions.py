"""Queueing a message with the change that gives reason to it, sending it, sending again, and taking it back."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Table, and_, delete, or_, select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from pathways import clock
from pathways.audit import models as audit_models
from pathways.audit import record as audit
from pathways.audit.models import Actor, EventClass
from pathways.outbox import queries
from pathways.outbox.models import TO_DO, Message, WorkerBeat
from pathways.outbox.rules import (
    DeliveryFailure,
    Medium,
    MessageState,
    can_be_written_to,
    wait_after,
    wording,
)
from pathways.refusals import Refused, Stale
from pathways.store.base import db, rows_changed, save

# The beat of a worker: it says that it is at work.


FORGOTTEN_AFTER = timedelta(days=7)
"""Until then whoever looks after the service can see that one was killed (design choice)."""


def beat(*, worker: str) -> None:
    """The worker of this name is at work now."""
    now = clock.now()
    if not rows_changed(update(WorkerBeat).where(WorkerBeat.worker == worker).values(beat_at=now)):
        save(WorkerBeat(worker=worker, started_at=now, beat_at=now))


def stopped(*, worker: str) -> None:
    """The worker ended because somebody asked it to."""
    db.session.execute(delete(WorkerBeat).where(WorkerBeat.worker == worker))


def forget_silent() -> None:
    """Drop the rows of workers that have not been heard for a week."""
    db.session.execute(delete(WorkerBeat).where(WorkerBeat.beat_at < clock.now() - FORGOTTEN_AFTER))


# Queueing a message with the change that gives reason to it: one is never without the other.


_MESSAGE = cast(Table, Message.__table__)


@dataclass(frozen=True, kw_only=True)
class ToQueue:
    """A message to be put in the outbox. `kind` is a row of the messages; `link` a path of ours ("/inbox/7"), in which
    `{secret}` stands for the token that `token_of(secret_of)` makes when it is sent. The same `key` queues once, ever.
    """

    kind: str
    to: str
    reference: str
    key: str
    link: str = ""
    secret_of: str = ""
    about_person_id: int | None = None
    not_before: datetime | None = None


def queue(
    *,
    by: Actor,
    kind: str,
    to: str,
    reference: str,
    key: str,
    link: str = "",
    secret_of: str = "",
    about_person_id: int | None = None,
    not_before: datetime | None = None,
) -> Message:
    """Put a message (see `ToQueue`) in the outbox, in the caller's transaction.

    An address that is none is queued dead: whoever asked for the message is not stopped by it, and the list of what was
    not sent names it. Raises LookupError for an unknown kind, ValueError for a link that is no path.
    """
    message = ToQueue(
        kind=kind,
        to=to,
        reference=reference,
        key=key,
        link=link,
        secret_of=secret_of,
        about_person_id=about_person_id,
        not_before=not_before,
    )
    is_new = bool(_put([message]))
    row = db.session.scalars(select(Message).where(Message.key == key)).one()
    if is_new:
        recorded(by, row, "message.queued", kind=kind)
    return row


def queue_together(*, by: Actor, messages: Sequence[ToQueue]) -> None:
    """Put messages about people in the outbox as `queue` does; a few statements for all of them.

    Raises LookupError for an unknown kind, ValueError for a link that is no path or a message about nobody; then none
    of them is queued.
    """
    by_key = {each.key: each for each in messages}
    whose = {key: _whom_it_is_about(each) for key, each in by_key.items()}
    fresh = _put(list(by_key.values()))
    audit.record_all(
        audit.entry_about_person(
            by,
            whose[key],
            "message.queued",
            ("message", message_id),
            {"kind": by_key[key].kind},
            event_class=EventClass.SYSTEM,
        )
        for key, message_id in fresh.items()
    )


def _whom_it_is_about(message: ToQueue) -> int:
    if message.about_person_id is None:
        raise ValueError(f"The message {message.key} is about nobody: queue it by itself")
    return message.about_person_id


def _put(messages: Sequence[ToQueue]) -> dict[str, int]:
    """The ids by key of those that were not in the outbox yet."""
    if not messages:
        return {}
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    fresh = dialect.insert(_MESSAGE).on_conflict_do_nothing(index_elements=["key"])
    rows = db.session.execute(
        fresh.returning(_MESSAGE.c.key, _MESSAGE.c.id), [_as_queued(message) for message in messages]
    )
    ids = {row[0]: row[1] for row in rows}
    return {each.key: ids[each.key] for each in messages if each.key in ids}


def _as_queued(message: ToQueue) -> dict[str, Any]:
    text, at = wording(message.kind, clock.today()), clock.now()
    if message.link and not message.link.startswith("/"):
        raise ValueError("A link of a message is a path of ours")
    fits = can_be_written_to(text.medium, message.to)
    return {
        "kind": message.kind,
        "kind_version": text.version,
        "medium": text.medium,
        "address": message.to.replace(" ", "") if fits else "",
        "reference": message.reference,
        "link": message.link,
        "secret_of": message.secret_of,
        "key": message.key,
        "message_id": secrets.token_hex(16),
        "about_person_id": message.about_person_id,
        "queued_at": at,
        "state": MessageState.QUEUED if fits else MessageState.DEAD,
        "due_at": max(at, message.not_before) if message.not_before else at,
        "attempts": 0,
        "ended_at": None if fits else at,
        "failure": None if fits else DeliveryFailure.NO_ADDRESS,
        "answered": "",
    }


def recorded(by: Actor, message: Message, action: str, **payload: str | int) -> None:
    """Put what became of a message in the log: with the person it is about, else with the organisation that acted."""
    if message.about_person_id is not None:
        audit.dispatched(by, message.about_person_id, action, ("message", message.id), **payload)
    else:
        audit.administered(by, action, by.organisation_id, message=message.id, **payload)


# Looking after what was not sent.


KEEPS_ADDRESS = timedelta(days=28)


def resend(*, by: Actor, message_id: int) -> Message:
    """Put a dead message in the queue again, under the message id it had. Raises OutOfSight, Refused, Stale."""
    message = queries.dead_message(message_id)
    if message.failure is DeliveryFailure.NO_ADDRESS or not message.address:
        raise Refused("This message has no address that can be written to. Correct the address where it is kept")
    if message.about_person_id is not None:
        audit.lock(message.about_person_id)
    fresh = {"state": MessageState.QUEUED, "due_at": clock.now(), "attempts": 0, "failure": None, "ended_at": None}
    dead = update(Message).where(Message.id == message.id, Message.state == MessageState.DEAD).values(**fresh)
    if not _run_and_fetch(dead):
        raise Stale("A colleague sent this message again a moment ago")
    recorded(by, message, "message.resent", kind=message.kind)
    return message


def forget_addresses() -> None:
    """Empty the address of what ended 28 days ago: nobody needs it for sending any more (design choice)."""
    ended = (Message.ended_at < clock.now() - KEEPS_ADDRESS, Message.address != "")
    _run_and_fetch(update(Message).where(*ended).values(address=""))


def _run_and_fetch(statement: Any) -> int:
    return rows_changed(statement.execution_options(synchronize_session="fetch"))


# What a worker does to messages: takes some, hands each over, and records what became of it.
#
# Two workers and a killed one never send a message twice: taking it, handing it over and recording are each one UPDATE
# that names what it leaves, and the row count decides. A message that was being handed over when its worker vanished
# may have gone out, so it is sent again only where the server can be asked whether it has it.


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
    messages = select(Message).where(Message.id.in_(ids)).order_by(Message.id).execution_options(populate_existing=True)
    return list(db.session.scalars(messages))


def hand_over(*, message: Message, worker: str) -> bool:
    """Record that the server is about to have this message whole. False when it is no longer this worker's to send."""
    now = clock.now()
    mine = _of(message, worker).where(Message.due_at > now, Message.handed_at.is_(None))
    return _run(mine.values(handed_at=now, due_at=now + LEASE)) == 1


def sent(*, message: Message, worker: str, code: str) -> None:
    """The server has it. Also where it was given up as unknown meanwhile: its own worker knows better."""
    doubted = and_(Message.state == MessageState.DEAD, Message.failure == DeliveryFailure.UNKNOWN)
    mine = and_(Message.state == MessageState.LEASED, Message.leased_by == worker)
    ended = {"state": MessageState.SENT, "ended_at": clock.now(), "failure": None, **_let_go(code)}
    done = update(Message).where(Message.id == message.id, or_(mine, doubted)).values(**ended)
    if _run(done.values(attempts=Message.attempts + 1)):
        recorded(audit_models.SYSTEM, message, "message.sent", kind=message.kind)


def failed(*, message: Message, worker: str, code: str) -> None:
    """The server does not have it: again later, as the schedule says, or never."""
    wait = wait_after(message.attempts + 1)
    if wait is None:
        died(message=message, worker=worker, of=DeliveryFailure.GAVE_UP, code=code)
        return
    again = {"state": MessageState.QUEUED, "due_at": clock.now() + wait, **_let_go(code)}
    _run(_of(message, worker).values(attempts=Message.attempts + 1, **again))


def died(*, message: Message, worker: str, of: DeliveryFailure, code: str) -> None:
    """It is tried no more by itself, and stands on the list of what was not sent."""
    ended = {"state": MessageState.DEAD, "failure": of, "ended_at": clock.now(), **_let_go(code)}
    if _run(_of(message, worker).values(attempts=Message.attempts + 1, **ended)):
        recorded(audit_models.SYSTEM, message, "message.dead", kind=message.kind, failure=of.value)


def suppressed(*, message: Message, worker: str) -> None:
    """The person it is about has died, or it is not right any more: nothing is sent."""
    ended = {"state": MessageState.SUPPRESSED, "ended_at": clock.now(), **_let_go("")}
    if _run(_of(message, worker).values(**ended)):
        recorded(audit_models.SYSTEM, message, "message.suppressed", kind=message.kind)


def given_back(*, worker: str, ids: Collection[int], until: datetime) -> None:
    """Messages that a worker took and did not begin: they wait like before, and nothing was tried."""
    mine = (Message.id.in_(ids), Message.leased_by == worker, Message.handed_at.is_(None))
    waits = {"state": MessageState.QUEUED, "leased_by": None, "due_at": until}
    _run(update(Message).where(Message.state == MessageState.LEASED, *mine).values(**waits))


def still_unknown(*, message: Message, worker: str, code: str) -> None:
    """Handed over, and the server cannot be asked now: asked again later, and given up like any other."""
    wait = wait_after(message.attempts + 1)
    if wait is None:
        died(message=message, worker=worker, of=DeliveryFailure.UNKNOWN, code=code)
        return
    _run(_of(message, worker).values(attempts=Message.attempts + 1, answered=code, due_at=clock.now() + wait))


def _of(message: Message, worker: str) -> Any:
    return update(Message).where(
        Message.id == message.id, Message.state == MessageState.LEASED, Message.leased_by == worker
    )


def _let_go(code: str) -> dict[str, Any]:
    return {"leased_by": None, "handed_at": None, "answered": code[:40]}


def _run(statement: Any) -> int:
    return rows_changed(statement.execution_options(synchronize_session=False))


# Taking back what waits to be sent: what it tells of has changed, or how the person is reached.


def withdraw(*, by: Actor, about_person_id: int, key_begins: str) -> int:
    """Take back what still waits about somebody, by how its key begins; how many. What is on its way goes out.

    A worker takes a message by a conditional UPDATE, and so does this: one of the two has it.
    """
    waits = (
        Message.about_person_id == about_person_id,
        Message.state == MessageState.QUEUED,
        Message.key.startswith(key_begins, autoescape=True),
    )
    taken = 0
    for message in db.session.scalars(select(Message).where(*waits).order_by(Message.id)).all():
        ended = {"state": MessageState.SUPPRESSED, "ended_at": clock.now()}
        mine = update(Message).where(Message.id == message.id, Message.state == MessageState.QUEUED).values(**ended)
        if rows_changed(mine.execution_options(synchronize_session="fetch")):
            recorded(by, message, "message.withdrawn", kind=message.kind)
            taken += 1
    return taken
