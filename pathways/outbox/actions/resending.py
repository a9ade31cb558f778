"""Looking after what was not sent."""

from datetime import timedelta
from typing import Any

from sqlalchemy import update

from pathways import clock
from pathways.audit import Actor
from pathways.outbox import queries
from pathways.outbox.actions.queueing import recorded
from pathways.outbox.models import Message
from pathways.outbox.rules import Failure, MessageState
from pathways.refusals import Refused, Stale
from pathways.store import rows_changed

KEEPS_ADDRESS = timedelta(days=28)


def resend(*, by: Actor, message_id: int) -> Message:
    """Put a dead message in the queue again, under the message id it had. Raises OutOfSight, Refused, Stale."""
    held = queries.dead_message(message_id)
    if held.failure is Failure.NO_ADDRESS or not held.address:
        raise Refused("This message has no address that can be written to. Correct the address where it is kept")
    fresh = {"state": MessageState.QUEUED, "due_at": clock.now(), "attempts": 0, "failure": None, "ended_at": None}
    dead = update(Message).where(Message.id == held.id, Message.state == MessageState.DEAD).values(**fresh)
    if not _run(dead):
        raise Stale("A colleague sent this message again a moment ago")
    recorded(by, held, "message.resent", kind=held.kind)
    return held


def forget_addresses() -> None:
    """Empty the address of what ended 28 days ago: nobody needs it for sending any more (design choice)."""
    ended = (Message.ended_at < clock.now() - KEEPS_ADDRESS, Message.address != "")
    _run(update(Message).where(*ended).values(address=""))


def _run(statement: Any) -> int:
    return rows_changed(statement.execution_options(synchronize_session="fetch"))
