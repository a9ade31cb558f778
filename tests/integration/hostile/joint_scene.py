"""A case whose person agreed to share with mental health: one partner that joined, and one to be asked."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from pathways import clock
from pathways.acceptance.actions import accept
from pathways.auth.roles import Role, Viewer
from pathways.directory.models import Service
from pathways.referrals.consents import actions as consents_actions
from pathways.referrals.consents.rules.consents import SHARING, ConsentState, Whom
from pathways.referrals.consents.rules.sharing import AnswerGiven
from pathways.referrals.joint_plans import actions as joint_plans_actions
from pathways.referrals.models.needs_and_consents import JointPlan
from pathways.store.base import db
from pathways.vocabulary import Need
from tests import county
from tests.referred import referred

Ids = dict[str, int | str]
TO_BE_ASKED = "Witham Mental Health Team"


def team(name: str = "Lindum Mental Health Team") -> int:
    owner = county.provider("Lindum Mental Health")
    return county.service(name, owner, needs=(Need.MENTAL_HEALTH,)).id


def joined(worker: Viewer, referral_id: int) -> JointPlan:
    """Consent 4 given in writing, and a team that joined."""
    whom = frozenset({Whom.MENTAL_HEALTH})
    agreed = AnswerGiven(number=SHARING, state=ConsentState.GIVEN, signed=True, understood=True, whom=whom)
    consents_actions.record_answers(by=worker, referral_id=referral_id, answers=(agreed,))
    return joint_plans_actions.ask_partner(
        by=worker,
        referral_id=referral_id,
        partner_id=team(),
        lead_there="Tom Ashdown",
        lead_here_id=worker.user_id,
    )


def endpoints(officer: Viewer, worker: Viewer) -> dict[str, Ids]:
    """The ids of each route's address: a case of its own, which no other page closes."""
    team(TO_BE_ASKED)
    referral, tomorrow = referred(officer), clock.now() + timedelta(days=1)
    accept(by=worker, referral_id=referral.id, keyworker_id=worker.user_id, first_slot_at=tomorrow, place="Room 2")
    case: Ids = {"referral_id": referral.id}
    return {"referrals.joint": case, "referrals.end_joint": case | {"plan_id": joined(worker, referral.id).id}}


def _to_be_asked() -> int:
    """A team of the scene: what a form is filled with must not itself write anything."""
    return db.session.scalars(select(Service.id).where(Service.name == TO_BE_ASKED)).one()


def _asked(full_county: Any) -> dict[str, str]:
    lead = str(full_county.users[Role.TW].id)
    return {"partner": str(_to_be_asked()), "lead_there": "Ann Frost", "lead_here": lead}


WRITES: dict[str, Any] = {
    "referrals.joint": (Role.TW, _asked),
    "referrals.end_joint": (Role.TW, lambda _: {"reason": "The team discharged him"}),
}
