"""Asking a partner to join a case, and ending a joint plan. In confidence: police are told nothing of it."""

from sqlalchemy import update

from pathways import clock
from pathways.audit import record as audit
from pathways.auth.roles import Viewer
from pathways.referrals.actions import lock_answers
from pathways.referrals.consents import queries as consents_queries
from pathways.referrals.joint_plans import queries
from pathways.referrals.joint_plans.rules import JointFacts, bars_to_joint
from pathways.referrals.models.needs_and_consents import JointPlan
from pathways.referrals.steps.rules import is_closed
from pathways.refusals import Refused, Stale
from pathways.store.base import rows_changed, save


def ask_partner(
    *, by: Viewer, referral_id: int, partner_id: int | None, lead_there: str, lead_here_id: int | None
) -> JointPlan:
    """Record that a partner joins a case of the own provider, with a named lead on both sides. Raises OutOfSight,
    Refused."""
    case = consents_queries.case_for_consents(by, referral_id)
    referral = case.referral
    lock_answers(referral.person_id)
    joined = queries.joined_to(referral_id)
    bars = bars_to_joint(
        JointFacts(
            death=case.death,
            is_open=not is_closed(referral.state),
            consent=queries.sharing_with_mental_health(referral),
            partners={partner.id for partner in queries.partners_for(referral)},
            joined={plan.partner.id for plan in joined if plan.runs},
            leads_here={number for number, _ in queries.leads_here(by, referral)},
            partner_id=partner_id,
            lead_there=lead_there,
            lead_here_id=lead_here_id,
        )
    )
    if bars or partner_id is None or lead_here_id is None:  # both are bars when they are missing
        raise Refused(reasons=bars)
    plan = JointPlan(
        referral_id=referral_id,
        partner_service_id=partner_id,
        lead_there=lead_there.strip(),
        lead_here_id=lead_here_id,
        since=clock.now(),
        asked_by_id=by.user_id,
    )
    save(plan)
    audit.in_confidence(by, referral.person_id, "joint.asked", ("joint_plan", plan.id), partner=partner_id)
    return plan


def end_joint(*, by: Viewer, referral_id: int, plan_id: int, reason: str) -> None:
    """End a joint plan: the partner reads nothing of the case any more. Raises OutOfSight, Refused, Stale."""
    case = consents_queries.case_for_consents(by, referral_id)
    if case.death:
        raise Refused(reasons=case.death)
    if not reason.strip():
        raise Refused("Say why it ended", field="reason")
    ended = {"ended_at": clock.now(), "ended_by_id": by.user_id, "end_reason": reason.strip()}
    runs = (JointPlan.id == plan_id, JointPlan.referral_id == referral_id, JointPlan.ended_at.is_(None))
    if rows_changed(update(JointPlan).where(*runs).values(**ended)) != 1:
        raise Stale("A colleague ended this a moment ago")
    audit.in_confidence(by, case.referral.person_id, "joint.ended", ("joint_plan", plan_id))
