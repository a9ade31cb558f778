"""What waits, what was not sent, and whether a worker is at work. No address and no person is read here."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, func, select, text

from pathways import clock
from pathways.outbox.models import TO_DO, Message, WorkerBeat
from pathways.outbox.rules import Medium, MessageState
from pathways.refusals import OutOfSight
from pathways.store.base import db
from pathways.store.paging import Page, page_of

SILENT_AFTER = timedelta(minutes=1)
"""A worker without a beat for this long is taken for dead. It beats every ten seconds, between two messages too."""
LAST_BEAT = select(func.max(WorkerBeat.beat_at))


@dataclass(frozen=True, kw_only=True)
class WaitingMessages:
    """How many messages of a medium wait, and since when the one that waits longest."""

    medium: Medium
    count: int
    since: datetime


def is_anything_due(media: Collection[Medium]) -> bool:
    """Whether a worker has anything to send now."""
    due = (text(f"message.{TO_DO}"), Message.due_at <= clock.now(), Message.medium.in_(media))
    return bool(db.session.scalar(select(exists().where(*due))))


def waiting() -> tuple[WaitingMessages, ...]:
    """By medium, what is not sent yet."""
    rows = db.session.execute(
        select(Message.medium, func.count(), func.min(Message.queued_at))
        .where(text(f"message.{TO_DO}"))
        .group_by(Message.medium)
        .order_by(Message.medium)
    )
    return tuple(WaitingMessages(medium=row[0], count=row[1], since=row[2]) for row in rows)


def not_sent(after: str | None = None) -> Page[Message]:
    """A page of the messages that are tried no more, latest first."""
    statement = select(Message).where(Message.state == MessageState.DEAD)
    keys = (Message.ended_at, Message.id)
    return page_of(statement, keys, lambda row: (row.ended_at, row.id), after=after, newest_first=True)


def with_keys(keys: Collection[str]) -> dict[str, Message]:
    """What was queued under these keys, as far as it was."""
    rows = db.session.scalars(select(Message).where(Message.key.in_(keys)))
    return {row.key: row for row in rows}


def dead_message(message_id: int) -> Message:
    """One dead message. Raises OutOfSight when there is none, or when it is not dead any more."""
    message = db.session.get(Message, message_id, populate_existing=True)
    if message is None or message.state is not MessageState.DEAD:
        raise OutOfSight
    return message


def last_beat() -> datetime | None:
    """When a worker was last at work; None when none is known, or each that ran was stopped."""
    return db.session.scalar(LAST_BEAT)


def is_at_work(beat_at: datetime | None) -> bool:
    """Whether a worker whose last beat this is can be taken to be at work now."""
    return beat_at is not None and clock.now() - beat_at <= SILENT_AFTER
