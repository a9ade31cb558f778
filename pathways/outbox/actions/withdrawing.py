"""Taking back what waits to be sent: what it tells of has changed, or how the person is reached."""

from sqlalchemy import select, update

from pathways import clock
from pathways.audit import Actor
from pathways.outbox.actions.queueing import recorded
from pathways.outbox.models import Message
from pathways.outbox.rules import MessageState
from pathways.store import db, rows_changed


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
    for held in db.session.scalars(select(Message).where(*waits).order_by(Message.id)).all():
        ended = {"state": MessageState.SUPPRESSED, "ended_at": clock.now()}
        mine = update(Message).where(Message.id == held.id, Message.state == MessageState.QUEUED).values(**ended)
        if rows_changed(mine.execution_options(synchronize_session="fetch")):
            recorded(by, held, "message.withdrawn", kind=held.kind)
            taken += 1
    return taken
