"""What a worker types on the pages of a case, and the case that each page finds."""

from datetime import timedelta
from typing import Any

from pathways import clock
from pathways.auth.roles import Role
from pathways.engagement.care_plan import actions as care_plan_actions
from pathways.engagement.models.case import Exit
from pathways.engagement.naloxone.rules import Product, SuppliedTo, Supply, SupplyAuthority, SupplyWhy
from pathways.engagement.notes import actions as notes_actions
from pathways.engagement.outcomes import actions as outcomes_actions
from pathways.referrals.models.referral import Referral
from pathways.referrals.steps.actions import StepOfTime, take_by_system
from pathways.referrals.steps.rules import ReferralState
from pathways.store.base import db
from tests.accepted import Scene, accepted
from tests.integration.arrest_tests.custody_scenes import boxes

Ids = dict[str, int | str]
SENTENCE = "Recorded as the person said it, at the desk"
WHY_CORRECTED = {"correction_reason": "It was typed into the wrong box"}
OF_THE_ENGAGED = [
    "assessment",
    "care_plan",
    "start",
    "engaged",
    "leave",
    "record_contact",
    "add_goal",
    "review_plan",
    "start_intervention",
    "scores",
    "naloxone",
    "peer",
    "feedback",
    "incident",
]


def endpoints(engaged: Scene) -> dict[str, Ids]:
    """The ids of each route's address."""
    case: Ids = {"referral_id": engaged.referral.id}
    note = notes_actions.write_note(by=engaged.worker, referral_id=engaged.referral.id, text=SENTENCE)
    worker, id_ = engaged.worker, engaged.referral.id
    goal = care_plan_actions.add_goal(
        by=worker, referral_id=id_, goal="Sleep", who="Her", does="Rings", by_on=clock.today()
    )
    started = care_plan_actions.start_intervention(by=worker, referral_id=id_, modality="96", started_on=clock.today())
    special = {"note": {"note_id": note.id}, "close_goal": {"goal_id": goal.id}}
    kit = outcomes_actions.supply_naloxone(by=worker, referral_id=id_, supply=a_supply())
    special |= {"check_in": {"referral_id": completed(engaged).id, "check_in_number": 1}}
    special |= {"naloxone_used": {"supply_id": kit.id}}
    special |= {"end_intervention": {"intervention_id": started.id}}
    ids_by_endpoint = {f"engagement.{name}": case for name in OF_THE_ENGAGED}
    ids_by_endpoint |= {f"engagement.{name}": case | ids for name, ids in special.items()}
    paused, sought = accepted(engaged.clock), accepted(engaged.clock)
    take_by_system(steps=[StepOfTime(referral_id=sought.referral.id, event="no_contact")])
    ids_by_endpoint["engagement.step"] = {"referral_id": paused.referral.id, "event": "taken_into_custody"}
    ids_by_endpoint["engagement.attempt"] = {"referral_id": sought.referral.id}
    return ids_by_endpoint


def completed(beside: Scene) -> Referral:
    """Somebody else who completed treatment twenty days ago, as it stands in the tables."""
    other, now = accepted(beside.clock), clock.now()
    left = clock.today() - timedelta(days=20)
    made = {"recorded_at": now, "recorded_by_id": other.worker.user_id}
    db.session.add(Exit(referral_id=other.referral.id, reason="80", planned=True, exited_on=left, **made))
    other.referral.state, other.referral.exited_on, other.referral.closed_at = ReferralState.COMPLETED, left, now
    db.session.flush()
    return other.referral


def a_supply() -> Supply:
    return Supply(
        supplied_on=clock.today(), product=Product.NASAL, kits=1, batch="N2291", why=SupplyWhy.FIRST,
        expires_on=clock.today() + timedelta(days=500), recipient=SuppliedTo.AT_RISK,
        authority=SupplyAuthority.DRUG_SERVICE, trained_by="Dee Wragby",
    )  # fmt: skip


def day(name: str, ahead: int = 0) -> dict[str, str]:
    on = clock.today() + timedelta(days=ahead)
    return {f"{name}-{box}": str(getattr(on, box)) for box in ("day", "month", "year")}


WRITES: dict[str, Any] = {
    "engagement.offer_appointment": (
        Role.TW,
        lambda _: (
            boxes("starts_at", clock.now() + timedelta(days=3))
            | {"slot": "another", "place": "Room 2", "channel": "in_person", "purpose": "structured"}
        ),
    ),
    "engagement.record_outcome": (Role.TW, lambda _: {"outcome": "cancelled_by_person", "slot": "not_yet"}),
    "engagement.assessment": (
        Role.TW,
        lambda _: {"uses_substances": "yes", "substances": ["crack"], "needs_agreed": SENTENCE} | WHY_CORRECTED,
    ),
    "engagement.care_plan": (Role.TW, lambda _: WHY_CORRECTED),
    "engagement.start": (Role.TW, lambda _: {"modality": "94"} | WHY_CORRECTED),
    "engagement.engaged": (Role.TW, lambda _: WHY_CORRECTED),
    "engagement.safe_contact": (Role.TW, lambda _: {"way": "call", "number": "07700 900 777", "holds": "number"}),
    "engagement.record_contact": (
        Role.TW,
        lambda _: (
            boxes("at", clock.now() - timedelta(minutes=5))
            | {"how": "phone", "whom": "person", "is_structured": "no", "naloxone": "already_has", "text": SENTENCE}
        ),
    ),
    "engagement.write_note": (Role.TW, lambda _: {"text": SENTENCE}),
    "engagement.note": (Role.TW, lambda _: {"text": SENTENCE}),
    "engagement.feedback": (Role.TW, lambda _: {"respected": "yes"}),
    "engagement.check_in": (Role.TW, lambda _: {"outcome": "no_answer"}),
    "engagement.scores": (Role.TW, lambda _: {"stage": "start", "crack_days": "12", "shared": "0"} | day("taken_on")),
    "engagement.naloxone": (
        Role.TW,
        lambda _: (
            {"recipient": "at_risk", "product": "nasal", "kits": "1", "batch": "N2291", "why": "first"}
            | {"authority": "drug_service", "trained_by": "Dee Wragby"}
            | day("supplied_on")
            | day("expires_on", 500)
        ),
    ),
    "engagement.naloxone_used": (Role.TW, lambda _: {"outcome": "lived"} | day("used_on")),
    "engagement.peer": (Role.TW, lambda _: {"answer": "thinking"} | day("offered_on")),
    "engagement.add_goal": (
        Role.TW,
        lambda _: {"goal": "Sleep through", "who": "The person", "does": SENTENCE} | day("by_on", 30),
    ),
    "engagement.close_goal": (Role.TW, lambda _: {"state": "done"}),
    "engagement.start_intervention": (Role.TW, lambda _: {"modality": "96"} | day("started_on")),
    "engagement.end_intervention": (Role.TW, lambda _: {"exit_status": "A"} | day("ended_on")),
    "engagement.review_plan": (Role.TW, lambda _: {"summary": SENTENCE} | day("reviewed_on")),
    "engagement.step": (Role.TW, lambda _: {"how": "remand", "place": "Lincoln Prison"} | day("on")),
    "engagement.incident": (
        Role.PM,
        lambda _: (
            {"what": "content", "whom": "family", "told_to": "A sister", "done": SENTENCE}
            | boxes("told_at", clock.now())
        ),
    ),
    "engagement.attempt": (Role.TW, lambda _: {"way": "phone"} | boxes("at", clock.now())),
    # Last: nothing more is recorded on a case that is closed.
    "engagement.leave": (Role.TW, lambda _: {"reason": "80", "naloxone": "already_has"} | day("exited_on")),
}
