"""A message that was not sent, for the administrator's page."""

from typing import Any

from pathways import audit, clock
from pathways.auth import Role
from pathways.outbox import actions
from pathways.outbox.rules import Failure, MessageState

Ids = dict[str, int | str]


def ids() -> Ids:
    """A message that its server refused."""
    held = actions.queue(by=audit.SYSTEM, kind="clock_overdue", to="desk@county.example", reference="PW-9", key="dead")
    held.state, held.failure, held.ended_at = MessageState.DEAD, Failure.REFUSED, clock.now()
    return {"message_id": held.id}


WRITES: dict[str, Any] = {
    "admin.resend": (Role.AD, lambda _: {}),
    "admin.answering": (Role.AD, lambda _: {"by_link": "yes", "email": "office@provider.example"}),
}
