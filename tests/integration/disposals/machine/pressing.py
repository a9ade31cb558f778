"""Taking any step through the action of its page, answered rightly or with one thing wrong."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from pathways import clock
from pathways.auth.roles import Viewer
from pathways.disposals.conditions import actions as conditions_actions
from pathways.disposals.conditions.rules import ConditionStatus
from pathways.disposals.facts.rules.gravity import Gravity
from pathways.disposals.models import Condition, Disposal
from pathways.disposals.proposal import actions as proposal_actions
from pathways.disposals.signing import actions as signing_actions
from pathways.disposals.steps import actions as steps_actions
from pathways.disposals.steps.rules.machine import steps_asked
from pathways.law.rules.disposal_terms import Kind
from pathways.step_tables.rules import Asks
from pathways.store.base import db
from tests.integration.disposals.machine.placed import plan_of
from tests.integration.disposals.machine.the_desks import Desks
from tests.integration.disposals.plain_disposal import BECAUSE, WHY, assessment

SENTENCE = "Written out at some length, as it was seen and heard"
LOW = Gravity(base=2, factors=(), final=2, version="a force's table")
REPORTS = {"report_condition": True, "report_action": True, "report_done": True, "report_not_done": False}
TAKES_EFFECT = ("sign", "agree", "give")
CHOSEN = {"excuse": "illness", "why": "met", "code": "10"}
CHOSEN_OF = {"not_done": {"why": "withdrew"}}


def answers(event: str) -> dict[str, Any]:
    """Right answers to what a step asks today."""
    plain = {
        Asks.TEXT: SENTENCE,
        Asks.LINE: "A name",
        Asks.PAST_DAY: clock.today(),
        Asks.COMING_DAY: clock.today() + timedelta(days=7),
        Asks.MOMENT: clock.now(),
        Asks.NUMBER: 90,
        Asks.SCAN: None,
    }
    values = {}
    for each in steps_asked()[event].records:
        first = each.choices[0][0] if each.choices else "yes"
        chosen = CHOSEN_OF.get(event, CHOSEN).get(each.name, first)
        values[each.name] = plain.get(each.kind, chosen if chosen in dict(each.choices) else first)
    return values


def press(
    desks: Desks,
    by: Viewer,
    kind: str,
    disposal: Disposal,
    event: str,
    *,
    wrong: bool = False,
    version: int | None = None,
) -> None:
    """Take the step as its page would. With `wrong`, one thing that it needs is missing."""
    of, text = {"by": by, "disposal_id": disposal.id, "version": version}, "too short" if wrong else SENTENCE
    if event == "propose":
        _propose(desks, by, kind, WHY[:10] if wrong else WHY, version)
    elif event == "withdraw_proposal":
        proposal_actions.withdraw_proposal(**of, reason=text)
    elif event == "decline":
        signing_actions.decline(**of, legal_advice_offered=True)
    elif event == "refuse":
        signing_actions.send_back(**of, reason=text)
    elif event == "authorise":
        signing_actions.authorise(**of, reason="" if wrong else BECAUSE, gravity=LOW)
    elif event in TAKES_EFFECT:
        told_at = clock.now() + timedelta(hours=1) if wrong else clock.now()
        signing_actions.sign(**of, explained_at=told_at, consents=True, was_signed=True, reference="A 1")
    elif event in REPORTS or event in ("condition_met", "all_met", "agree_variation", "change_actions"):
        _of_a_condition(by, disposal, event, wrong, version)
    else:
        given = answers(event)
        required = [each.name for each in steps_asked()[event].records if each.required]
        given |= dict.fromkeys(required[-1:]) if wrong else {}
        steps_actions.take_step(**of, event=event, given=given)


def _propose(desks: Desks, by: Viewer, kind: str, why: str, version: int | None) -> None:
    proposal_actions.propose(
        by=by,
        episode_id=desks.episode_id,
        kind=Kind(kind),
        rationale=why,
        reasons_cite_test=False,
        plan=plan_of(kind, desks),
        version=version,
    )


def _of_a_condition(by: Viewer, disposal: Disposal, event: str, wrong: bool, version: int | None) -> None:
    rows = db.session.scalars(
        select(Condition).where(Condition.disposal_id == disposal.id).order_by(Condition.id)
    ).all()
    row = next((condition for condition in rows if condition.status is ConditionStatus.OPEN), rows[-1])
    of, today = {"by": by, "condition_id": row.id, "version": version}, clock.today()
    if event in REPORTS:
        conditions_actions.report_condition(**of, met=REPORTS[event], on=today + timedelta(days=1) if wrong else today)
    elif event in ("condition_met", "all_met"):
        conditions_actions.accept_condition(**of, evidence="" if wrong else SENTENCE, victim_told=None)
    else:
        conditions_actions.vary_condition(**of, new=assessment(weeks=6), reason=SENTENCE, agrees_in_writing=not wrong)
