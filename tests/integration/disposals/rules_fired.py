"""Every rule of the disposals with the case that makes it fire through the action of its step.

A line: the rule, the disposal that is tried, and what is otherwise than in the plainest case (a cannabis possession to
which every disposal is open). `at` is the step; whatever comes before it is taken rightly.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select, update

from pathways import clock
from pathways.arrest_tests.models.offences import Offence
from pathways.disposals import actions as disposals_actions
from pathways.disposals.conditions.rules import ConditionKind, Planned
from pathways.disposals.facts import actions as facts_actions
from pathways.disposals.facts.rules.earlier_outcomes import PriorKind
from pathways.disposals.models import Disposal, Switch
from pathways.disposals.proposal import actions as proposal_actions
from pathways.disposals.signing import actions as signing_actions
from pathways.law.rules.disposal_terms import DrugFamily, Gate, Kind
from pathways.people.models.custody import Detention, Episode
from pathways.refusals import Refused
from pathways.safeguarding.models import RiskScreen
from pathways.store.base import db
from pathways.vocabulary import Known
from tests import county_safeguarding
from tests.integration.disposals.machine.pressing import LOW
from tests.integration.disposals.machine.the_desks import Desks
from tests.integration.disposals.plain_disposal import ANSWERS, BECAUSE, WHY, an_outcome, assessment, offence

PROPOSE, AUTHORISE, SIGN = Gate.PROPOSE, Gate.AUTHORISE, Gate.SIGN
Does = Callable[[Desks], None]


@dataclass(frozen=True, kw_only=True)
class Fires:
    """How one rule is made to fire. `by` is the desk that authorises, `sign` what is not done."""

    kind: Kind
    at: Gate = PROPOSE
    answers: dict[str, str] = field(default_factory=dict)
    switches: dict[str, Any] = field(default_factory=dict)
    code: str = "MDA71-5-2"
    drug: str | None = "cannabis"
    days_ago: int = 0
    plan: Callable[[], tuple[Planned, ...]] | None = None
    before: tuple[Does, ...] = ()
    then: Does | None = None
    by: str = "sergeant"
    gravity: int = 2
    sign: dict[str, Any] = field(default_factory=dict)
    is_young: bool = False


def messages_of(desks: Desks, case: Fires) -> set[str]:
    """What whoever takes the step is told, on the way to it or there; nothing of it is kept."""
    try:
        _arrange(desks, case)
        _walk(desks, case)
    except Refused as refused:
        return {reason.message for reason in refused.reasons}
    finally:
        db.session.rollback()
    return set()


def _arrange(desks: Desks, case: Fires) -> None:
    of_episode = update(Offence).where(Offence.episode_id == desks.episode_id)
    db.session.execute(of_episode.values(code=case.code, drug=case.drug))
    for name, value in case.switches.items():
        changed = update(Switch).where(Switch.name == name).values(value=value)
        if getattr(db.session.execute(changed), "rowcount", 0) == 0:
            given = {"valid_from": clock.today(), "source": "A force's policy"}
            of = desks.organisation_id
            disposals_actions.set_switch(by=desks.who["constable"], organisation_id=of, name=name, value=value, **given)
    for does in case.before:
        does(desks)
    if not case.is_young:
        _facts(desks, case)
    db.session.expire_all()


def _facts(desks: Desks, case: Fires) -> None:
    answers = ANSWERS | {"activity": "yes", "cw_aggravating": "no"} | case.answers
    day = clock.today() - timedelta(days=case.days_ago)
    facts_actions.record_facts(by=desks.who["constable"], episode_id=desks.episode_id, answers=answers, offence_on=day)


def _walk(desks: Desks, case: Fires) -> None:
    plan = case.plan() if case.plan else _plain_plan(case.kind)
    made = proposal_actions.propose(
        by=desks.who["constable"],
        episode_id=desks.episode_id,
        kind=case.kind,
        rationale=WHY,
        reasons_cite_test=False,
        plan=plan,
    )
    if case.then:
        case.then(desks)
    of, by = {"disposal_id": made.id}, desks.who[case.by]
    signing_actions.authorise(by=by, reason=BECAUSE, gravity=type(LOW)(**vars(LOW) | {"final": case.gravity}), **of)
    signed = {"explained_at": clock.now(), "consents": True, "was_signed": True} | case.sign
    signing_actions.sign(by=desks.who["sergeant"], **of, **signed)


def _plain_plan(kind: Kind) -> tuple[Planned, ...]:
    return (assessment(),) if kind in (Kind.CC, Kind.CR, Kind.O22) else ()


def _earlier(times: int = 1, **changes: Any) -> Does:
    def does(desks: Desks) -> None:
        for _ in range(times):
            facts_actions.add_earlier(
                by=desks.who["constable"], episode_id=desks.episode_id, outcome=an_outcome(**changes)
            )

    return does


def _no_adult(desks: Desks) -> None:
    changed = update(Detention).where(Detention.episode_id == desks.episode_id)
    db.session.execute(changed.values(needs_appropriate_adult=True, appropriate_adult_present=False))


def _not_asked(desks: Desks) -> None:
    db.session.execute(delete(RiskScreen).where(RiskScreen.episode_id == desks.episode_id))


def _exploited(desks: Desks) -> None:
    county_safeguarding.concern(desks.who["constable"], db.session.get_one(Episode, desks.episode_id))


def _second_offence(desks: Desks) -> None:
    offence(db.session.get_one(Episode, desks.episode_id), "TA68-1", 2, None)


def _written_before(desks: Desks) -> None:
    """Words of before they were refused."""
    row = db.session.scalars(select(Disposal).where(Disposal.episode_id == desks.episode_id)).one()
    row.rationale = "He tested positive for crack in custody and wants help with it."


def _penalty() -> tuple[Planned, ...]:
    return (assessment(kind=ConditionKind.FINANCIAL_PENALTY, wording="Pay the penalty at the desk", amount=101),)


def _repair() -> tuple[Planned, ...]:
    return (assessment(kind=ConditionKind.REPAIR, wording="Repair the fence of the shop", hours=21),)


CC, CR, SC, O22, PND, CW, YC, DC = Kind.CC, Kind.CR, Kind.SC, Kind.O22, Kind.PND, Kind.CW, Kind.YC, Kind.DC
CRACK, ROBBERY = {"drug": "crack_cocaine"}, {"code": "TA68-8", "drug": None}
PWITS = {"code": "MDA71-5-3", "drug": "crack_cocaine"}
UNTRIED, NEEDED, ACCEPTS = {"victim": "untried"}, {"public_interest": "yes"}, {"admission": "accepts"}
ABUSE, HATE = {"abuse_or_hate": "domestic_abuse"}, {"abuse_or_hate": "hate_crime"}
SOME = {"earlier": "some", "history_matters": "no"}
SIMILAR = _earlier(is_similar=Known.YES)
RESOLVED = {"kind": PriorKind.CR, "is_similar": Known.YES}
WARNED = {"kind": PriorKind.CW, "drug_family": DrugFamily.CANNABIS}

FIRES: dict[str, Fires] = {
    "ANY-01": Fires(kind=CC, answers={"evidence": "belief"}),
    "ANY-02": Fires(kind=CC, answers={"offence_made_out": "no"}),
    "ANY-03": Fires(kind=CR, answers={"supply": "open"}),
    "ANY-04": Fires(kind=CC, before=(_no_adult,)),
    "ANY-05": Fires(kind=CC, answers={"fit": "not_fit"}),
    "ANY-06": Fires(kind=CC, before=(_exploited,)),
    "ANY-07": Fires(kind=CR, at=AUTHORISE, then=_written_before),
    "ANY-08": Fires(kind=CR, at=SIGN, sign={"explained_at": None}),
    "ANY-09": Fires(kind=CC, drug="nitrous_oxide", answers={"nitrous_oxide": "no"}),
    "RSK-01": Fires(kind=CC, before=(_not_asked,)),
    "SC-01": Fires(kind=SC, is_young=True),
    "SC-02": Fires(kind=SC, answers=ACCEPTS),
    "SC-03": Fires(kind=SC, answers={"admission": "doubt"}),
    "SC-04": Fires(kind=SC, at=SIGN, sign={"consents": False}),
    "SC-05": Fires(kind=SC, **ROBBERY, answers={"exceptional": "none"}),
    "SC-06": Fires(kind=SC, **PWITS, answers={"exceptional": "none"}),
    "SC-07": Fires(kind=SC, answers=SOME | {"exceptional": "none"}, before=(SIMILAR,)),
    "SC-08": Fires(kind=SC, at=AUTHORISE, **ROBBERY, answers={"exceptional": "person"}, by="inspector"),
    "SC-14": Fires(kind=SC, at=AUTHORISE, **PWITS, answers={"exceptional": "person"}),
    "SC-15": Fires(kind=SC, at=AUTHORISE, answers=SOME | {"exceptional": "person"}, before=(SIMILAR,)),
    "SC-16": Fires(kind=SC, at=AUTHORISE, answers=SOME, before=(_earlier(is_similar=Known.NO),)),
    "SC-09": Fires(kind=SC, answers=NEEDED),
    "SC-10": Fires(kind=SC, switches={"cfg_two_tier": True}),
    "SC-11": Fires(kind=SC, at=AUTHORISE, answers=ABUSE),
    "SC-12": Fires(kind=SC, answers=UNTRIED),
    "SC-13": Fires(kind=SC, at=AUTHORISE, **ROBBERY, answers={"exceptional": "person"}, by="inspector"),
    "CC-01": Fires(kind=CC, is_young=True),
    "CC-02": Fires(kind=CC, answers=ACCEPTS),
    "CC-03": Fires(kind=CC, answers={"admission": "doubt"}),
    "CC-04": Fires(kind=CC, at=SIGN, sign={"consents": False}),
    "CC-05": Fires(kind=CC, at=AUTHORISE, by="decider"),
    "CC-06": Fires(kind=CC, at=AUTHORISE, **ROBBERY),
    "CC-07": Fires(kind=CC, at=AUTHORISE, answers=HATE, by="inspector"),
    "CC-08": Fires(kind=CC, at=AUTHORISE, answers=ABUSE, by="inspector"),
    "CC-09": Fires(kind=CC, answers=UNTRIED),
    "CC-10": Fires(kind=CC, answers=NEEDED),
    "CC-11": Fires(kind=CC, answers={"likely_sentence": "high", "exceptional": "none"}),
    "CC-12": Fires(kind=CC, plan=tuple),
    "CC-13": Fires(kind=CC, plan=_penalty),
    "CC-14": Fires(kind=CC, plan=_repair),
    "CC-15": Fires(kind=CC, plan=lambda: (assessment(weeks=21),)),
    "CC-16": Fires(kind=CC, plan=lambda: (assessment(weeks=17),)),
    "CC-17": Fires(kind=CC, at=AUTHORISE, code="POA86-5", drug=None, days_ago=150),
    "CC-18": Fires(kind=CC, at=SIGN, sign={"explained_at": None}),
    "CC-19": Fires(kind=CC, at=SIGN, sign={"was_signed": False}),
    "PND-01": Fires(kind=PND, is_young=True),
    "PND-02": Fires(kind=PND, **CRACK),
    "PND-03": Fires(kind=PND, switches={"cfg_pnd_enabled": False}),
    "PND-04": Fires(kind=PND, answers=SOME, before=(_earlier(2, **WARNED),)),
    "PND-05": Fires(kind=PND, before=(_second_offence,)),
    "PND-06": Fires(kind=PND, answers={"evidence": "suspicion"}),
    "PND-07": Fires(kind=PND, code="TA68-9", drug=None),
    "CW-01": Fires(kind=CW, is_young=True),
    "CW-02": Fires(kind=CW, **CRACK),
    "CW-03": Fires(kind=CW, switches={"cfg_cw_enabled": False}),
    "CW-04": Fires(kind=CW, answers=SOME, before=(_earlier(**WARNED),)),
    "CW-05": Fires(kind=CW, at=AUTHORISE, answers={"cw_aggravating": "yes"}, by="decider"),
    "CW-06": Fires(kind=CW, answers=ACCEPTS),
    "CW-07": Fires(kind=CW, answers={"evidence": "belief"}),
    "CR-01": Fires(kind=CR, answers={"admission": "denies"}),
    "CR-02": Fires(kind=CR, at=SIGN, sign={"consents": False}),
    "CR-03": Fires(kind=CR, answers=UNTRIED),
    "CR-04": Fires(
        kind=CR, at=AUTHORISE, answers=SOME | {"history_matters": "yes"}, before=(_earlier(),), by="decider"
    ),
    "CR-05": Fires(kind=CR, at=AUTHORISE, **ROBBERY),
    "CR-06": Fires(kind=CR, answers=ABUSE | {"intimate_partner": "yes"}),
    "CR-11": Fires(kind=CR, at=AUTHORISE, answers=ABUSE | {"intimate_partner": "no"}),
    "CR-07": Fires(kind=CR, at=AUTHORISE, gravity=4),
    "CR-08": Fires(kind=CR, **PWITS),
    "CR-09": Fires(kind=CR, at=AUTHORISE, answers=SOME, before=(_earlier(3, **RESOLVED, engaged=Known.YES),)),
    "CR-10": Fires(
        kind=CR,
        answers=SOME,
        switches={"cfg_cr_block_after_no_engagement": True},
        before=(_earlier(**RESOLVED, engaged=Known.NO),),
    ),
    "O22-01": Fires(kind=O22, answers={"evidence": "not_identified"}),
    "O22-02": Fires(kind=O22, answers={"activity": "no"}),
    "O22-03": Fires(kind=O22, at=SIGN, sign={"consents": False}),
    "O22-04": Fires(kind=O22, answers={"evidence": "less"}),
    "O22-05": Fires(kind=O22, switches={"cfg_o22_enabled": False}),
    "O22-06": Fires(kind=O22, at=AUTHORISE, answers=ABUSE),
    "O22-07": Fires(kind=O22, answers=NEEDED),
    "O22-08": Fires(kind=O22, answers=UNTRIED),
    "YC-01": Fires(kind=YC),
    "YC-02": Fires(kind=YC, answers=ACCEPTS),
    "YC-03": Fires(kind=CR, is_young=True),
    "DC-01": Fires(kind=DC),
    "DC-02": Fires(kind=DC, switches={"cfg_pcsc_part6_commenced": True}, days_ago=1),
}
