"""A message that was not sent, for the administrator's page; and access that waits for a second person."""

from collections.abc import Mapping
from typing import Any

from pathways import clock
from pathways.admin.actions import second_person as admin
from pathways.audit import models as audit
from pathways.auth.models import User
from pathways.auth.roles import Role, Viewer
from pathways.outbox import actions
from pathways.outbox.rules import DeliveryFailure, MessageState
from tests import county

Ids = dict[str, int | str]


def ids() -> Ids:
    """A message that its server refused."""
    message = actions.queue(
        by=audit.SYSTEM, kind="clock_overdue", to="desk@county.example", reference="PW-9", key="dead"
    )
    message.state, message.failure, message.ended_at = MessageState.DEAD, DeliveryFailure.REFUSED, clock.now()
    return {"message_id": message.id}


def proposals(administrator: Viewer, users: Mapping[Role, User], auditor: User) -> tuple[int, dict[Role, int]]:
    """A role that waits for the manager of the auditor's provider; one that this administrator asked for; and one that
    waits for their policy lead, at an organisation that has nobody to decide."""
    for role in (Role.PM, Role.PL):
        users[role].password_hash = "a hash that nothing matches"
    other = county.viewer_of(county.user(Role.AD))
    asked = {"user": auditor, "until_on": None}
    waits = admin.propose_role(by=other, role=Role.TW, **asked)
    own = admin.propose_role(by=administrator, role=Role.PM, **asked)
    elsewhere = county.user(Role.TW, of=county.provider("Nobody Decides Here"))
    leads = admin.propose_role(by=administrator, user=elsewhere, role=Role.AU, until_on=None)
    return waits.id, {Role.AD: own.id, Role.PL: leads.id}


WRITES: dict[str, Any] = {
    "admin.resend": (Role.AD, lambda _: {}),
    "admin.proposal": (Role.PM, lambda _: {}),
    "admin.answering": (Role.AD, lambda _: {"by_link": "yes", "email": "office@provider.example"}),
}
