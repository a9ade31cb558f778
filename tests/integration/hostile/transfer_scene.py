"""People whom another provider sends on to the county's own service: one to read of, one to say something of."""

from datetime import timedelta
from typing import Any

from pathways import clock
from pathways.acceptance.actions import accept
from pathways.auth.roles import Role, Viewer
from pathways.directory.models import Service
from pathways.engagement.case.actions import step_in_case
from pathways.referrals.joint_plans import queries as referrals
from pathways.referrals.models.needs_and_consents import Transfer
from pathways.referrals.routing.rules import choice_reasons
from pathways.refusals import OutOfSight
from tests import county
from tests.integration.hostile.engagement_scene import day
from tests.referred import referred

Ids = dict[str, int | str]


def sending() -> Viewer:
    """A worker of the provider that sends people on."""
    return county.viewer_of(county.user(Role.TW, of=county.provider("Witham Recovery")))


def on_its_way(officer: Viewer, to: Service | None = None) -> Transfer:
    """Accepted by one provider, and sent on today to the county's own service, or to another."""
    worker, tomorrow = sending(), clock.now() + timedelta(days=1)
    theirs = county.service("Witham Recovery Boston", county.provider("Witham Recovery"))
    referral = referred(officer, theirs, choice_reason=choice_reasons()["asked_for"])
    accept(by=worker, referral_id=referral.id, keyworker_id=worker.user_id, first_slot_at=tomorrow, place="Room 2")
    sent = {"receiver": str((to or county.service()).id), "agrees": "yes", "sent_on": clock.today()}
    step_in_case(by=worker, referral_id=referral.id, event="transfer_out", given=sent)
    if (row := referrals.transfer_of(referral)) is None:
        raise OutOfSight
    return row


def endpoints(officer: Viewer) -> dict[str, Ids]:
    """The ids of each route's address."""
    return {
        "engagement.transfer": {"transfer_id": on_its_way(officer).id},
        "engagement.step_of_transfer": {"transfer_id": on_its_way(officer).id, "event": "picked_up"},
    }


WRITES: dict[str, Any] = {"engagement.step_of_transfer": (Role.TW, lambda _: day("on"))}
