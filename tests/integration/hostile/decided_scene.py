"""People whose sample was positive, with each kind of disposal proposed, authorised and in effect."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pathways import clock
from pathways.auth.roles import Role
from pathways.disposals import actions as disposals_actions
from pathways.disposals.conditions.rules import ConditionKind, Planned, Proof
from pathways.disposals.facts.queries import offences_of
from pathways.disposals.facts.rules.gravity import Gravity
from pathways.disposals.models import Disposal
from pathways.disposals.proposal import actions as proposal_actions
from pathways.disposals.proposal.rules.verdicts import CARRIED_THROUGH
from pathways.disposals.signing import actions as signing_actions
from pathways.law.rules.disposal_terms import Kind
from pathways.store.base import db
from tests import county
from tests.integration.arrest_tests.custody_scenes import a_test
from tests.integration.disposals import plain_disposal as plain
from tests.integration.disposals.signing.test_result_relied_on import record

IN_USE = ("cfg_o22_enabled", "cfg_pnd_enabled", "cfg_cw_enabled")
OFF = ("cfg_two_tier", "cfg_cr_full_admission", "cfg_cr_block_after_no_engagement")
LIMITS = {"cfg_cr_max_gravity": 3, "cfg_cr_repeat_limit": 2}
LOW = Gravity(base=2, factors=(), final=2, version="a test")
COURSE = "Attend both sessions of the course"
WITH_A_PLAN = (Kind.CC, Kind.CR, Kind.O22)
EFFECT = {Kind.PND: {"reference": "PND 0042"}, Kind.CW: {"reference": "Seizure 0042"}}
OTHERS = tuple(kind for kind in sorted(CARRIED_THROUGH) if kind is not Kind.CC)


@dataclass
class Decided:
    """One disposal, who decides it, and whether its reasons rest on the result."""

    where: plain.Scene
    disposal: Disposal
    cites: bool


def the_force_says() -> None:
    """Every setting that keeps a disposal shut."""
    lead = county.viewer_of(county.user(Role.PL))
    for name, value in (dict.fromkeys(IN_USE, True) | dict.fromkeys(OFF, False) | LIMITS).items():
        disposals_actions.set_switch(
            by=lead, organisation_id=county.force().id, name=name, value=value,
            valid_from=clock.today(), source="Chief officer group",
        )  # fmt: skip


def tested_case() -> plain.Scene:
    """Somebody whose sample was taken and read, and what he had was cannabis, with every fact answered."""
    where = plain.scene()
    record(where, a_test())  # tested for the crack that he was arrested with
    (offence,) = offences_of(where.episode.id)
    offence.drug = "cannabis"
    plain.with_facts(where, cw_aggravating="no", activity="yes", victim="supports")
    return where


def plan_of(where: plain.Scene, kind: Kind) -> tuple[Planned, ...]:
    """What is agreed, for the kinds that have it."""
    if kind is Kind.CC:
        return (plain.assessment(where.service),)
    course = {"kind": ConditionKind.DRUG_AWARENESS_COURSE, "wording": COURSE}
    return (plain.assessment(None, **course, proof=Proof.ATTENDANCE_LOG),) if kind in WITH_A_PLAN else ()


def typed(kind: Kind) -> dict[str, str]:
    """The same plan as an officer types it."""
    if kind not in WITH_A_PLAN:
        return {}
    due = clock.today() + timedelta(weeks=4)
    boxes = {f"conditions-0-due_on-{box}": str(getattr(due, box)) for box in ("day", "month", "year")}
    words = {"kind": "drug_awareness_course", "wording": COURSE, "proof": "attendance_log"}
    return boxes | {f"conditions-0-{name}": value for name, value in words.items()}


def propose(where: plain.Scene, kind: Kind, *, cites: bool = False) -> Disposal:
    """Proposed by the officer of the case, through the action."""
    return proposal_actions.propose(
        by=where.officer, episode_id=where.episode.id, kind=kind, rationale=plain.WHY,
        reasons_cite_test=cites, plan=plan_of(where, kind),
    )  # fmt: skip


def every_kind_at_every_step() -> list[Decided]:
    """Each kind proposed; each proposed, authorised and taken into effect; and a caution that rests on the result."""
    the_force_says()
    decisions = [Decided(where := tested_case(), propose(where, Kind.CC, cites=True), cites=True)]
    for kind in (Kind.CC, *OTHERS):
        where = tested_case()
        decisions.append(Decided(where, propose(where, kind), cites=False))
    for kind, cites in ((Kind.CC, True), *((each, False) for each in (Kind.CC, *OTHERS))):
        where = tested_case()
        disposal = propose(where, kind, cites=cites)
        signing_actions.authorise(by=where.sergeant, disposal_id=disposal.id, reason=plain.BECAUSE, gravity=LOW)
        more: dict[str, Any] = EFFECT.get(kind, {})
        signing_actions.sign(
            by=where.sergeant, disposal_id=disposal.id, explained_at=clock.now(), consents=True, was_signed=True, **more
        )
        decisions.append(Decided(where, disposal, cites))
    db.session.commit()
    return decisions
